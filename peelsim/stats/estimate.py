"""The 95 % interval of an observable: one rule for files, tables and stop rules."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from peelsim.stats.intervals import Interval, Rare, event_interval, mean_interval
from peelsim.stats.observable import Observable
from peelsim.stats.tally import Tally

__all__ = ["interval", "interval_of"]


def interval(
    observable: Observable,
    *,
    mean: npt.ArrayLike,
    deviation: npt.ArrayLike,
    trials: npt.ArrayLike,
    events: npt.ArrayLike,
    rare_events: npt.ArrayLike | None,
    span: npt.ArrayLike,
    reasons: npt.ArrayLike,
    targets: Mapping[str, int],
    skewness: npt.ArrayLike = np.nan,
    one: npt.ArrayLike | None = None,
    rarer_events: npt.ArrayLike | None = None,
) -> Interval:
    """Limits of the observable's mean, in its own units; arrays are broadcast.

    They never leave the range of single trials: counts are not negative, and a fraction is not above 1.

    Parameters
    ----------
    mean, deviation : of the values of single trials, n - 1 below.
    events : trials with the event, unused for a number.
    rare_events : trials with the event behind a number, None if it was not counted.
    span : how much that event may change a trial's value.
    reasons : why the trials ended.
    targets : event -> count of the max_events rule.
    skewness : of the values of single trials, NaN where it is not known.
    one : what a count of one is worth, None if that is 1 / ``observable.per``.
    rarer_events : trials with ``observable.rarer``, None if it was not counted.

    Returns
    -------
    (low, high) : NaN without trials, and for a number with fewer than four.

    Examples
    --------
    >>> level = Observable("level", "number", "level reached")
    >>> how = dict(events=0, rare_events=None, span=0, reasons="max_trials", targets={})
    >>> [round(float(limit), 2) for limit in interval(level, mean=3, deviation=0, trials=4, **how)]
    [2.4, 3.6]
    """
    if observable.kind == "event":
        return event_interval(events, trials, reasons, target=targets.get(observable.name))
    rare = []
    for event, seen in ((observable.rare, rare_events), (observable.rarer, rarer_events)):
        if event is not None and seen is not None:
            limits = event_interval(seen, trials, reasons, target=targets.get(event))
            rare.append(Rare(seen, *limits, span))
    unit = 1 / np.asarray(observable.scale) if one is None else one
    low, high = mean_interval(mean, deviation, trials, skewness=skewness, one=unit, rare=rare)
    return np.maximum(low, 0.0), np.minimum(high, observable.highest)


def interval_of(observable: Observable, tally: Tally, *, reason: str, targets: Mapping[str, int]) -> Interval:
    """Limits of the observable's mean from the tally of one point, whose trials ended for this reason."""
    name, per = observable.name, np.asarray(observable.scale)
    rare, rarer = (None if event is None else tally.sums.get(event) for event in (observable.rare, observable.rarer))
    return interval(
        observable,
        mean=tally.mean(name) / per,
        deviation=tally.deviation(name) / per,
        trials=tally.trials,
        events=np.asarray(tally.sums[name], dtype=np.float64),
        rare_events=rare,
        rarer_events=rarer,
        span=observable.span,
        reasons=reason,
        targets=targets,
        skewness=tally.skewness(name),
    )
