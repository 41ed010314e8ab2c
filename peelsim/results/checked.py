"""Taking arrays out of a result file, with every name, type and shape checked on the way.

Tests: tests/results/test_restore.py
"""

from math import isfinite
from typing import Any, cast, get_args

import h5py
import numpy as np

from peelsim.results import format_1
from peelsim.results.guard import MalformedError, member
from peelsim.results.layout import LAWS_TO_COME, RANGE, Array, LawNote
from peelsim.results.opening import plain
from peelsim.results.ranges import Ranges
from peelsim.stats.law import LawKind


class CheckedFile:
    """An open result file, its grid and trials looked at; MalformedError for what is not as FORMAT.md says."""

    def __init__(self, file: Any) -> None:
        self.file = file
        self.hashes = self.dataset("checkpoint/point_hash")
        self.shape = tuple(self.hashes.shape)
        self.trials = self.numbers("trials", self.shape, "i").reshape(-1)
        if (self.trials < 0).any():
            raise MalformedError("trials are negative")

    def dataset(self, name: str) -> Any:
        """The variable of this name."""
        found = member(self.file, name)
        if not isinstance(found, h5py.Dataset):
            raise MalformedError(f"/{name} is missing")
        return found

    def group(self, name: str) -> Any:
        """The group of this name."""
        found = member(self.file, name)
        if not isinstance(found, h5py.Group):
            raise MalformedError(f"/{name} is missing")
        return found

    def observables(self) -> list[str]:
        """Names of the observables."""
        said = str(plain(self.file.attrs.get("observables", ""))).split(", ")
        names = [item.split("[")[0] for item in said]
        if len(set(names)) < len(names):
            raise MalformedError("an observable is named twice")
        return names

    def note(self, key: str, default: float) -> float:
        """A number of /provenance, or what stands for it where it is missing; NaN only where that is NaN."""
        value = plain(self.group("provenance").attrs.get(key, default))
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise MalformedError(f"{key} in /provenance is no number")
        if not (isfinite(value) or (value != value and default != default)):
            raise MalformedError(f"{key} in /provenance is {value}")
        return float(value)

    @property
    def laws_to_come(self) -> bool:
        """Whether laws were still computed when the file was saved."""
        provenance = member(self.file, "provenance")
        return provenance is not None and str(plain(provenance.attrs.get("laws", ""))) == LAWS_TO_COME

    def numbers(self, name: str, shape: tuple[int, ...], kind: str) -> Array:
        """An array of 8-byte integers (kind "i") or floats ("f") of this shape."""
        found = self.dataset(name)
        if found.shape != shape or found.dtype.kind != kind or found.dtype.itemsize != 8:
            raise MalformedError(f"/{name} is {found.dtype}{list(found.shape)}")
        return np.asarray(found[()])

    def laws(self) -> list[tuple[str, list[str], list[str]]]:
        """Each law with the observables that it predicts, and those of which it says where it is valid.

        Names alone: an iterator over h5py's items holds its lock, that of all threads, until it ends, and one that
        was left by an error lives on with the traceback.
        """
        known = set(self.observables())
        found = []
        for law in list(self.group("predictions")):
            names = list(self.group(f"predictions/{law}"))
            ranged = [name.removesuffix(RANGE) for name in names if name not in known and name.endswith(RANGE)]
            predicted = [name for name in names if name.removesuffix(RANGE) not in ranged or name in known]
            if not set(predicted) | set(ranged) <= known:
                raise MalformedError(f"law {law} says something of what is not observed")
            found.append((law, predicted, ranged))
        return found

    def note_of(self, law: str) -> LawNote:
        """Source and kind of a law, as far as the file says them."""
        notes = self.group(f"predictions/{law}").attrs
        kind = str(plain(notes.get("kind", format_1.KIND)))
        if kind not in get_args(LawKind):
            raise MalformedError(f"law {law} is of kind {kind}")
        return LawNote(str(plain(notes.get("source", ""))), cast(LawKind, kind))

    def ranges(self, law: str, name: str, shape: tuple[int, ...]) -> Ranges:
        """Where a law says that it is valid for an observable, in the shape of its prediction."""
        variable = f"predictions/{law}/{name}{RANGE}"
        codes = self.numbers(variable, shape, "i")
        try:
            return Ranges.read(codes, str(plain(self.dataset(variable).attrs.get("meanings", ""))))
        except ValueError as error:
            raise MalformedError(f"/{variable}: {error}") from error

    def words(self, name: str) -> list[str]:
        """One word per point."""
        found = self.dataset(name)
        if found.shape != self.shape or h5py.check_string_dtype(found.dtype) is None:
            raise MalformedError(f"/{name} is {found.dtype}{list(found.shape)}")
        return [str(word) for word in np.atleast_1d(found.asstr()[()]).reshape(-1)]

    def coordinates(self) -> tuple[dict[str, Array], tuple[str, ...]]:
        """Values of every axis at every point, and which axes run along the same trials."""
        beside = str(plain(self.hashes.attrs.get("coordinates", ""))).split()
        if len(set(beside)) < len(beside):
            raise MalformedError("a coordinate is named twice")
        found: dict[str, Array] = {}
        correlated = []
        for axis in range(len(self.shape)):
            scale = scale_of(self.hashes, axis)
            bare = str(plain(self.file[scale].attrs.get("NAME", b""))).startswith("This is a netCDF dimension but not")
            zipped = [name for name in beside if scale_of(self.dataset(name), 0) == scale]
            for name in zipped if bare else [scale, *zipped]:
                variable, values = self.dataset(name), self.values(name)
                along = [length if i == axis else 1 for i, length in enumerate(self.shape)]
                found[name] = np.broadcast_to(values.reshape(along), self.shape).reshape(-1)
                if "correlated" in variable.attrs:
                    correlated.append(name)
        return found, tuple(correlated)

    def values(self, name: str) -> Array:
        """A coordinate, numbers or words."""
        variable = self.dataset(name)
        words = h5py.check_string_dtype(variable.dtype) is not None
        return np.asarray(variable.asstr()[()] if words else variable[()])


def scale_of(variable: Any, axis: int) -> str:
    """Name of the dimension along which an axis of a variable runs."""
    if variable.attrs.get("CLASS") == b"DIMENSION_SCALE":
        return str(variable.name).rpartition("/")[2]
    return str(variable.dims[axis][0].name).rpartition("/")[2]
