"""Does what was seen agree with what a law says? Tests of one or both sides, and their correction where there are many.

Vectorised over arrays. NaN wherever there is nothing to compare: no trials, no prediction, the mean of a single trial.
``comparison`` says which of them an observable takes.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

__all__ = [
    "Agreement",
    "Floats",
    "Side",
    "event_agreement",
    "event_resolution",
    "holm",
    "mean_agreement",
    "mean_resolution",
]

Floats = npt.NDArray[np.float64]
Side = Literal["both", "above", "below"]  # of a prediction, on which what is seen speaks against it


@dataclass(frozen=True, eq=False)
class Agreement:
    """A test at each place of an array."""

    deviation: Floats  # observed minus predicted
    standard_errors: Floats  # the same in standard errors; see the tests
    p_value: Floats  # of the side asked for


def event_agreement(
    events: npt.ArrayLike, trials: npt.ArrayLike, predicted: npt.ArrayLike, *, side: Side = "both"
) -> Agreement:
    """Exact test of a probability: twice the smaller binomial tail, so never too small, however rare the event.

    Standard errors are those that the law has; infinite where it allows no deviation at all. On one side the p-value
    is that side's tail, for a bound that is no value.

    It may be used where trials went on until the event had come often enough, too: by exact summation over targets of
    1 to 100, blocks of 1 to 400 trials and p of .003 to .97 it rejects a true law at a level of .05 to 1e-6 with a
    chance of at most 1.07 times that level (derived; the slack of discrete tails makes up for the choice of the end).

    Parameters
    ----------
    predicted : in [0, 1]; what rounding or a poor law puts outside is moved to the nearer end for the p-value.
    """
    from scipy.special import betainc, betaincc  # loads slowly

    k, n, p = np.broadcast_arrays(*(np.asarray(x, dtype=np.float64) for x in (events, trials, predicted)))
    known = (n > 0) & np.isfinite(p)
    inside = np.clip(p, 0, 1)
    few = np.where(k < n, betaincc(k + 1, np.maximum(n - k, 1), inside), 1.0)
    many = np.where(k > 0, betainc(np.maximum(k, 1), n - np.maximum(k, 1) + 1, inside), 1.0)
    deviation = np.where(known, k / np.maximum(n, 1) - p, np.nan)
    variance = inside * (1 - inside) / np.maximum(n, 1)
    tail = {"both": np.minimum(1, 2 * np.minimum(few, many)), "above": many, "below": few}[side]
    return Agreement(deviation, _in_units_of(deviation, variance), np.where(known, tail, np.nan))


def mean_agreement(
    mean: npt.ArrayLike,
    spread: npt.ArrayLike,
    trials: npt.ArrayLike,
    predicted: npt.ArrayLike,
    *,
    lowest: npt.ArrayLike,
    highest: npt.ArrayLike,
    side: Side = "both",
) -> Agreement:
    """Test of a mean that no rare trial deceives.

    Standard errors are the sample's, spread over the root of the trials; NaN where there is no spread, and a deviation.

    Student's test asks whether the spread seen explains the deviation. But a trial that gets stuck once in a thousand
    times moves the mean by far, and in the spread of a hundred trials there is nothing of it: Student's test then
    rejects laws that are true. So the p-value is the larger of Student's and the chance of having seen too few trials
    at the end of the range, all else being equal (derived): with B from the mean to that end, a spread s is at most
    that of k = n s^2 / B^2 such trials, the law wants n |deviation| / B more of them, and their number is Poisson's.
    Without any spread that is exp(-n |deviation| / B); where the spread is large it is the normal tail.

    Parameters
    ----------
    spread : standard deviation of one trial (n - 1 below); it may be zero.
    lowest, highest : between which the values of single trials lie.
    """
    from scipy.special import gammaincc, stdtr  # loads slowly

    m, s, n, mu, low, high = np.broadcast_arrays(
        *(np.asarray(x, dtype=np.float64) for x in (mean, spread, trials, predicted, lowest, highest))
    )
    known = (n > 1) & np.isfinite(mu) & np.isfinite(m) & np.isfinite(s)
    deviation = np.where(known, m - mu, np.nan)
    reach = np.maximum(np.where(deviation > 0, m - low, high - m), 0)
    seen, missing = _at_the_end(s, n, reach), _share(n * np.abs(deviation), reach)
    student = 2 * stdtr(np.maximum(n - 1, 1), -np.abs(_in_units_of(deviation, s**2 / np.maximum(n, 1))))
    # nothing reaches beyond the mean: then only the spread can explain
    unseen = np.where(reach > 0, 2 * gammaincc(seen + 1, seen + missing), 0.0)
    p_value = np.where(deviation == 0, 1.0, np.minimum(1, np.maximum(student, unseen)))
    if side != "both":
        p_value = np.where(deviation > 0 if side == "above" else deviation < 0, p_value / 2, 1.0)
    errors = _in_units_of(deviation, s**2 / np.maximum(n, 1))
    return Agreement(deviation, np.where(np.isinf(errors), np.nan, errors), np.where(known, p_value, np.nan))


def event_resolution(trials: npt.ArrayLike, predicted: npt.ArrayLike, *, level: float) -> Floats:
    """Deviation that ``event_agreement`` sees at p-value ``level`` every other time, towards the middle of [0, 1]."""
    from scipy.special import betaincinv  # loads slowly

    n, p = np.broadcast_arrays(np.asarray(trials, dtype=np.float64), np.asarray(predicted, dtype=np.float64))
    rare = np.clip(np.minimum(p, 1 - p), 0, 1)
    limit = betaincinv(n * rare + 1, np.maximum(n * (1 - rare), 1), 1 - level / 2)
    return np.where((n > 0) & np.isfinite(p), limit - rare, np.nan)


def mean_resolution(
    mean: npt.ArrayLike,
    spread: npt.ArrayLike,
    trials: npt.ArrayLike,
    *,
    lowest: npt.ArrayLike,
    highest: npt.ArrayLike,
    level: float,
) -> Floats:
    """Deviation to which ``mean_agreement`` gives the p-value ``level``, in the direction where that is larger."""
    from scipy.special import gammainccinv, stdtrit  # loads slowly

    m, s, n, low, high = np.broadcast_arrays(
        *(np.asarray(x, dtype=np.float64) for x in (mean, spread, trials, lowest, highest))
    )
    student = stdtrit(np.maximum(n - 1, 1), 1 - level / 2) * s / np.sqrt(np.maximum(n, 1))
    sides = []
    for reach in (np.maximum(m - low, 0), np.maximum(high - m, 0)):
        seen = _at_the_end(s, n, reach)
        sides.append(reach * (gammainccinv(seen + 1, level / 2) - seen) / np.maximum(n, 1))
    return np.where(n > 1, np.maximum(student, np.maximum(*sides)), np.nan)


def holm(p_values: npt.ArrayLike) -> Floats:
    """P-values corrected for their number: if every law is true, any falls below a level with that chance at most.

    Holm's step-down method of 1979. It rests on Bonferroni's inequality alone and so holds however the tests depend
    on each other: observables of the same trials, and points that share their streams. NaN is no test.
    """
    p = np.asarray(p_values, dtype=np.float64)
    corrected = np.full(p.shape, np.nan)
    tested = ~np.isnan(p)
    values = p[tested]
    order = np.argsort(values, kind="stable")
    steps = np.maximum.accumulate(values[order] * np.arange(len(values), 0, -1)) if len(values) else values
    values[order] = np.minimum(1, steps)
    corrected[tested] = values
    return corrected


def _in_units_of(deviation: Floats, variance: Floats) -> Floats:
    """Deviation over the root of the variance; 0 / 0 is 0."""
    some = variance > 0
    units = deviation / np.sqrt(np.where(some, variance, 1))
    return np.where(some | (deviation == 0) | np.isnan(deviation), units, np.copysign(np.inf, deviation))


def _at_the_end(spread: Floats, trials: Floats, reach: Floats) -> Floats:
    """Number of trials at the end of the range that would make up the whole spread."""
    return _share(trials * spread**2, reach * reach)


def _share(part: Floats, whole: Floats) -> Floats:
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1), 0.0)
