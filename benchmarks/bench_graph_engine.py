"""The graph engine on the standard workloads, one thread, beside tuned C in one go."""

import statistics
import time

import numpy as np
import pytest

import peelsim
from peelsim.jit import kernel
from peelsim.kernels.draws.alias import binomial_table
from peelsim.kernels.draws.random import draw
from peelsim.kernels.graph.peeling import peel
from peelsim.kernels.graph.sampling import sample_graph

ROUNDS = 7


@pytest.fixture
def simulator(work):
    model = peelsim.ConceptText(concepts=work.concepts, texts=work.texts, text_degree=peelsim.Binomial(mean=work.mean))
    warmed = model.simulator("graph")
    warmed.run(1, 0, 1, np.zeros(2, np.int64))
    return warmed


def test_whole_trial(benchmark, work, simulator, yardstick):
    control = np.zeros(2, np.int64)

    def beside():
        yardstick.measure(work)

    benchmark.pedantic(lambda: simulator.run(1, 0, work.trials, control), setup=beside, rounds=ROUNDS, warmup_rounds=1)
    ours = benchmark.stats.stats.median / work.trials
    benchmark.extra_info["ms per trial"] = f"{ours * 1e3:.4g}"
    benchmark.extra_info["tuned C"] = f"{yardstick.median * 1e3:.4g}"
    benchmark.extra_info["ratio to tuned C"] = f"{ours / yardstick.median:.2f}"


@kernel
def draws_and_updates(stream, edges, table):
    """The floor of sampling and of peeling: half a draw and one random update per edge."""
    texts = np.uint64(table.size)
    for i in range(edges >> 1):
        word = draw(stream, i)
        for half in (word >> np.uint64(32), word & np.uint64(0xFFFFFFFF)):
            table[half * texts >> np.uint64(32)] ^= np.uint32(i)


class Floor:
    """``draws_and_updates`` for a workload; each ``measure`` runs it once, beside what is timed."""

    def __init__(self, work):
        self.edges, self.seconds = int(work.mean * work.texts), []
        self.table = np.zeros(work.texts, np.uint32)
        draws_and_updates(np.uint64(1), self.edges, self.table)

    def measure(self):
        start = time.perf_counter()
        draws_and_updates(np.uint64(1), self.edges, self.table)
        self.seconds.append(time.perf_counter() - start)

    def tell(self, benchmark):
        ours = benchmark.stats.stats.median
        benchmark.extra_info["ns per edge"] = f"{ours / self.edges * 1e9:.3g}"
        benchmark.extra_info["share of the floor"] = f"{statistics.median(self.seconds) / ours:.2f}"


class Stages:
    """Sampling and peeling of one trial, apart."""

    def __init__(self, work, simulator):
        self.floor = Floor(work)
        self.work, self.scratch, self.ensemble = work, simulator.scratch, simulator.ensemble
        self.control, self.trajectory = np.zeros(2, np.int64), np.zeros(0, np.int64)
        self.lowest = binomial_table(work.texts, self.ensemble.p, self.ensemble.degrees)
        self.trial, self.stream, self.live = 0, np.uint64(0), 0

    def sample(self):
        """The next trial: one alone might be among the stuck ones, which leave peeling little to do."""
        self.trial += 1
        self.stream = np.uint64(draw(np.uint64(1), self.trial))
        self.live, _ = sample_graph(
            self.stream, self.work.texts, self.ensemble, self.lowest, self.scratch, self.control
        )

    def peel(self):
        peel(self.stream, self.live, self.work.texts, self.scratch, self.trajectory, self.control)


def test_sampling(benchmark, work, simulator):
    stages = Stages(work, simulator)
    benchmark.pedantic(stages.sample, setup=stages.floor.measure, rounds=4 * ROUNDS, warmup_rounds=1)
    stages.floor.tell(benchmark)


def test_peeling(benchmark, work, simulator):
    stages = Stages(work, simulator)

    def prepare():
        stages.floor.measure()
        stages.sample()

    benchmark.pedantic(stages.peel, setup=prepare, rounds=4 * ROUNDS, warmup_rounds=1)
    stages.floor.tell(benchmark)
