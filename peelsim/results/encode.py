"""Build the bytes of a result file in memory.

Tests: tests/results/test_store.py
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, prod
from typing import Any

import h5py
import numpy as np

from peelsim.printing import printable
from peelsim.results.columns import Column
from peelsim.results.digest import STORED_AS, digest_of
from peelsim.results.layout import RANGE, Array, LawNote, Layout, Provenance
from peelsim.results.schema import FILETYPE, FORMAT_VERSION, LIMB_BITS, OWN_LAWS, SIZE
from peelsim.stats.observable import Dimension, Observable

WORDS = h5py.string_dtype()

_BARE_DIMENSION = "This is a netCDF dimension but not a netCDF variable. {:10d}"  # as the netCDF-4 library writes it
_CHUNK = 1 << 17  # elements: 1 MiB of numbers, what HDF5 caches
_SMALL = 256  # elements below which compression saves nothing


@dataclass(frozen=True, eq=False)
class Content:
    """All that goes into a file."""

    layout: Layout
    trials: Array  # [points]
    stop_reasons: Sequence[str]
    counted: Sequence[str]  # the event that max_events counted when it ended a point, "" elsewhere
    columns: Sequence[Column]
    counts: Sequence[Mapping[str, Array]]  # each point's counts, one row per trial; empty mappings unless kept
    provenance: Provenance


def encode(content: Content, *, memory_name: str) -> bytes:
    """The file as bytes. ``memory_name`` tells apart files that are being built at the same time."""
    with h5py.File(memory_name, "w", driver="core", backing_store=False, block_size=1 << 20) as file:
        _header(file, content.layout)
        grid = _Grid(file, content.layout)
        grid.write(file, "trials", content.trials, "1", "number of trials")
        grid.write(file, "stop_reason", content.stop_reasons, "1", "why the trials ended")
        for quantity in content.layout.quantities:
            extra = () if quantity.dimension is None else (quantity.dimension.name,)
            grid.write(file, quantity.name, quantity.values, quantity.units, quantity.long_name, extra=extra)
        if content.layout.size is not None:
            _attributes(file[content.layout.size], {"role": SIZE})
        for column in content.columns:
            _statistics(grid, file, column)
        _predictions(grid, file.create_group("predictions"), content.layout)
        _checkpoint(grid, file.create_group("checkpoint"), content)
        if content.layout.keep_trials:
            _per_trial(file.create_group("per_trial"), content)
        provenance = file.create_group("provenance")
        _provenance(grid, provenance, content.provenance)
        _attributes(provenance, {STORED_AS: digest_of(file)})
        file.flush()
        return bytes(file.id.get_file_image())


def _header(file: Any, layout: Layout) -> None:
    # an integer where it is one to netCDF; a larger seed is spelt out, and so are several
    spelt = layout.seeds or abs(layout.seed) >= 1 << 63
    seed = layout.full_identity["seed"] if spelt else layout.seed
    _attributes(file, {"filetype": FILETYPE, "format_version": FORMAT_VERSION})
    _attributes(file, {"name": layout.name, "config_toml": layout.config_toml})
    _attributes(file, {**layout.full_identity, "seed": seed})


class _Grid:
    """The dimensions of a file, and how to write arrays along them."""

    def __init__(self, file: Any, layout: Layout) -> None:
        self.shape = layout.shape
        self.axes = tuple(axis.name for axis in layout.axes)
        self.scales: dict[str, Any] = {}
        beside: list[str] = []  # coordinates that are not called like their dimension
        for axis in layout.axes:
            own = [coordinate for coordinate in axis.coordinates if coordinate.name == axis.name]
            if not own:
                bare = file.create_dataset(axis.name, shape=(len(axis),), dtype=">f4", track_times=False)
                bare.make_scale(_BARE_DIMENSION.format(len(axis)))
                self.scales[axis.name] = bare
            for coordinate in own + [c for c in axis.coordinates if c.name != axis.name]:
                made = _dataset(file, coordinate.name, coordinate.values, coordinate.units, coordinate.long_name)
                if coordinate.name == axis.name:
                    made.make_scale(axis.name)
                    self.scales[axis.name] = made
                else:
                    made.dims[0].attach_scale(self.scales[axis.name])
                    beside.append(coordinate.name)
                if axis.correlated:
                    made.attrs["correlated"] = "points along this axis come from the same trials"
        self.coordinates = " ".join(beside)
        for name, own_axis in {**layout.dimensions, **layout.dimensions_of_quantities}.items():
            self.scales[name] = _own_scale(file, own_axis)

    def extra(self, observable: Observable) -> tuple[str, ...]:
        """The dimensions of an observable beside those of the grid."""
        return () if observable.dimension is None else (observable.dimension.name,)

    def write(
        self, group: Any, name: str, values: Any, units: str, long_name: str, *, extra: tuple[str, ...] = ()
    ) -> None:
        """Write values [points, extra dimensions] along the grid and the extra dimensions."""
        dimensions = (*self.axes, *extra)
        values = np.asarray(values, dtype=object) if isinstance(values, list) else np.asarray(values)
        lengths = tuple(self.scales[dimension].shape[0] for dimension in extra)
        made = _dataset(group, name, values.reshape((*self.shape, *lengths)), units, long_name)
        for dimension, scale in zip(made.dims, (self.scales[d] for d in dimensions), strict=True):
            dimension.attach_scale(scale)
        if self.coordinates:
            made.attrs["coordinates"] = self.coordinates  # as the CF conventions name them


def _statistics(grid: _Grid, file: Any, column: Column) -> None:
    observable, extra = column.observable, grid.extra(column.observable)
    for suffix, values, words in (
        ("", column.mean, observable.long_name),
        ("_std", column.deviation, f"{observable.long_name}, standard deviation of one trial"),
        ("_low", column.low, f"{observable.long_name}, lower 95 % limit"),
        ("_high", column.high, f"{observable.long_name}, upper 95 % limit"),
    ):
        grid.write(file, observable.name + suffix, values, observable.units, words, extra=extra)
    if observable.kind == "event":
        words = f"{observable.long_name}, number of trials"
        grid.write(file, f"{observable.name}_count", column.count, "1", words, extra=extra)
    if observable.jumps:
        _attributes(file[observable.name], {"rare": " ".join(observable.jumps)})
    if isfinite(observable.highest):
        _attributes(file[observable.name], {"highest": observable.highest})


def _predictions(grid: _Grid, group: Any, layout: Layout) -> None:
    own = [law for law in layout.predictions if law not in layout.foreign]
    _attributes(group, {"binding": " ".join(layout.binding), OWN_LAWS: "\n".join(sorted(own))})
    for law, predicted in layout.predictions.items():
        inside = group.create_group(law)
        note = layout.laws.get(law, LawNote())
        _attributes(inside, {"source": note.source, "kind": note.kind})
        for observable in layout.observables:
            name, extra = observable.name, grid.extra(observable)
            if name in predicted:
                words = f"{observable.long_name}, predicted by {law}"
                values = np.asarray(predicted[name], dtype=np.float64)
                grid.write(inside, name, values, observable.units, words, extra=extra)
            ranges = layout.ranges.get(law, {}).get(name)
            if ranges is not None and not ranges.is_plain:
                ranges = ranges.canonical()
                words = f"{observable.long_name}, where law {law} is valid"
                grid.write(inside, name + RANGE, ranges.codes, "1", words, extra=extra)
                _attributes(inside[name + RANGE], {"meanings": ranges.words()})


def _checkpoint(grid: _Grid, group: Any, content: Content) -> None:
    grid.write(group, "point_hash", list(content.layout.point_hash), "1", "content hash of the point")
    words = "event that max_events counted when it ended the trials"
    grid.write(group, "counted_event", list(content.counted), "1", words)
    grid.scales["limb"] = _scale(group, "limb", np.array(LIMB_BITS), "bits by which the limb is shifted")
    for column in content.columns:
        observable = column.observable
        extra = (*grid.extra(observable), "limb")
        words = f"{observable.long_name}, exact sum of"
        grid.write(group, f"{observable.name}_sum", column.sums, "1", f"{words} counts", extra=extra)
        grid.write(group, f"{observable.name}_square", column.squares, "1", f"{words} squared counts", extra=extra)
        if observable.kind == "number":
            grid.write(group, f"{observable.name}_cube", column.cubes, "1", f"{words} cubed counts", extra=extra)


def _per_trial(group: Any, content: Content) -> None:
    # each point has dimensions of its own: a scale shared by thousands of points slows with each and then overflows
    for point, counts in enumerate(content.counts):
        if not counts:
            continue
        inside = group.create_group(str(point))
        scales = {"trial": _scale(inside, "trial", np.arange(content.trials[point]), "trial index")}
        for name, own_axis in content.layout.dimensions.items():
            scales[name] = _own_scale(inside, own_axis)
        for column in content.columns:
            observable, per = column.observable, float(column.per[point])
            made = _dataset(inside, observable.name, counts[observable.name], observable.units, observable.long_name)
            made.dims[0].attach_scale(scales["trial"])
            if observable.dimension is not None:
                made.dims[1].attach_scale(scales[observable.dimension.name])
            if per != 1:
                made.attrs["scale_factor"] = 1 / per  # CF: readers multiply by it


def _own_scale(group: Any, dimension: Dimension) -> Any:
    """An observable's own dimension with its coordinate."""
    places = np.arange(1, dimension.length + 1) if dimension.values is None else np.array(dimension.values)
    return _scale(group, dimension.name, places, dimension.long_name or dimension.name)


def _scale(group: Any, name: str, values: Array, long_name: str) -> Any:
    """A dimension with its coordinate."""
    made = _dataset(group, name, values, "1", long_name)
    made.make_scale(name)
    return made


def _dataset(group: Any, name: str, values: Array, units: str, long_name: str) -> Any:
    """A variable, compressed where that is worth it."""
    values = np.asarray(values)
    words = values.dtype.kind not in "if"
    options: dict[str, Any] = {"dtype": WORDS} if words else {"dtype": np.int64 if values.dtype.kind == "i" else float}
    if values.size >= _SMALL and not words:  # words live in a heap that no filter reaches
        rows = max(1, min(len(values), _CHUNK // prod(values.shape[1:])))
        options |= {"chunks": (rows, *values.shape[1:]), "compression": "gzip", "compression_opts": 1, "shuffle": True}
    made = group.create_dataset(name, data=values.astype(object) if words else values, track_times=False, **options)
    _attributes(made, {"units": units or "1", "long_name": long_name or name})
    return made


def _provenance(grid: _Grid, group: Any, provenance: Provenance) -> None:
    """Single values as attributes, arrays along the grid; text of the environment, which may be none, as it can be."""
    for key, value in provenance.items():
        if not isinstance(value, np.ndarray):
            _attributes(group, {key: printable(value) if isinstance(value, str) else value})
        else:
            grid.write(group, key, value, "s" if key.endswith("seconds") else "1", key.replace("_", " "))


def _attributes(place: Any, attributes: Mapping[str, Any]) -> None:
    for key, value in attributes.items():
        place.attrs[key] = int(value) if isinstance(value, (bool, int)) else value
