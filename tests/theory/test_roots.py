"""Brent's method, held against SciPy's."""

from math import cos, exp, log

import numpy as np
import pytest
from scipy.optimize import brentq

from peelsim.theory.roots import root_between


@pytest.mark.parametrize(
    ("f", "least", "greatest"),
    [
        (lambda x, c: x - log(x) - c, 1e-6, 1.0),
        (lambda x, c: x**3 - c, 0.0, 1000.0),
        (lambda x, c: cos(x / c) - x, -2.0, 2.0),
        (lambda x, c: exp(-c * exp(-c * x)) - x, 0.0, 1.0),
        (lambda x, c: (x - c) ** 9, 0.0, 500.0),
        (lambda x, c: float(np.sign(x - c)), 0.0, 500.0),
        (lambda x, c: 1e-200 * (x - c) ** 3, 0.0, 500.0),
    ],
)
@pytest.mark.parametrize("xtol", [1e-15, 2e-12, 1e-3])
def test_every_bit_is_scipys(f, least, greatest, xtol):
    tried = 0
    for c in np.random.default_rng(1).uniform(1.01, 300, 100):
        if np.sign(f(least, c)) * np.sign(f(greatest, c)) < 0:
            tried += 1
            asked = _or_none(lambda c=c: brentq(f, least, greatest, args=(c,), xtol=xtol))
            assert _or_none(lambda c=c: root_between(lambda x: f(x, c), least, greatest, xtol=xtol)) == asked
    assert tried


def _or_none(search):
    try:
        return search()
    except RuntimeError:  # more than a hundred steps
        return None


def test_a_root_at_an_end_is_found_and_equal_signs_are_refused():
    assert root_between(lambda x: x, 0, 1, xtol=1e-15) == 0 == root_between(lambda x: x, -1, 0, xtol=1e-15)
    with pytest.raises(ValueError, match="same sign"):
        root_between(lambda x: x * x + 1, -1, 1, xtol=1e-15)
    with pytest.raises(RuntimeError, match="no root between"):
        root_between(lambda x: 1 if x > 1e-300 else -1, 0, 1e300, xtol=1e-320)
