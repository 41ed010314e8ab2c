"""What the levels of random hierarchies are worth, the samples that tell them, and the exponent between the two.

Tests: tests/analysis/test_source_figures.py
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from peelsim.analysis.curves import Floats
from peelsim.analysis.results import Results
from peelsim.analysis.setting import shared
from peelsim.theory.sources.hierarchy import Grammars, samples_to_tell

if TYPE_CHECKING:
    import xarray

__all__ = ["FIRST", "Levels", "exponent", "levels"]

FIRST = 3  # level from which on the fall is that of many levels


@dataclass(frozen=True, eq=False)
class Levels:
    """Levels 1, 2, ..., averaged over all trials of a file.

    Parameters
    ----------
    gaps : entropy above its limit once a level is told, nats.
    needed : samples that tell it.
    grammars : that they are of.
    """

    gaps: Floats
    needed: Floats
    grammars: Grammars

    @property
    def local(self) -> Floats:
        """Exponents between neighbouring levels."""
        return np.asarray(-np.diff(np.log(self.gaps)) / np.diff(np.log(self.needed)))

    @property
    def fitted(self) -> float:
        """The exponent from level FIRST on; NaN for fewer than three such levels."""
        late = slice(FIRST - 1, None)
        if len(self.gaps[late]) < 3:
            return np.nan
        return -float(np.polyfit(np.log(self.needed[late]), np.log(self.gaps[late]), 1)[0])


def levels(results: Results) -> Levels:
    """Levels of a file, whose points differ in samples alone: neither entropies nor correlations depend on them."""
    return _of(results, results.data)


def exponent(results: Results) -> tuple[float, float]:
    """The exponent fitted from level FIRST on, and its standard error: points are left out one at a time (jackknife).

    The error is NaN for fewer than three points.
    """
    points = results.data.sizes["samples"]
    value = levels(results).fitted
    if points < 3:
        return value, np.nan
    kept = [_of(results, results.data.drop_isel(samples=[place])).fitted for place in range(points)]
    return value, float(np.sqrt((points - 1) * np.var(kept)))


def _of(results: Results, data: "xarray.Dataset") -> Levels:
    parameters = shared(results)
    grammars = Grammars(
        symbols=parameters["symbols"], rules=parameters["rules"], branching=parameters.get("branching", 2)
    )
    entropy = np.asarray(data["entropy"].mean("samples").squeeze(), float)
    strength = np.asarray(data["correlation_strength"].mean("samples").squeeze(), float)
    limit = grammars.entropy_limit(entropy[-1], before=entropy[-2])
    return Levels(entropy[1:] - limit, np.asarray(samples_to_tell(strength, symbols=grammars.symbols)), grammars)
