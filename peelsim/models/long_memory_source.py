"""Gaussian long memory: correlations between pairs overstate what far samples add to near ones.

Its laws are those of ``theory.sources.long_memory``; the learner is an autoregression of an order it chooses.

Tests: tests/models/test_sources.py
"""

from collections.abc import Mapping
from math import sqrt
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from peelsim.fields import Real, Whole
from peelsim.kernels.draws.normal import room_for_normals
from peelsim.kernels.sources.fourier import room_for_signal
from peelsim.kernels.sources.long_memory import Series, embed
from peelsim.kernels.sources.long_memory_trials import COLUMNS, EXCESS, HORIZON, run_series
from peelsim.models.base import Columns, Control, Model, Simulator, model
from peelsim.models.parts.anchored import ANCHOR, THROUGH, falling
from peelsim.stats.fixed_point import FRACTION
from peelsim.stats.law import Law, Laws, Prediction, Said, extrapolated
from peelsim.stats.observable import Counted, Observable
from peelsim.theory.sources import exponents, long_memory

__all__ = ["LongMemorySource"]

Samples = Annotated[Whole, Field(ge=64, le=10**8, title="number of samples")]
MemoryExponent = Annotated[Real, Field(gt=0, lt=0.5, title="exponent of memory")]

_CHUNK = 512  # normal numbers drawn at a time
_MANY = 10.0  # orders from which on the limit may hold


def _corrected(source: "LongMemorySource") -> dict[str, Said]:
    found = long_memory.corrected(memory=source.memory, samples=source.samples)
    said: dict[str, Said] = {"excess": found.excess, "horizon": found.horizon}
    if found.horizon < _MANY:
        return extrapolated(said, f"it is of high orders, and this is {found.horizon:.3g}")
    return said


def _published(source: "LongMemorySource") -> Prediction:
    through = long_memory.corrected(memory=source.memory, samples=ANCHOR).excess
    exponent = long_memory.published_exponent(source.memory)
    return falling(through, exponent=exponent, samples=source.samples)


class Autoregression(Columns):
    """Scratch of one thread."""

    columns: ClassVar[int] = COLUMNS

    def __init__(self, source: "LongMemorySource") -> None:
        super().__init__(source)
        signal = room_for_signal(source.circle)
        covariance = long_memory.autocovariances(source.memory, lags=source.circle // 2)
        spread, orders = np.zeros(source.circle), source.orders
        embed(covariance, signal, spread, np.zeros(2, np.int64))
        self.series = Series(
            samples=source.samples,
            covariance=covariance[: orders + 1].copy(),
            spread=spread,
            signal=signal,
            room=room_for_normals(_CHUNK),
            seen=np.zeros(orders + 1),
            coefficients=np.zeros(orders),
            best=np.zeros(orders),
        )

    def fill(self, key: np.uint64, first: int, counts: Counted, control: Control) -> bool:
        return bool(run_series(key, first, self.series, counts, control))


@model
class LongMemorySource(Model):
    """A Gaussian series ARFIMA(0, d, 0), and an autoregression fitted to it, of the order Akaike's criterion chooses.

    Parameters
    ----------
    samples : P.
    memory : d, 0 < d < 1/2: autocorrelations fall like n^(2 d - 1).

    Examples
    --------
    >>> import peelsim
    >>> model = peelsim.LongMemorySource(samples=2**18, memory=0.3)
    >>> round(model.predict("corrected")["excess"], 6), model.predict("corrected")["horizon"]
    (0.000586, 153.6)
    """

    samples: Samples
    memory: MemoryExponent

    kind: ClassVar[str] = "long-memory-source"
    example: ClassVar[Mapping[str, Any]] = {"samples": 100, "memory": 0.2}
    laws: ClassVar[Laws] = Laws(
        Law("corrected", _corrected, "derived in theory.sources.long_memory, high orders", "limit"),
        Law("published", _published, f"{exponents.PAPER}, gamma / (2 beta) {THROUGH.format('corrected')}", "limit"),
    )
    headline: ClassVar[str] = "excess"
    engines: ClassVar[tuple[str, ...]] = ("sequence",)

    @property
    def circle(self) -> int:
        """Length of the circulant embedding, and of the padded series."""
        return 1 << (2 * self.samples - 1).bit_length()

    @property
    def orders(self) -> int:
        """The highest order fitted, four times that of the limit."""
        return int(4 * sqrt(self.samples) * self.memory) + 8

    @property
    def observables(self) -> tuple[Observable, ...]:
        excess = "half the excess variance of predictions, loss above the entropy of the source"
        return (
            Observable("excess", "number", excess, units="nat", per=FRACTION, column=EXCESS),
            Observable("horizon", "number", "order of the autoregression", column=HORIZON),
        )

    @property
    def expected_edges(self) -> float:
        return float(self.samples)

    def block_trials(self, engine: str) -> int:
        """Trials of about 0.1 s, at 8 ns per number and doubling of three transforms, and 3 ns per pair of orders."""
        length = self.circle
        nanoseconds = 25 * length + 8 * length * length.bit_length() + 3.0 * self.orders**2
        return max(1, min(int(1e8 / nanoseconds), 100_000))

    def bytes_per_thread(self, engine: str) -> int:
        return 48 * self.circle + 40 * self.orders + 60 * self.block_trials(engine) + 1_000_000

    def simulator(self, engine: str) -> Simulator:
        return Autoregression(self)
