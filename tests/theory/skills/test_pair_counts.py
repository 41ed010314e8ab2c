import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mpf
from scipy import stats
from scipy.sparse import csr_array

from peelsim.theory.skills.pair_counts import (
    Corpus,
    covariance,
    dispersed_kernel,
    independent_kernel,
    mean_pairs,
    sharing_probability,
    tail,
    variance_of_pairs,
)


def negative_binomial_tail(least, mean, excess):
    """Term by term, to 40 digits."""
    with mpmath.workdps(40):
        r, p = mpf(mean) / mpf(excess), mpf(excess) / (1 + mpf(excess))
        k = mpf(least)
        term = mpmath.exp(
            mpmath.loggamma(k + r)
            - mpmath.loggamma(r)
            - mpmath.loggamma(k + 1)
            + k * mpmath.log(p)
            + r * mpmath.log1p(-p)
        )
        total = mpf(0)
        while term > total * mpf(10) ** -25 or k < mean:
            total += term
            term *= (r + k) / (k + 1) * p
            k += 1
        return float(total)


@pytest.mark.parametrize(
    ("mean", "least"), [(1e-9, 1), (1e-9, 3), (0.5, 2), (89, 140), (1000, 900), (1000, 1097), (20, 300)]
)
@pytest.mark.parametrize("excess", [1e-11, 1e-7, 1e-3, 0.3, 10])
def test_tail_keeps_its_digits_down_to_a_dispersion_of_one(mean, least, excess):
    right = negative_binomial_tail(least, mean, (1 + excess) - 1)
    assert tail(least, mean=mean, dispersion=1 + excess) == pytest.approx(right, rel=1e-11)


@given(st.integers(0, 300), st.floats(1e-6, 500), st.floats(0, 20))
def test_tail_agrees_with_scipy(least, mean, excess):
    if excess > 1e-3:
        right = stats.nbinom.sf(least - 1, mean / excess, 1 / (1 + excess))
        assert tail(least, mean=mean, dispersion=1 + excess) == pytest.approx(right, rel=1e-9, abs=1e-290)
    assert tail(least, mean=mean, dispersion=1) == pytest.approx(
        stats.poisson.sf(least - 1, mean), rel=1e-9, abs=1e-290
    )


@given(st.integers(0, 60), st.integers(1, 50), st.floats(1e-6, 0.999))
def test_below_dispersion_one_the_tail_is_binomial(least, trials, p):
    right = stats.binom.sf(least - 1, trials, p)
    assert tail(least, mean=trials * p, dispersion=1 - p) == pytest.approx(right, rel=1e-6, abs=1e-12)


def test_tails_at_the_ends():
    assert tail([0, 1, 3], mean=0.0, dispersion=1.2).tolist() == [1, 0, 0]
    assert tail(1097, mean=1.6e6, dispersion=[0.5, 1.0, 1.02]).tolist() == [1, 1, 1]
    assert tail(4, mean=3, dispersion=0.0) == 0


def test_sharing_probability():
    with mpmath.workdps(50):
        for concepts, texts in [(50, 300.5), (1e5, 5e5), (1e10, 4.6e10)]:
            right = 1 - (1 - (mpf(6) / mpf(concepts)) ** 2) ** mpf(texts)
            assert sharing_probability(concepts, texts=texts, mean_text_degree=6) == pytest.approx(
                float(right), rel=1e-12
            )
    assert sharing_probability(6, texts=2, mean_text_degree=6) == 1
    assert sharing_probability(6, texts=0, mean_text_degree=6) == 0


def test_the_published_mean_and_variance():
    at = {"texts": 1e5, "mean_text_degree": 6, "skills": 200}
    assert mean_pairs(2e4, **at) == pytest.approx(89.6, abs=0.05)
    assert mean_pairs(2e4, **at) / 2 == pytest.approx(44.8, abs=0.05)  # as printed: C(R, 2) p_rr
    assert variance_of_pairs(2e4, **at) == pytest.approx(255.5, abs=0.15)  # simulated: 254 to 257
    assert mean_pairs(np.array([2e4, 4e4]), **at).shape == (2,)
    assert variance_of_pairs(2e4, texts=0, mean_text_degree=6, skills=200) == 0


@pytest.mark.parametrize(("texts", "trials", "least"), [(300, 3000, (100, 115, 130)), (2500, 1000, (840, 870, 900))])
@pytest.mark.slow
def test_counts_between_skills_of_given_size_have_that_mean_and_dispersion(texts, trials, least):
    concepts, n = 600, 60
    generator = np.random.default_rng(8)
    counts = np.empty(trials)
    for i in range(trials):
        ours, theirs = (csr_array(generator.random((n, texts), np.float32) < 6 / concepts, dtype=int) for _ in range(2))
        counts[i] = (ours @ theirs.T).nnz
    q = sharing_probability(concepts, texts=texts, mean_text_degree=6)
    dispersion = 1 - q + (2 * n - 2) * covariance(concepts, texts=texts, mean_text_degree=6) / q
    assert counts.mean() == pytest.approx(n * n * q, rel=6 * np.sqrt(dispersion / (n * n * q) / trials))
    assert counts.var() / counts.mean() == pytest.approx(dispersion, rel=6 * np.sqrt(2 / trials))
    corpus = Corpus(concepts, texts, 6)
    for each in least:
        simulated = np.mean(counts >= each)
        spread = 6 * np.sqrt(simulated * (1 - simulated) / trials)
        assert dispersed_kernel(corpus, each, n, n) == pytest.approx(simulated, abs=spread + 0.01)
    assert independent_kernel(corpus, least[-1], n, n) < simulated / 2


def test_covariance_to_all_digits():
    with mpmath.workdps(80):
        for concepts, texts in [(6, 3), (50, 300), (1e5, 5e5), (1e10, 4.6e10), (7, 1e5)]:
            p = mpf(6) / mpf(concepts)
            right = (1 - 2 * p**2 + p**3) ** mpf(texts) - (1 - p**2) ** (2 * mpf(texts))
            found = covariance(concepts, texts=texts, mean_text_degree=6)
            assert found == pytest.approx(float(right), rel=1e-10, abs=1e-13)
    assert covariance(6, texts=0, mean_text_degree=6) == 0


def test_refuses_what_is_no_corpus():
    for concepts, texts, d in [(5, 10, 6), (10, -1, 6), (10, 10, 0), (np.inf, 10, 6), (np.nan, 10, 6)]:
        with pytest.raises(ValueError, match="between 0 and concepts"):
            sharing_probability(concepts, texts=texts, mean_text_degree=d)


@pytest.mark.parametrize(("concepts", "texts", "d"), [(30, 40, 3.0), (1000, 5000, 6.0)])
def test_two_skills_of_a_concept_each_have_one_pair_or_none(concepts, texts, d):
    """Their number of connected pairs is Bernoulli's, so the law is exact: one pair with the chance that they share."""
    corpus = Corpus(concepts, texts, d)
    assert dispersed_kernel(corpus, 1, 1, 1) == pytest.approx(corpus.sharing, rel=1e-12)
    assert dispersed_kernel(corpus, 2, 1, 1) == 0
