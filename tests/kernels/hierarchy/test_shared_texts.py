import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from peelsim.kernels.hierarchy.blocks import AT_HAND, into_blocks, lanes_of
from peelsim.kernels.hierarchy.meetings import APART, STAMPS
from peelsim.kernels.hierarchy.places import ENTERED, START, lay_out, leave_out_stuck, read_degrees
from peelsim.kernels.hierarchy.shared_texts import drop_idle
from tests import naive_skills
from tests.kernels.hierarchy.sharing import RUNNING, STOPPED, hierarchy, of_trial, pairs_of


@settings(max_examples=60)
@given(
    st.integers(1, 25), st.integers(1, 60), st.floats(0.1, 1), st.integers(0, 2**63 - 1), st.booleans(), st.booleans()
)
@example(25, 60, 1.0, 3, False, False)  # every text holds all
@example(150, 4, 0.8, 3, False, False)  # long texts
@example(90, 30, 0.7, 3, True, False)
@example(90, 30, 0.7, 3, True, True)
def test_every_connected_pair_is_stood_for_once(concepts, texts, share, key, learnt_only, lists_all):
    """Up to texts that hold everything: most pairs share many texts."""
    simulator, shared = of_trial(
        hierarchy(concepts, texts, share * concepts, learnt_only=learnt_only), key, lists_all=lists_all
    )
    starts, members, _ = simulator.sampler.graph(key, 0)
    held = [set(members[starts[t] : starts[t + 1]].tolist()) for t in range(texts)]
    learnt = set(np.flatnonzero(simulator.wiring.learnt).tolist())
    expected = naive_skills.connected_pairs(held, learnt if learnt_only else set(range(concepts)))
    lower, higher = pairs_of(shared)
    assert len(lower) == len(expected) and set(zip(lower.tolist(), higher.tolist(), strict=True)) == expected


@pytest.mark.parametrize("lists_all", [False, True])
@pytest.mark.parametrize("learnt_only", [False, True])
@pytest.mark.parametrize(
    ("concepts", "texts", "degree"),
    [
        (STAMPS + 9000, 600, 30),  # more concepts than stamps
        (3000, 9000, 5.5),  # stuck or not, and texts of one concept
        (60, 40_000, 6),  # nearly every meeting is one again
        (2000, 3, 40),
    ],
)
def test_pairs_are_those_of_the_product_of_the_graph_with_itself(concepts, texts, degree, learnt_only, lists_all):
    for key, room in ((1, None), (2, None), (3, 3)):
        simulator, shared = of_trial(hierarchy(concepts, texts, degree, learnt_only=learnt_only), key, room, lists_all)
        starts, members, shape = simulator.sampler.graph(key, 0)
        graph = csr_array((np.ones(len(members), np.int32), members, starts), shape=shape)
        if learnt_only:
            graph = graph @ csr_array((simulator.wiring.learnt.astype(np.int32), (range(concepts),) * 2))
            graph.eliminate_zeros()
        both = (graph.T @ graph).tocoo()
        below = both.coords[0] < both.coords[1]
        expected = np.sort(both.coords[0][below].astype(np.int64) * concepts + both.coords[1][below])
        lower, higher = pairs_of(shared)
        assert np.array_equal(np.sort(lower * concepts + higher), expected)


def test_pairs_listed_are_few_where_few_share_several_texts():
    """8100 pairs do at T = 5 R and degree 6, whatever R is, and each of them lists a few others."""
    _, shared = of_trial(hierarchy(20_000, 100_000, 6), 5)
    assert 8100 < shared.listed.pairs < 6 * 8100
    assert shared.texts.sum() > 97_000


def test_texts_of_as_many_members_lie_side_by_side():
    shelves = np.array([3, 0, 2, 3, 1, 2, 2], np.uint64)
    starts = lay_out(7, 3, shelves, RUNNING)
    assert starts.tolist() == [0, 0, 1, 7, 13]
    assert (shelves >> START).tolist() == [7, 0, 1, 10, 0, 3, 5] and not (shelves & ENTERED).any()


def test_texts_that_stand_for_no_pair_are_left_out():
    apart = int(APART)
    members = np.array([9, 1, 2 | apart, 3, 4, 5, 6 | apart, 1, 2 | apart, 3 | apart, 1, 2, 3 | apart], np.uint32)
    starts, texts = np.array([0, 0, 1, 7, 13]), np.zeros(5, np.int64)
    assert drop_idle(members, starts, texts, RUNNING)
    assert texts.tolist() == [0, 0, 1, 1, 0]
    assert members[1:3].tolist() == [3, 4] and members[7:10].tolist() == [1, 2, 3 | apart]


@pytest.mark.parametrize("k", [2, 3, 7, 63, 64, 5000])
def test_blocks_hold_first_members_then_second_ones(k):
    texts = 3 * AT_HAND // k + 1
    members = np.arange(texts * k, dtype=np.uint32)
    assert into_blocks(members, k, RUNNING)
    for first in range(0, texts, lanes_of(k)):
        block = np.arange(first, min(texts, first + lanes_of(k)))[None] * k + np.arange(k)[:, None]
        assert np.array_equal(members[first * k :][: block.size], block.reshape(-1))


def test_every_part_hears_the_stop_word():
    numbers, members = np.ones(4, np.uint64), np.zeros(8, np.uint32)
    packing = hierarchy(3, 4, 2).simulator("graph").wiring.scratch.packing
    table = np.zeros(4, type(packing.one))
    assert read_degrees(4, table, packing, numbers, STOPPED) == -1
    assert not leave_out_stuck(4, table, packing, numbers, STOPPED)
    assert lay_out(4, 1, numbers, STOPPED).size == 0
    assert not into_blocks(members, 2, STOPPED)
    assert not drop_idle(members, np.array([0, 0, 0, 8]), np.zeros(4, np.int64), STOPPED)
