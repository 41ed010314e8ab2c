import numpy as np
import pytest
from scipy.linalg import solve_toeplitz, toeplitz

from peelsim.kernels.draws.normal import room_for_normals
from peelsim.kernels.sources.fourier import room_for_signal, transform
from peelsim.kernels.sources.long_memory import (
    Series,
    embed,
    fit_orders,
    see_autocovariances,
    true_variance,
    write_series,
)
from peelsim.kernels.sources.long_memory_trials import EXCESS, run_series
from peelsim.theory.sources import long_memory as theory
from tests.agreement import mean_is

CALM = np.zeros(2, np.int64)


def series_of(memory, samples, orders):
    n = 1 << int(2 * samples - 1).bit_length()
    signal = room_for_signal(n)
    covariance = theory.autocovariances(memory, lags=n // 2)
    spread = np.zeros(n)
    assert embed(covariance, signal, spread, CALM)
    return Series(
        samples=samples,
        covariance=covariance[: orders + 1],
        spread=spread,
        signal=signal,
        room=room_for_normals(512),
        seen=np.zeros(orders + 1),
        coefficients=np.zeros(orders),
        best=np.zeros(orders),
    )


@pytest.mark.parametrize("n", [1, 2, 8, 1024])
def test_the_transform_is_numpys(n):
    rng = np.random.default_rng(n)
    z = rng.standard_normal(n) + 1j * rng.standard_normal(n)
    signal = room_for_signal(n)
    signal.real[:], signal.imaginary[:] = z.real, z.imag
    assert transform(signal, CALM)
    np.testing.assert_allclose(signal.real + 1j * signal.imaginary, np.fft.fft(z), atol=1e-12 * n)


@pytest.mark.parametrize("memory", [0.1, 0.25, 0.4, 0.49])
def test_the_embedding_loses_nothing(memory):
    """No eigenvalue is below 0, so the covariance matrix of the series is the true one."""
    covariance = theory.autocovariances(memory, lags=512)
    circulant = np.fft.rfft(np.concatenate([covariance, covariance[-2:0:-1]])).real
    assert circulant.min() > 0
    np.testing.assert_allclose(series_of(memory, 512, 5).spread[:513] ** 2 * 1024, circulant, rtol=1e-10)


@pytest.mark.slow
def test_series_have_the_true_autocovariances():
    series = series_of(0.3, 64, 8)
    found = []
    for trial in range(20_000):
        assert write_series(np.uint64(1000 + 7919 * trial), series, CALM)
        x = series.signal.real[:64]
        found.append([x[0] * x[k] for k in (0, 1, 5, 8)] + [x[63] * x[20], x[40] ** 2])
    expected = theory.autocovariances(0.3, lags=63)[[0, 1, 5, 8, 43, 0]]
    for column, law in zip(np.array(found).T, expected, strict=True):
        mean_is(column, law)


def test_orders_are_fitted_and_chosen_as_the_equations_say():
    series = series_of(0.35, 3000, 40)
    assert write_series(np.uint64(3), series, CALM)
    x = series.signal.real[:3000].copy()
    assert see_autocovariances(series, CALM)
    direct = np.array([x[k:] @ x[: 3000 - k] for k in range(41)]) / 3000
    np.testing.assert_allclose(series.seen, direct, rtol=1e-10)
    fits = [solve_toeplitz(direct[:k], direct[1 : k + 1]) for k in range(1, 41)]
    variance = np.array([direct[0], *(direct[0] - a @ direct[1 : len(a) + 1] for a in fits)])
    order = fit_orders(series)
    assert order == np.argmin(np.log(variance) + 2 * np.arange(41) / 3000) > 0
    a = fits[order - 1]
    np.testing.assert_allclose(series.best[:order], a, rtol=1e-8)
    gamma = series.covariance
    risk = gamma[0] - 2 * a @ gamma[1 : order + 1] + a @ toeplitz(gamma[:order]) @ a
    assert true_variance(series, order) == pytest.approx(risk, rel=1e-12)
    assert risk >= np.exp(2 * theory.entropy_gap(order, memory=0.35))


def run(memory, samples, trials):
    series = series_of(memory, samples, int(4 * np.sqrt(samples) * memory) + 8)
    counts = np.zeros((trials, 2), np.int64)
    assert run_series(np.uint64(9), 0, series, counts, CALM)
    return counts[:, EXCESS] / 2.0**40


@pytest.mark.slow
@pytest.mark.parametrize(
    ("memory", "slope", "error", "excess", "spread"),
    [(0.2, 0.532, 0.006, 0.000409, 7e-6), (0.3, 0.527, 0.006, 0.000620, 12e-6), (0.4, 0.545, 0.006, 0.000822, 12e-6)],
)
def test_printed_slopes_and_means(memory, slope, error, excess, spread):
    """P = 2^11 .. 2^18: near 1/2, where the published law says .833, 1.25 and 2.5."""
    samples = 2 ** np.arange(11, 19)
    seen = [run(memory, int(p), 80) for p in samples]
    mean, deviation = np.array([s.mean() for s in seen]), np.array([s.std(ddof=1) / np.sqrt(80) for s in seen])
    mean_is(seen[-1], excess, error=spread)
    fit, covariance = np.polyfit(np.log(samples), np.log(mean), 1, w=mean / deviation, cov="unscaled")
    assert -fit[0] == pytest.approx(slope, abs=4.4 * np.hypot(error, np.sqrt(covariance[0, 0])))
    assert -fit[0] < 0.6


def test_the_excess_is_near_its_law_whatever_the_memory():
    """Within 20 % at 2^14 samples, where the law is a limit, and near 1/2 in slope."""
    for memory in (0.2, 0.4):
        few, many = run(memory, 2**10, 150), run(memory, 2**14, 60)
        assert many.mean() == pytest.approx(theory.corrected(memory=memory, samples=2**14).excess, rel=0.2)
        assert 0.45 < np.log(few.mean() / many.mean()) / np.log(16) < 0.62


def test_a_stop_is_heard():
    assert not run_series(np.uint64(1), 0, series_of(0.3, 100, 9), np.zeros((2, 2), np.int64), np.ones(2, np.int64))
