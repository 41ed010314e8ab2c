"""The round chain against graphs, and graphs against plain Python."""

from collections import Counter

import numpy as np
import pytest

from peelsim.kernels.codes.ensemble import BEGUN, REMAINING, ROUNDS, STUCK_CHECKS
from peelsim.kernels.codes.graph_trials import run_graphs, sample_edges
from peelsim.kernels.draws.random import draw
from tests.agreement import against, coarse, mean_is, same_law
from tests.kernels.codes.cases import BOTH, GRAPHS, access, code, coupled, graphs_of, key, layered, partite, simulated

from tests.kernels.codes.cases import DISTINCT, SIMPLE  # isort: skip

TRIALS = 30_000


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.plain_cases(1)
def test_chain_and_graphs_have_one_joint_law(name):
    """Of unknown by class, rounds, stuck checks and unknown at first; independent keys."""
    case = BOTH[name]
    for seed in (11, 12):
        chain = simulated(case, "rounds", TRIALS, [seed, 0])[0]
        graph = simulated(case, "graph", TRIALS, [seed, 1])[0]
        same_law(chain, graph)
        same_law(chain[:, [ROUNDS, STUCK_CHECKS]], graph[:, [ROUNDS, STUCK_CHECKS]])
        same_law(chain[:, REMAINING:].sum(axis=1), graph[:, REMAINING:].sum(axis=1))


@pytest.mark.slow
@pytest.mark.parametrize(
    "case",
    [
        code({3: 600}, {6: 300}, probability=0.4),
        code({3: 2000}, {6: 1000}, probability=0.42),
        code({2: 300, 3: 400, 8: 200}, {5: 200, 6: 400}, bits=420),
        layered(600, 3, 6, probability=0.41),
        access(1000, 850, {2: 0.5, 3: 0.28, 8: 0.22}),
        partite(900, 730, 3),
        coupled(3, 6, 6, 3, 54, probability=0.5),
    ],
)
def test_chain_and_graphs_agree_where_thinning_has_several_scales(case):
    chain = simulated(case, "rounds", TRIALS, [21, 0])[0]
    graph = simulated(case, "graph", TRIALS, [21, 1])[0]
    for column in range(chain.shape[1]):
        same_law(coarse(chain[:, column]), np.searchsorted(_edges(chain[:, column]), graph[:, column]))
    parts = [
        np.stack([np.searchsorted(_edges(chain[:, c], 5), x[:, c]) for c in (0, 1, 3)], axis=1) for x in (chain, graph)
    ]
    same_law(*parts)


def _edges(numbers, cells=12):
    return np.unique(np.quantile(numbers, np.linspace(0, 1, cells + 1)[1:-1]))


@pytest.mark.parametrize(
    ("bits", "unknown", "block", "mean"),
    [
        (12, 5, 0.8416850907, 0.2687562801),
        (60, 24, 0.6282859621, 0.1363465060),
        (120, 40, 0.0692524232, 0.0036034181),
        (200, 80, 0.2946985461, 0.0548757961),
    ],
)
@pytest.mark.parametrize("engine", ["rounds", "graph"])
@pytest.mark.plain_cases(1)
def test_exact_numbers_of_the_36_code(engine, bits, unknown, block, mean):
    """P(block) and E[unknown] / n by the counting of Di et al. (2002)."""
    counts, _ = simulated(code({3: bits}, {6: bits // 2}, bits=unknown), engine, 60_000, [31, bits])
    left = counts[:, REMAINING]
    mean_is((left > 0).astype(float), block)
    mean_is(left / bits, mean)


@pytest.mark.parametrize(
    ("degree", "slots", "users", "lost", "share"),
    [
        (3, 20, 14, 0.5206778395, 0.2392543778),
        (2, 10, 4, 0.4496320000, 0.1728046000),
        (3, 100, 70, 0.1561711903, 0.0393131676),
    ],
)
@pytest.mark.parametrize("engine", ["rounds", "graph"])
@pytest.mark.plain_cases(2)
def test_exact_numbers_of_independent_replicas(engine, degree, slots, users, lost, share):
    counts, _ = simulated(access(slots, users, {degree: 1.0}), engine, 60_000, [32, slots])
    left = counts[:, REMAINING]
    mean_is((left > 0).astype(float), lost)
    mean_is(left / users, share)


def peeled(edges):
    """Plain peeling by rounds: after each round how many are unknown, who at the end, checks stuck."""
    unknown = set(range(len(edges)))
    after = []
    while True:
        held = Counter(check for variable in unknown for check in edges[variable])
        taught = {v for v in unknown if any(held[check] == 1 for check in edges[v])}
        if not taught:
            return after, unknown, sum(count >= 2 for count in held.values())
        unknown -= taught
        after.append(len(unknown))


def edges_of(case, scratch, trial_key, trial):
    variables = sample_edges(
        np.uint64(draw(trial_key, trial)), case.begin, case.sockets, scratch, np.zeros(2, np.int64)
    )
    starts, checks = scratch.edges.starts, scratch.edges.checks
    return [checks[starts[v] : starts[v + 1]].tolist() for v in range(variables)]


@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.plain_cases(3)
def test_graphs_peel_as_in_plain_python(name):
    case, trials, rounds = GRAPHS[name], 1000, 8
    scratch, seed = graphs_of(case), [41, len(name)]
    counts, trajectories = simulated(case, "graph", trials, seed, rounds)
    for trial in range(trials):
        edges = edges_of(case, scratch, key(seed), trial)
        after, unknown, stuck = peeled(edges)
        row = counts[trial]
        assert (row[BEGUN], row[ROUNDS], row[STUCK_CHECKS]) == (len(edges), len(after), stuck)
        assert row[REMAINING:].sum() == len(unknown)
        after = (after + [len(unknown)] * rounds)[:rounds]
        assert trajectories[trial].tolist() == after
        degrees = Counter(len(edges[v]) for v in unknown)
        if len(set(case.sockets.column)) > 1:
            assert row[REMAINING:].tolist() == [degrees[d] for d in case.sockets.degree]


def test_every_matching_is_equally_likely():
    case = code({1: 2, 2: 1}, {1: 1, 3: 1}, probability=1.0)
    scratch = graphs_of(case)
    seen = Counter()
    for trial in range(20_000):
        a, b, (c, d) = edges_of(case, scratch, key(51), trial)
        seen[(a[0], b[0], c, d)] += 1
    outcomes = [(0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 0, 1), (1, 1, 1, 0)]
    assert set(seen) == set(outcomes)
    against([seen[o] for o in outcomes], [0.25] * 4)


def test_distinct_replicas_are_a_uniform_subset():
    case = access(4, 1, {3: 1.0}, DISTINCT)
    scratch = graphs_of(case)
    seen = Counter(frozenset(edges_of(case, scratch, key(52), trial)[0]) for trial in range(20_000))
    assert all(len(slots) == 3 for slots in seen) and len(seen) == 4
    against(list(seen.values()), [0.25] * 4)


def test_partite_replicas_are_one_in_each_part_and_layers_partition_the_bits():
    keys = edges_of(partite(90, 70, 3), graphs_of(partite(90, 70, 3)), key(53), 0)
    assert all([slot // 30 for slot in slots] == [0, 1, 2] for slots in keys)
    case = layered(60, 3, 6, probability=1.0)
    held = np.bincount(np.ravel(edges_of(case, graphs_of(case), key(54), 0)), minlength=30)
    assert np.all(held == 6)


def test_resampled_graphs_are_simple_and_uniform():
    """Two bits of two edges on checks of one, one and two sockets: of all matchings four have no double edge."""
    case = code({2: 2}, {1: 2, 2: 1}, SIMPLE, probability=1.0)
    scratch = graphs_of(case)
    seen = Counter(tuple(map(tuple, edges_of(case, scratch, key(55), trial))) for trial in range(20_000))
    assert all(len(set(slots)) == 2 for pair in seen for slots in pair)
    against(list(seen.values()), [1 / len(seen)] * len(seen))
    assert len(seen) == 8  # two ways to share the single checks, and orders within each bit


@pytest.mark.parametrize("engine", ["rounds", "graph"])
def test_nothing_and_everything_erased(engine):
    none, _ = simulated(code({3: 120}, {6: 60}, probability=0.0), engine, 10, 61)
    assert not none.any()
    every, _ = simulated(code({3: 120}, {6: 60}, probability=1.0), engine, 10, 62)
    assert np.all(every == [0, 60, 120, 120])
    nobody, _ = simulated(access(50, 0, {3: 1.0}), engine, 10, 63)
    assert not nobody.any()


@pytest.mark.parametrize("engine", ["rounds", "graph"])
def test_a_trial_does_not_depend_on_its_block(engine):
    case = BOTH["irregular"]
    counts, trajectories = simulated(case, engine, 50, 71, rounds=5)
    again, _ = simulated(case, engine, 20, 71)
    assert np.array_equal(counts[:20], again)
    assert np.all(np.diff(trajectories, axis=1) <= 0)
    assert np.array_equal(
        trajectories[counts[:, ROUNDS] <= 5][:, -1], counts[counts[:, ROUNDS] <= 5, REMAINING:].sum(axis=1)
    )


def test_a_stopped_block_is_void():
    case = BOTH["(3,6)"]
    control = np.array([1, 0], np.int64)
    counts = np.zeros((3, REMAINING + 1), np.int64)
    assert not run_graphs(key(81), 0, case.begin, case.sockets, graphs_of(case), counts, counts[:, :0].copy(), control)


def test_density_evolution_is_followed_at_a_size_no_graph_reaches():
    """(3,6) at 1e12 bits, erasure .42: printed iteration of density evolution; fluctuations are some 1e-6."""
    _, trajectories = simulated(code({3: 10**12}, {6: 5 * 10**11}, probability=0.42), "rounds", 3, 91, rounds=8)
    printed = [0.342608, 0.304255, 0.280017, 0.262673, 0.249245, 0.238250, 0.228855, 0.220543]
    assert np.allclose(trajectories / 1e12, printed, atol=6e-6)
