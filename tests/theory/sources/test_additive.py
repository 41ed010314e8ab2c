"""Printed numbers are those of tokens that are normal; bits differ by 4e-4 at 10^4 samples."""

import tracemalloc

import numpy as np
import pytest

from peelsim.theory.sources.additive import Source, asymptotic, collapse, exact, risks, serial_risks

LANGUAGE = [(0.88, 0.325), (0.94, 0.265), (1.0, 0.5)]


def source(beta, gamma, **more):
    return Source(correlation_exponent=beta, entropy_exponent=gamma, **{"fourth_moment": 3, **more})


def naive(given, *, samples, lags):
    """Lag by lag and channel by channel, of a source with this many lags."""
    n = np.arange(1.0, lags + 1)
    growth = 2 * given.correlation_exponent - 1 - given.entropy_exponent
    channels = np.maximum(1, np.rint(given.density * n**growth))
    squared = given.strength * n ** (-2 * given.correlation_exponent)
    signal = [squared[channels >= j].sum() for j in range(1, int(channels.max()) + 1)]
    found = []
    for horizon in range(lags + 1):
        missed = sum(m * w for m, w in zip(channels[horizon:], squared[horizon:], strict=True))
        scatter = sum(
            (1 + signal[j] + (given.fourth_moment - 2) * squared[i]) / samples
            for i in range(horizon)
            for j in range(int(channels[i]))
        )
        found.append((missed + scatter) / 2)
    return np.array(found)


@pytest.mark.parametrize("moment", [1, 3])
@pytest.mark.parametrize(
    ("beta", "gamma", "density"), [(0.88, 0.325, 1), (1, 0.2, 0.3), (0.75, 0.5, 2.4), (1.3, 0.5, 1)]
)
def test_risks_are_sums_over_lags_and_channels(beta, gamma, density, moment):
    given = source(beta, gamma, density=density, lags=40, fourth_moment=moment)
    np.testing.assert_allclose(risks(given, samples=700, lags=40), naive(given, samples=700, lags=40), rtol=1e-12)


@pytest.mark.parametrize(
    ("beta", "gamma", "samples", "excess", "limit", "digits"),
    [
        (0.88, 0.325, 1e4, 0.030200, 0.029945, 6),
        (0.88, 0.325, 1e5, 0.019676, 0.019574, 6),
        (0.88, 0.325, 1e6, 0.012833, 0.012794, 6),
        (0.88, 0.325, 1e7, 0.008377, 0.008363, 6),
        (0.94, 0.265, 1e6, 0.023926, None, 6),
        (0.94, 0.265, 1e7, 0.017284, None, 6),
        (1.0, 0.5, 1e6, 0.004469, None, 6),
    ],
)
def test_printed_values(beta, gamma, samples, excess, limit, digits):
    given = source(beta, gamma)
    assert exact(given, samples=samples).excess == pytest.approx(excess, abs=6 * 10**-digits / 10)
    if limit is not None:
        assert asymptotic(given, samples=samples).excess == pytest.approx(limit, abs=6 * 10**-digits / 10)


@pytest.mark.parametrize(("beta", "gamma", "slope"), [(0.88, 0.325, 0.1854), (0.94, 0.265, 0.1414), (1, 0.5, 0.2504)])
def test_printed_slopes(beta, gamma, slope):
    few, many = (exact(source(beta, gamma), samples=samples).excess for samples in (1e5, 1e7))
    assert np.log(few / many) / np.log(100) == pytest.approx(slope, abs=6e-5)


@pytest.mark.parametrize(("beta", "gamma"), [*LANGUAGE, (0.8, 0.6), (0.9, 0.05)])
def test_the_entropy_of_all_lags_is_a_sum_without_end(beta, gamma):
    """Lag by lag up to a million, and beyond it as in the limit."""
    given = source(beta, gamma)
    n = np.arange(1.0, 1_000_001)
    near = 0.5 * np.sum(given.channels(n) * given.squared_weight(n))
    far = given.strength * 1_000_000.5**-gamma / (2 * gamma)
    assert given.entropy_gap() == pytest.approx(near + far, rel=2e-6)


def test_few_channels_that_hardly_grow():
    """The second channel begins beyond any lag: all is in the first."""
    given = source(0.75, 0.499)
    n = np.arange(1.0, 1_000_001)
    alone = 0.5 * (np.sum(given.squared_weight(n)) + 0.05 * 1_000_000.5**-0.5 / 0.5)
    assert given.entropy_gap() == pytest.approx(alone, rel=1e-6)


@pytest.mark.parametrize(("beta", "gamma"), LANGUAGE)
def test_the_limit_is_come_true(beta, gamma):
    given = source(beta, gamma)
    ratio = [exact(given, samples=p).excess / asymptotic(given, samples=p).excess for p in (1e6, 1e8)]
    assert abs(ratio[1] - 1) < abs(ratio[0] - 1) < 6e-3
    assert ratio[1] == pytest.approx(1, abs=1.5e-3)
    assert exact(given, samples=1e8).horizon == pytest.approx(asymptotic(given, samples=1e8).horizon, rel=0.02)


def test_losses_of_every_horizon_collapse():
    given = source(0.88, 0.325, density=3.0)
    for lags in (300, 1000):
        for x in (40.0, 100.0, 1000.0):
            excess = risks(given, samples=x * lags**1.76, lags=lags)[lags]
            law = collapse(given, scaled_samples=x)
            assert lags**0.325 * excess == pytest.approx(law, rel=0.02)


@pytest.mark.parametrize("moment", [1, 3])
def test_successive_windows_go_together(moment):
    """Every product of four tokens of a small text, averaged over all their values or their moments."""
    given = source(0.9, 0.8, lags=4, strength=0.4, fourth_moment=moment)
    samples, lags, w = 5, 4, np.sqrt(source(0.9, 0.8, lags=4, strength=0.4).squared_weight(np.arange(1, 5)))
    assert given.channels([1, 2, 3, 4]).tolist() == [1, 1, 1, 1]
    variances = []
    for n in range(1, lags + 1):
        second = 0.0
        for t in range(samples):
            for u in range(samples):
                for k in range(1, lags + 1):
                    for m in range(1, lags + 1):
                        places = [t - k, t - n, u - m, u - n]
                        second += w[k - 1] * w[m - 1] * _moment(places, moment)
                second += float(t == u)  # the noise
        variances.append(second / samples**2 - w[n - 1] ** 2)
    direct = given.entropy_gap() + 0.5 * np.cumsum(np.array(variances) - w**2)
    np.testing.assert_allclose(serial_risks(given, samples=samples)[1:], direct, rtol=1e-12)


def _moment(places, fourth):
    """Mean of a product of independent tokens of mean 0 and variance 1."""
    counts = sorted(places.count(place) for place in set(places))
    return {(4,): float(fourth), (2, 2): 1.0}.get(tuple(counts), 0.0)


def test_sums_over_channels_take_one_array_of_them():
    source = Source(correlation_exponent=2.4, entropy_exponent=0.8, density=100, lags=25)
    tracemalloc.start()
    try:
        risks(source, samples=1000, lags=25)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 1.5 * 8 * source.channels(25)
