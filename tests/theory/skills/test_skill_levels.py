from math import prod

import numpy as np
import pytest

from peelsim.theory.optimum.compute_optimal import optimum
from peelsim.theory.skills.pair_counts import Corpus, independent_kernel
from peelsim.theory.skills.skill_hierarchy import Hierarchy, figure3
from peelsim.theory.skills.skill_levels import giant_levels, learnt_levels
from peelsim.theory.skills.skill_links import giant_component, links_between
from peelsim.theory.skills.skill_sizes import binomial_rule

EXAMPLE = Hierarchy(skills=(1000,) * 4, thresholds=(1, 2, 2, 3), prerequisites=(0, 1, 2, 2))
CORPUS = Corpus(concepts=4000, texts=2e4, mean_text_degree=6)


def test_published_levels():
    found = giant_levels(CORPUS, hierarchy=EXAMPLE)
    assert found.giant == pytest.approx([0.982, 0.964, 0.912, 0.785], abs=2e-3)
    independent = giant_levels(CORPUS, hierarchy=EXAMPLE, kernel=independent_kernel)
    assert independent.giant == pytest.approx([0.982, 0.964, 0.912, 0.785], abs=1e-3)
    assert found.giant == pytest.approx([0.980, 0.960, 0.904, 0.764], abs=0.025)  # simulated
    marked = found.giant[:3] * 1000
    choose = [1] + [prod((m - i) / (1000 - i) for i in range(s)) for m, s in zip(marked, (1, 2, 2), strict=True)]
    assert found.acquired == pytest.approx(choose, rel=1e-12)


def test_published_levels_with_prerequisites_of_links():
    """As the paper has them: every link needs those of both skills, K gamma_{l-1}^(2 sigma_l), and no skill does."""
    rule = binomial_rule(4000, probability=1e-3)
    below, giant = 1.0, []
    for least, needed in zip(EXAMPLE.needed_pairs, EXAMPLE.prerequisites, strict=True):
        links = links_between(CORPUS, least=least, rule=rule, kernel=independent_kernel) * below ** (2 * needed)
        below = giant_component(links, sites=rule.weights, skills=1000).share
        giant.append(below)
    assert giant == pytest.approx([0.982, 0.982, 0.982, 0.947], abs=2e-3)


def test_acquired_by_a_learnt_concept():
    for learnt in (0, 0.3, 0.98, 1):
        found = learnt_levels(CORPUS, hierarchy=EXAMPLE, learnt_fraction=learnt)
        below, one = 1.0, 1 - (1 - learnt / 1000) ** 4000
        for acquired, needed in zip(found.acquired, EXAMPLE.prerequisites, strict=True):
            below = below**needed * one
            assert acquired == pytest.approx(below, rel=1e-9)
        assert np.all(found.giant <= found.acquired * (1 + 1e-12))
    everything = giant_levels(CORPUS, hierarchy=Hierarchy((1000,), (1,), (0,)))
    assert learnt_levels(CORPUS, hierarchy=EXAMPLE, learnt_fraction=1.0).giant[0] == pytest.approx(everything.giant[0])
    with pytest.raises(ValueError, match="between 0 and 1"):
        learnt_levels(CORPUS, hierarchy=EXAMPLE, learnt_fraction=1.1)


def test_learnt_levels_of_many_concepts_lose_nothing_to_rounding():
    found = learnt_levels(Corpus(1e6, 4.7e6, 6), hierarchy=figure3(), learnt_fraction=0.99)
    assert np.all(found.acquired == 1)
    assert found.giant[:50] == pytest.approx(np.ones(50))


def test_full_levels_stay_full():
    """Rounding of 1 - gamma once multiplied by the prerequisites of each level emptied level 31 here."""
    line = optimum(1e13)
    found = giant_levels(Corpus(line.concepts, line.texts, 6), hierarchy=figure3())
    assert found.giant[:70] == pytest.approx(np.ones(70), rel=1e-12)
    assert np.all(found.giant[94:] == 0)


@pytest.mark.parametrize(
    "kernel_of", [giant_levels, lambda c, hierarchy: learnt_levels(c, hierarchy=hierarchy, learnt_fraction=0.97)]
)
@pytest.mark.parametrize("concepts", [6, 50, 300, 4e3, 7.77e4, 1e6, 1e8, 1e10])
@pytest.mark.parametrize("texts_per_concept", [0, 1, 4.6, 1e3])
@pytest.mark.plain_cases(28)
def test_numbers_at_any_size(kernel_of, concepts, texts_per_concept):
    found = kernel_of(Corpus(concepts, texts_per_concept * concepts, 6), hierarchy=figure3())
    assert np.all((found.giant >= 0) & (found.giant <= found.acquired * (1 + 1e-12)) & (found.acquired <= 1))
    assert np.all(np.diff(found.giant) <= 1e-12)  # harder and harder levels
    if texts_per_concept == 0:
        assert not found.giant.any()
    if concepts == 1e10 and texts_per_concept:
        assert found.giant == pytest.approx(np.ones(100), rel=1e-12)


def test_too_few_skills_below_hold_no_prerequisites():
    hierarchy = Hierarchy(skills=(10, 10), thresholds=(200, 1), prerequisites=(0, 3))
    found = giant_levels(Corpus(100, 300, 6), hierarchy=hierarchy)
    assert found.giant.tolist() == [0, 0] and found.acquired.tolist() == [1, 0]
