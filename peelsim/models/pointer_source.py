"""The pointer source: quanta in a text. A token says, in a code to be learnt, what stood as far back as its type says.

Its laws are those of ``theory.sources.pointer``.

Tests: tests/models/test_sources.py
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from peelsim.fields import Real, Whole
from peelsim.kernels.sources.pointer import Pointers
from peelsim.kernels.sources.pointer_trials import COLUMNS, EXCESS, PAIRS_SEEN, run_pointers
from peelsim.models.base import Columns, Control, Model, Simulator, model
from peelsim.models.parts.anchored import ANCHOR, THROUGH, falling
from peelsim.stats.fixed_point import FRACTION
from peelsim.stats.law import Law, Laws, Prediction, Said, extrapolated
from peelsim.stats.observable import Counted, Observable
from peelsim.theory.quanta.zipf import share_beyond
from peelsim.theory.sources import exponents, pointer

__all__ = ["PointerSource"]

Samples = Annotated[Whole, Field(ge=1, le=10**9, title="number of samples")]
Entropies = Annotated[Real, Field(gt=0, le=7, title="exponent of entropies")]
Payloads = Annotated[Whole, Field(ge=2, le=256, title="number of payloads")]
Types = Annotated[Whole, Field(ge=1, le=10**8, title="number of types")]

_MANY = 10.0  # types expected to be learnt from which on the limit may hold


def _exact(source: "PointerSource") -> dict[str, Said]:
    how: dict[str, Any] = {
        "entropy_exponent": source.entropy_exponent,
        "payloads": source.payloads,
        "samples": source.samples,
        "types": source.types,
    }
    return {"excess": pointer.exact(**how), "pairs_seen": pointer.pairs_seen(**how)}


def _asymptotic(source: "PointerSource") -> Prediction:
    gamma, q = source.entropy_exponent, source.payloads
    said: dict[str, Said] = {"excess": pointer.asymptotic(source.samples, entropy_exponent=gamma, payloads=q)}
    learnt = (source.samples / q) ** (1 / (1 + gamma))
    if not _MANY < learnt < source.types / _MANY:
        reason = (
            f"it is of many types learnt of types without end; about {learnt:.3g} are, of a table of {source.types}"
        )
        said = extrapolated(said, reason)
    return Prediction(said, silent="the law is of the excess loss")


def _through(source: "PointerSource") -> float:
    gamma = source.entropy_exponent
    return pointer.exact(entropy_exponent=gamma, payloads=source.payloads, samples=ANCHOR, types=source.types)


def _published(source: "PointerSource") -> Prediction:
    exponent = pointer.published_exponent(source.entropy_exponent)
    return falling(_through(source), exponent=exponent, samples=source.samples)


def _corrected(source: "PointerSource") -> Prediction:
    return falling(_through(source), exponent=pointer.true_exponent(source.entropy_exponent), samples=source.samples)


class Reader(Columns):
    """Scratch of one thread."""

    columns: ClassVar[int] = COLUMNS

    def __init__(self, source: "PointerSource") -> None:
        super().__init__(source)
        table = source.types, source.payloads
        self.pointers = Pointers(
            s=1.0 + source.entropy_exponent,
            payloads=source.payloads,
            use=np.asarray(pointer.use(np.arange(1, source.types + 1), entropy_exponent=source.entropy_exponent)),
            beyond=float(share_beyond(source.types, s=1 + source.entropy_exponent)),
            code=np.zeros(table, np.uint8),
            seen=np.zeros(table, np.uint8),
            kinds=np.zeros(0, np.int64),
            said=np.zeros(source.samples, np.int16),
        )

    def fill(self, key: np.uint64, first: int, counts: Counted, control: Control) -> bool:
        return bool(run_pointers(key, first, self.pointers, counts, control))


@model
class PointerSource(Model):
    """Tokens that point back, and a learner with a table of what each type says of each payload it points to.

    Parameters
    ----------
    samples : P, tokens read.
    entropy_exponent : gamma: type n, which points n tokens back, has probability n^-(1 + gamma) / zeta(1 + gamma).
    payloads : q.
    types : the first so many have a place in the learner's table; those beyond are never learnt.

    Examples
    --------
    >>> import peelsim
    >>> model = peelsim.PointerSource(samples=10**5, entropy_exponent=0.5, payloads=4)
    >>> round(model.predict("exact")["excess"], 4), round(model.predict("asymptotic")["excess"], 4)
    (0.0446, 0.0446)
    """

    samples: Samples
    entropy_exponent: Entropies
    payloads: Payloads
    types: Types = 100_000

    kind: ClassVar[str] = "pointer-source"
    example: ClassVar[Mapping[str, Any]] = {"entropy_exponent": 0.5, "types": 500, "samples": 100, "payloads": 2}
    laws: ClassVar[Laws] = Laws(
        Law("exact", _exact, "derived in theory.sources.pointer"),
        Law("asymptotic", _asymptotic, "derived in theory.sources.pointer, many samples", "limit"),
        Law("published", _published, f"{exponents.PAPER}, gamma / (2 beta) {THROUGH.format('exact')}", "limit"),
        Law("corrected", _corrected, f"theory.sources.exponents, gamma / (2 beta') {THROUGH.format('exact')}", "limit"),
    )
    headline: ClassVar[str] = "excess"
    engines: ClassVar[tuple[str, ...]] = ("sequence",)

    @property
    def observables(self) -> tuple[Observable, ...]:
        excess = "loss above the entropy of the source"
        return (
            Observable("excess", "number", excess, units="nat", per=FRACTION, column=EXCESS),
            Observable("pairs_seen", "number", "pairs of a type and a payload that are learnt", column=PAIRS_SEEN),
        )

    @property
    def expected_edges(self) -> float:
        return float(self.samples)

    def block_trials(self, engine: str) -> int:
        """Trials of about 0.1 s, at 60 ns per token and 2 ns per place of the table."""
        nanoseconds = 60.0 * self.samples + 2.0 * self.types * (1 + self.payloads)
        return max(1, min(int(1e8 / nanoseconds), 100_000))

    def bytes_per_thread(self, engine: str) -> int:
        return self.types * (24 + 2 * self.payloads) + 2 * self.samples + 60 * self.block_trials(engine) + 1_000_000

    def simulator(self, engine: str) -> Simulator:
        return Reader(self)
