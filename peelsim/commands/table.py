"""The table a run ends with: what was seen at each point, beside what each law says."""

from math import inf, sqrt

import numpy as np

from peelsim.campaign import Outcome
from peelsim.sweep.file.spec import Sweep
from peelsim.sweep.rules.precision import limits


def deviation(observed: float, predicted: float, trials: int, *, event: bool, spread: float) -> float:
    """Observed minus predicted in standard errors: of the prediction for an event, of the sample for a mean."""
    variance = predicted * (1 - predicted) if event else spread**2
    if observed == predicted:
        return 0.0
    return (observed - predicted) / sqrt(variance / trials) if variance > 0 else inf * (observed - predicted)


def table(sweep: Sweep, outcome: Outcome) -> str:
    """One line a point: coordinates, trials, rate with 95 % interval, each law with its deviation."""
    names = [o.name for o in sweep.observables if o.dimension is None]
    headline = sweep.points[0].model.headline
    name = headline if headline in names or not names else names[0]
    event = any(o.kind == "event" for o in sweep.observables if o.name == name)
    coordinates = list(sweep.points[0].coordinates)
    laws = [law for law in sweep.laws if names and name in outcome.predictions[law]]
    rows = [[*coordinates, "trials", name, "95 % interval", *(f"{law} (deviation)" for law in laws), "stopped by"]]
    for i, (point, tally, reason) in enumerate(zip(sweep.points, outcome.tallies, outcome.reasons, strict=True)):
        if point.elsewhere:
            continue
        per = float(point.model.per.get(name, 1.0))
        row = [_number(point.coordinates[c]) for c in coordinates] + [f"{tally.trials:,}"]
        if tally.trials and names:
            mean, spread = float(tally.mean(name)) / per, float(tally.deviation(name)) / per
            low, high = limits(name, tally, point.model, reason=reason, targets=sweep.stop.targets)
            row += [_rate(mean), f"[{_rate(low)}, {_rate(high)}]"]
        else:
            row += ["-", "-"]
        for law in laws:
            predicted = float(outcome.predictions[law][name][i])
            said = "-" if np.isnan(predicted) else _rate(predicted)
            if tally.trials and not np.isnan(predicted):
                said += f" ({deviation(mean, predicted, tally.trials, event=event, spread=spread):+.1f})"
            row.append(said)
        rows.append([*row, reason])
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def _number(value: object) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _rate(value: float) -> str:
    """Four digits; scientific where a plain number would show none of them."""
    return f"{value:.4f}" if 1e-3 <= abs(value) < 1e4 or value == 0 else f"{value:.3g}"
