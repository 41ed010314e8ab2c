import networkx as nx
import numpy as np
import pytest

import peelsim
from peelsim.models.base import ParameterError, keys_of
from peelsim.theory.graphs.giant_component import giant_share, giant_variance, site_giant_share, site_giant_variance
from tests import exact_components, naive
from tests.agreement import against, coarse, mean_is, same_law

KEYS = keys_of(peelsim.RandomGraph)


def counts(model, trials, key=1):
    return model.simulator("graph").run(key, 0, trials, np.zeros(2, np.int64))


def direct(nodes, p, occupation, trials, seed=3):
    """Site percolation as it is told: a graph, a coin for each node, and flood fill."""
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(trials):
        graph = nx.fast_gnp_random_graph(nodes, p, seed=int(rng.integers(2**32)))
        kept = graph.subgraph(np.flatnonzero(rng.random(nodes) < occupation).tolist())
        sizes = naive.component_sizes(kept.nodes, kept.edges)
        largest, second = [*sizes, 0, 0][:2]
        rows.append([largest, second, sum(s * s for s in sizes) - largest**2, kept.number_of_edges(), len(sizes)])
    return np.array(rows)


@pytest.mark.parametrize(("nodes", "c"), [(1, 0.0), (2, 0.4), (4, 1.5), (12, 1.0), (40, 1.2), (40, 3.0)])
@pytest.mark.plain_cases(5)
def test_the_largest_component_has_its_exact_law(nodes, c):
    found = counts(peelsim.RandomGraph(nodes=nodes, mean_degree=c), 200_000)["largest"]
    if nodes == 1:
        assert (found == 1).all()
        return
    law = np.diff(exact_components.largest_law(nodes, c / (nodes - 1)), prepend=0)
    against(np.bincount(found, minlength=nodes + 1), np.clip(law, 0, 1))


@pytest.mark.parametrize(("nodes", "c", "occupation"), [(6, 2.0, 0.6), (12, 1.5, 1.0), (30, 3.0, 0.5), (5, 4.0, 0.3)])
@pytest.mark.plain_cases(1)
def test_everything_counted_agrees_with_direct_percolation(nodes, c, occupation):
    names = ("largest", "second_largest", "susceptibility", "links", "components")
    trials = 6000
    expected = direct(nodes, c / (nodes - 1), occupation, trials)
    found = counts(peelsim.RandomGraph(nodes=nodes, mean_degree=c, occupation=occupation), 10 * trials)
    found = np.column_stack([found[name] for name in names])
    for column in range(5):
        same_law(found[:, column], expected[:, column])
    joint = np.column_stack([coarse(np.concatenate([found, expected])[:, k], 6) for k in range(5)])
    same_law(joint[: len(found)], joint[len(found) :])


@pytest.mark.parametrize("c", [1.2, 1.5, 2.0])
@pytest.mark.slow
def test_mean_and_variance_of_the_giant_component(c):
    nodes, trials = 20_000, 3000
    largest = peelsim.simulate(peelsim.RandomGraph(nodes=nodes, mean_degree=c), trials=trials, seed=3)["largest"]
    mean_is(largest / nodes, giant_share(c), error=10 / nodes)  # the next order, at c = 1.2
    # the sample variance of a nearly normal number has relative error sqrt(2 / trials)
    assert abs(largest.var(ddof=1) / nodes / giant_variance(c) - 1) < 6 * np.sqrt(2 / trials)


@pytest.mark.slow
def test_mean_and_variance_of_the_giant_component_of_occupied_sites():
    nodes, trials, c, phi = 20_000, 3000, 2.5, 0.8
    model = peelsim.RandomGraph(nodes=nodes, mean_degree=c, occupation=phi)
    largest = peelsim.simulate(model, trials=trials, seed=5)["largest"]
    mean_is(largest / nodes, site_giant_share(c, occupation=phi), error=3 / nodes)
    expected = site_giant_variance(c, occupation=phi)
    assert abs(largest.var(ddof=1) / nodes / expected - 1) < 6 * np.sqrt(2 / trials)


@pytest.mark.parametrize(("c", "occupation"), [(0.5, 1.0), (1.5, 1.0), (3.0, 0.7), (2.0, 0.3)])
@pytest.mark.plain_cases(1)
def test_what_the_law_says_is_what_large_graphs_have(c, occupation):
    model = peelsim.RandomGraph(nodes=50_000, mean_degree=c, occupation=occupation)
    found = peelsim.simulate(model, trials=500, seed=2)
    law = peelsim.predict(model, law="giant_component")
    mean_is(found["largest_fraction"], law["largest_fraction"], error=2e-5 if c * occupation > 1 else 2e-3)
    mean_is(found["links"], law["links"])
    mean_is(found["components"], law["components"], error=2)
    squares = found["susceptibility"]
    if c * occupation < 1:  # the limit does not feel the largest component, 50,000 nodes do
        squares = squares + found["largest"] ** 2 / 50_000
    mean_is(squares, law["susceptibility"], error=0.001 * law["susceptibility"])
    mean_is(found["second_largest"], law["second_largest"], error=0.01 * law["second_largest"])


def test_the_critical_point_has_a_law_of_its_own():
    model = peelsim.RandomGraph(nodes=30_000, mean_degree=1.0)
    said = peelsim.predict(model, law="giant_component")
    assert said.range("susceptibility").status == "extrapolated" and said["susceptibility"] < 30_000 ** (1 / 3)
    assert "largest" not in peelsim.predict(model, law="giant_component")
    law = peelsim.predict(model, law="critical_window")
    assert law["largest"] == pytest.approx(0.93987 * 30_000 ** (2 / 3), rel=1e-3)
    assert law["largest_fraction"] == pytest.approx(law["largest"] / 30_000)


@pytest.mark.parametrize(
    ("nodes", "c", "occupation", "name", "status", "reason"),
    [
        (10**6, 2.0, 1.0, "largest", "undefined", "place 100 of the window"),
        (50, 2.0, 1.0, "largest_fraction", "undefined", "50 nodes are too few"),
        (1000, 1.3, 1.0, "largest", "extrapolated", "within 0.2 of 1, and is 1.3"),
        (10**6, 1.02, 1.0, "largest", "valid", ""),
        (10**6, 2.0, 0.51, "largest_fraction", "valid", ""),
    ],
)
@pytest.mark.plain_cases(1)
def test_the_law_of_the_window_speaks_of_the_window(nodes, c, occupation, name, status, reason):
    model = peelsim.RandomGraph(nodes=nodes, mean_degree=c, occupation=occupation)
    said = model.predict("critical_window")
    assert (said.range(name).status == status) and reason in said.range(name).reason
    assert (name in said) == (status != "undefined")


@pytest.mark.parametrize(
    ("nodes", "c", "status"),
    [(1000, 0.9999, "extrapolated"), (1000, 1.3, "extrapolated"), (1000, 0.7, "extrapolated"), (1000, 1.6, "valid")],
)
def test_the_law_of_the_giant_component_speaks_beside_the_window(nodes, c, status):
    """Sums of squares have no such limit at its centre, where 1/(1 - c) exceeds all nodes."""
    said = peelsim.RandomGraph(nodes=nodes, mean_degree=c).predict("giant_component")
    assert said.range("susceptibility").status == status
    assert said.range("largest_fraction").status == ("valid" if status == "valid" else "extrapolated")
    assert said.range("links").status == "valid"


def test_of_no_nodes_everything_is_known():
    said = peelsim.RandomGraph(nodes=9, mean_degree=3, occupation=0.0).predict("giant_component")
    assert set(said.values()) == {0.0} and len(said) == 6


def test_without_links_every_node_is_alone():
    found = counts(peelsim.RandomGraph(nodes=7, mean_degree=0), 3)
    assert [set(found[name]) for name in ("largest", "second_largest", "links", "components")] == [{1}, {1}, {0}, {7}]
    assert set(found["susceptibility"]) == {6}
    law = peelsim.predict(peelsim.RandomGraph(nodes=7, mean_degree=0), law="giant_component")
    assert law["susceptibility"] == 1 and law["components"] == 7


def test_with_every_link_there_is_one_component():
    found = counts(peelsim.RandomGraph(nodes=9, mean_degree=8), 3)
    assert [set(found[name]) for name in ("largest", "second_largest", "links", "components")] == [{9}, {0}, {36}, {1}]


def test_nothing_occupied_has_no_component():
    found = counts(peelsim.RandomGraph(nodes=9, mean_degree=3, occupation=0.0), 3)
    assert not any(values.any() for values in found.values())


def test_a_trial_does_not_depend_on_the_block_it_is_in():
    simulator = peelsim.RandomGraph(nodes=300, mean_degree=1.3, occupation=0.9).simulator("graph")
    together = simulator.run(9, 0, 20, np.zeros(2, np.int64))
    apart = [simulator.run(9, i, 1, np.zeros(2, np.int64)) for i in range(20)]
    assert all((together[name] == np.concatenate([a[name] for a in apart])).all() for name in together)
    assert len(set(together["links"].tolist())) > 5


def test_threads_change_nothing():
    model = peelsim.RandomGraph(nodes=100_000, mean_degree=1.1)
    one, three = (peelsim.simulate(model, trials=60, seed=8, threads=threads) for threads in (1, 3))
    assert model.block_trials("graph") < 60
    assert all((one[name] == three[name]).all() for name in one)


def test_progress_is_links_and_a_set_stop_word_voids_the_block():
    simulator = peelsim.RandomGraph(nodes=1000, mean_degree=2).simulator("graph")
    control = np.zeros(2, np.int64)
    found = simulator.run(1, 0, 10, control)
    assert control[1] == found["links"].sum() > 0
    assert simulator.run(1, 0, 10, np.ones(2, np.int64)) is None


@pytest.mark.parametrize("size", [(10_000_000, 3.0), (1, 0.0), (1000, 999.0)])
def test_memory_is_what_was_announced(size):
    model = peelsim.RandomGraph(nodes=size[0], mean_degree=size[1])
    simulator = model.simulator("graph")
    scratch = sum(array.nbytes for array in simulator.scratch)
    assert scratch <= model.bytes_per_thread("graph") <= scratch + 20_000_000


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"nodes": 10}, "exactly one of mean_degree, link_probability; here there is none"),
        ({"nodes": 10, "mean_degree": 2, "link_probability": 0.1}, "here there is both"),
        ({"nodes": 10, "mean_degree": 9.5}, "9.5 is more than the 9 neighbours"),
        ({"nodes": 1, "mean_degree": 0.5}, "0.5 is more than the 0 neighbours"),
        ({"nodes": 10, "link_probability": 1.5}, "link_probability"),
        ({"nodes": 2**31, "mean_degree": 1}, "nodes"),
        ({"nodes": 10, "mean_degree": 1, "occupation": -0.1}, "occupation"),
    ],
)
def test_parameters_that_make_no_sense_are_refused(values, message):
    with pytest.raises(ValueError, match=message):
        KEYS.of({"kind": "random-graph", **values}).resolve()


def test_a_link_probability_is_another_way_to_say_the_mean_degree():
    by_degree = KEYS.of({"kind": "random-graph", "nodes": 11, "mean_degree": 10}).resolve()
    by_probability = KEYS.of({"kind": "random-graph", "nodes": 11, "link_probability": 1}).resolve()
    assert by_degree == by_probability and by_degree.link_probability == 1
    assert (
        keys_of(peelsim.RandomGraph)
        .of({"kind": "random-graph", "nodes": 1, "link_probability": 0.3})
        .resolve()
        .mean_degree
        == 0
    )


def test_there_is_no_round_chain_of_it():
    model = peelsim.RandomGraph(nodes=10, mean_degree=1)
    assert model.resolve_engine("auto") == "graph"
    with pytest.raises(ParameterError, match="graph"):
        model.resolve_engine("rounds")
