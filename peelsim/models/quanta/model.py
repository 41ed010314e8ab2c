"""The quantization model of neural scaling: quanta of knowledge, used by Zipf's law (Michaud et al. 2023).

A sample uses quantum k with probability p_k in proportion to k^-(exponent + 1). Its loss is learnt_loss if that
quantum is learnt, unlearnt_loss if not. Quanta are finite in number: p_k is normalised over them, in trials and in law
``exact``; the power laws are those of quanta without end.
"""

from collections.abc import Mapping
from math import inf
from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from peelsim.fields import Real, Whole
from peelsim.kernels.draws.zipf import power_sum
from peelsim.kernels.quanta.trials import UNIT
from peelsim.models import base
from peelsim.models.base import ParameterError, Prediction
from peelsim.models.quanta.laws import LAWS
from peelsim.models.quanta.learner import LOSS_UNITS, Learner, room
from peelsim.models.random_graph import only_sampled
from peelsim.stats.observable import Dimension, Observable

Number = Annotated[Whole, Field(ge=1, le=10**9, title="number of quanta")]
Exponent = Annotated[Real, Field(gt=0, le=10, title="exponent")]
Samples = Annotated[Real, Field(ge=0, le=1e15, title="number of samples")]
Sightings = Annotated[Whole, Field(ge=1, le=255, title="number of sightings")]
Capacity = Annotated[Whole, Field(ge=0, le=10**9, title="number of quanta")]
Loss = Annotated[Real, Field(ge=0, le=500, title="loss")]
TestSamples = Annotated[Whole, Field(ge=1, le=10**12, title="number of test samples")]
Task = Annotated[tuple[Annotated[Whole, Field(ge=1, le=10**9, title="quantum, by its rank")], ...], Field(min_length=1)]


@dataclass(frozen=True, config=ConfigDict(extra="forbid", allow_inf_nan=False))
class Quanta:
    """K quanta, and a learner that knows the first n of those it has seen often enough.

    quanta: K. exponent: alpha. samples: D, with samples_fixed = False the mean of a Poisson number; None: data without
    limit, every quantum within capacity is learnt. sightings: k0, samples in which a quantum must have been seen.
    capacity: n, quanta beyond it are never learnt; None: no limit. learnt_loss, unlearnt_loss: a < b, in nats.
    test_samples: fresh samples on which the loss is measured; with data without limit each one is drawn, and unlearnt
    is what they show. tasks: name -> quanta whose losses it averages, one for a monogenic curve, several for a
    polygenic one.

    Raises ValueError if capacity or a task goes beyond the quanta, b is not above a, or a fixed D is not whole.
    """

    quanta: Number
    exponent: Exponent
    samples: Samples | None = None
    samples_fixed: bool = True
    sightings: Sightings = 1
    capacity: Capacity | None = None
    learnt_loss: Loss = 0.0
    unlearnt_loss: Loss = 1.0
    test_samples: TestSamples = 1_000_000
    tasks: Mapping[str, Task] = Field(default_factory=dict)

    kind: ClassVar[str] = "quanta"
    laws: ClassVar[tuple[str, ...]] = tuple(LAWS)
    headline: ClassVar[str] = "unlearnt"
    figures: ClassVar[tuple[str, ...]] = ("scaling", "tasks")

    def __post_init__(self) -> None:
        if self.capacity is not None and self.capacity > self.quanta:
            raise ParameterError(
                "capacity", f"{self.capacity} is more than the {self.quanta} quanta there are; lower it"
            )
        if self.learnt_loss >= self.unlearnt_loss:
            said = f"{self.unlearnt_loss:g} is not above learnt_loss = {self.learnt_loss:g}; raise it"
            raise ParameterError("unlearnt_loss", said)
        if self.samples is not None and self.samples_fixed and self.samples != int(self.samples):
            raise ParameterError(
                "samples", f"{self.samples:g} is not a whole number; samples_fixed = False takes a mean"
            )
        for name, members in self.tasks.items():
            if max(members) > self.quanta:
                raise ParameterError("tasks", f"{name} has quantum {max(members)} of {self.quanta}; name others")

    @property
    def _gap(self) -> float:
        return self.unlearnt_loss - self.learnt_loss

    @property
    def observables(self) -> tuple[Observable, ...]:
        found = [
            Observable("learnt", "number", "quanta learnt"),
            Observable("unlearnt", "number", "share of samples that use an unlearnt quantum"),
            Observable("loss", "number", "mean loss on the test samples", units="nat"),
            Observable("excess_loss", "number", "mean loss on the test samples above that of all learnt", units="nat"),
        ]
        if self.tasks:
            axis = Dimension("task", len(self.tasks), values=tuple(self.tasks), long_name="task")
            found.append(
                Observable("task_loss", "number", "mean loss over the quanta of a task", units="nat", dimension=axis)
            )
        return tuple(found)

    @property
    def per(self) -> Mapping[str, float]:
        return {
            "unlearnt": UNIT,
            "loss": LOSS_UNITS,
            "excess_loss": self.test_samples / self._gap,
            "task_loss": LOSS_UNITS,
        }

    @property
    def quantities(self) -> Mapping[str, tuple[float, str, str]]:
        return {
            "quanta": (self.quanta, "1", "quanta K"),
            "exponent": (self.exponent, "1", "exponent alpha of use, k^-(alpha + 1)"),
            "samples": (inf if self.samples is None else self.samples, "1", "samples D"),
            "capacity": (self.quanta if self.capacity is None else self.capacity, "1", "quanta n there is room for"),
            "sightings": (self.sightings, "1", "sightings k0 it takes to learn a quantum"),
        }

    @property
    def identity(self) -> Mapping[str, Any]:
        return {
            "kind": self.kind,
            "quanta": self.quanta,
            "exponent": float(self.exponent),
            "samples": None if self.samples is None else float(self.samples),
            "samples_fixed": self.samples_fixed,
            "sightings": self.sightings,
            "capacity": self.quanta if self.capacity is None else self.capacity,
            "losses": [float(self.learnt_loss), float(self.unlearnt_loss)],
            "test_samples": self.test_samples,
            "tasks": {name: list(members) for name, members in self.tasks.items()},
        }

    def resolve_engine(self, engine: str) -> str:
        return only_sampled(engine)

    @property
    def head(self) -> int:
        """Quanta whose sightings are drawn as one number each: those expected once or more."""
        if not self.samples:
            return 0
        s = self.exponent + 1.0
        most = (self.samples / power_sum(s, 1, self.quanta)) ** (1 / s)
        return int(min(most, self.quanta if self.capacity is None else self.capacity))

    @property
    def expected_edges(self) -> float:
        """Numbers drawn: one a quantum of the head, a sample of the tail; or, of data without limit, a test sample."""
        if self.samples is None:
            return float(self.test_samples)
        if self.head == self.capacity:
            return 1.0 + self.head
        s = self.exponent + 1.0
        beyond = float(power_sum(s, self.head + 1, self.quanta) / power_sum(s, 1, self.quanta))
        return 1.0 + self.head + self.samples * beyond

    def block_trials(self, engine: str) -> int:
        """Trials of about 0.1 s at 80 ns a number drawn and .3 us a trial; their counts stay below 16 MB."""
        nanoseconds = 80 * self.expected_edges + 300
        return max(1, min(int(1e8 / nanoseconds), 16_000_000 // (200 + 60 * len(self.tasks))))

    def memory(self, engine: str) -> int:
        head, seen = 16 * self.head, self.quanta + 8 * room(self)
        return 3 * head + seen + (200 + 60 * len(self.tasks)) * self.block_trials(engine) + 100_000

    def simulator(self, engine: str) -> Learner:
        return Learner(self)

    def predict(self, law: str) -> Prediction:
        return LAWS[law](self)


class Parameters(base.Parameters):
    """Keys of a quanta sweep."""

    whole: ClassVar[frozenset[str]] = frozenset(
        {"quanta", "samples", "steps", "batch", "sightings", "capacity", "test_samples"}
    )

    kind: Literal["quanta"]
    quanta: Number
    exponent: Exponent
    samples: Samples | None = None
    steps: Annotated[Whole, Field(ge=0, le=10**15, title="number of training steps")] | None = None
    batch: Annotated[Whole, Field(ge=1, le=10**9, title="number of samples a step")] | None = None
    samples_fixed: Annotated[bool, Field(strict=True)] = True
    sightings: Sightings = 1
    capacity: Capacity | None = None
    learnt_loss: Loss = 0.0
    unlearnt_loss: Loss = 1.0
    test_samples: TestSamples = 1_000_000
    tasks: dict[str, Task] = Field(default_factory=dict)

    def resolve(self) -> Quanta:
        given = self.model_dump(exclude={"kind", "steps", "batch", "samples"})
        return Quanta(**given, samples=self._all_samples())

    def _all_samples(self) -> float | None:
        """D, said by itself or as the new samples of so many steps."""
        if self.steps is None:
            if self.batch is not None:
                raise ParameterError("batch", "it says how many samples a step has, but steps are not given; add them")
            return self.samples
        if self.samples is not None:
            raise ParameterError("model", "give at most one of samples, steps; here there is both")
        return float(self.steps * (self.batch or 1))


Model = Quanta
