from collections import Counter
from itertools import permutations
from math import factorial

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelsim.kernels.components.packed_links import links_by_time, pack
from peelsim.kernels.components.percolation import bond_curve, site_curve
from peelsim.kernels.components.union_find import separate
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.shuffle import shuffle
from tests import naive
from tests.agreement import against


def running():
    return np.zeros(2, np.int64)


def packed(links):
    tails, heads = np.array(links, np.int32).reshape(-1, 2).T
    words = np.zeros(len(links), np.uint64)
    pack(tails.copy(), heads.copy(), len(links), words, 0)
    return words


def bonds(nodes, words):
    """Curves of the largest component and the rest, bond after bond in the order given."""
    parent = np.zeros(nodes, np.int32)
    separate(parent, nodes, running())
    largest, rest = np.zeros(len(words) + 1, np.int32), np.zeros(len(words) + 1, np.int64)
    control = running()
    assert bond_curve(parent, words, len(words), largest, rest, control)
    assert control[1] == len(words)
    return largest, rest


def sites(nodes, words, time):
    parent = np.zeros(nodes, np.int32)
    separate(parent, nodes, running())
    begins, earlier = np.zeros(nodes + 2, np.int64), np.zeros(len(words), np.int32)
    assert links_by_time(np.asarray(time, np.int32), words, len(words), begins, earlier, running())
    largest, rest = np.zeros(nodes + 1, np.int32), np.zeros(nodes + 1, np.int64)
    control = running()
    assert site_curve(parent, begins, earlier, largest, rest, control)
    assert control[1] == len(words)
    return largest, rest


def seen(sizes):
    """Largest size, and the sum of squares of the others."""
    return max(sizes, default=0), sum(size**2 for size in sizes[1:])


GRAPHS = st.integers(2, 9).flatmap(
    lambda n: st.tuples(
        st.just(n),
        st.permutations(range(n)),
        st.lists(st.tuples(*[st.integers(0, n - 1)] * 2).filter(lambda e: e[0] != e[1]), max_size=20),
    )
)


@given(GRAPHS)
def test_curves_agree_with_flood_fill_at_every_step(graph):
    nodes, time, links = graph
    words = packed(links)
    expected = [seen(naive.component_sizes(range(nodes), links[:k])) for k in range(len(links) + 1)]
    assert list(zip(*bonds(nodes, words), strict=True)) == expected
    expected = []
    for k in range(nodes + 1):
        there = {node for node in range(nodes) if time[node] < k}
        expected.append(seen(naive.component_sizes(there, [e for e in links if set(e) <= there])))
    assert list(zip(*sites(nodes, words, time), strict=True)) == expected


BULL = nx.bull_graph()  # a triangle with two horns: 5 nodes, 5 links


def orders(items, trials, key):
    for trial in range(trials):
        order = np.array(items)
        assert shuffle(np.uint64(draw(np.uint64(key), trial)), order, len(order), running())
        yield order


def law_of(curves):
    return {curve: count / factorial(5) for curve, count in Counter(curves).items()}


@pytest.mark.parametrize("what", ["bonds", "sites"])
@pytest.mark.plain_cases(1)
def test_whole_curves_have_their_exact_law(what):
    """Of all 120 orders; both curves of bonds or sites together."""
    links = list(BULL.edges)

    def curve(order):
        found = bonds(5, order) if what == "bonds" else sites(5, packed(links), order)
        return tuple(np.concatenate(found).tolist())

    if what == "bonds":
        law = law_of(curve(packed(order)) for order in permutations(links))
        start = packed(links)
    else:
        law = law_of(curve(np.array(order)) for order in permutations(range(5)))
        start = np.arange(5)
    assert len(law) > 3
    drawn = Counter(curve(order) for order in orders(start, 60_000, key=2))
    assert set(drawn) <= set(law)
    against([drawn[c] for c in law], list(law.values()))


def test_all_orders_are_equally_likely():
    found = Counter(tuple(order.tolist()) for order in orders(np.arange(4), 120_000, key=3))
    assert len(found) == 24
    against(list(found.values()), np.full(24, 1 / 24))


@pytest.mark.parametrize("items", [0, 1, 2, 1000, 600_000])
def test_a_shuffle_is_a_permutation(items):
    order = np.arange(items)
    assert shuffle(np.uint64(7), order, items, running())
    assert (np.sort(order) == np.arange(items)).all()
    if items >= 1000:
        assert abs(np.corrcoef(order, np.arange(items))[0, 1]) * np.sqrt(items) < 6


def test_where_an_item_goes_is_uniform_in_a_long_shuffle():
    places = [
        np.flatnonzero(order == item)[0] for order in orders(np.arange(300), 3000, key=4) for item in (0, 150, 299)
    ]
    for part in range(3):
        against(np.bincount(np.array(places[part::3]) // 10, minlength=30), np.full(30, 1 / 30))


def test_a_set_stop_word_is_obeyed():
    stopped = np.array([1, 0])
    words = packed([(0, 1), (1, 2)])
    parent, largest, rest = np.full(3, -1, np.int32), np.zeros(4, np.int32), np.zeros(4, np.int64)
    begins, earlier = np.zeros(5, np.int64), np.zeros(2, np.int32)
    assert not shuffle(np.uint64(1), words, 2, stopped)
    assert not bond_curve(parent, words, 2, largest, rest, stopped)
    assert not links_by_time(np.arange(3), words, 2, begins, earlier, stopped)
    assert not site_curve(parent, begins, earlier, largest, rest, stopped)
