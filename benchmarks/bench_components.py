"""Random graphs of a million nodes, one thread: sampling, components and percolation curves, beside C in one go."""

import re
import shutil
import statistics
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import igraph
import networkx as nx
import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

import peelsim
from peelsim.kernels.binomial_average import binomial_average
from peelsim.kernels.components import largest_component, separate
from peelsim.kernels.packed_links import pack
from peelsim.kernels.percolation import bond_curve
from peelsim.kernels.random_graph import next_links, pairs_of
from peelsim.kernels.shuffle import shuffle

NODES, ROUNDS = 1_000_000, 15
SPARSE, DENSE = 1.5, 4.0  # mean degrees: 750,000 links for the components, 2e6 for the curve


@dataclass
class Yardstick:
    """The C programme; each ``measure`` runs it once, so that it can be interleaved with what is timed."""

    programme: Path
    seconds: dict[str, list[float]] = field(default_factory=lambda: {"sample": [], "components": [], "curve": []})

    def measure(self, mean_degree: float) -> None:
        command = [self.programme, NODES, mean_degree, 5]
        said = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True).stdout
        for times, found in zip(self.seconds.values(), re.findall(r"median ([\d.]+)", said), strict=True):
            times.append(float(found) / 1e3)

    def median(self, name: str) -> float:
        return statistics.median(self.seconds[name])


@pytest.fixture(scope="module")
def _programme(tmp_path_factory) -> Path:
    if shutil.which("gcc") is None:
        pytest.skip("the C yardstick needs gcc")
    programme = tmp_path_factory.mktemp("yardstick") / "components"
    source = Path(__file__).parent / "yardstick" / "components.c"
    subprocess.run(["gcc", "-Ofast", "-march=native", "-w", str(source), "-o", str(programme), "-lm"], check=True)
    return programme


@pytest.fixture
def yardstick(_programme) -> Yardstick:
    return Yardstick(_programme)


class Graph:
    """G(n, c/n) and the scratch of all that is timed."""

    def __init__(self, mean_degree: float):
        self.pairs = pairs_of(NODES, mean_degree / NODES)
        most = int(NODES * mean_degree / 2 * 1.02) + 1000
        self.tails, self.heads = np.zeros(most, np.int32), np.zeros(most, np.int32)
        self.parent, self.control = np.zeros(NODES, np.int32), np.zeros(2, np.int64)
        self.links, self.rest = np.zeros(most, np.uint64), np.zeros(most + 1, np.int64)
        self.largest = np.zeros(most + 1, np.int32)
        self.count = 0
        self.sample()
        pack(self.tails, self.heads, self.count, self.links, 0)

    def sample(self):
        self.count = next_links(np.uint64(1), self.pairs, 0, 0, self.tails, self.heads)[0]

    def components(self):
        return largest_component(self.parent, self.tails[: self.count], self.heads[: self.count])

    def curve(self):
        shuffle(np.uint64(2), self.links, self.count, self.control)
        separate(self.parent, NODES, self.control)
        bond_curve(self.parent, self.links, self.count, self.largest, self.rest, self.control)

    def adjacency(self):
        ends = (self.tails[: self.count], self.heads[: self.count])
        return coo_array((np.ones(self.count), ends), shape=(NODES, NODES)).tocsr()


def beside(benchmark, yardstick, name, mean_degree, timed):
    """Time ours between runs of the C programme and tell the ratio."""
    benchmark.pedantic(timed, setup=lambda: yardstick.measure(mean_degree), rounds=ROUNDS, warmup_rounds=1)
    ours = benchmark.stats.stats.median
    benchmark.extra_info["ms"] = f"{ours * 1e3:.3g}"
    benchmark.extra_info["C"] = f"{yardstick.median(name) * 1e3:.3g}"
    benchmark.extra_info["ratio to C"] = f"{ours / yardstick.median(name):.2f}"


def test_sampling(benchmark, yardstick):
    beside(benchmark, yardstick, "sample", SPARSE, Graph(SPARSE).sample)


def test_largest_component(benchmark, yardstick):
    beside(benchmark, yardstick, "components", SPARSE, Graph(SPARSE).components)


def test_newman_ziff_curve_of_two_million_bonds(benchmark, yardstick):
    """Order of the bonds and curve; the C programme draws its pairs at random and needs no order."""
    beside(benchmark, yardstick, "curve", DENSE, Graph(DENSE).curve)


def test_binomial_averages(benchmark):
    graph = Graph(DENSE)
    graph.curve()
    at = np.linspace(0, 1, 51)
    benchmark.pedantic(lambda: [binomial_average(graph.largest, graph.count, p) for p in at], rounds=9, warmup_rounds=1)
    benchmark.extra_info["ms for 51 probabilities"] = f"{benchmark.stats.stats.median * 1e3:.3g}"


def test_whole_trial_of_the_model(benchmark):
    """Sampled straight into the forest, second largest and susceptibility included."""
    simulator = peelsim.RandomGraph(nodes=NODES, mean_degree=SPARSE).simulator("graph")
    control = np.zeros(2, np.int64)
    benchmark.pedantic(lambda: simulator.run(1, 0, 1, control), rounds=ROUNDS, warmup_rounds=1)
    benchmark.extra_info["ms a trial"] = f"{benchmark.stats.stats.median * 1e3:.3g}"


def test_components_of_a_matrix(benchmark):
    """peelsim.components beside SciPy, igraph and networkx on the same graph, their own forms of it made before."""
    adjacency = Graph(SPARSE).adjacency()
    links = np.column_stack(adjacency.nonzero())
    others = {
        "SciPy": lambda: connected_components(adjacency, directed=False),
        "igraph": igraph.Graph(NODES, links.tolist()).connected_components,
    }
    graph = nx.empty_graph(NODES)
    graph.add_edges_from(links.tolist())
    others["networkx"] = lambda: list(nx.connected_components(graph))
    seconds: dict[str, list[float]] = {name: [] for name in others}

    def in_turn():
        for name, run in others.items():
            begun = perf_counter()
            run()
            seconds[name].append(perf_counter() - begun)

    benchmark.pedantic(lambda: peelsim.components(adjacency), setup=in_turn, rounds=5, warmup_rounds=1)
    ours = benchmark.stats.stats.median
    benchmark.extra_info["ms"] = f"{ours * 1e3:.3g}"
    for name, times in seconds.items():
        benchmark.extra_info[name] = (
            f"{statistics.median(times) * 1e3:.3g} ({statistics.median(times) / ours:.1f} times)"
        )
