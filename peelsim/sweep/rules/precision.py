"""Precision rules: a point has had enough trials when the interval of a mean is short enough.

The interval is the one that the file will hold if the rule ends the point, so a point that a rule ended fulfils it.
A block without a single failure looks as precise as can be, so a rule waits for ``least`` trials, and for some of
the rare event that the model names behind the observable, or until so little of it is left that it cannot matter.

Tests: tests/sweep/rules/test_stopping.py
"""

from collections.abc import Mapping
from typing import Annotated, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from peelsim.models.base import Model
from peelsim.stats.estimate import interval_of
from peelsim.stats.intervals import binomial_interval
from peelsim.stats.observable import Observable
from peelsim.stats.tally import Tally

LEAST_TRIALS = 1000  # by default
LEAST_RARE = 20  # of the event behind an observable


def _real(value: object) -> object:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


class Precision(BaseModel):
    """Stop once half the 95 % interval of an observable's mean is no longer than this."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
    observable: str
    value: Annotated[float, BeforeValidator(_real), Field(gt=0, title="half-width")]


class Width(NamedTuple):
    """How well a mean is known."""

    mean: float
    half: float  # half its interval
    rare: float | None  # what is at most due to the rare event, None once enough of it was seen


def limits(name: str, tally: Tally, model: Model, *, reason: str, targets: Mapping[str, int]) -> tuple[float, float]:
    """95 % interval of an observable without a dimension, at a point whose trials ended for this reason."""
    low, high = interval_of(_observable(name, model), tally, reason=reason, targets=targets)
    return float(low), float(high)


def width(name: str, tally: Tally, model: Model, *, reason: str) -> Width:
    """The width that the interval would have if the precision rule ``reason`` ended the trials now."""
    observable = _observable(name, model)
    low, high = limits(name, tally, model, reason=reason, targets={})
    mean = float(tally.mean(name) / observable.scale)
    seen = [int(tally.sums[event]) for event in observable.jumps]
    fewest = [min(events, tally.trials - events) for events in seen]
    most = [float(binomial_interval(fewer, tally.trials)[1]) for fewer in fewest if fewer < LEAST_RARE]
    return Width(mean, (high - low) / 2, abs(observable.span) * max(most) if most else None)


def holds(found: Width, tolerance: float) -> bool:
    """Whether the mean is known to within the tolerance, in its own units."""
    return found.half <= tolerance and (found.rare is None or found.rare <= tolerance)


def _observable(name: str, model: Model) -> Observable:
    """The model's own, whose span is that of this point."""
    return next(observable for observable in model.observables if observable.name == name)
