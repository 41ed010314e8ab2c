import mpmath
import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import log_ndtr

from peelsim.theory.descent.peaked import by_quadrature, gap_density, large_alignment_loss, mean_loss, pull

DENSITIES = {2: 0.56418958, 4: 1.02937537, 8: 1.42360031, 16: 1.76599139, 32: 2.06966883, 128: 2.59459737}
DENSITIES |= {1024: 3.24823960, 32000: 4.12861221, 50304: 4.23183204}
# V, b: printed, or from the same integral on a mesh of 200 x 200 x 300 where a coarse one had been printed (V = 128)
LOSSES = {
    2: {1: 0.33847232, 8: 0.05749388, 64: 0.00724941},
    16: {1: 1.45850970, 8: 0.19595568, 64: 0.02293047},
    128: {1: 2.75085260, 8: 0.30727627, 64: 0.03392920},
}


@pytest.mark.parametrize("classes", DENSITIES)
def test_density_of_ties_is_the_mean_of_the_largest(classes):
    assert gap_density(classes) == pytest.approx(DENSITIES[classes], abs=6e-9)

    def mean(z):
        return z * classes * np.exp(-z * z / 2 + (classes - 1) * log_ndtr(z)) / np.sqrt(2 * np.pi)

    assert gap_density(classes) == pytest.approx(quad(mean, -9, 12, points=[0, 2, 4], epsabs=1e-12)[0], rel=1e-10)


@pytest.mark.parametrize("classes", LOSSES)
def test_losses_to_the_digits_printed(classes):
    for b, loss in LOSSES[classes].items():
        assert mean_loss(b, classes=classes) == pytest.approx(loss, abs=6e-9)


@pytest.mark.parametrize("b", [1e-4, 0.02, 1.0, 7.0, 300.0, 9e3])
@pytest.mark.plain_cases(5)
def test_two_classes_are_one_normal_number(b):
    """Their gap is sqrt(2) |xi|: a single integral, in 30 digits."""
    with mpmath.workdps(30):
        root, density = mpmath.sqrt(2), lambda x: 2 * mpmath.npdf(x)
        cuts = [0, *(c / b for c in (1, 5, 20, 80) if c / b < 10), 12]
        loss = mpmath.quad(lambda x: density(x) * mpmath.log1p(mpmath.exp(-b * root * x)), cuts)
        slope = mpmath.quad(lambda x: density(x) * root * x / (1 + mpmath.exp(b * root * x)), cuts)
    assert mean_loss(b, classes=2) == pytest.approx(float(loss), rel=1e-8)
    assert pull(b, classes=2) == pytest.approx(float(slope), rel=1e-7)


@pytest.mark.parametrize(("classes", "b"), [(5, 0.5), (16, 3.0), (300, 6.0)])
@pytest.mark.plain_cases(1)
def test_losses_are_means_over_normal_scores(classes, b):
    """Of many draws, to 4.4 standard errors (a false alarm in 1e5)."""
    rng, samples = np.random.default_rng(5), 300_000 * 16 // max(classes, 16)
    z = rng.standard_normal((samples, classes))
    gaps = z - z.max(axis=1, keepdims=True)
    weights = np.exp(b * gaps)
    total = weights.sum(axis=1)
    for drawn, law in ((np.log(total), mean_loss), (-(weights * gaps).sum(axis=1) / total, pull)):
        error = drawn.std() / np.sqrt(samples)
        assert error < 0.01 * drawn.mean()
        assert abs(drawn.mean() - law(b, classes=classes)) < 4.4 * error


@pytest.mark.parametrize(("classes", "tolerance"), [(2, 1e-10), (16, 1e-8), (128, 1e-7), (32000, 1e-5)])
def test_interpolation_is_as_good_as_said(classes, tolerance):
    for b in (1.01e-3, 0.03, 1.7, 4.0, 55.0, 9000.0):
        loss, slope = by_quadrature(b, classes=classes)
        assert mean_loss(b, classes=classes) == pytest.approx(loss, rel=tolerance)
        assert pull(b, classes=classes) == pytest.approx(slope, rel=10 * tolerance)


def test_the_slope_is_the_derivative_of_the_loss():
    b, h = np.array([1e-5, 9.9e-4, 0.4, 6.0, 700.0]), 1e-4
    up, down = (mean_loss(b * (1 + sign * h), classes=16) for sign in (1, -1))
    np.testing.assert_allclose((down - up) / (2 * h * b), pull(b, classes=16), rtol=2e-6)


def test_ends_meet():
    """Where the series in b ends, and where losses are those of large b."""
    for classes in (2, 16):
        for edge, tolerance in ((1e-3, 1e-8), (1e4, 2e-4)):
            for law in (mean_loss, pull):
                low, high = (law(edge * (1 + shift), classes=classes) for shift in (-1e-9, 1e-9))
                assert low == pytest.approx(high, rel=tolerance)
    assert mean_loss(0.0, classes=16) == pytest.approx(np.log(16), rel=1e-15)
    assert pull(0.0, classes=16) == gap_density(16)


def test_large_alignment():
    over = [mean_loss(64.0, classes=V) / large_alignment_loss(64.0, classes=V) for V in (2, 16, 128)]
    assert over == pytest.approx([0.99986, 1.01038, 1.0176], abs=5e-5)


@pytest.mark.parametrize("classes", [0, 1, 10**7])
def test_numbers_of_classes_out_of_reach_are_refused(classes):
    with pytest.raises(ValueError, match="classes"):
        gap_density(classes)
