import numpy as np
import pytest
from scipy.optimize import approx_fprime

from peelsim.fits.measured import MeasurementError, read, surface
from peelsim.fits.two_sizes import _Problem, sum_of_powers
from tests.reference import reference


def known(noise=0.0, seed=1):
    n, d = (side.ravel() for side in np.meshgrid(np.geomspace(5e7, 1e10, 9), np.geomspace(1e9, 3e11, 9)))
    loss = 1.8 + 480 * n**-0.35 + 2100 * d**-0.37
    return surface(n, d, loss * np.exp(noise * np.random.default_rng(seed).laplace(size=81)))


@pytest.mark.parametrize("split", [False, True])
def test_the_gradient_is_one(split):
    problem = _Problem(known(0.01), split=split)
    at = np.array([6.0, 7.5, 0.5, 0.7 if split else 0.3, 0.45])
    direct = approx_fprime(at, lambda values: problem.value(values)[0], 1e-7)
    np.testing.assert_allclose(problem.value(at)[1], direct, rtol=1e-4, atol=1e-6)


@pytest.mark.slow
def test_a_surface_of_known_exponents_is_found():
    found = sum_of_powers(known(0.002))
    truth = {"E": 1.8, "alpha": 0.35, "beta": 0.37, "compute_exponent": 0.37 / 0.72}
    for name, value in truth.items():
        interval = found.intervals[name]
        assert interval.identified and interval.low < value < interval.high
        assert interval.high - interval.low < 0.2 * value
    assert found.intervals["compute_exponent"].value == pytest.approx(found.compute_exponent)


@pytest.mark.slow
def test_intervals_cover():
    """Of 40 surfaces the 95 % intervals of alpha miss few: more than 10 have a probability of 1e-5."""
    missed = 0
    for seed in range(40):
        interval = sum_of_powers(known(0.003, seed)).intervals["alpha"]
        missed += not interval.low <= 0.35 <= interval.high
    assert missed <= 10


@pytest.mark.parametrize(
    ("left_out", "floor", "a", "b", "alpha", "beta", "compute"),
    [(5, 1.8172, 477.8, 2143, 0.3473, 0.3672, 0.514), (0, 1.891, None, None, 0.349, 0.453, 0.565)],
)
def test_the_points_of_chinchilla(left_out, floor, a, b, alpha, beta, compute):
    """Five points move the exponent of the best size from .514 to .565."""
    points = read(reference("chinchilla_245.csv"))
    assert len(points.loss) == 245
    found = sum_of_powers(points.without_largest(left_out), intervals=False)
    assert found.floor == pytest.approx(floor, abs=6e-5 if left_out else 6e-4)
    assert found.parameters_exponent == pytest.approx(alpha, abs=6e-5 if left_out else 6e-4)
    assert found.tokens_exponent == pytest.approx(beta, abs=6e-5 if left_out else 6e-4)
    assert found.compute_exponent == pytest.approx(compute, abs=6e-4)
    if a is not None:
        assert found.parameters_coefficient == pytest.approx(a, abs=0.1)
        assert found.tokens_coefficient == pytest.approx(b, abs=0.6)


def test_what_is_no_surface_is_refused():
    few = known()
    with pytest.raises(MeasurementError, match="too few"):
        sum_of_powers(few.without_largest(75))
    with pytest.raises(MeasurementError, match="the same tokens"):
        sum_of_powers(surface(few.parameters, np.full(81, 1e9), few.loss))
