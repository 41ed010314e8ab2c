"""Estimated compute-optimal training of language models (Hoffmann et al. 2022, arXiv:2203.15556, table 3)."""

from typing import NamedTuple

__all__ = ["TABLE_3", "Model"]


class Model(NamedTuple):
    """A row of the table."""

    parameters: float
    flops: float
    tokens: float


TABLE_3 = (
    Model(400e6, 1.92e19, 8.0e9),
    Model(1e9, 1.21e20, 20.2e9),
    Model(10e9, 1.23e22, 205.1e9),
    Model(67e9, 5.76e23, 1.5e12),
    Model(175e9, 3.85e24, 3.7e12),
    Model(280e9, 9.90e24, 5.9e12),
    Model(520e9, 3.43e25, 11.0e12),
    Model(1e12, 1.27e26, 21.2e12),
    Model(10e12, 1.30e28, 216.2e12),
)
