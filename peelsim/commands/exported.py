"""A result file as CSV, JSON and LaTeX: a row per point.

Tests: tests/commands/test_export.py
"""

import csv
import io
import json
import re
from collections.abc import Sequence
from math import floor, isfinite, log10
from typing import Any

import numpy as np
import numpy.typing as npt

from peelsim.plain_values import plain_value
from peelsim.results.compare import Comparison, Measured

Names = Sequence[str]
Values = npt.NDArray[Any]

_LATEX = re.compile(r"[&%$#_{}~^\\]")
_LATEX_WORDS = {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\\": r"\textbackslash{}"}


def csv_text(data: Comparison, observables: Names, laws: Names) -> str:
    """Comma-separated values, empty where there is no number.

    An observable X has columns X, X_low, X_high, X_std and, if it is an event, X_count; a law's word of it is
    X_LAW. Along a dimension of its own it has such columns for each place, as X[round=1].
    """
    columns: dict[str, Values] = {**data.coordinates, **data.quantities}
    columns |= {"trials": data.trials, "stop_reason": np.array(data.reasons)}
    for name in observables:
        measured = data.measured[name]
        for place, mark in enumerate(_marks(measured)):
            for suffix, values in _statistics(measured):
                columns[f"{name}{suffix}{mark}"] = values[:, place]
            for law in laws:
                if name in data.laws[law].values:
                    columns[f"{name}_{law}{mark}"] = data.laws[law].values[name][:, place]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*([_cell(v) for v in values.tolist()] for values in columns.values()), strict=True))
    return out.getvalue()


def json_text(data: Comparison, observables: Names, laws: Names) -> str:
    """A record per point; numbers along an observable's own dimension are lists, and what is no number is null."""
    points = []
    for point, reason in enumerate(data.reasons):
        seen: dict[str, Any] = {}
        for name in observables:
            measured = data.measured[name]
            place = slice(None) if measured.dimension is not None else 0
            said = {suffix.lstrip("_") or "mean": plain_value(v[point, place]) for suffix, v in _statistics(measured)}
            said["laws"] = {
                law: plain_value(data.laws[law].values[name][point, place])
                for law in laws
                if name in data.laws[law].values
            }
            seen[name] = said
        points.append(
            {
                "coordinates": {name: plain_value(values[point]) for name, values in data.coordinates.items()},
                "quantities": {name: plain_value(values[point]) for name, values in data.quantities.items()},
                "trials": int(data.trials[point]),
                "stop_reason": reason,
                "observables": seen,
            }
        )
    chosen = {name: data.measured[name] for name in observables}
    whole = {
        "units": {name: measured.units for name, measured in chosen.items()},
        "dimensions": {m.dimension: plain_value(m.places) for m in chosen.values() if m.dimension is not None},
        "laws": {law: {"kind": data.laws[law].kind, "source": data.laws[law].source} for law in laws},
        "points": points,
    }
    return json.dumps(whole, indent=2, allow_nan=False) + "\n"


def latex_text(data: Comparison, observables: Names, laws: Names) -> str:
    """A tabular with the rules of booktabs: coordinates, trials, each observable with its interval, and the laws.

    Observables along a dimension of their own are left out, and said to be in a remark.
    """
    single = [name for name in observables if data.measured[name].dimension is None]
    heads = [*map(_escaped, data.coordinates), "trials"]
    columns: list[list[str]] = [[_number(v) for v in values.tolist()] for values in data.coordinates.values()]
    columns.append([_number(v) for v in data.trials.tolist()])
    for name in single:
        m = data.measured[name]
        heads += [_escaped(name), r"95\,\% interval"]
        columns.append([_number(v) for v in m.mean[:, 0].tolist()])
        both = zip(m.low[:, 0].tolist(), m.high[:, 0].tolist(), strict=True)
        columns.append([f"[{_number(low)}, {_number(high)}]" for low, high in both])
        for law in laws:
            if name in data.laws[law].values:
                heads.append(_escaped(law))
                columns.append([_number(v) for v in data.laws[law].values[name][:, 0].tolist()])
    rows = [" & ".join(row) + r" \\" for row in zip(*columns, strict=True)]
    left = [f"% left out, as a table has no room for it: {name}" for name in observables if name not in single]
    top = [rf"\begin{{tabular}}{{{'r' * len(heads)}}}", r"\toprule", " & ".join(heads) + r" \\", r"\midrule"]
    return "\n".join([*left, *top, *rows, r"\bottomrule", r"\end{tabular}"]) + "\n"


def _marks(measured: Measured) -> list[str]:
    """What tells apart the columns of one observable."""
    if measured.dimension is None:
        return [""]
    return [f"[{measured.dimension}={_cell(place)}]" for place in measured.places.tolist()]


def _statistics(measured: Measured) -> list[tuple[str, Values]]:
    """Suffix and values, [points, places], of what is known of an observable."""
    found: list[tuple[str, Values]] = [
        ("", measured.mean),
        ("_low", measured.low),
        ("_high", measured.high),
        ("_std", measured.spread),
    ]
    return found if measured.events is None else [*found, ("_count", measured.events)]


def _cell(value: object) -> str:
    """A number with all its digits, a word as it is, and nothing for what is no number."""
    if isinstance(value, float):
        return "" if value != value else repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def _number(value: object) -> str:
    """Four digits of a number in LaTeX; whole numbers in full."""
    if not isinstance(value, int | float):
        return _escaped(str(value))
    if not isfinite(value):
        return "--"
    if float(value).is_integer() and abs(value) < 1e7:
        return f"${int(value)}$"
    exponent = floor(log10(abs(value)))
    if -4 < exponent < 6:
        return f"${value:.4g}$" if exponent < 3 else f"${value:.0f}$"
    digits, _, power = f"{value:.3e}".partition("e")
    return rf"${digits.rstrip('0').rstrip('.')} \times 10^{{{int(power)}}}$"


def _escaped(word: str) -> str:
    return _LATEX.sub(lambda found: _LATEX_WORDS.get(found[0], f"\\{found[0]}"), word)
