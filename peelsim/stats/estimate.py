"""The 95 % interval of an observable: one rule for files, tables and stop rules."""

from collections.abc import Mapping

import numpy.typing as npt

from peelsim.stats.intervals import Interval, Rare, event_interval, mean_interval
from peelsim.stats.observable import Observable


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
) -> Interval:
    """Limits of the observable's mean, in its own units; arrays are broadcast.

    Parameters
    ----------
    events : trials with the event, unused for a number.
    rare_events : trials with the event behind a number, None if it was not counted.
    span : how much that event may change a trial's value.
    reasons : why the trials ended.
    targets : event -> count of the max_events rule.
    """
    if observable.kind == "event":
        return event_interval(events, trials, reasons, target=targets.get(observable.name))
    if observable.rare is None or rare_events is None:
        return mean_interval(mean, deviation, trials)
    low, high = event_interval(rare_events, trials, reasons, target=targets.get(observable.rare))
    return mean_interval(mean, deviation, trials, rare=Rare(rare_events, low, high, span))
