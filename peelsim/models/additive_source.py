"""The additive source: far tokens add up in every channel, and gamma / (2 beta) is exactly right.

Its learner and laws are those of ``theory.sources.additive``. Engine ``moments`` draws the covariances the learner sees
from their law for independent windows; engine ``sequence`` writes whole texts, whose windows go together.

Tests: tests/models/test_sources.py
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from peelsim.fields import Real, Whole
from peelsim.kernels.draws.normal import room_for_normals
from peelsim.kernels.sources.additive import Additive, Text
from peelsim.kernels.sources.additive_trials import COLUMNS, EXCESS, HORIZON, run_moments, run_texts
from peelsim.models.base import Columns, Control, Model, ParameterError, Simulator, model
from peelsim.models.parts.anchored import ANCHOR, THROUGH, falling
from peelsim.stats.fixed_point import FRACTION
from peelsim.stats.law import Extrapolated, Law, Laws, Prediction, Said, extrapolated
from peelsim.stats.observable import Counted, Observable
from peelsim.theory.sources import additive, exponents

__all__ = ["AdditiveSource"]

Samples = Annotated[Whole, Field(ge=1, le=10**12, title="number of samples")]
Positive = Annotated[Real, Field(gt=0, le=100, title="number")]
Correlations = Annotated[Real, Field(gt=0.5, le=4, title="exponent of correlations")]
Entropies = Annotated[Real, Field(gt=0, le=7, title="exponent of entropies")]
Lags = Annotated[Whole, Field(ge=1, le=10**6, title="number of lags")]

_CHUNK = 512  # normal numbers drawn at a time
_FAR, _MORE = 6, 50  # lags that a learner looks at: so many times the horizon of the limit, and so many more
_MOST_DRAWS = 10**9
_SERIAL = 20_000  # lags
_CHOSEN = "it is of the best horizon, and one chosen from the data loses 1 to 3 % at 10^4 samples"
_MANY = 10.0  # lags within the horizon from which on the limit may hold


def _exact(source: "AdditiveSource") -> dict[str, Said]:
    found = additive.exact(source.theory, samples=source.samples, seen=source.seen)
    said: dict[str, Said] = {"excess": found.excess, "horizon": found.horizon}
    if source.horizon_rule == "best":
        return said
    return extrapolated(said, _CHOSEN)


def _serial(source: "AdditiveSource") -> Prediction:
    if source.lags is None or source.lags > _SERIAL:
        return Prediction({}, silent=f"it is summed for sources of up to {_SERIAL} lags")
    horizon = int(additive.exact(source.theory, samples=source.samples, seen=source.seen).horizon)
    excess = float(additive.serial_risks(source.theory, samples=source.samples)[horizon])
    said: dict[str, Said] = {"excess": excess, "horizon": float(horizon)}
    return Prediction(said if source.horizon_rule == "best" else extrapolated(said, _CHOSEN))


def _asymptotic(source: "AdditiveSource") -> Prediction:
    if source.seen is not None:
        return _seen(source, source.seen)
    found = additive.asymptotic(source.theory, samples=source.samples)
    if source.lags is not None and found.horizon > source.lags / 2:
        reason = f"it is of lags without end, and the horizon would be {found.horizon:.3g} of {source.lags}"
        return Prediction({}, silent=reason)
    said: dict[str, Said] = {"excess": found.excess, "horizon": found.horizon}
    if source.lags is not None:
        said["excess"] = Extrapolated(found.excess, f"it is of lags without end, and there are {source.lags}")
    elif found.horizon < _MANY:
        said = extrapolated(said, f"it is of a long horizon, and this is {found.horizon:.3g}")
    return Prediction(said)


def _seen(source: "AdditiveSource", seen: int) -> Prediction:
    """The collapse of learners that see n lags."""
    beta, gamma = source.correlation_exponent, source.entropy_exponent
    scaled = additive.collapse(source.theory, scaled_samples=source.samples / seen ** (2 * beta))
    said: dict[str, Said] = {"excess": float(seen**-gamma * scaled)}
    if source.lags is not None or seen < _MANY:
        said = extrapolated(said, f"it is of many lags seen of lags without end, and {seen} are")
    return Prediction(said, silent="the law is of the excess loss")


def _published(source: "AdditiveSource") -> Prediction:
    if source.seen is not None:
        return Prediction({}, silent="it is of learners that see all lags")
    exponent = exponents.published(
        entropy_exponent=source.entropy_exponent, correlation_exponent=source.correlation_exponent
    )
    return falling(additive.exact(source.theory, samples=ANCHOR).excess, exponent=exponent, samples=source.samples)


class Moments(Columns):
    """Scratch of one thread; covariances are drawn from their law."""

    columns: ClassVar[int] = COLUMNS

    def __init__(self, source: "AdditiveSource") -> None:
        super().__init__(source)
        self.given = source.learner(source.looked_at)
        self.room = room_for_normals(_CHUNK)

    def fill(self, key: np.uint64, first: int, counts: Counted, control: Control) -> bool:
        return bool(run_moments(key, first, self.given, self.room, counts, control))


class Sequence(Columns):
    """Scratch of one thread; whole texts are written."""

    columns: ClassVar[int] = COLUMNS

    def __init__(self, source: "AdditiveSource") -> None:
        super().__init__(source)
        assert source.lags is not None
        tokens = np.zeros(source.lags + source.samples)
        self.given = source.learner(source.lags)
        self.text = Text(tokens, np.zeros(source.samples), room_for_normals(_CHUNK), source.tokens == "bits")

    def fill(self, key: np.uint64, first: int, counts: Counted, control: Control) -> bool:
        return bool(run_texts(key, first, self.given, self.text, counts, control))


@model
class AdditiveSource(Model):
    """Channels that add up far tokens, and a learner of their covariances up to a horizon.

    Parameters
    ----------
    samples : P, tokens the learner has seen.
    correlation_exponent : beta, weights fall like n^-beta.
    entropy_exponent : gamma, at most 2 beta - 1; there are about density n^(2 beta - 1 - gamma) channels at lag n.
    strength : a^2, the squared weight at lag 1.
    density : mu.
    tokens : "bits", which are +-1, or "normal" numbers: their fourth moment moves the excess by 4e-4 at 10^4 samples.
    lags : how many there are; None: without end. Engine ``sequence`` needs an end.
    seen : lags the learner looks at; None: all.
    horizon_rule : "chosen" by the learner from what it sees, or the "best" in the mean.

    Raises
    ------
    ValueError : if gamma exceeds 2 beta - 1, or a trial would take more than 10^9 numbers.

    Examples
    --------
    >>> import peelsim
    >>> model = peelsim.AdditiveSource(samples=10**6, correlation_exponent=0.88, entropy_exponent=0.325)
    >>> round(model.predict("exact")["excess"], 5), round(model.predict("asymptotic")["horizon"])
    (0.01283, 468)
    """

    samples: Samples
    correlation_exponent: Correlations
    entropy_exponent: Entropies
    strength: Positive = 0.05
    density: Positive = 1.0
    tokens: Literal["bits", "normal"] = "bits"
    lags: Lags | None = None
    seen: Lags | None = None
    horizon_rule: Literal["chosen", "best"] = "chosen"

    kind: ClassVar[str] = "additive-source"
    example: ClassVar[Mapping[str, Any]] = {
        "horizon_rule": "best",
        "samples": 1000,
        "correlation_exponent": 0.88,
        "entropy_exponent": 0.325,
    }
    laws: ClassVar[Laws] = Laws(
        Law("exact", _exact, "derived in theory.sources.additive, independent windows: engine moments"),
        Law("serial", _serial, "derived in theory.sources.additive, windows of one text: engine sequence"),
        Law("asymptotic", _asymptotic, "derived in theory.sources.additive, long horizons", "limit"),
        Law("published", _published, f"{exponents.PAPER}, gamma / (2 beta) {THROUGH.format('exact')}", "limit"),
        Law("corrected", _published, "theory.sources.exponents, gamma / (2 beta'): here beta' = beta", "limit"),
    )
    headline: ClassVar[str] = "excess"
    engines: ClassVar[tuple[str, ...]] = ("moments", "sequence")

    def __post_init__(self) -> None:
        most = 2 * self.correlation_exponent - 1
        if self.entropy_exponent > most + 1e-12:
            said = f"{self.entropy_exponent:g} is more than 2 correlation_exponent - 1 = {most:g}; lower it"
            raise ParameterError("entropy_exponent", said)
        if self.looked_at > 10**7 or self.expected_edges > _MOST_DRAWS:
            raise ParameterError("samples", f"a trial would take more than {_MOST_DRAWS:g} numbers; lower it, or lags")

    @property
    def theory(self) -> additive.Source:
        """The source as its theory has it."""
        return additive.Source(
            correlation_exponent=self.correlation_exponent,
            entropy_exponent=self.entropy_exponent,
            strength=self.strength,
            density=self.density,
            lags=self.lags,
            fourth_moment=additive.FOURTH_MOMENTS[self.tokens],
        )

    @property
    def looked_at(self) -> int:
        """Lags within which the learner's horizon lies."""
        limit = additive.asymptotic(self.theory, samples=self.samples).horizon
        far = int(min(_FAR * limit + _MORE, 1e9))
        return min([far, *(end for end in (self.lags, self.seen) if end is not None)])

    def learner(self, lags: int) -> Additive:
        """The learner that looks at so many lags."""
        theory, n = self.theory, np.arange(1.0, lags + 1)
        channels = theory.channels(n).astype(np.int64)
        best = self.horizon_rule == "best"
        return Additive(
            weight=np.sqrt(theory.squared_weight(n)),
            channels=channels,
            signal=theory.signal(int(channels[-1])),
            gap=theory.entropy_gap(),
            kurtosis=theory.fourth_moment - 2,
            samples=float(self.samples),
            horizon=int(additive.exact(theory, samples=self.samples, seen=self.seen).horizon) if best else -1,
        )

    @property
    def observables(self) -> tuple[Observable, ...]:
        excess = "loss above the entropy of the source"
        return (
            Observable("excess", "number", excess, units="nat", per=FRACTION, column=EXCESS),
            Observable("horizon", "number", "lags the learner uses", column=HORIZON),
        )

    @property
    def expected_edges(self) -> float:
        """Numbers drawn: one per lag and channel."""
        growth = 1 + self.theory.growth
        return float(self.looked_at + self.density * self.looked_at**growth / growth)

    def resolve_engine(self, engine: str) -> str:
        engine = super().resolve_engine(engine)
        if engine == "sequence" and self.lags is None:
            raise ParameterError("lags", "engine sequence writes texts of a source whose lags have an end; give lags")
        if engine == "sequence" and self.seen is not None:
            raise ParameterError("seen", "engine sequence looks at all lags of its texts; take moments, or fewer lags")
        if engine == "sequence" and self._steps > 1e12:
            raise ParameterError("samples", f"a text would take {self._steps:.1g} steps; lower it, or take moments")
        return engine

    @property
    def _steps(self) -> float:
        n = np.arange(1.0, (self.lags or 0) + 1)
        return 2.0 * self.samples * float(np.sum(self.theory.channels(n)))

    def block_trials(self, engine: str) -> int:
        """Trials of about 0.1 s, at 12 ns per number drawn, or 1.5 ns per step through a text."""
        nanoseconds = 1.5 * self._steps if engine == "sequence" else 12 * self.expected_edges
        return max(1, min(int(1e8 / (nanoseconds + 1000)), 100_000))

    def bytes_per_thread(self, engine: str) -> int:
        lags = self.lags if engine == "sequence" and self.lags is not None else self.looked_at
        text = 16 * (self.samples + lags) if engine == "sequence" else 0
        channels = float(self.theory.channels(lags))
        return int(text + 60 * lags + 10 * channels) + 60 * self.block_trials(engine) + 1_000_000

    def simulator(self, engine: str) -> Simulator:
        made: Any = {"moments": Moments, "sequence": Sequence}[engine](self)
        return made  # type: ignore[no-any-return]
