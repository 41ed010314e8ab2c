"""When tasks are learnt that come up with probabilities p_k: each after as many sightings of it, at once.

The quantization model (Michaud et al. 2023, sec. 2) in time, for a number of tasks that is finite: task k, of K with
p_k in proportion to k^-(alpha + 1), is learnt once a training of B samples per step has shown it c times, after
c / (B p_k) steps. Its loss is 1 before and 0 after, in units of what a guess loses. The exponent
alpha / (alpha + 1) is that of tasks without end, and is not to be read off some twenty of them.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import betaincc

from peelsim.theory.arrays import Numbers, numbers, plain

__all__ = ["chance_of_data", "fitted_sightings", "learnt_after", "learnt_steps", "unlearnt_after", "use"]


def use(tasks: int, *, exponent: float) -> Numbers:
    """p_k for k = 1 .. K."""
    p = np.arange(1.0, tasks + 1) ** -(exponent + 1)
    return np.asarray(p / p.sum())


def learnt_steps(p: npt.ArrayLike, *, batch: int, sightings: float) -> Any:
    """Steps after which tasks of probability p are learnt: c / (B p)."""
    (each,) = numbers(p)
    return plain(sightings / (batch * each))


def unlearnt_after(steps: npt.ArrayLike, p: npt.ArrayLike, *, batch: int, sightings: float) -> Any:
    """Sum of p_k over tasks that are not learnt after so many steps: the mean loss.

    Examples
    --------
    >>> print(f"{unlearnt_after(1000, [0.7, 0.2, 0.1], batch=10, sightings=1500):.2f}")
    0.10
    """
    (t,) = numbers(steps)
    each = np.asarray(p, dtype=float)
    late = t[..., None] < np.asarray(learnt_steps(each, batch=batch, sightings=sightings))
    return plain(np.sum(np.where(late, each, 0.0), axis=-1))


def learnt_after(steps: npt.ArrayLike, p: npt.ArrayLike, *, batch: int, sightings: float) -> Any:
    """Number of tasks that are learnt after so many steps."""
    (t,) = numbers(steps)
    return plain(np.sum(t[..., None] >= np.asarray(learnt_steps(p, batch=batch, sightings=sightings)), axis=-1))


def chance_of_data(p: npt.ArrayLike, *, samples: int, needed: int) -> Numbers:
    """Chance that D samples, seen over and over, hold as many of a task as it takes to learn it: binomial."""
    (each,) = numbers(p)
    if samples < needed:
        return np.zeros_like(each)
    return 1 - np.asarray(betaincc(needed, samples - needed + 1, each))


def fitted_sightings(steps: npt.ArrayLike, p: npt.ArrayLike, *, batch: int) -> float:
    """c of tasks that were learnt after these steps: the median of B p_k times the steps; NaN counts as never."""
    t, each = numbers(steps, p)
    return float(np.median(batch * each * np.where(np.isnan(t), np.inf, t)))
