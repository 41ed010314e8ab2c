"""What explains a curve or a surface, in words and tables for a terminal.

Tests: tests/commands/test_explain.py
"""

from collections.abc import Sequence

from peelsim.fits.explanation import Explained, Explanation
from peelsim.fits.fit import Interval
from peelsim.fits.two_sizes import SumOfPowers
from peelsim.theory.quanta.quantization import exponent_in_data
from peelsim.theory.sources import exponents

__all__ = ["in_data", "of_curve", "of_surface", "said"]


def of_curve(explanation: Explanation) -> str:
    """A table of theories from the best to the worst, their intervals, and the verdict."""
    measured = explanation.measured
    errors = "no errors given: a share of the loss, fitted" if measured.error is None else "errors given"
    lines = [f"{len(measured.x)} points along {measured.name}, {errors}", ""]
    rows = [["theory", "BIC - best", "floor", "exponent", "rest foretold to", "fits"]]
    rows += [_row(each, known=measured.error is not None) for each in explanation.theories]
    lines += [*_table(rows), ""]
    for each in explanation.theories:
        lines.append(f"{each.name}: {each.fit.theory.says}")
        lines += [f"  {name} = {said(interval)}" for name, interval in each.intervals.items()]
    lines += [f"{name}: not fitted, {why}" for name, why in explanation.left_out.items()]
    return "\n".join([*lines, "", f"verdict: {explanation.verdict}"])


def _row(each: Explained, *, known: bool) -> list[str]:
    """known: whether errors are, without which every theory fits if points scatter widely enough."""
    exponent = "-" if each.fit.exponent is None else f"{each.fit.exponent:.4f}"
    foretold = "-" if each.forecast is None else f"{100 * each.forecast.error:.2g} %"
    fits = "-" if not known else "no" if each.fit.rejected else "yes"
    return [each.name, f"{each.behind:.1f}", f"{each.fit.floor:.4g}", exponent, foretold, fits]


def said(interval: Interval, digits: int = 4) -> str:
    """A value with its 95 % interval; an open end is said to be one."""
    low = "not bounded below" if interval.open_low else f"{interval.low:.{digits}g}"
    high = "not bounded above" if interval.open_high else f"{interval.high:.{digits}g}"
    if interval.open_low and interval.open_high:
        return f"{interval.value:.{digits}g}, not identified"
    return f"{interval.value:.{digits}g} [{low}, {high}]"


def of_surface(fits: Sequence[SumOfPowers], names: Sequence[str]) -> str:
    """Fits with and without the largest losses side by side, and what theories say of the exponent in data."""
    rows = [["", *names]]
    rows.append(["points", *(str(fit.points) for fit in fits)])
    for name in ("E", "alpha", "beta", "compute_exponent"):
        label = "N* ~ C^" if name == "compute_exponent" else name
        rows.append([label, *(said(fit.intervals[name]) for fit in fits)])
    rows.append(["A", *(f"{fit.parameters_coefficient:.4g}" for fit in fits)])
    rows.append(["B", *(f"{fit.tokens_coefficient:.4g}" for fit in fits)])
    lines = ["loss = E + A N^-alpha + B D^-beta (Hoffmann et al. 2022, approach 3), 95 % profile intervals", ""]
    lines += [*_table(rows), "", f"exponents in D that theories predict, against beta {names[0]}:"]
    beta = fits[0].intervals["beta"]
    for name, value in in_data(fits[0]).items():
        inside = "within" if beta.low <= value <= beta.high else "outside"
        lines.append(f"  {name}: {value:.3f}, {inside} [{beta.low:.3f}, {beta.high:.3f}]")
    moved = fits[-1].compute_exponent - fits[0].compute_exponent
    if len(fits) > 1:
        lines += ["", f"the exponent of the best N differs by {abs(moved):.3f} between the two"]
    return "\n".join(lines)


def in_data(fit: SumOfPowers) -> dict[str, float]:
    """Exponents of the loss in data that theories say without a fit; of quanta, from the exponent in parameters."""
    said_of = {
        f"horizon, {corpus}": exponents.published(entropy_exponent=gamma, correlation_exponent=beta)
        for corpus, (gamma, beta) in exponents.MEASURED.items()
    }
    return {**said_of, "one third (in time)": 1 / 3, "quanta, from alpha": exponent_in_data(fit.parameters_exponent)}


def _table(rows: list[list[str]]) -> list[str]:
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
