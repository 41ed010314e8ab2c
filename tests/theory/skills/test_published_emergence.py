import mpmath
import numpy as np
import pytest
from mpmath import mpf
from scipy import stats

from peelsim.theory.graphs.giant_component import giant_share
from peelsim.theory.skills.published_emergence import (
    authors_levels,
    authors_link,
    chernoff_link,
    connection_probability,
    divergence,
    edge_levels,
    published_levels,
)
from peelsim.theory.skills.skill_hierarchy import Hierarchy, figure3

CASES = [(10, 0.2, 3), (10, 0.2, 10), (5e5, 1e-6, 2), (5e19, 1e-18, 1097), (1e12, 1e-9, 1000.0), (3e5, 1e-4, 1)]


@pytest.mark.parametrize("levels", [published_levels, authors_levels])
def test_one_concept_links_nothing_and_two_hardly(levels):
    hierarchy = Hierarchy(skills=(10, 10), thresholds=(1, 2), prerequisites=(0, 1))
    for texts in (0, 3):
        assert not levels(1, texts=texts, mean_text_degree=1, hierarchy=hierarchy).any(), "no pair of concepts"
    p = connection_probability(2, texts=3, mean_text_degree=1, skills=10)
    assert chernoff_link([0, 1], probability=[1, p], threshold=1).tolist() == [0, pytest.approx(p)]
    assert not authors_link([0, 1], probability=[1, p], threshold=1).any(), "more than one pair is wanted"
    assert not levels(2, texts=3, mean_text_degree=1, hierarchy=hierarchy).any()


@pytest.mark.parametrize(("pairs", "p", "eta"), CASES)
def test_divergence_to_all_digits(pairs, p, eta):
    with mpmath.workdps(60):
        n, q, k = mpf(pairs), mpf(p), mpf(eta)
        right = k * mpmath.log(k / n / q) + ((n - k) * mpmath.log((1 - k / n) / (1 - q)) if k < n else 0)
    assert divergence(pairs, probability=p, threshold=eta) == pytest.approx(float(right), rel=1e-9, abs=1e-10)


@pytest.mark.parametrize("p", [0.001, 0.02, 0.3, 0.9])
def test_eq_28_bounds_the_tail_from_below(p):
    eta = np.arange(1, 201)
    bound, right = chernoff_link(200, probability=p, threshold=eta), stats.binom.sf(eta - 1, 200, p)
    assert np.all(bound <= right * (1 + 1e-9) + 1e-300)
    n, k, q = 200, 150, mpf(p)
    g = float(
        mpmath.exp(-n * (mpf(k) / n * mpmath.log(k / n / q) + mpf(n - k) / n * mpmath.log((1 - mpf(k) / n) / (1 - q))))
    )
    assert bound[k - 1] == pytest.approx(1 - g if k <= n * p else g / np.sqrt(8 * k * (1 - k / n)), rel=1e-9)


def test_eq_28_is_zero_at_the_mean_and_beyond_all_pairs():
    assert chernoff_link(100, probability=0.1, threshold=10) == pytest.approx(0, abs=1e-12)
    assert chernoff_link(100, probability=0.1, threshold=[9, 10.5]).min() > 0.03
    assert chernoff_link([3, 3], probability=0.9, threshold=[3, 4])[1] == 0
    assert chernoff_link(100, probability=0, threshold=2) == 0


def test_the_authors_tail_is_in_bits():
    g = np.exp(-divergence(1000, probability=0.05, threshold=30))
    assert authors_link(1000, probability=0.05, threshold=30) == pytest.approx(1 - g ** (1 / np.log(2)))
    g = np.exp(-divergence(1000, probability=0.05, threshold=60))
    assert authors_link(1000, probability=0.05, threshold=60) == pytest.approx(g ** (1 / np.log(2)) / np.sqrt(2000))


def test_connection_probability_is_half_the_mean():
    p = connection_probability(2e4, texts=1e5, mean_text_degree=6, skills=200)
    assert 2e4 * (2e4 - 1) / 2 * p == pytest.approx(44.8, abs=0.05)


def test_levels_solve_eq_6():
    hierarchy = Hierarchy(skills=(100, 50, 50), thresholds=(1, 1, 1), prerequisites=(0, 2, 1))
    links = np.array([[0.02, 0.1, 0.2], [0.001, 0.5, 0.5], [0.5, 0.5, 0.01]])
    giant = edge_levels(links, hierarchy=hierarchy)
    below = np.ones(3)
    for level, (size, needed) in enumerate(zip(hierarchy.skills, hierarchy.prerequisites, strict=True)):
        c = links[:, level] * below ** (2 * needed) * size
        below = giant[:, level]
        assert below == pytest.approx(1 - np.exp(-c * below), abs=1e-12)
    assert giant[0, 0] == pytest.approx(0.79681213) and giant[1].tolist() == [0, 0, 0] and giant[2, 2] == 0


@pytest.mark.parametrize("law", [published_levels, authors_levels])
def test_numbers_at_any_size(law):
    concepts = np.array([6, 50, 300, 4e3, 7.77e4, 1e6, 1e8, 1e10])
    for ratio in (0, 1, 4.6, 1e3):
        giant = law(concepts, texts=ratio * concepts, mean_text_degree=6, hierarchy=figure3())
        assert giant.shape == (8, 100) and np.all((giant >= 0) & (giant <= 1))
    one = law(4e3, texts=2e4, mean_text_degree=6, hierarchy=figure3())
    assert one == pytest.approx(law(np.array([4e3]), texts=2e4, mean_text_degree=6, hierarchy=figure3())[0])


def test_only_level_11_counts_its_prerequisites_in_the_figure():
    """Levels 10 and 11 have eta = 2 rounded and sigma = 3."""
    giant = authors_levels(23_200, texts=116_300, mean_text_degree=6, hierarchy=figure3())
    link = giant[9]
    assert giant[8] == link > giant[10] > 0 and giant[11] == link
    p = -np.log(1 - link) / link
    assert giant[10] == pytest.approx(giant_share(p * link**6), rel=1e-9)
