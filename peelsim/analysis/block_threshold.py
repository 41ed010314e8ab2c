"""The erasure at which half the trials are stuck, estimated from trials at several erasures by a probit line."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import xarray

from peelsim.analysis.probit import probit_line
from peelsim.theory.dummy_nodes import AUTHORS_ERASURE

Floats = npt.NDArray[np.float64]

_SURE = 1.959963984540054  # standard errors on either side of a 95 % interval


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
    line = probit_line(x, k, n)
    if line is None or line.width > 0:  # P(stuck) falls as more is erased: no waterfall
        return _UNKNOWN
    half = _SURE * line.centre_error
    return Estimate(line.centre, line.centre - half, line.centre + half)
