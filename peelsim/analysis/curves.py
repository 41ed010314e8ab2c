"""Results taken apart into curves: an observable along one axis, one curve for each value of another.

Tests: tests/analysis/test_results.py
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from peelsim.analysis.results import Results
from peelsim.results.layout import RANGE

if TYPE_CHECKING:
    import xarray

__all__ = ["Curve", "Floats", "Mask", "axis", "curves", "runs_along", "spread"]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Curve:
    """What was seen and predicted along one axis, everything else being equal."""

    value: float | str  # of what the curves differ in
    dimension: str
    data: "xarray.Dataset"
    laws: Mapping[str, "xarray.Dataset"]

    def values(self, name: str) -> Floats:
        """A variable or coordinate, one number for each point of the curve."""
        return self._along(self.data[name])

    def law(self, law: str, name: str) -> Floats | None:
        """What a law says of an observable; None if it says nothing of it."""
        return self._along(self.laws[law][name]) if name in self.laws[law] else None

    def extrapolated(self, law: str, name: str) -> Mask:
        """Where a law speaks outside its range."""
        said = self.laws[law]
        if name + RANGE not in said:
            return np.zeros(self.data.sizes[self.dimension], dtype=bool)
        codes = said[name + RANGE]
        meanings = str(codes.attrs.get("meanings", "")).split("\n")
        beyond = [code for code, meaning in enumerate(meanings) if meaning.startswith("extrapolated")]
        return np.isin(self._along(codes), beyond)

    def _along(self, values: "xarray.DataArray") -> Floats:
        length = self.data.sizes[self.dimension]
        return np.broadcast_to(np.asarray(values.squeeze(), dtype=float), (length,))


def axis(results: Results, *names: str) -> str | None:
    """The first of these coordinates along which the grid runs, over two values or more."""
    for name in names:
        if name in results.data.coords and results.data[name].ndim == 1 and results.data[name].size > 1:
            return name
    return None


def runs_along(results: Results, observable: str, *names: str | None) -> bool:
    """Whether an observable was seen along all of these coordinates, each for itself, and along no other axis."""
    data = results.data
    if any(observable + suffix not in data for suffix in ("", "_low", "_high")) or None in names:
        return False
    wanted = [str(data[name].dims[0]) for name in names if name is not None]
    longer = [str(dimension) for dimension in data[observable].dims if data.sizes[dimension] > 1]
    return sorted(wanted) == sorted(longer)


def curves(results: Results, along: str, *, by: str | None) -> list[Curve]:
    """Curves along one coordinate, one for each value of another, or a single one, ascending in ``by``."""
    dimension = str(results.data[along].dims[0])
    if by is None:
        return [Curve("", dimension, results.data, results.laws)]
    across = str(results.data[by].dims[0])
    made = []
    for place in np.argsort(results.data[by].values, kind="stable"):
        laws = {law: said.isel({across: place}, missing_dims="ignore") for law, said in results.laws.items()}
        value = results.data[by].values[place].item()
        made.append(Curve(value, dimension, results.data.isel({across: place}), laws))
    return made


def spread(items: list[Curve], most: int) -> list[Curve]:
    """At most so many of them, the first and the last among them, evenly spread."""
    if len(items) <= most:
        return items
    return [items[place] for place in np.round(np.linspace(0, len(items) - 1, most)).astype(int)]
