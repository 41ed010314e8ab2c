"""What a result file saw and what its laws say, as plain arrays side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
import numpy.typing as npt

from peelsim.results import format_1
from peelsim.results.checked import CheckedFile, scale_of
from peelsim.results.guard import MalformedError, member
from peelsim.results.layout import SUFFIXES, UNFINISHED, Array, Floats
from peelsim.results.opening import check_header, format_of, opened, plain
from peelsim.results.ranges import Ranges
from peelsim.results.schema import PARAMETER, SIZE, from_limbs
from peelsim.stats.law import LawKind

__all__ = ["Comparison", "Measured", "Said", "compared"]


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
    jumps: bool  # whether a rare event may stand behind a number
    highest: float  # what no trial's value exceeds; infinite if that is not known


@dataclass(frozen=True, eq=False)
class Said:
    """What one law says."""

    source: str
    kind: LawKind
    binding: bool  # it must not fail
    values: Mapping[str, Floats]  # observable -> [points, places], NaN where it says nothing
    ranges: Mapping[str, Ranges]  # of every observable of the file, in the same shape


@dataclass(frozen=True, eq=False)
class Comparison:
    """A whole file. Points are in C order."""

    trials: npt.NDArray[np.int64]  # [points]
    hashes: Array
    coordinates: Mapping[str, Array]  # of every axis, a value per point
    size: str | None  # name of what measures the system, if the file says it
    sizes: Array | None  # its value at each point
    correlated: tuple[str, ...]  # coordinates along which points come from the same trials
    measured: Mapping[str, Measured]
    laws: Mapping[str, Said]
    seed: str
    constants: Mapping[str, str]  # parameters of the model that no axis varies, as text
    reasons: tuple[str, ...]  # why the trials of each point ended
    laws_to_come: bool  # the file was saved before all was known that its laws say
    quantities: Mapping[str, Array]  # what else is known of each point, a value per point

    @property
    def unfinished(self) -> int:
        """Points whose trials have not ended."""
        return self.reasons.count(UNFINISHED)


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
            laws={law: self._said(law, predicted, ranged, measured) for law, predicted, ranged in self.laws()},
            seed=str(plain(self.file.attrs.get("seed", ""))),
            constants={
                key.removeprefix(PARAMETER): str(plain(value))
                for key, value in list(self.file.attrs.items())
                if key.startswith(PARAMETER)
            },
            reasons=tuple(self.words("stop_reason")),
            laws_to_come=self.laws_to_come,
            quantities=self._quantities({*coordinates, *measured}),
        )

    def _quantities(self, known: set[str]) -> dict[str, Array]:
        """Variables of the root along the grid that are no coordinates, statistics or trials."""
        known |= {f"{name}_{suffix}" for name in known for suffix in SUFFIXES} | {"trials", "stop_reason"}
        found = {}
        for name in list(self.file):
            item = member(self.file, name)
            if name in known or not isinstance(item, h5py.Dataset) or item.shape != self.shape:
                continue
            if item.attrs.get("CLASS") != b"DIMENSION_SCALE":
                found[name] = np.atleast_1d(self.values(name)).reshape(-1)
        return found

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
        one = np.where(counted > 0, mean * self.trials[:, None] / np.where(counted > 0, counted, 1), np.nan)
        old = format_of(self.file) == 1
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
            one=one,
            jumps=format_1.JUMPS if old else "rare" in variable.attrs,
            highest=1.0
            if events is not None
            else format_1.highest(one, mean)
            if old
            else float(plain(variable.attrs.get("highest", np.inf))),
        )

    def _said(self, law: str, predicted: list[str], ranged: list[str], measured: Mapping[str, Measured]) -> Said:
        """What a law says, in the shapes of what was measured."""
        values, ranges = {}, {}
        for name, of in measured.items():
            shape = (*self.shape, *(() if of.dimension is None else (of.mean.shape[1],)))
            numbers = np.full(of.mean.shape, np.nan)
            if name in predicted:
                values[name] = numbers = self.numbers(f"predictions/{law}/{name}", shape, "f").reshape(of.mean.shape)
            told = self.ranges(law, name, shape).reshape(of.mean.shape) if name in ranged else Ranges.plain(numbers)
            ranges[name] = told
        note = self.note_of(law)
        return Said(
            source=note.source,
            kind=note.kind,
            binding=law in str(plain(self.file["predictions"].attrs.get("binding", ""))).split(),
            values=values,
            ranges=ranges,
        )

    def _sizes(self, coordinates: Mapping[str, Array]) -> tuple[str | None, Array | None]:
        """The size of every point: an axis, or a quantity that follows from others."""
        names = format_1.SIZES if format_of(self.file) == 1 else self._marked()
        for name in names:
            sizes = coordinates.get(name)
            found = member(self.file, name)
            if sizes is None and found is not None and found.shape == self.shape:
                sizes = np.asarray(found[()]).reshape(-1)
            if sizes is not None and sizes.dtype.kind in "if":
                return name, sizes
        return None, None

    def _marked(self) -> list[str]:
        """The variable that is said to measure the system."""
        return [name for name in list(self.file) if plain(self.file[name].attrs.get("role")) == SIZE]
