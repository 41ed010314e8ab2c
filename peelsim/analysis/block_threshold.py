"""The block erasure threshold as simulated: the R of the code at which half the trials are stuck."""

from typing import TYPE_CHECKING

import numpy as np

from peelsim.analysis.probit import TWO_SIDED, probit_line
from peelsim.theory.printed.dummy_nodes import AUTHORS_ERASURE

if TYPE_CHECKING:
    import xarray

__all__ = ["block_threshold"]


def block_threshold(data: "xarray.Dataset", *, along: str) -> "xarray.Dataset":
    """The code's R, with 95 % intervals, for which this share of its symbols is the threshold.

    Of the 2 R symbols of the paper's code a share e is erased: 2 e R concepts are unknown, which is what a result file
    calls concepts. A probit line in ln R goes through the points at one budget and one erasure, whose R differ.

    Parameters
    ----------
    data : of ``peelsim.load``, with stuck_count and the coordinate erasure.
    along : the axis along which R varies within a budget.

    Returns
    -------
    Dataset along the other axes: code_concepts, with _low and _high; NaN where the points do not enclose the threshold.
    """
    import xarray

    sizes = data["concepts"] * AUTHORS_ERASURE / data["erasure"]

    def found(size: np.ndarray, stuck: np.ndarray, trials: np.ndarray) -> tuple[float, float, float]:
        line = probit_line(np.log(size), stuck, trials)
        if line is None or not np.log(size.min()) <= line.centre <= np.log(size.max()):
            return np.nan, np.nan, np.nan
        half = TWO_SIDED * line.centre_error
        return np.exp(line.centre), np.exp(line.centre - half), np.exp(line.centre + half)

    estimates = xarray.apply_ufunc(
        found,
        *xarray.broadcast(sizes, data["stuck_count"], data["trials"]),
        input_core_dims=[[along]] * 3,
        output_core_dims=[[]] * 3,
        vectorize=True,
    )
    names = ("code_concepts", "code_concepts_low", "code_concepts_high")
    return xarray.Dataset(dict(zip(names, estimates, strict=True)))
