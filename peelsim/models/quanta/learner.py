"""What a learner of quanta sees and learns: scratch memory of one thread, and the kernel that uses it."""

from collections.abc import Mapping
from math import inf

import numpy as np
import numpy.typing as npt

from peelsim.kernels.draws.zipf import power_sum
from peelsim.kernels.quanta.learner import Learning
from peelsim.kernels.quanta.trials import LEARNT, MISSED, UNLEARNT, Exam, run_quanta
from peelsim.models.base import Control
from peelsim.models.quanta.value import Learnable
from peelsim.stats.fixed_point import FRACTION
from peelsim.stats.observable import Counted


class Learner:
    """Scratch memory of one thread."""

    def __init__(self, model: Learnable) -> None:
        self.model = model
        s = model.exponent + 1.0
        total = power_sum(s, 1, model.quanta)
        use = np.arange(1.0, model.head + 1) ** -s / total
        tail = power_sum(s, model.head + 1, model.quanta) / total
        self.law = Learning(
            s=s,
            quanta=model.quanta,
            total=total,
            capacity=model.room,
            sightings=model.sightings,
            samples=inf if model.samples is None else float(model.samples),
            samples_fixed=model.samples_fixed,
            chance=use / (np.cumsum(use[::-1])[::-1] + tail),
            use=use,
            tail=tail,
            seen=np.zeros(model.quanta, np.uint8),
            touched=np.zeros(model.written, np.int64),
        )
        lengths = [len(members) for members in model.tasks.values()]
        ranks = np.array([k for members in model.tasks.values() for k in members], np.int64)
        self.exam = Exam(model.test_samples, np.cumsum([0, *lengths]), ranks)

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, Counted] | None:
        """Counts of the observables of trials first .. first + trials - 1; None if stopped on the way."""
        model = self.model
        counts = np.zeros((trials, 3), np.int64)
        unlearnt_of = np.zeros((trials, len(model.tasks)), np.int64)
        if not run_quanta(np.uint64(key), first, self.law, self.exam, counts, unlearnt_of, control):
            self.law.seen[:] = 0
            return None
        found = {
            "learnt": counts[:, LEARNT],
            "unlearnt": counts[:, UNLEARNT],
            "loss": self._loss(counts[:, MISSED] / model.test_samples),
            "excess_loss": counts[:, MISSED],
        }
        if model.tasks:
            found["task_loss"] = self._loss(unlearnt_of / np.diff(self.exam.begins))
        return found

    def _loss(self, unlearnt: npt.NDArray[np.float64]) -> Counted:
        return np.rint((self.model.learnt_loss + self.model.gap * unlearnt) * FRACTION).astype(np.int64)
