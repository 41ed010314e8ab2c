from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelsim.kernels.draws.random import draw
from peelsim.kernels.hierarchy.cooccurrence import count_level
from peelsim.kernels.hierarchy.labels import draw_labels, into_places, skill_of
from peelsim.kernels.hierarchy.listed_pairs import Listed, count_rows
from peelsim.kernels.hierarchy.meetings import CONCEPT
from peelsim.kernels.hierarchy.prerequisites import draw_prerequisites, keep_taught
from peelsim.kernels.hierarchy.skill_components import largest, success
from peelsim.kernels.hierarchy.tally import Level, Tally, add, add_lacking, clear, is_linked, link, linked_up_to
from tests import naive_skills
from tests.agreement import against, mean_is
from tests.kernels.hierarchy.sharing import RUNNING, STOPPED, by_hand, hierarchy, listed_by_hand, of_trial, pairs_of
from tests.naive import splitmix64


def tally_of(skills):
    """Scratch for so many skills, with what another level left in it."""
    bytes_of = [np.full((skills + 1) ** 2, 200, np.uint8) for _ in range(2)]
    return Tally(*bytes_of, np.full(skills, 77, np.uint32), np.full(2, 7), np.full(2, 7))


def skills_of(stream, concepts, skills):
    return np.array([word * skills >> 64 for word in splitmix64(int(stream), concepts)])


def labels_of(shared, stream, skills):
    """Room for the skill of each concept there is, filled."""
    listed, members = shared.listed, shared.members[: shared.starts[-1]] & CONCEPT
    concepts = (members, listed.lower[: listed.pairs], listed.rows[: 2 * listed.number : 2])
    labels = np.zeros(1 + max(int(some.max(initial=0)) for some in concepts), np.uint16)
    assert draw_labels(np.uint64(stream), skills, labels, RUNNING)
    return labels


def counted(shared, stream, usable, eta, control=None):
    """Links of a level, its skills' tally and its forest."""
    chosen, tally, parent = np.flatnonzero(usable), tally_of(len(usable)), np.zeros(len(usable), np.int64)
    level, control = Level(np.uint64(stream), len(usable), len(chosen), eta), RUNNING if control is None else control
    assert count_level(shared, level, usable, labels_of(shared, stream, len(usable)), tally, control)
    return link(level, chosen, tally, parent, control), tally, parent


def pairs_in(tally, skills, wide=True):
    """Counts of pairs of skills (a, b), a > b, in row order."""
    n = tally.low.astype(np.int64) + (256 * tally.high.astype(np.int64) if wide else 0)
    n = n.reshape(skills + 1, skills + 1)[:skills, :skills]
    return (n + n.T)[np.tril_indices(skills, -1)]


@st.composite
def labelled(draw_from):
    """Texts of some concepts, who is apart in them, and which skills are usable."""
    concepts, skills = draw_from(st.integers(2, 12)), draw_from(st.integers(1, 5))
    members = st.lists(st.integers(0, concepts - 1), max_size=5, unique=True).map(sorted)
    texts = [[(c, i > 0 and draw_from(st.booleans())) for i, c in enumerate(t)] for t in draw_from(st.lists(members))]
    listed = [p for p in combinations(range(concepts), 2) if draw_from(st.booleans())]
    return concepts, texts, listed, draw_from(st.lists(st.booleans(), min_size=skills, max_size=skills))


@given(labelled(), st.integers(1, 5), st.integers(0, 2**63))
def test_links_are_those_of_counting_by_hand(example, eta, stream):
    concepts, texts, listed, usable = example
    labels = skills_of(stream, concepts, len(usable)).tolist()
    pairs = listed + [(b, c) for t in texts for i, (c, apart) in enumerate(t) for b, _ in t[:i] if not apart]
    found, _, parent = counted(by_hand(texts, listed), stream, np.array(usable), eta)
    chosen = np.flatnonzero(usable)
    expected = [
        (a, b)
        for a, b in combinations(chosen.tolist(), 2)
        if sum({labels[x], labels[y]} == {a, b} for x, y in pairs) >= eta
    ]
    assert found == len(expected)
    if len(chosen) < 2:
        return
    parts = sorted(map(len, naive_skills.components_of(chosen.tolist(), expected)), reverse=True)
    assert sorted((-parent[parent < 0]).tolist(), reverse=True)[: len(parts)] == parts
    assert largest(parent, chosen, np.zeros(len(usable), np.bool_)) == tuple([*parts, 0, 0][:2])


@pytest.mark.parametrize("listed", [False, True])
def test_counts_stay_at_their_highest(listed):
    """Of places 2 and 0, entered as pairs or as a row of concept 9."""
    level, tally, times = Level(np.uint64(1), 3, 3, 256), tally_of(3), 50_000
    assert clear(level, np.ones(3, np.bool_), tally, RUNNING)
    labels, row = np.array([0] * 9 + [2], np.uint16), Listed(np.zeros(times, np.uint32), np.array([9, times]), times, 1)
    for expected in (50_000, 65_535, 65_535):
        if listed:
            assert count_rows(row, labels, level, tally, RUNNING)
        else:
            add(np.full(times, 2 * 4, np.uint32), times, level, tally)
        assert pairs_in(tally, 3).tolist() == [0, expected, 0]


def test_counts_of_a_byte_stay_at_255():
    level, tally = Level(np.uint64(1), 3, 3, 255), tally_of(3)
    assert clear(level, np.ones(3, np.bool_), tally, RUNNING)
    for expected in (200, 255, 255):
        add(np.full(200, 2 * 4, np.uint32), 200, level, tally)
        assert pairs_in(tally, 3, wide=False).tolist() == [0, expected, 0]
        assert is_linked(2, 0, level, tally) == (expected == 255)


def test_what_lacks_nothing_is_left_alone():
    level, tally = Level(np.uint64(1), 3, 3, 9), tally_of(3)
    assert clear(level, np.ones(3, np.bool_), tally, RUNNING)
    tally.low[[4, 8]] = 3, 100
    add_lacking(np.array([4, 8, 9], np.uint32), 3, level, tally)
    add_lacking(np.full(20, 4, np.uint32), 20, level, tally)
    assert pairs_in(tally, 3, wide=False).tolist() == [9, 100, 1]


@pytest.mark.parametrize("k", [63, 64, 300, 5000])
def test_long_texts(k):
    """Two of them: pairs of two skills are products of how often a text has each."""
    labels = skills_of(3, 6000, 4)
    texts = [list(range(k)), list(range(6000 - k, 6000))]
    times = np.array([np.bincount(labels[t], minlength=4) for t in texts])
    expected = np.minimum((times[:, :, None] * times[:, None]).sum(axis=0), 65_535)[np.tril_indices(4, -1)]
    shared, usable = by_hand([[(c, False) for c in t] for t in texts]), np.ones(4, np.bool_)
    tally = counted(shared, 3, usable, 65_535)[1]
    assert pairs_in(tally, 4).tolist() == expected.tolist()
    for eta in (*expected.tolist(), *np.minimum(expected + 1, 65_535).tolist()):
        assert counted(shared, 3, usable, int(eta))[0] == np.sum(expected >= eta)


def test_counting_ends_once_all_are_linked():
    """Four million pairs of concepts of two skills: linked after some twenty of them."""
    lower, rows = np.arange(1 << 22, dtype=np.uint32) % 1024, np.array([[c, 1024] for c in range(4096)], np.uint32)
    shared, control = by_hand([])._replace(listed=Listed(lower, rows.reshape(-1), 1 << 22, 4096)), np.zeros(2, np.int64)
    assert counted(shared, 1, np.ones(2, np.bool_), 9, control)[0] == 1
    assert 9 <= control[1] < 1 << 21


def test_nothing_is_counted_where_nothing_can_be_linked():
    control, shared = np.zeros(2, np.int64), by_hand([[(0, False), (1, False)]] * 9)
    for usable in ([False] * 3, [False, True, False]):
        links, _, parent = counted(shared, 1, np.array(usable), 1, control)
        assert links == control[1] == 0 and (parent == -1).all()


@pytest.mark.parametrize("usable", [2, 3, 5, 12])
def test_few_usable_skills(usable):
    """Of 40, where texts of fewer than two of their members are left out: short texts and long ones, some apart."""
    rng = np.random.default_rng(usable)
    sizes = [*rng.integers(2, 12, 3000).tolist(), 63, 64, 300, 300]
    texts = [np.sort(rng.choice(6000, size, replace=False)).tolist() for size in sizes]
    shared = by_hand([[(c, i > 0 and rng.random() < 0.2) for i, c in enumerate(t)] for t in texts])
    shared = shared._replace(listed=listed_by_hand([(int(c * rng.random()), c) for c in range(1, 6000) for _ in "abc"]))
    labels, (lower, higher) = skills_of(3, 6000, 40), pairs_of(shared)
    n = np.bincount(labels[higher] * 40 + labels[lower], minlength=1600).reshape(40, 40)
    chosen = np.sort(rng.choice(40, usable, replace=False))
    expected = (n + n.T)[np.ix_(chosen, chosen)][np.tril_indices(usable, -1)]
    for eta in (1, *expected.tolist(), int(expected.max()) + 1):
        assert counted(shared, 3, np.isin(np.arange(40), chosen), max(1, eta))[0] == np.sum(expected >= max(1, eta))


@pytest.mark.parametrize("lists_all", [False, True])
@pytest.mark.parametrize("skills", [40, 120])
def test_ending_early_never_shows_in_the_links(skills, lists_all):
    """R = 2e4, T = 1e5: 1.8 million pairs, about 2240 a pair of 40 skills, 250 of 120, against a count by NumPy."""
    concepts = 20_000
    _, shared = of_trial(hierarchy(concepts, 100_000, 6), 5, lists_all=lists_all)
    labels, (lower, higher) = skills_of(7, concepts, skills), pairs_of(shared)
    n = np.bincount(labels[higher] * skills + labels[lower], minlength=skills**2).reshape(skills, skills)
    n = (n + n.T)[np.tril_indices(skills, -1)]
    early = []
    share = np.quantile(n, [0.01, 0.1, 0.5]).astype(int).tolist()
    for eta in (1, 100, *share, 254, 255, 256, 700, 1200, n.min(), n.min() + 1, n.max(), n.max() + 1):
        control = np.zeros(2, np.int64)
        links, _, _ = counted(shared, 7, np.ones(skills, np.bool_), int(eta), control)
        early.append(control[1] < len(lower))
        assert links == np.sum(n >= eta)
    assert early[0] and not early[-1]


def test_the_first_pair_not_linked_is_found_from_any_place_before_it():
    tally, level = tally_of(4), Level(np.uint64(1), 4, 4, 262)
    tally.low[:], tally.high[:] = 3, 0
    tally.high.reshape(5, 5)[np.tril_indices(5)] = 1
    assert linked_up_to(1, 0, level, tally) == (4, 0)
    tally.low[5 * 3 + 1] = 2
    for place in ((1, 0), (2, 1), (3, 0), (3, 1)):
        assert linked_up_to(*place, level, tally) == (3, 1)
    assert linked_up_to(3, 2, level, tally) == (4, 0)
    assert linked_up_to(0, 0, level._replace(places=0), tally)[0] == 0


def test_a_search_for_a_pair_not_linked_is_as_short_between_two_looks_at_the_stop_word():
    """Three thousand skills have 4.5 million pairs, all linked: passed a million at a time, each of them once."""
    tally, place, passed = tally_of(3000), (1, 0), [0]
    level = Level(np.uint64(1), 3000, 3000, 0)
    while place[0] < 3000:
        place = linked_up_to(*place, level, tally)
        passed.append(place[0] * (place[0] - 1) // 2 + place[1])
    assert np.diff(passed).tolist() == [1 << 20] * 4 + [3000 * 2999 // 2 - (4 << 20)]


@pytest.mark.slow
def test_pairs_of_two_skills_have_the_reference_mean_and_variance():
    """As theory.pair_counts derives them: mean R (R - 1) q / S^2 = 89.6 and variance 255.5, at d = 6."""
    concepts, texts, skills, p = 20_000, 100_000, 200, 6 / 20_000
    mean = concepts * (concepts - 1) / skills**2 * -np.expm1(texts * np.log1p(-p * p))
    assert mean == pytest.approx(89.6, abs=0.05)
    means, variances = [], []
    every = np.ones(skills, np.bool_)
    for key in range(40):
        _, shared = of_trial(hierarchy(concepts, texts, 6), key, lists_all=key % 2 == 0)
        for level in range(5):
            n = pairs_in(counted(shared, draw(np.uint64(key), level), every, 65_535)[1], skills)
            means.append(n.mean())
            variances.append(((n - mean) ** 2).mean())
    mean_is(means, mean, error=0.02)  # five levels share a graph
    mean_is(variances, 255.5, error=0.5)


def test_skills_are_uniform_and_independent_of_the_level_below():
    skills, concepts = 7, 20_000
    streams = [np.uint64(draw(np.uint64(1), level)) for level in (0, 1)]
    first, second = (np.array([skill_of(c, stream, np.uint64(skills)) for c in range(concepts)]) for stream in streams)
    assert first.tolist() == skills_of(streams[0], concepts, skills).tolist()
    against(np.bincount((first * skills + second).astype(int), minlength=skills**2), np.full(skills**2, 1 / skills**2))


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
    shared, level, tally = by_hand([[(0, False), (1, False)]]), Level(np.uint64(1), 3, 3, 1), tally_of(3)
    every = np.ones(3, np.bool_)
    assert not clear(level, every, tally, STOPPED)
    labels = np.zeros(3, np.uint16)
    assert not count_level(shared, level, every, labels, tally, STOPPED)
    assert not draw_labels(np.uint64(1), 3, labels, STOPPED)
    assert not into_places(labels, tally.place, STOPPED)
    assert not count_rows(listed_by_hand([(0, 1)]), labels, level, tally, STOPPED)
    assert link(level, np.arange(3), tally, np.zeros(3, np.int64), STOPPED) == -1
    assert not keep_taught(labels, every, every.copy(), every, STOPPED)


def test_skills_with_a_learnt_concept_are_taught():
    learnt, ready = np.zeros(400, np.bool_), np.array([True, True, True, False, True])
    learnt[5:12] = True
    expected = ready & (np.bincount(skills_of(9, 400, 5)[5:12], minlength=5) > 0)
    labels = skills_of(9, 400, 5).astype(np.uint16)
    assert keep_taught(labels, learnt, np.ones(5, np.bool_), ready, RUNNING)
    assert ready.tolist() == expected.tolist()
