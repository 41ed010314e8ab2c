"""How many texts a trial has: a fixed number, or a Poisson one.

Tests: tests/models/test_concept_text.py
"""

from typing import NamedTuple

import numpy as np

from peelsim.jit import inner_kernel
from peelsim.kernels.draws.poisson import poisson
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.streams import TEXTS


class TextNumber(NamedTuple):
    """The number of texts of a trial."""

    mean: float
    fixed: bool  # False: Poisson with this mean


@inner_kernel
def number_of_texts(stream, number):
    """Texts of one trial, int64. stream: uint64, of the trial. number: a ``TextNumber``."""
    return np.int64(number.mean) if number.fixed else poisson(draw(stream, TEXTS), number.mean)
