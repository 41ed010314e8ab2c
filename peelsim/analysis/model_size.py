"""Results ordered by model size N, whichever of the ways to say a size the grid runs along.

Tests: tests/analysis/test_skill_figures.py
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from peelsim.analysis.curves import axis
from peelsim.analysis.requirements import Along
from peelsim.analysis.results import Results
from peelsim.analysis.setting import setting

__all__ = ["ALONG", "SIZES", "Floats", "ascending", "size_axis", "untried"]

Floats = npt.NDArray[np.float64]

ALONG = ("parameters", "compute", "flops", "concepts")
SIZES = Along(ALONG)


def size_axis(results: Results) -> str | None:
    """The coordinate along which model size varies, if there is one."""
    return axis(results, *ALONG)


def ascending(results: Results) -> tuple[Results, Floats]:
    """The results in ascending order of N, and N of the realised numbers of concepts.

    Raises
    ------
    ValueError : if N also depends on something else, or two points have the same.
    """
    along = size_axis(results)
    assert along is not None
    dimension = str(results.data[along].dims[0])
    concepts = results.data["concepts"].squeeze()
    if concepts.dims != (dimension,):
        raise ValueError(f"the number of concepts does not follow from {along}")
    order = np.argsort(concepts.values, kind="stable")
    size = np.asarray(setting(results).scales.parameters(concepts.values[order].astype(float)))
    if np.any(np.diff(size) == 0):
        raise ValueError("two points have the same number of concepts")
    laws = {law: said.isel({dimension: order}) for law, said in results.laws.items()}
    return replace(results, data=results.data.isel({dimension: order}), laws=laws), size


def untried(size: Floats, trials: npt.ArrayLike) -> list[tuple[float, float]]:
    """Stretches of N, ascending, whose points have no trials; they end half-way to the points that have, or open.

    Open ends are 0 and infinity.
    """
    edges = np.concatenate([[0.0], np.sqrt(size[:-1] * size[1:]), [np.inf]])
    missing = np.concatenate([[0], np.asarray(trials) == 0, [0]]).astype(int)
    starts, ends = np.flatnonzero(np.diff(missing) == 1), np.flatnonzero(np.diff(missing) == -1)
    return [(float(edges[start]), float(edges[end])) for start, end in zip(starts, ends, strict=True)]
