"""The skill hierarchy at the size of Fig. 3 (R = 335 000, T = 1.8 M), one thread: a trial, its parts and a floor."""

import numpy as np
import pytest

import peelsim
from peelsim.jit import kernel
from peelsim.kernels.draws.alias import binomial_table
from peelsim.kernels.draws.random import draw
from peelsim.kernels.hierarchy.cooccurrence import count_level
from peelsim.kernels.hierarchy.labels import draw_labels
from peelsim.kernels.hierarchy.tally import Level, link
from peelsim.kernels.hierarchy.trials import connect

CONCEPTS, TEXTS, SKILLS = 335_000, 1_800_000, 1000
ROUNDS = 5


@kernel
def floor_of_counting(places, counts, times):
    """A random update of a table of so many bytes per pair; returns nothing."""
    for _ in range(times):
        for k in range(np.uint64(places.size)):
            counts[places[k]] += np.uint8(1)


@pytest.fixture(scope="module")
def model():
    return peelsim.SkillHierarchy(
        concepts=CONCEPTS,
        texts=TEXTS,
        text_degree=peelsim.Binomial(mean=6),
        levels=100,
        skills=SKILLS,
        threshold={"kind": "exponential", "rate": 7},
        prerequisites={"kind": "log2"},
        tasks={"unimodal": {"kind": "binomial", "probabilities": [0.5]}},
    )


class Parts:
    """The parts of one trial, apart."""

    def __init__(self, model):
        simulator = model.simulator("graph")
        self.wiring, self.tally, self.stream = simulator.wiring, simulator.board.tally, np.uint64(draw(np.uint64(1), 0))
        self.labels = simulator.board.labels
        self.control, self.parent = np.zeros(2, np.int64), np.zeros(SKILLS, np.int64)
        self.lowest = binomial_table(TEXTS, self.wiring.ensemble.p, self.wiring.ensemble.degrees)
        self.connect()
        k, texts = np.arange(self.shared.texts.size), self.shared.texts
        self.pairs = int((texts * (k * (k - 1) // 2)).sum()) + self.shared.listed.pairs
        self.places = np.random.default_rng(1).integers(0, SKILLS**2 // 2, 1 << 16).astype(np.uint32)

    def connect(self):
        """Sample, peel, see which concepts share a text."""
        _, self.shared = connect(self.stream, TEXTS, self.lowest, self.wiring, self.control)

    def level(self, eta):
        return Level(self.stream, SKILLS, SKILLS, eta)

    def count(self):
        """One level to its end, as no skills are linked before."""
        level, every = self.level(65_535), np.ones(SKILLS, np.bool_)
        draw_labels(level.stream, SKILLS, self.labels, self.control)
        count_level(self.shared, level, every, self.labels, self.tally, self.control)

    def link(self):
        """The level counted last, with a threshold near the mean: about half of all pairs of skills are linked."""
        link(self.level(65), np.arange(SKILLS), self.tally, self.parent, self.control)

    def floor(self):
        floor_of_counting(self.places, self.tally.low, self.pairs // self.places.size)


@pytest.fixture(scope="module")
def parts(model):
    return Parts(model)


def test_whole_trial(benchmark, model):
    simulator, control = model.simulator("graph"), np.zeros(2, np.int64)
    simulator.run(1, 0, 0, control)
    benchmark.pedantic(lambda: simulator.run(1, 0, 1, control), rounds=3, warmup_rounds=1)
    seconds = benchmark.stats.stats.median
    benchmark.extra_info["s per trial"] = f"{seconds:.3g}"
    benchmark.extra_info["ns per edge update"] = f"{seconds / control[1] * 4e9:.3g}"  # of four trials
    benchmark.extra_info["GB announced"] = f"{model.bytes_per_thread('graph') / 1e9:.2g}"


def test_pairs_of_concepts(benchmark, parts):
    benchmark.pedantic(parts.connect, rounds=ROUNDS, warmup_rounds=1)
    benchmark.extra_info["ns per pair"] = f"{benchmark.stats.stats.median / parts.pairs * 1e9:.3g}"


@pytest.mark.parametrize("part", ["count", "floor"])
def test_counting_a_level(benchmark, parts, part):
    benchmark.pedantic(getattr(parts, part), rounds=4 * ROUNDS, warmup_rounds=1)
    benchmark.extra_info["ns per pair and level"] = f"{benchmark.stats.stats.median / parts.pairs * 1e9:.3g}"


def test_linking_a_level(benchmark, parts):
    parts.count()
    benchmark.pedantic(parts.link, rounds=4 * ROUNDS, warmup_rounds=1)
    benchmark.extra_info["ns per pair of skills"] = f"{benchmark.stats.stats.median / (SKILLS**2 / 2) * 1e9:.3g}"
