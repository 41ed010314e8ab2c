"""What a learner of quanta sees and learns: scratch memory of one thread, and the kernel that uses it."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from peelsim.kernels.draws.zipf import power_sum
from peelsim.kernels.quanta.learner import Learning
from peelsim.kernels.quanta.trials import LEARNT, MISSED, UNLEARNT, run_quanta
from peelsim.models.base import Control

if TYPE_CHECKING:
    from peelsim.models.quanta.model import Quanta

LOSS_UNITS = 2.0**40  # a nat


def room(model: Quanta) -> int:
    """Quanta of the tail that are written down, to be forgotten one by one."""
    return model.quanta // 64 + 16


class Learner:
    """Scratch memory of one thread."""

    def __init__(self, model: Quanta) -> None:
        self.model = model
        s = model.exponent + 1.0
        total = power_sum(s, 1, model.quanta)
        capacity = model.quanta if model.capacity is None else model.capacity
        use = np.arange(1.0, model.head + 1) ** -s / total
        tail = power_sum(s, model.head + 1, model.quanta) / total
        self.law = Learning(
            s=s,
            quanta=model.quanta,
            total=total,
            capacity=capacity,
            sightings=model.sightings,
            samples=inf if model.samples is None else float(model.samples),
            samples_fixed=model.samples_fixed,
            chance=use / (np.cumsum(use[::-1])[::-1] + tail),
            use=use,
            tail=tail,
            seen=np.zeros(model.quanta, np.uint8),
            touched=np.zeros(room(model), np.int64),
        )
        lengths = [len(members) for members in model.tasks.values()]
        self.begins = np.cumsum([0, *lengths])
        self.members = np.array([k for members in model.tasks.values() for k in members], np.int64)

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, npt.NDArray[np.int64]] | None:
        """Counts of the observables of trials first .. first + trials - 1; None if stopped on the way."""
        model = self.model
        counts = np.zeros((trials, 3), np.int64)
        unlearnt_of = np.zeros((trials, len(model.tasks)), np.int64)
        done = run_quanta(
            np.uint64(key),
            first,
            self.law,
            model.test_samples,
            self.begins,
            self.members,
            counts,
            unlearnt_of,
            control,
        )
        if not done:
            self.law.seen[:] = 0
            return None
        found = {
            "learnt": counts[:, LEARNT],
            "unlearnt": counts[:, UNLEARNT],
            "loss": self._loss(counts[:, MISSED] / model.test_samples),
            "excess_loss": counts[:, MISSED],
        }
        if model.tasks:
            found["task_loss"] = self._loss(unlearnt_of / np.diff(self.begins))
        return found

    def _loss(self, unlearnt: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
        a, b = self.model.learnt_loss, self.model.unlearnt_loss
        return np.rint((a + (b - a) * unlearnt) * LOSS_UNITS).astype(np.int64)
