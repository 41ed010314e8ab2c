"""Training of students: scratch memory of one thread, and the kernel that uses it."""

from collections.abc import Mapping

import numpy as np

from peelsim.kernels.descent.optimizers import ADAM, SGD, Optimizer
from peelsim.kernels.descent.softmax import Teacher
from peelsim.kernels.descent.softmax_test import ALIGNMENT, ERROR, LOSS, RESIDUAL
from peelsim.kernels.descent.softmax_training import Training, room_for_student
from peelsim.kernels.descent.softmax_trials import run_softmax
from peelsim.models.base import Control
from peelsim.models.softmax_regression.exponents import FEWEST, Numbers, exponents
from peelsim.models.softmax_regression.value import Regression
from peelsim.stats.fixed_point import FRACTION
from peelsim.stats.observable import Counted

COLUMNS = {"loss": LOSS, "error": ERROR, "alignment": ALIGNMENT, "residual": RESIDUAL}


class Trainer:
    """Scratch memory of one thread."""

    def __init__(self, model: Regression) -> None:
        self.model = model
        kind = ADAM if model.optimizer == "adam" else SGD
        self.training = Training(
            teacher=Teacher(model.sharpness, float(model.smoothing)),
            optimizer=Optimizer(kind, float(model.momentum), float(model.weight_decay)),
            schedule=model.schedule.of(model.rate),
            batch=model.batch,
            steps=model.steps,
            test_samples=model.test_samples,
        )
        self.student = room_for_student(model.classes, model.dimensions, len(model.time))

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, Counted] | None:
        """Counts of the observables of trials first .. first + trials - 1; None if stopped on the way."""
        counts = np.zeros((trials, len(self.training.steps), len(COLUMNS)), np.int64)
        if not run_softmax(np.uint64(key), first, self.training, self.student, counts, control):
            return None
        found = {"final_loss": counts[:, -1, LOSS], **{name: counts[:, :, place] for name, place in COLUMNS.items()}}
        return {**found, **self._exponents(counts / FRACTION)}

    def _exponents(self, seen: Numbers) -> Mapping[str, Counted]:
        """Of alignment and, falling, of loss; of trials that are looked at three times or more."""
        m = self.model
        if len(m.time) < FEWEST:
            return {}
        slopes = {
            name: exponents(m.reached, seen[:, :, ALIGNMENT], seen[:, :, column], classes=m.classes)
            for name, column in (("alignment_exponent", ALIGNMENT), ("loss_exponent", LOSS))
        }
        slopes["loss_exponent"] *= -1
        return {name: np.rint(np.maximum(values, 0) * FRACTION).astype(np.int64) for name, values in slopes.items()}
