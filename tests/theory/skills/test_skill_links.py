import numpy as np
import pytest
from scipy import stats

from peelsim.theory.graphs.giant_component import giant_share as erdos_renyi_share
from peelsim.theory.skills.pair_counts import Corpus, dispersed_kernel, independent_kernel
from peelsim.theory.skills.skill_links import criticality, giant_component, link_probability, links_between
from peelsim.theory.skills.skill_sizes import binomial_rule
from tests.naive_hierarchy import connected_pairs, largest, linked
from tests.published import published

CORPUS = Corpus(concepts=2e4, texts=1e5, mean_text_degree=6)
SKILLS = 200


def giant_share(*graph, **named):
    return giant_component(*graph, **named).share


def graph(corpus, skills, least, kernel=dispersed_kernel):
    rule = binomial_rule(corpus.concepts, probability=1 / skills)
    return {
        "links": links_between(corpus, least=least, rule=rule, kernel=kernel),
        "sites": rule.weights,
        "skills": skills,
    }


@pytest.mark.parametrize("row", published("skill_graph"))
def test_published_numbers(row):
    least, simulated_link, link, simulated_giant, giant, erdos_renyi = row
    found = link_probability(CORPUS, least=least, skills=SKILLS, kernel=independent_kernel)
    assert found == pytest.approx(link, abs=6e-5)
    assert giant_share(**graph(CORPUS, SKILLS, least, independent_kernel)) == pytest.approx(giant, abs=6e-4)
    assert erdos_renyi_share(found * SKILLS) == pytest.approx(erdos_renyi, abs=6e-3)
    assert link_probability(CORPUS, least=least, skills=SKILLS) == pytest.approx(simulated_link, rel=0.09)
    assert giant_share(**graph(CORPUS, SKILLS, least)) == pytest.approx(simulated_giant, abs=6e-3)


@pytest.mark.parametrize("least", [160, 145, 130, 105])
@pytest.mark.plain_cases(2)
def test_criticality_and_giant_component_of_all_sizes_one_by_one(least):
    n = np.arange(50, 180)  # of weight 1 - 1e-6
    weights = stats.binom.pmf(n, 2e4, 1 / SKILLS)
    branching = (SKILLS - 1) * dispersed_kernel(CORPUS, least, n[:, None], n) * weights
    here = graph(CORPUS, SKILLS, least)
    radius = np.abs(np.linalg.eigvals(branching)).max()
    assert criticality(**here) == pytest.approx(radius, rel=1e-4)
    g = np.ones(len(n))
    for _ in range(2000):
        g = 1 - np.exp(-branching @ g)
    assert giant_share(**here) == pytest.approx(weights @ g, abs=1e-4)
    assert (giant_share(**here) > 0) == (radius > 1) == (least < 150)


def test_link_probability_of_all_sizes_one_by_one():
    corpus = Corpus(concepts=300, texts=2000, mean_text_degree=4)
    n1, n2 = np.arange(301)[:, None], np.arange(301)
    joint = stats.binom.pmf(n1, 300, 1 / 20) * stats.binom.pmf(n2, 300 - n1, 1 / 19)
    right = [np.sum(joint * dispersed_kernel(corpus, least, n1, n2)) for least in (1, 60, 200)]
    assert link_probability(corpus, least=[1, 60, 200], skills=20) == pytest.approx(right, rel=1e-7)


def test_two_skills_hold_all_concepts():
    corpus = Corpus(concepts=100, texts=100, mean_text_degree=2)
    n = np.arange(101)
    right = stats.binom.pmf(n, 100, 0.5) @ dispersed_kernel(corpus, 100, n, 100 - n)
    assert link_probability(corpus, least=100, skills=2) == pytest.approx(right, rel=1e-3)


def simulate(concepts, texts, d, skills, least, generator):
    """Share of linked pairs, and of skills in the largest component."""
    a, b = connected_pairs(concepts, texts, d, generator)
    skill = generator.integers(skills, size=concepts)
    links = linked(skill[a], skill[b], skills, least)
    return links.sum() / (skills * (skills - 1)), largest(links).mean()


@pytest.mark.parametrize(("least", "within"), [(16, 0.02), (22, 0.02)])
@pytest.mark.plain_cases(1)
def test_agrees_with_simulation(least, within):
    concepts, texts, d, skills, trials = 2000, 4500, 6, 120, 60
    generator = np.random.default_rng(31 + least)
    runs = np.array([simulate(concepts, texts, d, skills, least, generator) for _ in range(trials)])
    (link, giant), spread = runs.mean(axis=0), 5.8 * runs.std(axis=0, ddof=1) / np.sqrt(trials)
    corpus = Corpus(concepts, texts, d)
    law = link_probability(corpus, least=least, skills=skills)
    assert law == pytest.approx(link, abs=spread[0] + 0.05 * link)
    assert giant_share(**graph(corpus, skills, least)) == pytest.approx(giant, abs=spread[1] + within)


def test_limits():
    everything = graph(Corpus(60, 1000, 60), 20, 1)  # each text holds every concept
    assert giant_share(**everything) == pytest.approx(1 - 0.95**60, abs=1e-6)
    assert giant_share(**graph(Corpus(1000, 0, 6), 10, 1)) == 0
    assert giant_component(**graph(Corpus(1000, 0, 6), 10, 1)).missed == pytest.approx(1)
    assert giant_share(np.full((1, 1), 2 / 99), sites=np.ones(1), skills=100) == pytest.approx(
        erdos_renyi_share(2.0), rel=1e-10
    )
    assert giant_component(np.full((1, 1), 0.4), sites=np.ones(1), skills=101).missed == pytest.approx(
        np.exp(-40), rel=1e-9
    )


def test_a_giant_component_just_born_is_found():
    for over in (1e-6, 1e-3, 0.1):
        found = giant_share(np.full((1, 1), (1 + over) / 99), sites=np.ones(1), skills=100)
        assert found == pytest.approx(erdos_renyi_share(1 + over), abs=1e-9)
