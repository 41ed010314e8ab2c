"""Codes: the round chain at any length, whole trials of the graph engine, and the exact law."""

import numpy as np
import pytest
from scipy.sparse import coo_array

import peelsim
from peelsim.theory.codes import exact

REGULAR = {"bit_degree": peelsim.Regular(degree=3), "check_degree": peelsim.Regular(degree=6)}


def trials(benchmark, model, engine, number):
    """Time a block of so many trials on one thread; extra_info has the time of a trial and of a round, us."""
    simulator = model.simulator(model.resolve_engine(engine))
    found = benchmark(simulator.run, 12345, 0, number, np.zeros(2, np.int64))
    if benchmark.stats is not None:
        least = benchmark.stats.stats.min / number * 1e6
        benchmark.extra_info.update(us_per_trial=least, us_per_round=least / max(found["rounds"].mean(), 1))
    return found


@pytest.mark.parametrize("bits", [10**3, 10**5, 10**8, 10**12])
def test_rounds_off_the_window(benchmark, bits):
    """Goals: 50 us at 1e5, 100 us at 1e12."""
    assert not trials(benchmark, peelsim.ErasureCode(bits=bits, **REGULAR, erasure=0.4), "rounds", 500)["stuck"].all()


@pytest.mark.parametrize("bits", [10**5, 10**6])
def test_rounds_in_the_window(benchmark, bits):
    """Goal: 3 us per round."""
    trials(benchmark, peelsim.ErasureCode(bits=bits, **REGULAR, erasure=0.4286), "rounds", 100)


def test_whole_graph(benchmark):
    """Goal: 8 ns an edge of all 3e5."""
    trials(benchmark, peelsim.ErasureCode(bits=10**5, **REGULAR, erasure=0.4), "graph", 10)
    if benchmark.stats is not None:
        benchmark.extra_info["ns_per_edge"] = benchmark.extra_info["us_per_trial"] * 1e3 / 3e5


@pytest.mark.parametrize("erasure", [0.4, 0.44])
def test_repeated_erasures_of_one_matrix(benchmark, erasure):
    """Goal: 8 ns an edge of all 3e5."""
    rng = np.random.default_rng(1)
    bits, checks = rng.permutation(np.repeat(np.arange(10**5), 3)), np.repeat(np.arange(50_000), 6)
    matrix = coo_array((np.ones(len(bits)), (checks, bits)))
    trials(benchmark, peelsim.GivenMatrix(graph=matrix, erasure=erasure), "graph", 20)
    if benchmark.stats is not None:
        benchmark.extra_info["ns_per_edge"] = benchmark.extra_info["us_per_trial"] * 1e3 / 3e5


@pytest.mark.parametrize("replicas", ["independent", "distinct"])
def test_random_access(benchmark, replicas):
    users = peelsim.Explicit({2: 0.5, 3: 0.28, 8: 0.22})
    frame = peelsim.RandomAccess(slots=1000, users=700, user_degree=users, replicas=replicas)
    trials(benchmark, frame, "auto", 500)


def test_exact_law(benchmark):
    """Goal: .3 s for 256 bits."""

    def law():
        exact.regular_code.cache_clear()
        return exact.regular_code(256, degree=3, check_degree=6, unknown=102).some

    assert benchmark(law) == pytest.approx(0.19616652, abs=1e-8)
