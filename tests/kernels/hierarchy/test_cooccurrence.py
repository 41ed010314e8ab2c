from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import peelsim
from peelsim.kernels.draws.alias import binomial_table
from peelsim.kernels.draws.random import draw
from peelsim.kernels.hierarchy.cooccurrence import count_level, link, linked_up_to
from peelsim.kernels.hierarchy.labels import draw_labels
from peelsim.kernels.hierarchy.prerequisites import draw_prerequisites, keep_taught
from peelsim.kernels.hierarchy.skill_components import largest, success
from peelsim.kernels.hierarchy.trials import connect
from tests import naive_skills
from tests.agreement import against, mean_is

RUNNING, STOPPED = np.zeros(2, np.int64), np.ones(2, np.int64)


def connected(concepts, texts, degree, key, *, learnt_only=False):
    """Learnt concepts, and the lower neighbours of each concept, of trial 0 of a point."""
    model = peelsim.SkillHierarchy(
        concepts=concepts,
        texts=texts,
        text_degree=peelsim.Binomial(mean=degree),
        levels=1,
        skills=1,
        threshold=[1],
        prerequisites=[0],
        learnt_only=learnt_only,
    )
    simulator = model.simulator("graph")
    wiring, stream, control = simulator.wiring, np.uint64(draw(np.uint64(key), 0)), np.zeros(2, np.int64)
    lowest = binomial_table(texts, wiring.ensemble.p, wiring.ensemble.degrees)
    learnt, neighbours = connect(stream, texts, lowest, wiring, control)
    assert learnt == wiring.learnt.sum() and not wiring.seen.any()
    return simulator, wiring.begins, neighbours


@settings(max_examples=40)
@given(
    st.integers(1, 25), st.integers(1, 60), st.floats(0.1, 1), st.integers(0, 2**63 - 1), st.booleans()
)  # up to texts that hold everything: most pairs share many texts
def test_every_connected_pair_is_listed_once(concepts, texts, share, key, learnt_only):
    degree = share * concepts
    simulator, begins, neighbours = connected(concepts, texts, degree, key, learnt_only=learnt_only)
    starts, members, _ = simulator.sampler.graph(key, 0)
    held = [set(members[starts[t] : starts[t + 1]].tolist()) for t in range(texts)]
    learnt = set(np.flatnonzero(simulator.wiring.learnt).tolist())
    expected = naive_skills.connected_pairs(held, learnt if learnt_only else set(range(concepts)))
    found = [(int(neighbours[k]), r) for r in range(concepts) for k in range(begins[r], begins[r + 1])]
    assert len(found) == len(expected) and set(found) == expected


@st.composite
def labelled(draw_from):
    """Lower neighbours of some concepts, their skills, and which skills are usable."""
    concepts, skills = draw_from(st.integers(1, 12)), draw_from(st.integers(1, 5))
    pairs = [p for p in combinations(range(concepts), 2) if draw_from(st.booleans())]
    labels = draw_from(st.lists(st.integers(0, skills - 1), min_size=concepts, max_size=concepts))
    return concepts, pairs, labels, draw_from(st.lists(st.booleans(), min_size=skills, max_size=skills))


@given(labelled(), st.integers(1, 5))
def test_links_are_those_of_counting_by_hand(example, eta):
    concepts, pairs, labels, usable = example
    skills = len(usable)
    lower = [[a for a, b in pairs if b == r] for r in range(concepts)]
    begins = np.cumsum([0, *map(len, lower)]).astype(np.int64)
    neighbours = np.array([a for row in lower for a in row], np.uint32)
    counts, chosen = np.full((skills, skills), 60_000, np.uint16), np.flatnonzero(usable)
    usable = np.array(usable)
    assert count_level(begins, neighbours, np.array(labels, np.uint16), usable, chosen, eta, counts, RUNNING)
    parent = np.zeros(skills, np.int64)
    found = link(chosen, eta, counts, parent, RUNNING)
    expected = [
        (a, b)
        for a, b in combinations(chosen.tolist(), 2)
        if sum({labels[x], labels[y]} == {a, b} for x, y in pairs) >= eta
    ]
    assert found == len(expected)
    parts = sorted(map(len, naive_skills.components_of(chosen.tolist(), expected)), reverse=True)
    assert sorted((-parent[parent < 0]).tolist(), reverse=True)[: len(parts)] == parts
    assert largest(parent, chosen, np.zeros(skills, np.bool_)) == tuple([*parts, 0, 0][:2])


def test_counts_stay_at_the_threshold():
    """Three concepts of skill 0 and 70 000 of skill 1, all connected: 210 000 pairs, beyond 16 bits."""
    concepts = 70_003
    begins = np.concatenate([np.zeros(4, np.int64), 3 * np.arange(1, 70_001)])
    labels = np.array([0] * 3 + [1] * 70_000, np.uint16)
    neighbours = np.tile(np.arange(3, dtype=np.uint32), 70_000)
    counts, both = np.zeros((2, 2), np.uint16), np.ones(2, np.bool_)
    assert begins.size == concepts + 1
    assert count_level(begins, neighbours, labels, both, np.arange(2), 65_535, counts, RUNNING)
    assert counts.tolist() == [[0, 0], [65_535, 0]]


def test_counting_ends_once_all_are_linked():
    """Four million concepts of two skills in turn, each connected to its predecessor: linked after nine of them."""
    concepts = 1 << 22
    begins, labels = np.maximum(np.arange(concepts + 1) - 1, 0), (np.arange(concepts) % 2).astype(np.uint16)
    neighbours = np.arange(concepts, dtype=np.uint32)
    counts, both, control = np.zeros((2, 2), np.uint16), np.ones(2, np.bool_), np.zeros(2, np.int64)
    assert count_level(begins, neighbours, labels, both, np.arange(2), 9, counts, control)
    assert 9 <= control[1] < concepts // 2
    assert link(np.arange(2), 9, counts, np.zeros(2, np.int64), control) == 1


def test_ending_early_never_shows_in_the_links():
    """R = 2e4, T = 1e5, S = 40: 1.8 million pairs, about 2240 a pair of skills, against a count by NumPy."""
    skills, concepts = 40, 20_000
    _, begins, neighbours = connected(concepts, 100_000, 6, 5)
    labels, counts = np.zeros(concepts, np.uint16), np.zeros((skills, skills), np.uint16)
    assert draw_labels(np.uint64(7), skills, labels, RUNNING)
    higher = np.repeat(np.arange(concepts), np.diff(begins))
    lower = neighbours[: begins[-1]]
    n = np.bincount(labels[higher].astype(int) * skills + labels[lower], minlength=skills**2).reshape(skills, skills)
    n = (n + n.T)[np.tril_indices(skills, -1)]
    early = []
    for eta in (1, 300, 700, 1000, 1100, 1200, n.min(), n.min() + 1, 2240, n.max(), n.max() + 1):
        every, all_skills, control = np.ones(skills, np.bool_), np.arange(skills), np.zeros(2, np.int64)
        assert count_level(begins, neighbours, labels, every, all_skills, eta, counts, control)
        early.append(control[1] < begins[-1])
        assert link(all_skills, eta, counts, np.zeros(skills, np.int64), control) == np.sum(n >= eta)
    assert early[0] and not early[-1]


def test_the_first_pair_not_linked_is_found_from_any_place_before_it():
    counts, chosen = np.full((6, 6), 3, np.uint16), np.array([0, 2, 3, 5])
    assert linked_up_to(1, 0, chosen, 6, counts) == (4, 0)
    counts[5, 2] = 2
    for place in ((1, 0), (2, 1), (3, 0), (3, 1)):
        assert linked_up_to(*place, chosen, 6, counts) == (3, 1)
    assert linked_up_to(3, 2, chosen, 6, counts) == (4, 0)
    assert linked_up_to(0, 0, chosen[:0], 6, counts)[0] == 0


def test_a_search_for_a_pair_not_linked_is_as_short_between_two_looks_at_the_stop_word():
    """Three thousand skills have 4.5 million pairs, all linked: passed a million at a time, each of them once."""
    counts, chosen, place, passed = np.zeros((1, 1), np.uint16), np.zeros(3000, np.int64), (1, 0), [0]
    while place[0] < chosen.size:
        place = linked_up_to(*place, chosen, 0, counts)
        passed.append(place[0] * (place[0] - 1) // 2 + place[1])
    assert np.diff(passed).tolist() == [1 << 20] * 4 + [3000 * 2999 // 2 - (4 << 20)]


@pytest.mark.slow
def test_pairs_of_two_skills_have_the_reference_mean_and_variance():
    """As theory.pair_counts derives them: mean R (R - 1) q / S^2 = 89.6 and variance 255.5, at d = 6."""
    concepts, texts, skills, p = 20_000, 100_000, 200, 6 / 20_000
    mean = concepts * (concepts - 1) / skills**2 * -np.expm1(texts * np.log1p(-p * p))
    assert mean == pytest.approx(89.6, abs=0.05)
    means, variances = [], []
    labels, counts = np.zeros(concepts, np.uint16), np.zeros((skills, skills), np.uint16)
    every, lower = np.ones(skills, np.bool_), np.tril_indices(skills, -1)
    for key in range(40):
        _, begins, neighbours = connected(concepts, texts, 6, key)
        for level in range(5):
            draw_labels(np.uint64(draw(np.uint64(key), level)), skills, labels, RUNNING)
            assert count_level(begins, neighbours, labels, every, np.arange(skills), 65_535, counts, RUNNING)
            n = (counts + counts.T).astype(float)[lower]
            means.append(n.mean())
            variances.append(((n - mean) ** 2).mean())
    mean_is(means, mean, error=0.02)  # five levels share a graph
    mean_is(variances, 255.5, error=0.5)


def test_labels_are_uniform_and_independent_of_the_level_below():
    skills, concepts = 7, 200_000
    first, second = np.zeros(concepts, np.uint16), np.zeros(concepts, np.uint16)
    assert draw_labels(np.uint64(draw(np.uint64(1), 0)), skills, first, RUNNING)
    assert draw_labels(np.uint64(draw(np.uint64(1), 1)), skills, second, RUNNING)
    against(np.bincount(first * skills + second, minlength=skills**2), np.full(skills**2, 1 / skills**2))


@pytest.mark.parametrize(("skills", "wanted"), [(6, 3), (5, 5), (4, 1), (7, 2)])
def test_every_set_of_prerequisites_is_equally_likely(skills, wanted):
    chosen, sets = np.zeros(wanted, np.int64), []
    for i in range(30_000):
        draw_prerequisites(np.uint64(draw(np.uint64(8), i)), skills, chosen)
        sets.append(int(np.bitwise_or.reduce(1 << chosen)))
    subsets = [s for s in range(1 << skills) if s.bit_count() == wanted]
    assert set(sets) <= set(subsets)
    against([sets.count(s) for s in subsets], np.full(len(subsets), 1 / len(subsets)))


def test_of_equal_components_the_one_with_the_lowest_skill_is_the_giant():
    parent, held = np.array([-1, 4, 5, -1, -2, -2]), np.zeros(6, np.bool_)
    assert largest(parent, np.arange(6), held) == (2, 2)
    assert held.tolist() == [False, True, False, False, True, False]
    assert largest(np.full(3, -1), np.arange(0), held[:3]) == (0, 0)


def test_chances_of_tasks():
    parent, usable = (
        np.array([-4, 0, 0, 0, -2, 4, -1, -1]),
        np.arange(7),
    )  # components of 4, 2 and 1; skill 7 is unusable
    assert success(parent, usable, 8, 1, False) == pytest.approx(7 / 8)
    assert success(parent, usable, 8, 2, False) == pytest.approx((6 + 1) / 28)
    assert success(parent, usable, 8, 5, False) == 0
    assert success(parent, usable, 8, 5, True) == pytest.approx((4**5 + 2**5 + 1) / 8**5)


def test_every_part_hears_the_stop_word():
    labels, one = np.zeros(3, np.uint16), np.ones(1, np.bool_)
    counts, begins, none = np.zeros((1, 1), np.uint16), np.zeros(4, np.int64), np.zeros(0, np.uint32)
    assert not draw_labels(np.uint64(1), 1, labels, STOPPED)
    assert not count_level(begins, none, labels, one, np.arange(1), 1, counts, STOPPED)
    assert link(np.arange(1), 1, counts, np.zeros(1, np.int64), STOPPED) == -1
    assert not keep_taught(labels, np.ones(3, np.bool_), one.copy(), one, STOPPED)
