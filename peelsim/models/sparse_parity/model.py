"""Multitask sparse parity, learnt by a network: the toy of the quantization model (Michaud et al. 2023, sec. 3).

A sample names one of K tasks and gives n fair bits; its label is the parity of the s bits that are the task's own. The
network is Linear, ReLU, Linear on the task's one-hot row and the bits, in single precision.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from peelsim.models.base import Quantities, model
from peelsim.models.sparse_parity.laws import LAWS
from peelsim.models.sparse_parity.simulator import Trainer
from peelsim.models.sparse_parity.value import Parities
from peelsim.stats.fixed_point import FRACTION, STEPS
from peelsim.stats.law import Laws
from peelsim.stats.observable import Dimension, Observable


@model
class SparseParity(Parities):
    """K tasks, each the parity of s of n bits, and a network of one hidden layer that is trained on them.

    In each trial the bits of the tasks, first weights and samples are new. Losses are over that of a guess: bits of
    cross-entropy, or squared distance from 1 or -1.

    Parameters
    ----------
    tasks : K.
    bits : n.
    subset : s.
    exponent : alpha; task k comes up with probability in proportion to k^-(alpha + 1).
    width : hidden units w.
    time : steps after which all tasks are tested, ascending.
    batch : samples of a step.
    rate : of learning.
    optimizer : "adam" or "sgd" (with PyTorch's constants).
    objective : "cross-entropy" or "squared".
    samples : D, which are met again and again in new orders; None: every sample is a fresh one.
    sightings : of a task, after which law ``finite`` has it learnt.
    needed_samples : of a task, with which law ``quanta`` has it learnt from limited samples.
    test_samples : per task.
    watched : ranks of tasks whose losses are kept at all times.

    Raises
    ------
    ValueError : if there are fewer sets of bits than tasks, or a watched task is none of them.

    Examples
    --------
    >>> import peelsim
    >>> model = peelsim.SparseParity(tasks=20, bits=16, subset=2, exponent=0.5, width=100, time=(500, 5000))
    >>> model.predict("finite")["learnt"].tolist()
    [2.0, 10.0]
    """

    kind: ClassVar[str] = "sparse-parity"
    example: ClassVar[Mapping[str, Any]] = {
        "tasks": 3,
        "bits": 6,
        "subset": 2,
        "batch": 20,
        "rate": 0.01,
        "time": [5, 40, 80],
        "test_samples": 50,
        "watched": [2],
        "exponent": 0.5,
        "width": 4,
    }
    laws: ClassVar[Laws] = LAWS
    headline: ClassVar[str] = "best_loss"

    @property
    def size(self) -> str:
        """Data where they limit what is learnt, else room."""
        return "width" if self.samples is None else "samples"

    @property
    def observables(self) -> tuple[Observable, ...]:
        along = Dimension("time", len(self.time), values=tuple(map(float, self.time)), long_name="steps")
        by_task = Dimension("task", self.tasks, long_name="task, by its rank")
        units = "bit" if self.objective == "cross-entropy" else "1"
        how: dict[str, Any] = {"units": units, "per": FRACTION}
        return (
            Observable("loss", "number", "mean loss", dimension=along, **how),
            Observable("learnt", "number", "tasks learnt", dimension=along),
            Observable("best_loss", "number", "least of the mean losses", **how),
            Observable("best_learnt", "number", "tasks learnt at the least mean loss"),
            Observable("task_loss", "number", "loss of a task at the end", dimension=by_task, **how),
            Observable(
                "learnt_step",
                "number",
                "step at which the loss of a task passes through one half, at most the last",
                "step",
                dimension=by_task,
                per=STEPS,
            ),
            *(
                Observable(f"task_{k}_loss", "number", f"loss of task {k}", dimension=along, **how)
                for k in self.watched
            ),
        )

    @property
    def quantities(self) -> Quantities:
        return {
            "tasks": (self.tasks, "1", "tasks K"),
            "bits": (self.bits, "1", "bits n"),
            "exponent": (self.exponent, "1", "exponent alpha of use, k^-(alpha + 1)"),
            "width": (self.width, "1", "hidden units w"),
            "parameters": ((self.bits + self.tasks + 3) * self.width + 2, "1", "parameters of the network"),
            "batch": (self.step_samples, "1", "samples per step"),
            "samples": (np.inf if self.samples is None else self.samples, "1", "samples D"),
            "steps": (self.time[-1], "1", "steps of a trial"),
        }

    @property
    def expected_edges(self) -> float:
        """Samples, of training and of tests."""
        return float(self.time[-1] * self.step_samples + len(self.time) * self.tasks * self.test_samples)

    def block_trials(self, engine: str) -> int:
        """Trials of about 0.1 s at .1 us per sample and .35 ns per hidden unit and four bits."""
        nanoseconds = 100 + 0.35 * self.width * (self.bits / 4 + 3)
        return max(1, int(1e8 / (nanoseconds * self.expected_edges)))

    def bytes_per_thread(self, engine: str) -> int:
        wide = self.width + 16
        rows = 4 * (self.bits + self.tasks + 3) + 2 * 4 * (self.bits + 4)
        stored = (self.samples or 0) * (16 + 8 * (self.bits // 64 + 1))
        counts = 100 * (len(self.time) + 4) * (self.tasks + len(self.watched)) * self.block_trials(engine)
        return 4 * wide * (rows + 3) + stored + counts + 8 * self.tasks * (self.bits // 64 + 3) + 1_000_000

    def simulator(self, engine: str) -> Trainer:
        return Trainer(self)
