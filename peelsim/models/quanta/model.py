"""The quantization model of neural scaling: quanta of knowledge, used by Zipf's law (Michaud et al. 2023).

A sample uses quantum k with probability p_k in proportion to k^-(exponent + 1). Its loss is learnt_loss if that
quantum is learnt, unlearnt_loss if not. Quanta are finite in number: p_k is normalised over them, in trials and in law
``exact``; the power laws are those of quanta without end.
"""

from collections.abc import Mapping
from math import inf
from typing import Any, ClassVar

from peelsim.models.base import Keys, Quantities, model
from peelsim.models.quanta.laws import LAWS
from peelsim.models.quanta.learner import Learner
from peelsim.models.quanta.value import Learnable, QuantaKeys
from peelsim.stats.fixed_point import FRACTION, WEIGHT
from peelsim.stats.law import Laws
from peelsim.stats.observable import Dimension, Observable


@model
class Quanta(Learnable):
    """K quanta, and a learner that knows the first n of those it has seen often enough.

    Parameters
    ----------
    quanta : K.
    exponent : alpha.
    samples : D, with samples_fixed = False the mean of a Poisson number; None: data without limit, every quantum within
        capacity is learnt.
    sightings : k0, samples in which a quantum must have been seen.
    capacity : n, quanta beyond it are never learnt; None: no limit.
    learnt_loss, unlearnt_loss : a < b, in nats.
    test_samples : fresh samples on which the loss is measured; with data without limit each one is drawn, and unlearnt
        is what they show.
    tasks : name -> quanta whose losses it averages, one for a monogenic curve, several for a polygenic one.

    Raises
    ------
    ValueError : if capacity or a task goes beyond the quanta, b is not above a, or a fixed D is not whole.

    Examples
    --------
    >>> import peelsim
    >>> model = peelsim.Quanta(quanta=10_000, exponent=0.5, samples=1000)
    >>> round(model.predict("exact")["unlearnt"], 4), round(model.predict("asymptotic")["unlearnt"], 4)
    (0.0869, 0.0942)
    """

    kind: ClassVar[str] = "quanta"
    example: ClassVar[Mapping[str, Any]] = {
        "quanta": 400,
        "sightings": 2,
        "test_samples": 1000,
        "tasks": {"first": [1], "many": [3, 30]},
        "exponent": 0.4,
        "samples": 100,
    }
    laws: ClassVar[Laws] = LAWS
    headline: ClassVar[str] = "unlearnt"
    keys: ClassVar[type[Keys]] = QuantaKeys

    __hash__ = Learnable.__hash__

    @property
    def size(self) -> str:
        """Data where they limit what is learnt, else parameters."""
        return "capacity" if self.samples is None else "samples"

    @property
    def observables(self) -> tuple[Observable, ...]:
        above = "mean loss on the test samples above that of all learnt"
        found = [
            Observable("learnt", "number", "quanta learnt"),
            Observable("unlearnt", "number", "share of samples that use an unlearnt quantum", highest=1.0, per=WEIGHT),
            Observable("loss", "number", "mean loss on the test samples", units="nat", per=FRACTION),
            Observable("excess_loss", "number", above, units="nat", per=self.test_samples / self.gap),
        ]
        if self.tasks:
            axis = Dimension("task", len(self.tasks), values=tuple(self.tasks), long_name="task")
            words = "mean loss over the quanta of a task"
            found.append(Observable("task_loss", "number", words, units="nat", dimension=axis, per=FRACTION))
        return tuple(found)

    @property
    def quantities(self) -> Quantities:
        return {
            "quanta": (self.quanta, "1", "quanta K"),
            "exponent": (self.exponent, "1", "exponent alpha of use, k^-(alpha + 1)"),
            "samples": (inf if self.samples is None else self.samples, "1", "samples D"),
            "capacity": (self.room, "1", "quanta n there is room for"),
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
            "capacity": self.room,
            "losses": [float(self.learnt_loss), float(self.unlearnt_loss)],
            "test_samples": self.test_samples,
            "tasks": {name: list(members) for name, members in self.tasks.items()},
        }

    def block_trials(self, engine: str) -> int:
        """Trials of about 0.1 s at 80 ns per number drawn and .3 us per trial; their counts stay below 16 MB."""
        nanoseconds = 80 * self.expected_edges + 300
        return max(1, min(int(1e8 / nanoseconds), 16_000_000 // (200 + 60 * len(self.tasks))))

    def bytes_per_thread(self, engine: str) -> int:
        head, seen = 16 * self.head, self.quanta + 8 * self.written
        return 3 * head + seen + (200 + 60 * len(self.tasks)) * self.block_trials(engine) + 100_000

    def simulator(self, engine: str) -> Learner:
        return Learner(self)
