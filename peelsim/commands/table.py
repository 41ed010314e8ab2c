"""The table a run ends with: what was seen at each point, beside what each law says."""

import numpy as np

from peelsim.aligned import aligned, terminal_width
from peelsim.campaign import Outcome
from peelsim.judging.report import errors
from peelsim.stats.comparison import Seen, agreement
from peelsim.stats.observable import Observable
from peelsim.stats.tally import Tally
from peelsim.sweep.file.spec import Sweep
from peelsim.sweep.rules.precision import limits


def table(sweep: Sweep, outcome: Outcome) -> str:
    """One line per point: coordinates, trials, and for each observable rate, 95 % interval and laws with deviations.

    The observables are those of ``[output] table``, else the model's headline. Deviations are in standard errors, the
    same as ``peelsim check`` prints; a dash where no spread was seen. Where a law speaks outside its range that is said
    instead.
    """
    coordinates = list(sweep.points[0].coordinates)
    groups = [(name, [law for law in sweep.laws if name in outcome.predictions[law]]) for name in _shown(sweep)]
    heads = [*coordinates, "trials"]
    for name, laws in groups:
        of = f"{name}: " if len(groups) > 1 else ""  # a table that goes on below would not tell whose they are
        heads += [name, f"{of}95 % interval", *(f"{of}{law} (deviation)" for law in laws)]
    rows = [[*heads, "stopped by"]]
    for i, (point, tally, reason) in enumerate(zip(sweep.points, outcome.tallies, outcome.reasons, strict=True)):
        if point.elsewhere:
            continue
        row = [_number(point.coordinates[c]) for c in coordinates] + [f"{tally.trials:,}"]
        for name, laws in groups:
            seen = None
            if tally.trials:
                seen = _seen(next(o for o in point.model.observables if o.name == name), tally)
                counted = outcome.counted[i]
                targets = {counted: sweep.stop.targets.get(counted, 0)} if counted else {}
                low, high = limits(name, tally, point.model, reason=reason, targets=targets)
                row += [_rate(float(seen.mean)), f"[{_rate(low)}, {_rate(high)}]"]
            else:
                row += ["-", "-"]
            row += [_said(sweep, outcome, (law, name, i), seen) for law in laws]
        rows.append([*row, reason])
    return "\n".join(aligned(rows, keys=len(coordinates), right=True, width=terminal_width()))


def _shown(sweep: Sweep) -> tuple[str, ...]:
    """The observables of the table."""
    if sweep.table:
        return sweep.table
    names = [o.name for o in sweep.observables if o.dimension is None]
    headline = sweep.points[0].model.headline
    return (headline,) if headline in names else tuple(names[:1])


def _seen(observable: Observable, tally: Tally) -> Seen:
    """What the trials of a point saw of an observable without a dimension."""
    name, per = observable.name, observable.scale
    event = observable.kind == "event"
    return Seen(
        mean=np.asarray(tally.mean(name) / per),
        spread=np.asarray(tally.deviation(name) / per),
        trials=np.asarray(tally.trials),
        events=np.asarray(int(tally.sums[name])) if event else None,
        one=np.asarray(1 / per),
        jumps=bool(observable.jumps),
        highest=observable.highest,
    )


def _said(sweep: Sweep, outcome: Outcome, place: tuple[str, str, int], seen: Seen | None) -> str:
    """What a law says of an observable at a point, and how that agrees."""
    law, name, point = place
    predicted = outcome.predictions[law][name][point]
    if np.isnan(predicted):
        return "-"
    said = _rate(float(predicted))
    if outcome.ranges[law][name].status("extrapolated")[point]:
        return f"{said} (extrapolated)"
    if seen is None:
        return said
    kind = sweep.points[point].model.laws[law].kind
    return f"{said} ({errors(float(agreement(seen, np.asarray(predicted), kind=kind).standard_errors))})"


def _number(value: object) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _rate(value: float) -> str:
    """Four digits; scientific where a plain number would show none of them."""
    return f"{value:.4f}" if 1e-3 <= abs(value) < 1e4 or value == 0 else f"{value:.3g}"
