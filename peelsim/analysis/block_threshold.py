"""The erasure at which half the trials are stuck, estimated from trials at several erasures.

A probit line P(stuck) = Phi((erasure - threshold) / width) is fitted by maximum likelihood; that is the form of the
finite-length law over a few widths. The interval is that of the fit's covariance (inverse Fisher information, delta
method), wider where the points scatter about the line more than their trials explain.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import xarray
from scipy.optimize import minimize
from scipy.special import log_ndtr, ndtri

from peelsim.theory.dummy_nodes import AUTHORS_ERASURE

Floats = npt.NDArray[np.float64]

_SURE = float(ndtri(0.975))  # standard errors on either side of a 95 % interval


class Estimate(NamedTuple):
    """A threshold with its 95 % interval, NaN where the trials do not enclose it."""

    threshold: float
    low: float
    high: float


_UNKNOWN = Estimate(np.nan, np.nan, np.nan)


def block_threshold(data: xarray.Dataset) -> xarray.Dataset:
    """The threshold for each place along the axes other than ``erasure``.

    Variables: ``erasure_threshold`` with ``_low`` and ``_high``, and the ``concepts`` R and ``texts`` T of the code,
    of whose 2R symbols a share is erased: 2 e R concepts are unknown, which is what a result file calls concepts.
    """
    along = str(data["erasure"].dims[0])
    estimates = xarray.apply_ufunc(
        probit_threshold,
        data["erasure"],
        data["stuck_count"],
        data["trials"],
        input_core_dims=[[along]] * 3,
        output_core_dims=[[]] * 3,
        vectorize=True,
    )
    concepts = data["concepts"]
    if along in concepts.dims:
        concepts = (concepts * AUTHORS_ERASURE / data["erasure"]).median(along)  # each is rounded
    texts = data["texts"].median(along) if along in data["texts"].dims else data["texts"]
    named = dict(zip(("erasure_threshold", "erasure_threshold_low", "erasure_threshold_high"), estimates, strict=True))
    shape = named["erasure_threshold"]
    bare = {"concepts": concepts, "texts": texts}
    for name, values in bare.items():
        named[f"code_{name}"] = values.reset_coords(drop=True).broadcast_like(shape)
    return xarray.Dataset(named)


def probit_threshold(erasure: Floats, stuck: npt.NDArray[np.int64], trials: npt.NDArray[np.int64]) -> Estimate:
    """Where the probability of being stuck passes 1/2.

    Parameters
    ----------
    erasure : [points], in any order.
    stuck, trials : [points], how many trials were stuck, of how many; points without trials are left out.

    Without two points in the waterfall no width can be estimated: the interval then reaches from the last point at
    which none was stuck to the first at which all were.
    """
    order = np.argsort(erasure)
    order = order[trials[order] > 0]
    x, k, n = erasure[order], stuck[order].astype(float), trials[order].astype(float)
    if not len(x) or k[0] > n[0] / 2 or k[-1] < n[-1] / 2:
        return _UNKNOWN
    if x[k > 0].min() >= x[k < n].max():
        above = int(np.argmax(k >= n / 2))
        low, high = x[max(above - 1, 0)], x[above]
        if 0 < k[above] < n[above]:  # the one point in the waterfall
            high = x[min(above + 1, len(x) - 1)]
        elif 0 < k[above - 1] < n[above - 1]:
            low = x[max(above - 2, 0)]
        return Estimate(float(np.interp(0.5, k / n, x)), float(low), float(high))
    return _fitted(x, k, n)


def _fitted(x: Floats, k: Floats, n: Floats) -> Estimate:
    """Maximum likelihood, on x measured from its middle so that the search is well-conditioned."""
    middle, scale = float(np.average(x, weights=_mixed(k, n))), float(np.ptp(x)) / 4
    t = (x - middle) / scale

    def loss(line: Floats) -> float:
        place = line[0] + line[1] * t
        return -float(k @ log_ndtr(place) + (n - k) @ log_ndtr(-place)) / float(n.sum())

    found = minimize(loss, np.array([0.0, 4.0]), method="BFGS", options={"gtol": 1e-9})
    intercept, slope = found.x
    place = intercept + slope * t
    log_density = -(place**2) / 2 - np.log(2 * np.pi) / 2
    weight = n * np.exp(2 * log_density - log_ndtr(place) - log_ndtr(-place))
    if slope <= 0:
        return _UNKNOWN
    information = np.array([[weight.sum(), weight @ t], [weight @ t, weight @ t**2]])
    gradient = np.array([-1 / slope, intercept / slope**2])  # of the threshold -intercept / slope
    variance = gradient @ np.linalg.solve(information, gradient) * _misfit(place, k, n)
    threshold, error = middle - scale * intercept / slope, scale * np.sqrt(variance)
    return Estimate(float(threshold), float(threshold - _SURE * error), float(threshold + _SURE * error))


def _mixed(k: Floats, n: Floats) -> Floats:
    """A weight for each point that is largest where outcomes are mixed."""
    share = (k + 0.5) / (n + 1)
    return np.asarray(share * (1 - share))


def _misfit(place: Floats, k: Floats, n: Floats) -> float:
    """Scatter about the line over what the trials explain, at least 1 (Pearson's chi-squared a degree of freedom)."""
    share = np.exp(log_ndtr(place))
    variance = n * share * np.exp(log_ndtr(-place))
    told = variance > 1  # where outcomes are hardly mixed the normal law of the scatter fails
    freedom = int(told.sum()) - 2
    if freedom < 1:
        return 1.0
    return max(1.0, float(((k - n * share)[told] ** 2 / variance[told]).sum()) / freedom)
