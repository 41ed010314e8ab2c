import mpmath
import pytest

from peelsim.kernels.draws.saddle_point import deviance, log_poisson, stirling_remainder


@pytest.mark.parametrize("n", [1, 2, 7, 15, 16, 17, 100, 10**6, 10**12, 10**15])
def test_stirling_remainder(n):
    with mpmath.workdps(40):
        exact = mpmath.loggamma(n + 1) - (n + mpmath.mpf(1) / 2) * mpmath.log(n) + n - mpmath.log(2 * mpmath.pi) / 2
    assert stirling_remainder(n) == pytest.approx(float(exact), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("mean", [0.3, 10.0, 1e4, 1e9, 1e15])
@pytest.mark.parametrize("ratio", [1e-3, 0.5, 0.8, 0.99, 1 - 1e-9, 1.0, 1 + 1e-7, 1.2, 3.0])
def test_deviance(mean, ratio):
    x = mean * ratio
    with mpmath.workdps(50):
        exact = mpmath.mpf(x) * mpmath.log(mpmath.mpf(x) / mpmath.mpf(mean)) + mpmath.mpf(mean) - mpmath.mpf(x)
    assert deviance(x, mean) == pytest.approx(float(exact), rel=1e-13, abs=0)


@pytest.mark.parametrize("mean", [0.1, 10.0, 37.5, 1e6, 1e12])
@pytest.mark.parametrize("sigmas", [-6, -1, 0, 2, 8])
def test_log_poisson(mean, sigmas):
    k = max(0, int(mean + sigmas * mean**0.5))
    with mpmath.workdps(50):
        exact = k * mpmath.log(mpmath.mpf(mean)) - mpmath.mpf(mean) - mpmath.loggamma(k + 1)
    assert log_poisson(k, mean) == pytest.approx(float(exact), abs=2e-14 * max(1, abs(float(exact))))
