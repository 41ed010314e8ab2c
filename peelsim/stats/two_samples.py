"""Do two samples come from the same law? One statistic for whoever holds two runs against each other."""

from dataclasses import replace

import numpy as np

from peelsim.stats.agreement import Agreement, Floats
from peelsim.stats.comparison import Seen, agreement

__all__ = ["same_law"]


def same_law(first: Seen, second: Seen) -> Agreement:
    """How far the second sample is from the first, and whether chance explains it.

    For an event Fisher's exact test: of all that was seen of it in both, the share in one is hypergeometric, and the
    p-value is twice the smaller tail. For a mean each sample is held against the other's as against a law (see
    ``comparison.agreement``), with n1 n2 / (n1 + n2) trials, so that the errors of both count; the larger p-value
    stands. So neither a rare trial that one of them missed nor one that only one has is taken for a difference.

    Parameters
    ----------
    first, second : of the same observable; arrays of one shape, an entry per test.

    Returns
    -------
    Agreement : deviation, second minus first; in standard errors by the pooled variance; p-value. NaN without trials.

    Examples
    --------
    >>> def coin(heads, trials):
    ...     p = np.array([heads / trials])
    ...     return Seen(p, p, np.array([trials]), np.array([heads]), np.ones(1), jumps=False, highest=1.0)
    >>> [float(same_law(coin(0, 1000), coin(heads, 1000)).p_value[0].round(4)) for heads in (3, 12)]
    [0.2497, 0.0005]
    """
    n, m = (np.asarray(sample.trials, dtype=np.float64) for sample in (first, second))
    known = (n > 0) & (m > 0)
    deviation = np.where(known, second.mean - first.mean, np.nan)
    together = n * m / np.maximum(n + m, 1)
    if first.events is not None and second.events is not None:
        rate = (first.events + second.events) / np.maximum(n + m, 1)
        p_value = np.where(known, _fisher(first, second), np.nan)
        return Agreement(deviation, _in_errors(deviation, rate * (1 - rate), together), p_value)
    one_way = agreement(replace(first, trials=together), second.mean)
    other_way = agreement(replace(second, trials=together), first.mean)
    pooled = ((n - 1) * first.spread**2 + (m - 1) * second.spread**2) / np.maximum(n + m - 2, 1)
    return Agreement(deviation, _in_errors(deviation, pooled, together), np.maximum(one_way.p_value, other_way.p_value))


def _fisher(first: Seen, second: Seen) -> Floats:
    from scipy.stats import hypergeom

    assert first.events is not None and second.events is not None
    whole, events = first.trials + second.trials, first.events + second.events
    few = hypergeom.cdf(first.events, whole, events, first.trials)
    many = hypergeom.sf(first.events - 1, whole, events, first.trials)
    return np.asarray(np.minimum(1.0, 2 * np.minimum(few, many)), dtype=np.float64)


def _in_errors(deviation: Floats, variance: Floats, trials: Floats) -> Floats:
    """NaN where no spread was seen."""
    with np.errstate(divide="ignore", invalid="ignore"):
        errors = np.asarray(deviation / np.sqrt(variance / trials))
    return np.where(deviation == 0, 0.0, np.where(np.isfinite(errors), errors, np.nan))
