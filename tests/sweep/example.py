"""Small sweep files, and a model that is nothing but a coin: what schedules and stop rules are tried on."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import numpy as np

from peelsim.mistakes import SweepError
from peelsim.stats.observable import Observable
from peelsim.stats.tally import Tally
from peelsim.sweep.file import spec
from peelsim.sweep.file.points import Point
from peelsim.sweep.rules.stopping import StopRules

MODEL = "concepts = 100\ntexts = 450\ntext_degree = { mean = 6 }"


def toml(model=MODEL, grid="", stop="max_trials = 100", rest="", sweep='name = "x"\nseed = 1', kind="concept-text"):
    """A sweep file of the graph engine; it is right as it stands. A text_degree without a kind is the binomial one."""
    model, grid = (part.replace("{ mean =", "{ kind = 'binomial', mean =") for part in (model, grid))
    run = "" if "[run]" in rest else '[run]\nengine = "graph"'
    return f'[sweep]\n{sweep}\n[model]\nkind = "{kind}"\n{model}\n[grid]\n{grid}\n[stop]\n{stop}\n{run}\n{rest}\n'


def read(folder, text=None, *, smoke=False, **parts):
    """The sweep that a file with this text says."""
    path = folder / "sweep.toml"
    path.write_text(toml(**parts) if text is None else text)
    return spec.read(path, smoke=smoke)


def mistakes(folder, text=None, *, smoke=False, **parts):
    """What is wrong with a file: key -> sentence; fails if nothing is."""
    try:
        read(folder, text, smoke=smoke, **parts)
    except SweepError as error:
        lines = [line.partition(": ") for line in error.mistakes]
        return {key: sentence for key, _, sentence in lines}
    raise AssertionError("the file was accepted")


@dataclass(frozen=True)
class Coin:
    """A trial is one throw: ``head`` with probability ``chance``. ``wait`` is told of every throw before it counts."""

    chance: float
    block: int = 10
    wait: Callable[[int, bool], None] = field(default=lambda trial, head: None, compare=False)
    edges: float = 1.0

    per: ClassVar = {}
    observables = (Observable("head", "event", "the coin shows its head"), Observable("number", "number", "0 to 9"))

    def block_trials(self, engine):
        return self.block

    @property
    def expected_edges(self):
        return self.edges

    def bytes_per_thread(self, engine):
        return 1000

    def simulator(self, engine):
        return self

    def run(self, key, first, trials, control):
        counts = []
        for trial in range(first, first + trials):
            counts.append(throw(key, trial, self.chance))
            self.wait(trial, bool(counts[-1][0]))
            if control[0]:
                return None
        head, number = np.array(counts, dtype=np.int64).reshape(-1, 2).T
        return {"head": head, "number": number}


def throw(key, trial, chance):
    """Trial of the point with this key, as a coin's streams have it."""
    stream = random.Random(f"{key}/{trial}")
    return int(stream.random() < chance), stream.randrange(10)


def coin_sweep(coins, **stop):
    """A sweep of one point a coin."""
    points = tuple(Point((i,), coin, "graph", str(i), 1000 + i, {"coin": i}) for i, coin in enumerate(coins))
    return spec.Sweep(
        name="coins",
        seed=1,
        kind="coin",
        axes=(),
        points=points,
        stop=StopRules(**stop),
        laws=(),
        binding=(),
        observables=Coin.observables,
        keep_trials=True,
        path=Path("coins.h5"),
        source=Path("coins.toml"),
        text="",
        constants={},
    )


class Book:
    """A sink that writes down what it is told, in order."""

    def __init__(self, points, tallies=None):
        self.tallies = tallies or [Tally()] * points
        self.heads = [[] for _ in range(points)]  # of each point, trial by trial
        self.blocks = [[] for _ in range(points)]  # lengths of the blocks
        self.reasons = [None] * points

    def commit(self, point, tally, counts):
        self.tallies[point] = self.tallies[point] + tally
        self.heads[point] += counts["head"].tolist()
        self.blocks[point].append(tally.trials)

    def finish(self, point, reason):
        self.reasons[point] = reason


def slow_heads(seconds):
    """A wait that makes throws that show the head take longer."""
    return lambda trial, head: time.sleep(seconds) if head else None
