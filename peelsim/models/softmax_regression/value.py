"""The parameters of softmax regression, and what follows from them alone."""

from collections.abc import Mapping
from functools import cached_property
from math import inf
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from peelsim.fields import Real, Whole
from peelsim.models.base import Keys, Model, ParameterError, model
from peelsim.models.parts.schedules import Constant, Schedule, reached
from peelsim.models.parts.times import Times
from peelsim.models.parts.ways import exactly_one

_MOST_STEPS = 10**12
_MOST_NOISE = 32.0  # beyond it a residual does not settle below what counts hold

Classes = Annotated[Whole, Field(ge=2, le=10_000, title="number of classes")]
Dimensions = Annotated[Whole, Field(ge=2, le=100_000, title="number of dimensions")]
Batch = Annotated[Whole, Field(ge=1, le=10**9, title="number of samples per step")]
Rate = Annotated[Real, Field(gt=0, le=1e6, title="rate of learning")]
Noise = Annotated[Real, Field(gt=0, le=_MOST_NOISE, title="noise, rate x dimensions / batch")]
Temperature = Annotated[Real, Field(ge=0, le=100, title="temperature of the teacher")]
Smoothing = Annotated[Real, Field(ge=0, lt=1, title="share that is spread over all classes")]
Decay = Annotated[Real, Field(ge=0, le=100, title="decay of weights")]
Momentum = Annotated[Real, Field(ge=0, lt=1, title="momentum")]
TestSamples = Annotated[Whole, Field(ge=1, le=10**9, title="number of test samples")]


class SoftmaxKeys(Keys):
    """Keys of a softmax-regression sweep: a rate can be said by the noise of its batches."""

    instead: ClassVar[Mapping[str, tuple[str, ...]]] = {"noise": ("rate",)}

    rate: Rate | None = None
    noise: Noise | None = None

    def given(self) -> dict[str, Any]:
        fields = super().given()
        if exactly_one(rate=self.rate, noise=self.noise) == "noise":
            if fields["optimizer"] != "sgd":
                raise ParameterError("noise", f"steps of {fields['optimizer']} are of another size; give rate")
            assert self.noise is not None
            fields["rate"] = self.noise * fields["batch"] / fields["dimensions"]
        return fields


@model
class Regression(Model):
    """A student of V classes in N dimensions, and how it is taught; see ``SoftmaxRegression``."""

    classes: Classes
    dimensions: Dimensions
    rate: Rate
    time: Times
    batch: Batch = 1
    optimizer: Literal["sgd", "adam"] = "sgd"
    temperature: Temperature = 0.0
    smoothing: Smoothing = 0.0
    weight_decay: Decay = 0.0
    momentum: Momentum = 0.0
    schedule: Schedule = Constant()
    test_samples: TestSamples = 65_536

    def __post_init__(self) -> None:
        if self.dimensions < self.classes:
            said = f"{self.dimensions} are fewer than the {self.classes} classes, which lie along one each; raise it"
            raise ParameterError("dimensions", said)
        if self.optimizer == "adam" and self.momentum:
            raise ParameterError("momentum", "adam has its own; leave it out, or take optimizer = sgd")
        if self.optimizer == "sgd" and self.noise > _MOST_NOISE:
            said = (
                f"{self.rate:g} makes noise of {self.noise:g}, more than {_MOST_NOISE:g}, under which nothing is learnt"
            )
            raise ParameterError("rate", f"{said}; lower it, or raise batch")
        if self.rate * self.weight_decay >= 1:
            said = f"at a rate of {self.rate:g} every step takes away all weights or more; lower it"
            raise ParameterError("weight_decay", said)
        if len(self.steps) < len(self.time):
            last = self.time[len(self.steps)]
            raise ParameterError("time", f"the rates of {self.schedule.kind} steps never add up to {last:g}; lower it")

    @property
    def noise(self) -> float:
        """kappa, at the first rate: eta N / B, over 1 - momentum."""
        return self.rate * self.dimensions / self.batch / (1 - self.momentum)

    @property
    def sharpness(self) -> float:
        """beta*, inverse temperature of the teacher; infinite for one that names the best class."""
        return 1 / self.temperature if self.temperature else inf

    @property
    def steps(self) -> npt.NDArray[np.int64]:
        """The step at which each of the times is reached, as many as are."""
        return self._reached[0]

    @property
    def reached(self) -> npt.NDArray[np.float64]:
        """Sum of the rates of these steps, as near to the times as steps allow."""
        return self._reached[1]

    @cached_property
    def _reached(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        times = np.array(self.time, dtype=float)
        return reached(self.schedule, times, rate=self.rate, most=_MOST_STEPS // self.batch)
