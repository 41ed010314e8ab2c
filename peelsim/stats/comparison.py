"""One statistic for tables, verdicts and whoever else holds an observable against a law."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from peelsim.stats.agreement import (
    Agreement,
    Floats,
    Side,
    event_agreement,
    event_resolution,
    mean_agreement,
    mean_resolution,
)
from peelsim.stats.law import LawKind

__all__ = ["FEW", "Seen", "agreement", "resolution", "unrounded"]

FEW = 20  # trials below which Student's test is not trusted with values of any shape
_ROUNDING = 1e-12  # of numbers that are sums of thousands
_FINE = 1e-9  # units below this count no things: a real number was rounded to them

_SIDES: dict[str, Side] = {"upper bound": "above", "lower bound": "below"}


@dataclass(frozen=True, eq=False)
class Seen:
    """What was seen of one observable: arrays of one shape, an entry per test."""

    mean: Floats
    spread: Floats  # standard deviation of one trial
    trials: npt.NDArray[Any]
    events: npt.NDArray[np.int64] | None  # trials with the event, None for a number
    one: Floats  # what a count of one is worth; NaN where that is not known
    jumps: bool  # whether an event, possibly rare, stands behind a number
    highest: float  # what no trial's value exceeds; infinite if that is not known

    def range(self, predicted: Floats) -> tuple[Floats, Floats]:
        """Between which values single trials lie; without a known end, as far above the mean as zero is below it."""
        low = np.zeros(self.mean.shape)
        if np.isfinite(self.highest):
            return low, np.full(self.mean.shape, self.highest)
        return low, np.maximum(2 * self.mean, np.maximum(predicted, self.mean + np.nan_to_num(self.one, nan=1.0)))


def unrounded(seen: Seen, predicted: Floats) -> Floats:
    """A prediction without its rounding: at an end of the range, or at the mean, if it is within rounding of it.

    A true law is never refuted by how its numbers were added up. Real numbers that were counted in some small unit
    agree within that unit.
    """
    unit = np.nan_to_num(seen.one, nan=1.0)
    near = np.maximum(_ROUNDING * np.maximum(np.abs(seen.mean), np.abs(predicted)), np.minimum(unit, _ROUNDING))
    near = np.where(unit < _FINE, np.maximum(near, unit), near)
    inside = np.clip(predicted, 0, seen.highest)
    said = np.where(np.abs(predicted - inside) <= near, inside, predicted)
    return np.where(np.abs(seen.mean - said) <= near, seen.mean, said)


def agreement(seen: Seen, predicted: Floats, *, kind: LawKind = "value") -> Agreement:
    """How what was seen agrees with a law of this kind: exact for events, Student's test for means.

    Only where an event stands behind a number may a sample be blind to trials at the end of the range (see
    ``mean_agreement``). Elsewhere it may have missed trials that differ by one count. Where there is no spread, or
    fewer than 20 trials, nothing is known of the shape of the values, and the end of the range counts for all.

    Parameters
    ----------
    predicted : by the law; rounding is forgiven, see ``unrounded``.
    kind : a bound is only crossed on its side, so the test has that side alone.

    Examples
    --------
    >>> def array(*values): return np.array(values, dtype=float)
    >>> level = Seen(array(3.2), array(0.5), np.array([100]), None, array(1), jumps=False, highest=np.inf)
    >>> found = agreement(level, array(3.0))
    >>> float(found.standard_errors[0].round(3)), bool(found.p_value[0] < 1e-3)
    (4.0, True)
    >>> float(agreement(level, array(4.0), kind="upper bound").p_value[0])
    1.0
    """
    side, said = _SIDES.get(kind, "both"), unrounded(seen, predicted)
    if seen.events is not None:
        return event_agreement(seen.events, seen.trials, said, side=side)
    low, high = _ends(seen, said)
    return mean_agreement(seen.mean, seen.spread, seen.trials, said, lowest=low, highest=high, side=side)


def resolution(seen: Seen, predicted: Floats, *, kind: LawKind = "value", level: float) -> Floats:
    """Deviation that each test could see by itself at this p-value."""
    both = level if kind not in _SIDES else min(2 * level, 1.0)
    said = unrounded(seen, predicted)
    if seen.events is not None:
        return event_resolution(seen.trials, said, level=both)
    low, high = _ends(seen, said)
    return mean_resolution(seen.mean, seen.spread, seen.trials, lowest=low, highest=high, level=both)


def _ends(seen: Seen, predicted: Floats) -> tuple[Floats, Floats]:
    """How far trials that a sample may have missed lie from its mean."""
    low, high = seen.range(predicted)
    unit = np.nan_to_num(seen.one, nan=1.0)
    blind = seen.jumps | (seen.trials < FEW) | ~(seen.spread > 0)
    return np.where(blind, low, seen.mean - unit), np.where(blind, high, seen.mean + unit)
