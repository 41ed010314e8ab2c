"""Quanta without end, learnt from a Poisson number of samples: the whole curve, from the first sample on.

Tests: tests/theory/quanta/test_quantization.py
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import gamma, gammainc, zeta

from peelsim.theory.arrays import numbers, plain

__all__ = ["unlearnt"]

_SINGLY = 64  # quanta taken one by one; the others are an integral


def unlearnt(samples: npt.ArrayLike, *, exponent: float) -> Any:
    """Mean use of quanta not yet seen, sum_k p_k exp(-D p_k), p_k = k^-s / zeta(s), s = exponent + 1 (derived).

    Beyond the first quanta the sum over k is the integral over y = D p_k from half a quantum on, an incomplete gamma
    function; good to 1e-4 of it. Many samples make it D^-(1 - 1/s) times ``quantization.power_law_data``'s amplitude.

    Parameters
    ----------
    samples : D > 0, the mean number.
    exponent : alpha > 0.

    Examples
    --------
    >>> from peelsim.theory.quanta.quantization import power_law_data
    >>> abs(unlearnt(1e6, exponent=0.5) / power_law_data(1e6, exponent=0.5) - 1) < 1e-3
    True
    """
    (d,) = numbers(samples)
    s = exponent + 1
    total, c = zeta(s), 1 - 1 / s
    use = np.arange(1.0, _SINGLY + 1) ** -s / total
    first = np.sum(use * np.exp(-d[..., None] * use), axis=-1)
    y = d * (_SINGLY + 0.5) ** -s / total
    rest = gamma(c) * gammainc(c, y) / s * total ** (-1 / s) * d**-c
    return plain(first + rest)
