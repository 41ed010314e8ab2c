"""What a law says along an axis, also between the points of a file: the models there are made anew."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from peelsim.analysis.curves import Curve, Floats
from peelsim.analysis.results import Results
from peelsim.analysis.setting import shared
from peelsim.models.base import Keys, Model, Quantities, keys_of
from peelsim.models.registry import kinds, model_of
from peelsim.sweep.file.grid import with_value

__all__ = ["FINE", "SLOW", "Line", "Scale", "Wanted", "law_line"]

FINE = 80  # points of a line
SLOW = frozenset({"exact", "renewal"})  # laws that take up to seconds for a point: they have those of the file only

Scale = Literal["linear", "log"]


@dataclass(frozen=True, eq=False)
class Line:
    """A law's line; NaN where it says nothing."""

    x: Floats
    y: Floats
    extrapolated: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Wanted:
    """Which line: of a law and an observable along a coordinate.

    Parameters
    ----------
    place : along the observable's own dimension, None if it has none.
    against : the quantity that stands at the figure's axis, None for the coordinate itself.
    scale : how the line's points are spaced.
    """

    law: str
    observable: str
    along: str
    place: int | None = None
    against: str | None = None
    scale: Scale = "linear"


def law_line(results: Results, curve: Curve, wanted: Wanted) -> Line | None:
    """The line of a law over the values of a curve; None if the law says nothing of the observable.

    It has the points of the file alone where no model can be made between them (zipped axes, parameters that the file
    holds in part, sizes that must be whole), for a law that takes long, and for one that is not the model's own.
    """
    said = curve.law(wanted.law, wanted.observable)
    if said is None:
        return None
    coarse = _coarse(curve, wanted, said)
    models = _Models.of(results, curve, wanted)
    if models is None or wanted.law in SLOW or len(coarse.x) < 2 or np.isnan(said).all():
        return coarse
    if wanted.law not in model_of(results.kind).laws:
        return coarse
    rows = [row for value in models.values if (row := _row(models, value, wanted)) is not None]
    if len(rows) < len(coarse.x):
        return coarse
    x, y, beyond = (np.array(column) for column in zip(*rows, strict=True))
    x, first = np.unique(x, return_index=True)
    return Line(x, y[first], beyond[first].astype(bool))


def _coarse(curve: Curve, wanted: Wanted, said: Floats) -> Line:
    x = curve.values(wanted.against or wanted.along)
    order = np.argsort(x, kind="stable")
    return Line(x[order], said[order], curve.extrapolated(wanted.law, wanted.observable)[order])


@dataclass(frozen=True, eq=False)
class _Models:
    """Models of one curve at any value of what it runs along."""

    keys: type[Keys]
    parameters: dict[str, object]
    along: str
    values: list[float]

    @classmethod
    def of(cls, results: Results, curve: Curve, wanted: Wanted) -> "_Models | None":
        """None where the file does not hold what it takes."""
        if results.kind not in kinds() or wanted.along not in curve.data.coords:
            return None
        running = [str(name) for name, values in curve.data.coords.items() if curve.dimension in values.dims]
        x = curve.values(wanted.along)
        if running != [wanted.along] or not np.isfinite(x).all() or (wanted.scale == "log" and not (x > 0).all()):
            return None
        keys = keys_of(model_of(results.kind))
        parameters = {name: value for name, value in shared(results).items() if name in keys.model_fields}
        for name, values in curve.data.coords.items():
            if values.ndim == 0 and str(name).partition(".")[0] in keys.model_fields:
                parameters = with_value(parameters, str(name), values.item())
        spaced = np.geomspace if wanted.scale == "log" else np.linspace
        fine = spaced(x.min(), x.max(), FINE).tolist()
        if wanted.along in keys.whole:
            fine = sorted({round(value) for value in fine})
        return cls(keys, {**parameters, "kind": results.kind}, wanted.along, fine)

    def at(self, value: float) -> tuple[Model, Quantities] | None:
        """The model there, and its quantities as a file has them."""
        try:
            keys = self.keys.of(with_value(self.parameters, self.along, value))
            model = keys.resolve()
            return model, {**model.quantities, **keys.noted(model)}
        except ValueError:
            return None


def _number(model: Model, wanted: Wanted) -> tuple[float, bool] | None:
    """What a law says of a model, and whether that is outside its range; NaN if it is out of reach."""
    try:
        said = model.predict(wanted.law)
    except ValueError:
        return np.nan, False
    value = np.asarray(said.get(wanted.observable, np.nan), dtype=float)
    ranges = said.ranges(wanted.observable)
    if wanted.place is None:
        return (float(value), ranges[0].status == "extrapolated") if value.ndim == 0 else None
    if value.ndim == 0:
        return float(value), ranges[0].status == "extrapolated"
    return float(value[wanted.place]), ranges[wanted.place if len(ranges) > 1 else 0].status == "extrapolated"


def _row(models: _Models, value: float, wanted: Wanted) -> tuple[float, float, bool] | None:
    """x, y and whether that is extrapolated, at one place of a line."""
    made = models.at(value)
    if made is None:
        return None
    model, quantities = made
    said = _number(model, wanted)
    if said is None:
        return None
    known = quantities.get(wanted.against or wanted.along)
    if known is not None:  # as realised: sizes are whole numbers
        return float(known[0]), *said
    return (value if wanted.against is None else float(getattr(model, wanted.against))), *said
