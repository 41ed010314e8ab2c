"""The parameters of multitask sparse parity, and what follows from them alone."""

from collections.abc import Mapping
from functools import cached_property
from math import comb
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from peelsim.fields import Real, Whole
from peelsim.models.base import Model, ParameterError, model
from peelsim.models.parts.times import Steps
from peelsim.theory.descent import breakthroughs

LEARNT = 0.1  # a task is learnt below it, of the loss of a guess
HALF = 0.5  # its breakthrough is where its loss passes through it

Tasks = Annotated[Whole, Field(ge=1, le=10_000, title="number of tasks")]
Bits = Annotated[Whole, Field(ge=1, le=1024, title="number of bits")]
Subset = Annotated[Whole, Field(ge=1, le=64, title="bits of a task")]
Exponent = Annotated[Real, Field(ge=0, le=10, title="exponent")]
Width = Annotated[Whole, Field(ge=1, le=100_000, title="number of hidden units")]
Batch = Annotated[Whole, Field(ge=1, le=10**7, title="number of samples per step")]
Rate = Annotated[Real, Field(gt=0, le=10, title="rate of learning")]
Samples = Annotated[Whole, Field(ge=1, le=10**8, title="number of samples")]
Sightings = Annotated[Real, Field(gt=0, le=1e12, title="number of sightings")]
Needed = Annotated[Whole, Field(ge=1, le=10**8, title="number of samples of a task")]
TestSamples = Annotated[Whole, Field(ge=1, le=10**7, title="number of test samples per task")]
Rank = Annotated[Whole, Field(ge=1, le=10_000, title="task, by its rank")]


@model
class Parities(Model):
    """K tasks, and how a network is trained on them; see ``SparseParity``."""

    tasks: Tasks
    bits: Bits
    subset: Subset
    exponent: Exponent
    width: Width
    time: Steps
    batch: Batch = 500
    rate: Rate = 1e-3
    optimizer: Literal["adam", "sgd"] = "adam"
    objective: Literal["cross-entropy", "squared"] = "cross-entropy"
    samples: Samples | None = None
    sightings: Sightings = 35_000.0
    needed_samples: Needed = 500
    test_samples: TestSamples = 400
    watched: tuple[Rank, ...] = ()

    def __post_init__(self) -> None:
        sets = comb(self.bits, self.subset)
        if sets < self.tasks:
            said = f"{self.bits} bits have {sets} sets of {self.subset}, too few for {self.tasks} tasks; raise bits"
            raise ParameterError("bits", said)
        if self.watched and max(self.watched) > self.tasks:
            raise ParameterError("watched", f"there is no task {max(self.watched)} of {self.tasks}; name others")
        if len(set(self.watched)) < len(self.watched):
            raise ParameterError("watched", "a task is named twice; name each once")

    @cached_property
    def use(self) -> npt.NDArray[np.float64]:
        """p_k, how often each task comes up."""
        return breakthroughs.use(self.tasks, exponent=self.exponent)

    @property
    def step_samples(self) -> int:
        """Samples of a step: all there are, if these are fewer than a batch."""
        return self.batch if self.samples is None else min(self.batch, self.samples)

    @property
    def identity(self) -> Mapping[str, Any]:
        """Without what only laws depend on, or what is looked at."""
        apart = ("sightings", "needed_samples", "watched")
        return {name: value for name, value in super().identity.items() if name not in apart}
