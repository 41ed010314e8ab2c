"""The graph engine on the standard workloads, one thread, beside tuned C in one go."""

import numpy as np
import pytest

import peelsim
from peelsim.kernels.alias import binomial_table
from peelsim.kernels.peeling import peel
from peelsim.kernels.random import draw
from peelsim.kernels.sampling import sample_graph

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
    benchmark.extra_info["ms a trial"] = f"{ours * 1e3:.4g}"
    benchmark.extra_info["tuned C"] = f"{yardstick.median * 1e3:.4g}"
    benchmark.extra_info["ratio to tuned C"] = f"{ours / yardstick.median:.2f}"


class Stages:
    """Sampling and peeling of one trial, apart."""

    def __init__(self, work, simulator):
        self.work, self.scratch, self.degrees = work, simulator.scratch, simulator.degrees
        self.control, self.trajectory = np.zeros(2, np.int64), np.zeros(0, np.int64)
        p, d = work.mean / work.concepts, self.degrees
        self.lowest = binomial_table(work.texts, p, d.bits, d.weights, d.threshold, d.alias, d.stack)
        self.stream = np.uint64(draw(np.uint64(1), 0))
        self.live = 0

    def sample(self):
        self.live, _ = sample_graph(
            self.stream, self.work.concepts, self.work.texts, self.degrees, self.lowest, self.scratch, self.control
        )

    def peel(self):
        peel(self.stream, self.live, self.work.texts, self.scratch, self.trajectory, self.control)


def test_sampling(benchmark, work, simulator):
    stages = Stages(work, simulator)
    benchmark.pedantic(stages.sample, rounds=4 * ROUNDS, warmup_rounds=1)
    benchmark.extra_info["ns an edge"] = f"{benchmark.stats.stats.median / (work.mean * work.texts) * 1e9:.3g}"


def test_peeling(benchmark, work, simulator):
    stages = Stages(work, simulator)
    benchmark.pedantic(stages.peel, setup=stages.sample, rounds=4 * ROUNDS, warmup_rounds=1)
    benchmark.extra_info["ns an edge"] = f"{benchmark.stats.stats.median / (work.mean * work.texts) * 1e9:.3g}"
