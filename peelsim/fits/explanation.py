"""Theories ranked by how well they explain a curve, and what the data do not decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from peelsim.arguments import is_list, number_of
from peelsim.fits.fit import Fit, Interval, fit, profile
from peelsim.fits.measured import Measured, MeasurementError, curve
from peelsim.fits.theories import THEORIES, Theory
from peelsim.named import named
from peelsim.quoting import shown

__all__ = ["CLOSE", "Explained", "Explanation", "Forecast", "explain", "explain_curve"]

CLOSE = 6.0  # of Schwarz's criterion: evidence of 20 to 1, below which two theories are not told apart


@dataclass(frozen=True)
class Forecast:
    """How a fit to the smaller x foretold the larger ones."""

    held_out: int  # points
    error: float  # root mean square of (foretold - seen) / seen
    bias: float  # mean of it


@dataclass(frozen=True)
class Explained:
    """A theory, its fit, intervals, and forecast."""

    fit: Fit
    intervals: Mapping[str, Interval]
    forecast: Forecast | None
    behind: float  # Schwarz's criterion above that of the best theory

    @property
    def name(self) -> str:
        """Of the theory."""
        return self.fit.theory.name


@dataclass(frozen=True, eq=False)
class Explanation:
    """What explains a curve: theories from the best to the worst, and the verdict in words."""

    measured: Measured
    theories: tuple[Explained, ...]
    left_out: Mapping[str, str]  # theories that were not fitted, and why
    identified: bool  # whether one theory stands out
    verdict: str

    def __getitem__(self, name: str) -> Explained:
        return named({each.name: each for each in self.theories}, name, "theory")

    def as_json(self) -> dict[str, Any]:
        """Everything as plain values."""
        return {
            "points": len(self.measured.x),
            "x": self.measured.name,
            "identified": self.identified,
            "verdict": self.verdict,
            "theories": [_plain(each) for each in self.theories],
            "left_out": dict(self.left_out),
        }


def _plain(each: Explained) -> dict[str, Any]:
    intervals = {
        name: {"value": i.value, "low": i.low, "high": i.high, "identified": i.identified}
        for name, i in each.intervals.items()
    }
    forecast = each.forecast and {
        "held_out": each.forecast.held_out,
        "error": each.forecast.error,
        "bias": each.forecast.bias,
    }
    return {
        "name": each.name,
        "says": each.fit.theory.says,
        "floor": each.fit.floor,
        "amplitude": each.fit.amplitude,
        "shape": {p.name: value for p, value in zip(each.fit.theory.shape, each.fit.shape, strict=True)},
        "exponent": each.fit.exponent,
        "squares": each.fit.squares,
        "bic": each.fit.bic,
        "behind": each.behind,
        "rejected": each.fit.rejected,
        "intervals": intervals,
        "forecast": forecast,
    }


def explain_curve(measured: Measured, theories: Iterable[Theory], *, held_out: float) -> Explanation:
    """Fit every theory, rank them, and say what the data decide.

    Parameters
    ----------
    measured : the curve.
    theories : those to hold against it.
    held_out : share of the points, those of the largest x, that are foretold from the others.

    Raises
    ------
    MeasurementError : if no theory can be fitted.
    """
    fits, left_out = {}, {}
    for theory in theories:
        found = fit(measured, theory)
        if found is None:
            left_out[theory.name] = f"{len(measured.x)} points are too few for its {theory.parameters} parameters"
        else:
            fits[theory.name] = found
    if not fits:
        different = len(np.unique(measured.x))
        raise MeasurementError(f"too few points: {different} of different {measured.name}; give five or more")
    least = min(found.bic for found in fits.values())
    ranked = sorted(fits.values(), key=lambda found: found.bic)
    explained = tuple(
        Explained(found, profile(measured, found), _foretold(measured, found.theory, held_out), found.bic - least)
        for found in ranked
    )
    identified, verdict = _verdict(explained)
    return Explanation(measured, explained, left_out, identified, verdict)


def _foretold(measured: Measured, theory: Theory, share: float) -> Forecast | None:
    number = max(1, round(share * len(measured.x)))
    later = np.arange(len(measured.x)) >= len(measured.x) - number
    found = fit(measured.part(~later), theory)
    if found is None or share <= 0:
        return None
    misses = found.at(measured.x[later]) / measured.loss[later] - 1
    return Forecast(number, float(np.sqrt(np.mean(misses**2))), float(np.mean(misses)))


def _verdict(explained: tuple[Explained, ...]) -> tuple[bool, str]:
    """One theory stands out if every other with curves of its own is far behind."""
    close = [each for each in explained if each.behind < CLOSE]
    best = explained[0]
    if all(each.fit.rejected for each in explained):
        return False, "none fits: the errors given rule out every theory; the best is " + best.name
    own = [each for each in close if each.fit.theory.like not in {other.name for other in close}]
    if len(own) > 1:
        names = ", ".join(each.name for each in close)
        return False, f"not identified: {names} explain it as well, within {CLOSE:g} of Schwarz's criterion"
    twins = [each.name for each in close if each is not best]
    if twins:
        said = (
            f"{best.name} or {', '.join(twins)}: the same curves; only the exponent, known from elsewhere, would tell"
        )
        return False, f"not identified: {said}"
    open_ends = [name for name, interval in best.intervals.items() if not interval.identified and name != "floor"]
    if open_ends:
        return True, f"{best.name}, though the data do not bound its {' and '.join(open_ends)}"
    return True, f"{best.name} explains it best"


def explain(
    x: npt.ArrayLike,
    loss: npt.ArrayLike,
    error: npt.ArrayLike | None = None,
    *,
    theories: Iterable[str | Theory] | None = None,
    held_out: float = 0.2,
) -> Explanation:
    """Which theory explains a measured loss curve.

    Parameters
    ----------
    x : [points] what was scaled: samples, steps, parameters, compute.
    loss : [points] measured losses.
    error : [points] their standard errors; None if they are not known: losses then scatter by one share of themselves.
    theories : names, of ``peelsim.fits.theories.THEORIES``, or theories such as ``horizon(0.325, 0.88)``; None: all.
    held_out : share of the points, those of the largest x, that are foretold from the others.

    Returns
    -------
    Explanation : ranked fits with likelihoods, profile intervals and forecasts, and a verdict, "not identified" where
    the data do not decide.

    Raises
    ------
    MeasurementError : for numbers that make no curve, too few points, or an unknown theory.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.geomspace(1e3, 1e8, 12)
    >>> found = explain(x, 1.7 + 30 * x**-0.33, error=np.full(12, 1e-3), theories=["power_law", "threshold"])
    >>> found.verdict, round(found["power_law"].fit.exponent, 2)
    ('power_law explains it best', 0.33)
    """
    if theories is not None and not is_list(theories):
        raise MeasurementError(f"{shown(theories)} is no list of theories; known are {', '.join(THEORIES)}")
    chosen = [_theory(each) for each in (THEORIES if theories is None else theories)]
    share = number_of(held_out)
    if not 0 <= share < 1:
        raise MeasurementError(f"held_out = {shown(held_out)} is no share; give 0 to 0.9")
    return explain_curve(curve(x, loss, error), chosen, held_out=share)


def _theory(given: str | Theory) -> Theory:
    if isinstance(given, Theory):
        return given
    if not isinstance(given, str) or given not in THEORIES:
        raise MeasurementError(f"unknown theory {shown(given)}; known are {', '.join(THEORIES)}")
    return THEORIES[given]
