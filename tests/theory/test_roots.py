"""Brent's method, held against SciPy's."""

from math import copysign, cos, exp, log, sin, tanh

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
        (lambda x, c: tanh(x - c) + 1e-3, 0.0, 500.0),
        (lambda x, c: (x - c) * exp(-((x - c) ** 2) / c), 0.0, 400.0),
        (lambda x, c: float(round(x - c)) + 0.25, 0.0, 500.0),
        (lambda x, c: copysign(abs(x - c) ** 0.1, x - c), 0.0, 500.0),
        (lambda x, c: sin(x) + x / c - 1, 0.0, 1000.0),
        (lambda x, c: 1 / (x - c) if x != c else 0.0, 0.0, 500.0),
        (lambda x, c: x - c, 0.0, 300.0),
        (lambda x, c: x - c / 1000, 1.0, 0.0),
        (lambda x, c: (-2.0, -1.0, 1.0, 2.0)[hash((x, c)) % 4], 0.0, 1.0),  # leaps, and has its values twice
        (lambda x, c: (-2.0, -1.0, 1.0, 2.0)[hash((x, c)) % 4], 1.0, -1.0),
    ],
)
@pytest.mark.parametrize("xtol", [1e-15, 2e-12, 1e-3, 1.0, 10.0])
def test_every_bit_is_scipys(f, least, greatest, xtol):
    """The root, and every place at which the function is looked at on the way there."""
    tried = 0
    for c in np.random.default_rng(1).uniform(1.01, 300, 100):
        if np.sign(f(least, c)) * np.sign(f(greatest, c)) < 0:
            tried += 1
            theirs, ours = _watched(f, c), _watched(f, c)
            asked = _or_none(lambda: brentq(theirs, least, greatest, xtol=xtol))  # noqa: B023  # called at once
            assert _or_none(lambda: root_between(ours, least, greatest, xtol=xtol)) == asked  # noqa: B023
            assert ours.places == theirs.places
    assert tried


def _watched(f, c):
    """The function of x alone; ``places`` are those it was called at."""

    def watched(x):
        watched.places.append(x)
        return f(x, c)

    watched.places = []
    return watched


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
