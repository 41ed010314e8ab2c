from itertools import combinations, count, product
from math import isqrt, log, log1p

import numpy as np
import pytest
from scipy import stats

from peelsim.kernels.components.random_graph import next_links, pairs_of
from peelsim.kernels.draws.random import draw, unit
from tests.agreement import against, chi_squared, mean_is


def sampled(nodes, p, *, stream, room=1000, kind=np.int32):
    """All links of one graph, int64[links, 2]."""
    pairs = pairs_of(nodes, p)
    tails, heads = np.zeros(room, kind), np.zeros(room, kind)
    found, drawn, pair = [], 0, 0
    while pair < pairs.number:
        count, drawn, pair = next_links(np.uint64(stream), pairs, drawn, pair, tails, heads)
        found.append(np.column_stack([tails[:count], heads[:count]]))
    return np.concatenate([np.zeros((0, 2), np.int64), *found]).astype(np.int64)


def streams(trials, key=5):
    return [draw(np.uint64(key), trial) for trial in range(trials)]


@pytest.mark.parametrize("p", [0.15, 0.5, 0.8])
@pytest.mark.parametrize("nodes", [2, 3, 4])
@pytest.mark.plain_cases(1)
def test_every_graph_has_its_own_probability(nodes, p):
    pairs = list(combinations(range(nodes), 2))
    place = {(b, a): i for i, (a, b) in enumerate(pairs)}
    trials = 40_000
    numbers = [sum(1 << place[tuple(link)] for link in sampled(nodes, p, stream=s).tolist()) for s in streams(trials)]
    probability = [
        np.prod([p if edge else 1 - p for edge in reversed(edges)])
        for edges in product([False, True], repeat=len(pairs))
    ]
    against(np.bincount(numbers, minlength=len(probability)), probability)


@pytest.mark.parametrize(("nodes", "p"), [(50, 0.05), (400, 0.004), (13, 0.9), (3000, 1e-6)])
def test_links_are_distinct_pairs_binomial_in_number(nodes, p):
    found = [sampled(nodes, p, stream=s) for s in streams(2000)]
    for links in found[:300]:
        assert (links[:, 0] > links[:, 1]).all() and (links >= 0).all() and (links < nodes).all()
        numbers = links[:, 0] * (links[:, 0] - 1) // 2 + links[:, 1]
        assert (np.diff(numbers) > 0).all()
    chi_squared([len(links) for links in found], stats.binom(nodes * (nodes - 1) // 2, p))
    degree = [np.count_nonzero(links == nodes - 1) for links in found]
    chi_squared(degree, stats.binom(nodes - 1, p))


@pytest.mark.parametrize(("nodes", "p", "count"), [(1, 0.5, 0), (0, 0.5, 0), (30, 0.0, 0), (30, 1.0, 435), (2, 1.0, 1)])
def test_graphs_without_a_choice(nodes, p, count):
    assert len(sampled(nodes, p, stream=1)) == count


@pytest.mark.parametrize(("nodes", "p"), [(300, 0.3), (100_000, 2e-6), (2**31, 1e-15), (2**31, 2e-13)])
def test_gaps_are_those_of_one_draw_after_another(nodes, p):
    """With the logarithm of the mathematical library; gaps of 10^15 have no digits behind the point."""
    found, pair, scale, number = [], 0, 1 / log1p(-p), nodes * (nodes - 1) // 2
    for i in count():
        gap = log(unit(np.uint64(draw(np.uint64(3), i)))) * scale
        if gap >= number - pair:
            break
        pair += int(gap)
        tail = (isqrt(8 * pair + 1) + 1) // 2
        found.append((tail, pair - tail * (tail - 1) // 2))
        pair += 1
    assert len(found) > 1000
    assert sampled(nodes, p, stream=3, kind=np.int64).tolist() == [list(link) for link in found]


@pytest.mark.parametrize("room", [1, 7, 100])
def test_room_for_links_does_not_show(room):
    whole = sampled(200, 0.02, stream=9)
    assert (sampled(200, 0.02, stream=9, room=room) == whole).all()


@pytest.mark.parametrize("nodes", [2**31, 2**31 - 1, 65_537, 2**20 + 1])
def test_the_largest_graphs_have_no_overflow(nodes):
    """About 20,000 links, evenly over all pairs up to 2^61 of them; and the last pair is reached."""
    number = nodes * (nodes - 1) // 2
    assert pairs_of(nodes, 0.5).number == number
    p = 20_000 / number
    links = sampled(nodes, p, stream=3, kind=np.int64)
    mean_is([len(sampled(nodes, p, stream=s, kind=np.int64)) for s in streams(30)], 20_000)
    assert (links >= 0).all() and (links[:, 1] < links[:, 0]).all() and links.max() < nodes
    # the larger end of a uniform pair has distribution function (x/n)^2, and the smaller one is uniform below it
    cells = np.floor((links[:, 0] / nodes) ** 2 * 20).astype(int)
    against(np.bincount(cells, minlength=20), np.full(20, 0.05))
    cells = np.floor(links[:, 1] / links[:, 0] * 20).astype(int)
    against(np.bincount(cells, minlength=20), np.full(20, 0.05))
    # and every bit of it down to the lowest is a fair coin
    mean_is(links[:, 1] & 1, 0.5)


@pytest.mark.parametrize("nodes", [2**31, 2**31 - 1, 2**31 - 12_345, 94_906_267])
def test_pairs_are_unranked_exactly_where_roots_are_rounded(nodes):
    """All pairs around the last of a row: with p = 1 from a late start they must come one by one."""
    pairs = pairs_of(nodes, 1.0)
    for row in (nodes - 1, nodes - 2, nodes // 2, 3 * nodes // 4):
        start = row * (row - 1) // 2 - 3
        tails, heads = np.zeros(5, np.int64), np.zeros(5, np.int64)
        next_links(np.uint64(1), pairs, 0, start, tails, heads)
        assert tails.tolist() == [row - 1] * 3 + [row] * 2
        assert heads.tolist() == [row - 4, row - 3, row - 2, 0, 1]
