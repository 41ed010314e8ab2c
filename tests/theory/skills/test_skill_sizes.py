import numpy as np
import pytest
from scipy import stats

from peelsim.theory.skills.skill_sizes import binomial_rule


@pytest.mark.parametrize(("trials", "p"), [(3, 0.2), (50, 1e-3), (63, 0.5)])
def test_few_values_are_all_there(trials, p):
    rule = binomial_rule(trials, probability=p)
    assert rule.sizes == pytest.approx(np.round(rule.sizes), abs=1e-9)
    assert rule.weights == pytest.approx(stats.binom.pmf(np.round(rule.sizes), trials, p), rel=1e-8, abs=1e-16)


@pytest.mark.parametrize(("trials", "p"), [(64, 0.3), (4000, 1e-3), (2e4, 5e-3), (3e5, 1e-3), (1e10, 1e-3)])
def test_moments_are_those_of_the_binomial_law(trials, p):
    rule = binomial_rule(trials, probability=p)
    mean, variance, skew, kurtosis = (float(each) for each in stats.binom.stats(trials, p, moments="mvsk"))
    away = (rule.sizes - mean) / np.sqrt(variance)
    assert rule.weights.sum() == pytest.approx(1, rel=1e-14)
    assert rule.weights @ away == pytest.approx(0, abs=1e-9)
    assert [rule.weights @ away**k for k in (2, 3, 4)] == pytest.approx([1, skew, 3 + kurtosis], rel=1e-7, abs=1e-7)


@pytest.mark.parametrize(("trials", "p"), [(50, 1e-3), (200, 1e-3), (4000, 1e-3), (2e4, 5e-3), (5e4, 1e-3)])
def test_means_of_what_links_are_like(trials, p):
    """Tails in n, as steep as those of pair counts are."""
    rule = binomial_rule(trials, probability=p)
    n = np.arange(trials + 1)
    weights = stats.binom.pmf(n, trials, p)
    for least in (1, 3, 10, 60):
        right = weights @ stats.poisson.sf(least - 1, n * 0.7)
        assert rule.weights @ stats.poisson.sf(least - 1, rule.sizes * 0.7) == pytest.approx(right, rel=1e-8, abs=1e-15)


def test_one_skill_has_all_concepts():
    assert binomial_rule(70, probability=1).sizes.tolist() == [70]
