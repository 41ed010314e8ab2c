import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peelsim.jit import kernel
from peelsim.kernels.draws.elementary import exponential, logarithm, sine_cosine

RNG = np.random.default_rng(1)


@kernel
def exponentials(x, out):
    for i in range(x.size):
        out[i] = exponential(x[i])


@kernel
def logarithms(x, out):
    for i in range(x.size):
        out[i] = logarithm(x[i])


@kernel
def sines(x, out):
    for i in range(x.size):
        out[i], out[x.size + i] = sine_cosine(x[i])


def all_at_once(loop, x, each=1):
    out = np.zeros(each * len(x))
    loop(x, out)
    return out


EXPONENTS = np.concatenate([[0.0, -708.0, 709.0, 1e-20, -1e-9], RNG.uniform(-708, 709, 3000), RNG.uniform(-2, 2, 3000)])
NUMBERS = np.concatenate(
    [
        [1.0, 2.0**-53, 1 - 2**-53, 1 + 2**-52, 2.0**-1022, 1e308],
        RNG.uniform(0, 2, 3000),
        10 ** RNG.uniform(-300, 300, 99),
    ]
)


def off_by(found, x, right):
    """Largest error in units of the last place, against 40 digits."""
    with mpmath.workdps(40):
        exact = [right(mpmath.mpf(float(one))) for one in x]
        return max(
            float(abs(mpmath.mpf(float(a)) - b)) / np.spacing(abs(float(b))) for a, b in zip(found, exact, strict=True)
        )


def test_exponentials_are_right_to_a_unit_of_the_last_place():
    assert off_by(all_at_once(exponentials, EXPONENTS), EXPONENTS, mpmath.exp) < 1.0


def test_logarithms_are_right_to_a_unit_of_the_last_place():
    assert off_by(all_at_once(logarithms, NUMBERS), NUMBERS, mpmath.log) < 1.0


def test_sines_and_cosines_are_right_to_a_few_1e_16():
    turns = np.concatenate([np.arange(17) / 16, RNG.uniform(0, 1, 3000)])
    found = all_at_once(sines, turns, each=2)
    with mpmath.workdps(40):
        right = [f(2 * mpmath.pi * mpmath.mpf(float(t))) for f in (mpmath.sin, mpmath.cos) for t in turns]
        errors = [float(abs(mpmath.mpf(float(a)) - b)) for a, b in zip(found, right, strict=True)]
    assert max(errors) < 8e-16
    assert found[[0, 4, 8, 12, 16]] == pytest.approx([0, 1, 0, -1, 0], abs=1e-15)


def test_what_is_out_of_range_counts_as_the_end():
    assert exponential(-1e9) == exponential(-708.0) > 0
    assert exponential(1e9) == exponential(709.0) < np.inf


@given(st.lists(st.floats(-700, 700), min_size=1, max_size=40))
@settings(max_examples=50)
def test_many_at_a_time_have_the_bits_of_one_at_a_time(numbers):
    """So they do not depend on how many a processor does side by side."""
    x = np.array(numbers)
    assert all_at_once(exponentials, x).tolist() == [exponential(one) for one in numbers]
    positive = np.abs(x) + 1e-3
    assert all_at_once(logarithms, positive).tolist() == [logarithm(one) for one in positive.tolist()]
    turns = np.abs(x) / 700
    assert all_at_once(sines, turns, each=2).tolist() == [
        *(sine_cosine(one)[0] for one in turns.tolist()),
        *(sine_cosine(one)[1] for one in turns.tolist()),
    ]
