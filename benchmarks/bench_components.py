"""Random graphs of a million nodes, one thread: sampling, components and percolation curves, beside C in one go."""

import statistics

import numpy as np
import pytest
from interleaved import clock
from linked import DENSE, SPARSE, Graph, elsewhere
from yardsticks import Components

import peelsim
from peelsim.kernels.draws.binomial_average import binomial_average

NODES, ROUNDS = 1_000_000, 15


@pytest.fixture(scope="module")
def _components(built):
    return built("components")


@pytest.fixture
def yardstick(_components) -> Components:
    return Components(_components)


def beside(benchmark, yardstick, name, mean_degree, timed):
    """Time ours between runs of the C programme and tell the ratio."""
    benchmark.pedantic(timed, setup=lambda: _measured(yardstick, mean_degree), rounds=ROUNDS, warmup_rounds=1)
    ours = benchmark.stats.stats.median
    benchmark.extra_info["ms"] = f"{ours * 1e3:.3g}"
    benchmark.extra_info["C"] = f"{yardstick.median(name) * 1e3:.3g}"
    benchmark.extra_info["ratio to C"] = f"{ours / yardstick.median(name):.2f}"


def _measured(yardstick, mean_degree):
    yardstick.measure(NODES, mean_degree)  # what a setup returns, pytest-benchmark would take for arguments


def test_sampling(benchmark, yardstick):
    beside(benchmark, yardstick, "sample", SPARSE, Graph(NODES, SPARSE).sample)


def test_largest_component(benchmark, yardstick):
    beside(benchmark, yardstick, "components", SPARSE, Graph(NODES, SPARSE).components)


def test_newman_ziff_curve_of_two_million_bonds(benchmark, yardstick):
    """Order of the bonds and curve; the C programme draws its pairs at random and needs no order."""
    beside(benchmark, yardstick, "curve", DENSE, Graph(NODES, DENSE).curve)


def test_binomial_averages(benchmark):
    graph = Graph(NODES, DENSE)
    graph.curve()
    at = np.linspace(0, 1, 51)
    benchmark.pedantic(lambda: [binomial_average(graph.largest, graph.count, p) for p in at], rounds=9, warmup_rounds=1)
    benchmark.extra_info["ms for 51 probabilities"] = f"{benchmark.stats.stats.median * 1e3:.3g}"


def test_whole_trial_of_the_model(benchmark):
    """Sampled straight into the forest, second largest and susceptibility included."""
    simulator = peelsim.RandomGraph(nodes=NODES, mean_degree=SPARSE).simulator("graph")
    control = np.zeros(2, np.int64)
    benchmark.pedantic(lambda: simulator.run(1, 0, 1, control), rounds=ROUNDS, warmup_rounds=1)
    benchmark.extra_info["ms per trial"] = f"{benchmark.stats.stats.median * 1e3:.3g}"


def test_components_of_a_matrix(benchmark):
    """peelsim.components beside SciPy, igraph and networkx on the same graph."""
    adjacency = Graph(NODES, SPARSE).adjacency()
    others = {name: clock(find) for name, find in elsewhere(adjacency).items()}
    seconds: dict[str, list[float]] = {name: [] for name in others}

    def in_turn():
        for name, run in others.items():
            seconds[name].append(run())

    benchmark.pedantic(lambda: peelsim.components(adjacency), setup=in_turn, rounds=5, warmup_rounds=1)
    ours = benchmark.stats.stats.median
    benchmark.extra_info["ms"] = f"{ours * 1e3:.3g}"
    for name, times in seconds.items():
        benchmark.extra_info[name] = (
            f"{statistics.median(times) * 1e3:.3g} ({statistics.median(times) / ours:.1f} times)"
        )
