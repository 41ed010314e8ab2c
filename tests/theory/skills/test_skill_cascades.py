import numpy as np
import pytest

from peelsim.theory.skills.pair_counts import Corpus
from peelsim.theory.skills.skill_cascades import giant_cascades
from peelsim.theory.skills.skill_hierarchy import Hierarchy, figure3
from peelsim.theory.skills.skill_levels import giant_levels
from peelsim.theory.skills.tasks import task
from tests import naive_hierarchy


@pytest.mark.slow
def test_agrees_with_simulated_hierarchies_where_the_mean_field_does_not():
    """Half a skill of a hundred is missed at level 1, and three times as many as before from each level on."""
    concepts, texts, trials = 700, 3500, 120
    hierarchy = Hierarchy(skills=(100,) * 8, thresholds=(1,) * 8, prerequisites=(0, *(3,) * 7))
    generator = np.random.default_rng(12)
    runs = [naive_hierarchy.giant_fractions(concepts, texts, 6, hierarchy, generator) for _ in range(trials)]
    simulated, spread = np.mean(runs, axis=0), 5.8 * np.std(runs, axis=0) / np.sqrt(trials)
    corpus = Corpus(concepts, texts, 6)
    found = giant_cascades(corpus, hierarchy=hierarchy).mean.giant
    assert np.all(np.abs(found - simulated) < spread + 0.01)
    assert abs(giant_levels(corpus, hierarchy=hierarchy).giant[-1] - simulated[-1]) > spread[-1] + 0.2


def test_is_the_mean_field_where_every_hierarchy_misses_a_skill():
    corpus = Corpus(concepts=4000, texts=2e4, mean_text_degree=6)
    hierarchy = Hierarchy(skills=(1000,) * 4, thresholds=(1, 2, 2, 3), prerequisites=(0, 1, 2, 2))
    found, field = giant_cascades(corpus, hierarchy=hierarchy), giant_levels(corpus, hierarchy=hierarchy)
    assert found.mean.giant == pytest.approx(field.giant, abs=1e-6)
    assert found.mean.acquired == pytest.approx(field.acquired, abs=1e-6)


def test_is_the_mean_field_without_prerequisites():
    hierarchy = Hierarchy(skills=(200, 150, 200), thresholds=(30, 150, 100), prerequisites=(0, 0, 0))
    corpus = Corpus(concepts=2e4, texts=1e5, mean_text_degree=6)
    field = giant_levels(corpus, hierarchy=hierarchy).giant
    assert giant_cascades(corpus, hierarchy=hierarchy).mean.giant == pytest.approx(field, abs=1e-7)


def test_accuracy_is_that_of_the_courses():
    hierarchy = Hierarchy(skills=(100,) * 8, thresholds=(1,) * 8, prerequisites=(0, *(3,) * 7))
    found = giant_cascades(Corpus(700, 3500, 6), hierarchy=hierarchy)
    assert found.chances.sum() == pytest.approx(1) and len(found.chances) == len(found.giant)
    single = task([0] * 7 + [1], sizes=(1,))
    assert found.accuracy(single, hierarchy=hierarchy) == pytest.approx(found.mean.acquired[-1])
    several = task([0] * 7 + [1], sizes=(7,))
    assert found.accuracy(several, hierarchy=hierarchy) > found.mean.giant[-1] ** 7 + 0.1


@pytest.mark.parametrize("concepts", [6, 50, 300, 4e3, 7.77e4, 1e6, 1e8, 1e10])
@pytest.mark.parametrize("texts_per_concept", [0, 1, 4.6, 1e3])
@pytest.mark.plain_cases(21)
def test_numbers_at_any_size(concepts, texts_per_concept):
    found = giant_cascades(Corpus(concepts, texts_per_concept * concepts, 6), hierarchy=figure3())
    for share in (found.mean.giant, found.mean.acquired, found.giant, found.acquired):
        assert np.all((share >= 0) & (share <= 1 + 1e-12))
    if texts_per_concept == 0:
        assert not found.mean.giant.any()


def test_a_level_without_a_giant_component_is_missed_for_certain():
    found = giant_cascades(Corpus(100, 0, 6), hierarchy=Hierarchy((2, 2), (1, 1), (0, 2)))
    assert found.mean.giant.tolist() == [0, 0] and found.mean.acquired.tolist() == [1, 0]
