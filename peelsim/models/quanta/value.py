"""The parameters of quanta and their learner, and what follows from them alone."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from peelsim.fields import Flag, Real, Rounded, Whole
from peelsim.kernels.draws.zipf import power_sum
from peelsim.mistakes import in_full
from peelsim.models.base import Keys, Model, ParameterError, model
from peelsim.models.parts.ways import check_whole

Number = Annotated[Whole, Field(ge=1, le=10**9, title="number of quanta")]
Exponent = Annotated[Real, Field(gt=0, le=10, title="exponent")]
Samples = Annotated[Real, Field(ge=0, le=1e15, title="number of samples"), Rounded]
Sightings = Annotated[Whole, Field(ge=1, le=255, title="number of sightings")]
Capacity = Annotated[Whole, Field(ge=0, le=10**9, title="number of quanta")]
Loss = Annotated[Real, Field(ge=0, le=500, title="loss")]
TestSamples = Annotated[Whole, Field(ge=1, le=10**12, title="number of test samples")]
Task = Annotated[tuple[Annotated[Whole, Field(ge=1, le=10**9, title="quantum, by its rank")], ...], Field(min_length=1)]


class QuantaKeys(Keys):
    """Keys of a quanta sweep: samples can be said by training steps."""

    instead: ClassVar[Mapping[str, tuple[str, ...]]] = {"steps": ("samples",)}

    steps: Annotated[Whole, Field(ge=0, le=10**15, title="number of training steps")] | None = None
    batch: Annotated[Whole, Field(ge=1, le=10**9, title="number of samples per step")] | None = None

    def given(self) -> dict[str, Any]:
        fields = super().given()
        if self.steps is None:
            if self.batch is not None:
                raise ParameterError("batch", "it says how many samples a step has, but steps are not given; add them")
            return fields
        if fields["samples"] is not None:
            raise ParameterError("model", "give at most one of samples, steps; here there is both")
        return {**fields, "samples": float(self.steps * (self.batch or 1))}


@model
class Learnable(Model):
    """K quanta, and a learner that knows the first n of those it has seen often enough; see ``Quanta``."""

    quanta: Number
    exponent: Exponent
    samples: Samples | None = None
    samples_fixed: Flag = True
    sightings: Sightings = 1
    capacity: Capacity | None = None
    learnt_loss: Loss = 0.0
    unlearnt_loss: Loss = 1.0
    test_samples: TestSamples = 1_000_000
    tasks: Mapping[str, Task] = Field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.room > self.quanta:
            raise ParameterError("capacity", f"{self.room} is more than the {self.quanta} quanta there are; lower it")
        if self.learnt_loss >= self.unlearnt_loss:
            said = f"{in_full(self.unlearnt_loss)} is not above learnt_loss = {in_full(self.learnt_loss)}; raise it"
            raise ParameterError("unlearnt_loss", said)
        check_whole(self.samples or 0.0, key="samples", fixed=self.samples_fixed, switch="samples_fixed")
        for name, members in self.tasks.items():
            if max(members) > self.quanta:
                raise ParameterError("tasks", f"{name} has quantum {max(members)} of {self.quanta}; name others")

    def __hash__(self) -> int:  # of some fields: a dict has none
        return hash((self.quanta, self.exponent, self.samples, self.sightings, self.capacity, tuple(self.tasks)))

    @property
    def room(self) -> int:
        """Quanta within capacity."""
        return self.quanta if self.capacity is None else self.capacity

    @property
    def gap(self) -> float:
        """Loss of an unlearnt quantum above that of a learnt one."""
        return self.unlearnt_loss - self.learnt_loss

    @property
    def head(self) -> int:
        """Quanta whose sightings are drawn as one number each: those expected once or more."""
        if not self.samples:
            return 0
        s = self.exponent + 1.0
        most = (self.samples / power_sum(s, 1, self.quanta)) ** (1 / s)
        return int(min(most, self.room))

    @property
    def written(self) -> int:
        """Quanta of the tail that are written down, to be forgotten one by one."""
        return self.quanta // 64 + 16

    @property
    def expected_edges(self) -> float:
        """Numbers drawn: per quantum of the head and sample of the tail; of data without limit, per test sample."""
        if self.samples is None:
            return float(self.test_samples)
        if self.head == self.capacity:
            return 1.0 + self.head
        s = self.exponent + 1.0
        beyond = float(power_sum(s, self.head + 1, self.quanta) / power_sum(s, 1, self.quanta))
        return 1.0 + self.head + self.samples * beyond
