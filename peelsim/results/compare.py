"""What a result file saw and what its laws say, as plain arrays side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
import numpy.typing as npt

from peelsim.results.checked import CheckedFile, scale_of
from peelsim.results.guard import MalformedError
from peelsim.results.layout import UNFINISHED, Array, Floats
from peelsim.results.opening import check_header, opened, plain
from peelsim.results.schema import from_limbs

_SIZES = ("concepts", "nodes", "skills", "fine_skills")  # laws hold from some size on


@dataclass(frozen=True, eq=False)
class Measured:
    """One observable: arrays [points, places along its own dimension], one place if it has none."""

    name: str
    units: str
    dimension: str | None
    places: Array  # coordinates along the dimension
    mean: Floats
    spread: Floats  # standard deviation of one trial
    low: Floats  # 95 % interval
    high: Floats
    events: npt.NDArray[np.int64] | None  # trials with the event, None for a number
    one: Floats  # what a count of one is worth; NaN where nothing was counted


@dataclass(frozen=True, eq=False)
class Comparison:
    """A whole file. Points are in C order."""

    trials: npt.NDArray[np.int64]  # [points]
    hashes: Array
    coordinates: Mapping[str, Array]  # of every axis, a value a point
    size: str | None  # what measures the system: one of _SIZES, if the file has one of them
    sizes: Array | None  # its value at each point
    correlated: tuple[str, ...]  # coordinates along which points come from the same trials
    measured: Mapping[str, Measured]
    predictions: Mapping[str, Mapping[str, Floats]]  # law -> observable -> [points, places]
    binding: frozenset[str]  # laws that must not fail
    unfinished: int  # points whose trials have not ended


def compared(path: str | Path) -> Comparison:
    """Read a file. Raises ResultsError if it is missing, damaged or not ours."""
    with opened(path) as (file, _):
        check_header(path, file)
        return _Reader(file).comparison()


class _Reader(CheckedFile):
    """Takes the arrays out of a file, checking every name, type and shape on the way."""

    def comparison(self) -> Comparison:
        measured = {name: self._measured(name) for name in self.observables()}
        coordinates, correlated = self.coordinates()
        size, sizes = self._sizes(coordinates)
        return Comparison(
            trials=self.trials,
            hashes=np.array(self.words("checkpoint/point_hash")),
            coordinates=coordinates,
            size=size,
            sizes=sizes,
            correlated=correlated,
            measured=measured,
            predictions={
                law: {name: self._numbers_of(f"predictions/{law}/{name}", measured[name]) for name in names}
                for law, names in self.laws()
            },
            binding=frozenset(str(plain(self.file["predictions"].attrs.get("binding", ""))).split()),
            unfinished=self.words("stop_reason").count(UNFINISHED),
        )

    def _measured(self, name: str) -> Measured:
        variable = self.dataset(name)
        shape = tuple(variable.shape)
        if shape[: len(self.shape)] != self.shape or len(shape) > len(self.shape) + 1:
            raise MalformedError(f"/{name} has shape {shape}")
        own = len(shape) > len(self.shape)
        rows = (len(self.trials), -1 if own else 1)
        mean, spread, low, high = (
            self.numbers(name + suffix, shape, "f").reshape(rows) for suffix in ("", "_std", "_low", "_high")
        )
        events = self.numbers(f"{name}_count", shape, "i").reshape(rows) if f"{name}_count" in self.file else None
        limbs = self.numbers(f"checkpoint/{name}_sum", (*shape, 3), "i")
        counted = from_limbs(limbs).astype(np.float64).reshape(rows)
        dimension = scale_of(variable, len(self.shape)) if own else None
        return Measured(
            name=name,
            units=str(plain(variable.attrs["units"])),
            dimension=dimension,
            places=np.zeros(1) if dimension is None else self.values(dimension),
            mean=mean,
            spread=spread,
            low=low,
            high=high,
            events=events,
            one=np.where(counted > 0, mean * self.trials[:, None] / np.where(counted > 0, counted, 1), np.nan),
        )

    def _numbers_of(self, name: str, measured: Measured) -> Floats:
        """A law's prediction, in the shape of what was measured."""
        own = () if measured.dimension is None else (measured.mean.shape[1],)
        return self.numbers(name, (*self.shape, *own), "f").reshape(measured.mean.shape)

    def _sizes(self, coordinates: Mapping[str, Array]) -> tuple[str | None, Array | None]:
        """The size of every point: an axis, or a quantity that follows from others."""
        for name in _SIZES:
            sizes, found = coordinates.get(name), self.file.get(name)
            if sizes is None and isinstance(found, h5py.Dataset) and found.shape == self.shape:
                sizes = np.asarray(found[()]).reshape(-1)
            if sizes is not None and sizes.dtype.kind in "if":
                return name, sizes
        return None, None
