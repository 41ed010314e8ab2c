"""Softmax regression, the system of one-third time scaling (Liu, Liu, Pehlevan and Gore 2026).

Inputs are N standard normal numbers, and the teacher scores class k by the k-th of them. The student, W x in a softmax,
starts from nothing and meets a fresh batch at every step. Its time is the sum of the rates of its steps.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from peelsim.models.base import Keys, Quantities, model
from peelsim.models.softmax_regression.exponents import FEWEST
from peelsim.models.softmax_regression.laws import LAWS
from peelsim.models.softmax_regression.simulator import Trainer
from peelsim.models.softmax_regression.value import Regression, SoftmaxKeys
from peelsim.stats.fixed_point import FRACTION
from peelsim.stats.law import Laws
from peelsim.stats.observable import Dimension, Observable


@model
class SoftmaxRegression(Regression):
    """A student of V classes in N dimensions, trained by gradient descent on fresh samples.

    Parameters
    ----------
    classes : V.
    dimensions : N, V or more.
    rate : eta; in a sweep file also as noise = kappa = eta N / B, of SGD.
    time : when the student is looked at, sums of rates, ascending; each is reached to the nearest step.
    batch : B.
    optimizer : "sgd" or "adam" (with PyTorch's constants).
    temperature : of the teacher, 1/beta*; at 0 it names the best class.
    smoothing : share of a target that is spread over all classes.
    weight_decay : lambda; adam's is that of AdamW.
    momentum : of SGD.
    schedule : of rates: {"kind": "constant"}, {"kind": "power", "exponent": a, "steps": t0} for (1 + t/t0)^-a, or
        {"kind": "cosine", "steps": T}.
    test_samples : on which loss and error are measured, the same at all times of a trial.

    Raises
    ------
    ValueError : if there are fewer dimensions than classes, times do not ascend or are never reached, or steps are so
        large that nothing can be learnt.

    Examples
    --------
    >>> import peelsim
    >>> model = peelsim.SoftmaxRegression(classes=4, dimensions=32, rate=0.5 / 32, time=(100, 10_000))
    >>> model.steps.tolist(), model.predict("asymptotic")["loss"].round(5).tolist()
    ([6400, 640000], [0.20131, 0.04337])
    """

    kind: ClassVar[str] = "softmax-regression"
    example: ClassVar[Mapping[str, Any]] = {
        "classes": 3,
        "dimensions": 6,
        "time": [2, 5, 9],
        "test_samples": 500,
        "momentum": 0.5,
        "noise": 0.4,
        "batch": 1,
    }
    laws: ClassVar[Laws] = LAWS
    headline: ClassVar[str] = "final_loss"
    keys: ClassVar[type[Keys]] = SoftmaxKeys

    @property
    def size(self) -> str:
        """Noise is independent of the teacher in the limit of many dimensions."""
        return "dimensions"

    @property
    def observables(self) -> tuple[Observable, ...]:
        along = Dimension("time", len(self.time), values=self.time, long_name="sum of the rates of learning")
        how: dict[str, Any] = {"dimension": along, "per": FRACTION}
        fitted = (
            Observable(
                "alignment_exponent", "number", "exponent of late alignment in time, of one trial", per=FRACTION
            ),
            Observable(
                "loss_exponent", "number", "exponent by which late loss falls in time, of one trial", per=FRACTION
            ),
        )
        return (
            Observable("final_loss", "number", "loss at the last time", "nat", per=FRACTION),
            *(fitted if len(self.time) >= FEWEST else ()),
            Observable("loss", "number", "divergence of the student's probabilities from the target", "nat", **how),
            Observable(
                "error",
                "number",
                "share of test samples whose best class the student does not see",
                dimension=along,
                per=self.test_samples,
            ),
            Observable("alignment", "number", "alignment b with the teacher", **how),
            Observable("residual", "number", "mean square of the student's scores beside the teacher's", **how),
        )

    @property
    def quantities(self) -> Quantities:
        return {
            "classes": (self.classes, "1", "classes V"),
            "dimensions": (self.dimensions, "1", "dimensions N"),
            "batch": (self.batch, "1", "samples per step B"),
            "rate": (self.rate, "1", "first rate of learning eta"),
            "noise": (self.noise, "1", "noise kappa = eta N / B, over 1 - momentum"),
            "temperature": (self.temperature, "1", "temperature of the teacher"),
            "steps": (int(self.steps[-1]), "1", "steps of a trial"),
        }

    @property
    def expected_edges(self) -> float:
        """Samples, those of the test counted at every time."""
        return float(self.steps[-1]) * self.batch + self.test_samples * len(self.time)

    def block_trials(self, engine: str) -> int:
        """Trials of about 0.1 s at 6 ns per input, .5 ns per weight, 10 ns per class and .2 us per sample."""
        nanoseconds = 200 + 6 * self.dimensions + (0.5 * self.dimensions + 10) * self.classes
        return max(1, min(int(1e8 / (nanoseconds * self.expected_edges)), 16_000_000 // (200 * len(self.time))))

    def bytes_per_thread(self, engine: str) -> int:
        weights = 8 * self.classes * self.dimensions
        counts = 200 * len(self.time) * self.block_trials(engine)
        return weights * (4 + len(self.time)) + 50 * (self.dimensions + self.classes) + counts + 1_000_000

    def simulator(self, engine: str) -> Trainer:
        return Trainer(self)
