"""Percolation of given networks is what thinning them gives, one link or node at a time."""

import time
from itertools import product

import networkx as nx
import numpy as np
import pytest
from scipy.special import gammaln

import peelsim
from peelsim.results import ResultsError
from peelsim.theory.graphs import giant_component as giant
from peelsim.theory.graphs.configuration import Network
from tests.naive import component_sizes

SMALL = {
    "path": nx.path_graph(5),
    "two triangles": nx.Graph([(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), (0, 3)]),
    "star and single nodes": nx.disjoint_union(nx.star_graph(4), nx.empty_graph(2)),
}


def enumerated(graph, p, occupied):
    """Mean share of the largest component and mean rest over all sets of occupied bonds or sites."""
    things = list(graph.edges()) if occupied == "bonds" else list(graph)
    n, largest, rest = len(graph), 0.0, 0.0
    for kept in product((False, True), repeat=len(things)):
        chosen = {thing for thing, here in zip(things, kept, strict=True) if here}
        weight = p ** len(chosen) * (1 - p) ** (len(things) - len(chosen))
        nodes = list(graph) if occupied == "bonds" else list(chosen)
        links = [e for e in graph.edges() if (e in chosen if occupied == "bonds" else set(e) <= chosen)]
        sizes = component_sizes(nodes, links) or [0]
        largest += weight * sizes[0] / n
        rest += weight * sum(size**2 for size in sizes[1:]) / n
    return largest, rest


@pytest.mark.parametrize("occupied", ["bonds", "sites"])
@pytest.mark.parametrize("name", SMALL)
def test_means_are_those_over_all_sets(name, occupied):
    """False alarms: at 4.5 standard errors one in 1e5 for each number."""
    graph = SMALL[name]
    model = peelsim.GivenNetwork(graph=graph, occupied=occupied, occupation_points=5)
    trials = peelsim.simulate(model, trials=20_000, seed=11)
    for i, p in enumerate(model.occupation):
        expected = enumerated(graph, p, occupied)
        for observable, mean in zip(("largest_fraction", "susceptibility"), expected, strict=True):
            seen = trials[observable][:, i]
            assert abs(seen.mean() - mean) <= 4.5 * seen.std() / len(seen) ** 0.5 + 1e-10, (p, observable)


@pytest.mark.parametrize("occupied", ["bonds", "sites"])
@pytest.mark.slow
def test_curves_are_those_of_thinning_by_networkx(occupied):
    """Twenty curves of a network of 1000 nodes; the ratio of the times is printed."""
    graph, number = nx.barabasi_albert_graph(1000, 2, seed=1), 20
    peelsim.percolation(graph, occupied=occupied, trials=1, seed=1)  # compiles
    start = time.process_time()
    curve = peelsim.percolation(graph, occupied=occupied, trials=number, seed=1, occupation_points=11)
    ours = time.process_time() - start
    rng, start = np.random.default_rng(2), time.process_time()
    seen = np.array([[thinned(graph, p, occupied, rng) for p in curve.occupation.values] for _ in range(number)])
    theirs = time.process_time() - start
    print(f"{occupied}: {number} curves in {ours:.3f} s, by thinning {theirs:.3f} s, {theirs / ours:.0f} times as long")
    errors = seen.std(axis=0, ddof=1) / number**0.5
    width = (curve.largest_fraction_high - curve.largest_fraction_low).values / 3.92
    assert (abs(seen.mean(axis=0) - curve.largest_fraction.values) <= 4.5 * np.hypot(errors, width) + 1e-9).all()


def thinned(graph, p, occupied, rng):
    """Share of the largest component of a network that is thinned anew."""
    if occupied == "bonds":
        part = nx.Graph()
        part.add_nodes_from(graph)
        part.add_edges_from(edge for edge in graph.edges() if rng.random() < p)
    else:
        part = graph.subgraph([node for node in graph if rng.random() < p])
    return max(map(len, nx.connected_components(part)), default=0) / len(graph)


@pytest.mark.slow
def test_the_law_of_the_degrees_is_that_of_random_networks():
    """A configuration model of cubic nodes and leaves, 20 000 of them, against generating functions."""
    degrees = [3] * 12_000 + [1] * 8_000
    graph = nx.Graph(nx.configuration_model(degrees, seed=3))
    for occupied in ("bonds", "sites"):
        model = peelsim.GivenNetwork(graph=graph, occupied=occupied, occupation_points=6)
        trials = peelsim.simulate(model, trials=20, seed=1)
        law = peelsim.predict(model, law="configuration")
        away = np.array([each.status == "valid" for each in law.ranges("susceptibility")])
        assert away.sum() >= 5
        for name, most in (("largest_fraction", 0.004), ("susceptibility", 0.07)):
            assert np.allclose(trials[name].mean(axis=0)[away], law[name][away], rtol=most, atol=most), name


def test_thresholds_of_random_networks():
    assert Network(np.array([3.0]), np.array([1.0])).threshold == 0.5
    assert Network(np.array([1.0]), np.array([1.0])).threshold == np.inf
    degree = np.arange(60.0)
    poisson = np.exp(degree * np.log(2.5) - 2.5 - gammaln(degree + 1))
    network = Network(degree, poisson / poisson.sum())
    assert network.threshold == pytest.approx(0.4)
    for phi in (0.3, 0.5, 0.8):
        for sites in (False, True):
            kept = phi if sites else 1.0
            assert network.giant_share(phi, sites=sites) == pytest.approx(kept * giant.giant_share(2.5 * phi), abs=1e-9)
            assert network.susceptibility(phi, sites=sites) == pytest.approx(kept * giant.susceptibility(2.5 * phi))


def test_links_are_links_however_often_they_are_given():
    once = peelsim.GivenNetwork(graph=nx.Graph([(0, 1), (1, 2)]))
    for other in (nx.MultiDiGraph([(0, 1), (1, 0), (0, 1), (2, 1), (1, 1)]), [[0, 1, 0], [0, 1, 1], [0, 0, 0]]):
        assert peelsim.GivenNetwork(graph=other).links.tolist() == once.links.tolist()


@pytest.mark.parametrize(
    ("graph", "how", "words"),
    [
        (nx.Graph(), {}, "a network of 0 nodes"),
        ([[1, 0, 0]], {}, "an adjacency matrix is square"),
        ("no.mtx", {}, "no.mtx cannot be read: no such file"),
        (None, {"edges": [(0, 1)], "occupied": "links"}, "'links' is not known"),
        (None, {"edges": [(0, 1)], "occupation_to": 0}, "0 is not above occupation_from = 0"),
        (None, {}, "NoneType is no graph"),
    ],
)
def test_what_is_no_network(graph, how, words):
    with pytest.raises(ValueError) as caught:
        peelsim.percolation(graph, trials=1, seed=1, **how)
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_a_sweep_reads_its_network_from_beside_it(tmp_path, monkeypatch):
    (tmp_path / "net.edges").write_text("0 1\n1 2\n")
    file = tmp_path / "sweep.toml"
    file.write_text(
        '[sweep]\nname = "n"\nseed = 1\n[model]\nkind = "given-network"\npath = "net.edges"\n'
        'occupation_points = 3\n[grid]\noccupied = ["bonds", "sites"]\n[stop]\nmax_trials = 10\n'
    )
    path = peelsim.run_sweep(file, output=tmp_path / "n.h5")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert peelsim.run_sweep(file, output=path) == path
    (tmp_path / "net.edges").write_text("0 1\n1 2\n2 3\n")
    with pytest.raises(ResultsError, match=r"was made with model.content \w{16}, this sweep says \w{16}: give another"):
        peelsim.run_sweep(file, output=path)
    (tmp_path / "net.edges").unlink()
    with pytest.raises(ValueError, match=r"model.path: net.edges cannot be read: no such file"):
        peelsim.run_sweep(file, output=path)
