import networkx as nx
import numpy as np
import pytest

import peelsim
from peelsim.kernels.components.percolation_trials import LINKS, Curves, run_bonds, run_sites
from peelsim.models.base import ParameterError, keys_of
from peelsim.stats.fixed_point import FRACTION, squares_unit
from tests import naive
from tests.agreement import coarse, mean_is, same_law

KEYS = keys_of(peelsim.Percolation)


def counts(model, trials, key=1):
    return model.simulator("graph").run(key, 0, trials, np.zeros(2, np.int64))


def newman_ziff(model, occupation, trials, seed):
    """Largest and rest of each trial at a binomial number of bonds or sites: percolation at one probability."""
    rng = np.random.default_rng(seed)
    simulator = model.simulator("graph")
    s, run = simulator.scratch, run_bonds if model.occupied == "bonds" else run_sites
    rows = []
    for trial in range(trials):
        found, none = Curves.of(1, points=0), np.zeros(0)
        run(np.uint64(7), trial, model.link_probability, none, s, found, np.zeros(2, np.int64))
        steps = found.counts[0, LINKS] if model.occupied == "bonds" else model.nodes
        k = rng.binomial(steps, occupation)
        rows.append([s.largest[k], s.rest[k]])
    return np.array(rows)


def direct(model, occupation, trials, seed=3):
    """The same by coins for each bond or site, and flood fill."""
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(trials):
        graph = nx.fast_gnp_random_graph(model.nodes, model.link_probability, seed=int(rng.integers(2**32)))
        nodes, links = list(graph.nodes), list(graph.edges)
        if model.occupied == "bonds":
            links = [link for link in links if rng.random() < occupation]
        else:
            nodes = np.flatnonzero(rng.random(model.nodes) < occupation).tolist()
            links = [link for link in links if set(link) <= set(nodes)]
        sizes = naive.component_sizes(nodes, links)
        largest = max(sizes, default=0)
        rows.append([largest, sum(s * s for s in sizes) - largest**2])
    return np.array(rows)


@pytest.mark.parametrize("occupied", ["bonds", "sites"])
@pytest.mark.parametrize(("nodes", "c", "occupation"), [(5, 2.5, 0.5), (14, 3.0, 0.4), (30, 2.0, 0.8)])
@pytest.mark.plain_cases(1)
def test_newman_ziff_is_direct_percolation(nodes, c, occupation, occupied):
    """The joint law of the largest component and the rest, whole."""
    model = peelsim.Percolation(nodes=nodes, mean_degree=c, occupied=occupied)
    ours, theirs = newman_ziff(model, occupation, 12_000, seed=1), direct(model, occupation, 8000)
    same_law(ours[:, 0], theirs[:, 0])
    same_law(ours[:, 1], theirs[:, 1])
    joint = np.column_stack([coarse(np.concatenate([ours, theirs])[:, k], 6) for k in range(2)])
    same_law(joint[: len(ours)], joint[len(ours) :])


@pytest.mark.parametrize("occupied", ["bonds", "sites"])
@pytest.mark.slow
def test_curves_have_the_means_of_graphs_with_that_occupation(occupied):
    """Occupied bonds of G(n, p) make G(n, p phi); occupied sites are the other model's occupation."""
    nodes, c = 400, 3.0
    model = peelsim.Percolation(nodes=nodes, mean_degree=c, occupied=occupied, occupation_points=6)
    curves = peelsim.simulate(model, trials=20_000, seed=1)
    for i, phi in enumerate(model.occupation):
        how = {"mean_degree": c * phi} if occupied == "bonds" else {"mean_degree": c, "occupation": phi}
        points = peelsim.simulate(peelsim.RandomGraph(nodes=nodes, **how), trials=20_000, seed=2)
        for name in ("largest_fraction", "susceptibility"):
            error = points[name].std() / np.sqrt(20_000)
            mean_is(curves[name][:, i], points[name].mean(), error=error + 1e-6)  # counts have a unit of 2^-20


@pytest.mark.parametrize("occupied", ["bonds", "sites"])
@pytest.mark.plain_cases(1)
def test_large_graphs_follow_the_law(occupied):
    model = peelsim.Percolation(
        nodes=40_000, mean_degree=3.0, occupied=occupied, occupation_points=4, occupation_from=0.5, occupation_to=0.8
    )
    found = peelsim.simulate(model, trials=200, seed=1)
    law = peelsim.predict(model, law="giant_component")
    for i in range(4):
        mean_is(found["largest_fraction"][:, i], law["largest_fraction"][i], error=5e-5)
        mean_is(found["susceptibility"][:, i], law["susceptibility"][i], error=0.003 * law["susceptibility"][i])
    mean_is(found["links"], law["links"])
    assert law["peak_occupation"] == pytest.approx(1 / 3)
    assert found["peak_occupation"].mean() == pytest.approx(1 / 3, abs=0.02)


def test_where_the_sum_of_squares_has_no_limit_it_is_that_beside_the_critical_point():
    law = peelsim.predict(peelsim.Percolation(nodes=1000, mean_degree=2, occupation_points=3), law="giant_component")
    near = peelsim.predict(peelsim.RandomGraph(nodes=1000, mean_degree=1.1), law="giant_component")
    assert law["susceptibility"][1] == pytest.approx(near["susceptibility"])
    assert 5 < law["susceptibility"][1] < 10 == round(1000 ** (1 / 3))
    assert [r.status for r in law.ranges("susceptibility")] == ["valid", "extrapolated", "valid"]
    assert "no such limit" in law.range("susceptibility").reason
    below = peelsim.predict(peelsim.Percolation(nodes=10, mean_degree=0.5), law="giant_component")
    assert "peak_occupation" not in below


def test_the_ends_of_a_curve():
    bonds = counts(peelsim.Percolation(nodes=8, mean_degree=7, occupation_points=2), 4)
    assert (bonds["links"] == 28).all()
    assert (bonds["largest_fraction"] == [FRACTION / 8, FRACTION]).all()
    sites = counts(peelsim.Percolation(nodes=8, mean_degree=7, occupation_points=2, occupied="sites"), 4)
    assert (sites["largest_fraction"] == [0, FRACTION]).all()
    assert not sites["susceptibility"].any()


@pytest.mark.parametrize("occupied", ["bonds", "sites"])
def test_without_links_nothing_percolates(occupied):
    found = counts(peelsim.Percolation(nodes=5, mean_degree=0, occupation_points=3, occupied=occupied), 3)
    assert not found["links"].any()
    assert found["largest_fraction"].max() <= FRACTION / 5


@pytest.mark.parametrize(("nodes", "mean_degree"), [(10, 0), (7, 6), (1000, 0), (3000, 0)])
def test_values_without_chance_are_stored_exactly(nodes, mean_degree):
    """Without links all but one of n nodes are other components of one; with all of them there is one component."""
    point = peelsim.Percolation(nodes=nodes, mean_degree=mean_degree, occupation_points=3)
    seen = peelsim.simulate(point, trials=5, seed=1)
    at_ends = seen["susceptibility"][:, [0, -1]]
    assert (at_ends == [(nodes - 1) / nodes, 0 if mean_degree else (nodes - 1) / nodes]).all()


@pytest.mark.parametrize("nodes", [1, 10, 10**6, 2**24, 2**29, 2**31])
def test_sums_of_squares_have_room(nodes):
    """Two halves have the largest sum but for the first of them, n^2 / 4, and below it counts stay under 2^50."""
    assert nodes**2 / 4 * squares_unit(nodes) < 2**50
    assert nodes >= 2**24 or squares_unit(nodes) >= 1


@pytest.mark.parametrize("occupied", ["bonds", "sites"])
def test_a_trial_does_not_depend_on_the_block_it_is_in(occupied):
    simulator = peelsim.Percolation(nodes=200, mean_degree=2, occupied=occupied).simulator("graph")
    together = simulator.run(9, 0, 12, np.zeros(2, np.int64))
    apart = [simulator.run(9, i, 1, np.zeros(2, np.int64)) for i in reversed(range(12))][::-1]
    assert all((together[name] == np.concatenate([a[name] for a in apart])).all() for name in together)


def test_progress_is_links_and_a_set_stop_word_voids_the_block():
    for occupied in ("bonds", "sites"):
        simulator = peelsim.Percolation(nodes=1000, mean_degree=2, occupied=occupied).simulator("graph")
        control = np.zeros(2, np.int64)
        assert simulator.run(1, 0, 5, control)["links"].sum() == control[1] > 0
        assert simulator.run(1, 0, 5, np.ones(2, np.int64)) is None


@pytest.mark.parametrize("occupied", ["bonds", "sites"])
@pytest.mark.parametrize(("nodes", "c"), [(300_000, 4.0), (1, 0.0), (2000, 1000.0)])
def test_memory_is_what_was_announced(nodes, c, occupied):
    model = peelsim.Percolation(nodes=nodes, mean_degree=c, occupied=occupied)
    scratch = sum(array.nbytes for array in model.simulator("graph").scratch if isinstance(array, np.ndarray))
    assert scratch <= model.bytes_per_thread("graph") <= scratch + 64_200_000


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"nodes": 10}, "exactly one of mean_degree, link_probability"),
        ({"nodes": 10, "mean_degree": 20}, "more than the 9 neighbours"),
        ({"nodes": 10, "mean_degree": 2, "occupation_from": 0.5, "occupation_to": 0.5}, "not above"),
        ({"nodes": 10, "mean_degree": 2, "occupation_to": 1.5}, "occupation_to"),
        ({"nodes": 10, "mean_degree": 2, "occupied": "links"}, "occupied"),
        ({"nodes": 10, "mean_degree": 2, "occupation_points": 1}, "occupation_points"),
    ],
)
def test_parameters_that_make_no_sense_are_refused(values, message):
    with pytest.raises(ValueError, match=message):
        KEYS.of({"kind": "percolation", **values}).resolve()


def test_there_is_no_round_chain_of_it():
    with pytest.raises(ParameterError, match="graph"):
        peelsim.Percolation(nodes=10, mean_degree=1).resolve_engine("rounds")
