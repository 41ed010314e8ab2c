"""One number for all that a result file says of its sweep."""

import hashlib
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from peelsim.results.guard import MalformedError, member, members
from peelsim.results.opening import opened, plain
from peelsim.results.schema import OWN_LAWS

STORED_AS = "digest"  # attribute of /provenance

# how HDF5 and netCDF tie dimensions together: references into the file, which say nothing of the data
_PLUMBING = {"CLASS", "NAME", "DIMENSION_LIST", "REFERENCE_LIST", "_Netcdf4Dimid", "_Netcdf4Coordinates"}


def digest(path: str | Path) -> str:
    """SHA-256, in hexadecimal, of every dataset and attribute outside /provenance, but for laws that others wrote.

    Two files with equal digests hold equal names, types, shapes, dimensions and values. Compression, byte order and
    the places of things in the file do not matter.

    Parameters
    ----------
    path : a result file.

    Returns
    -------
    str : 64 hexadecimal digits.

    Raises
    ------
    ResultsError : if the file is missing or damaged.
    """
    with opened(path) as (file, _):
        return digest_of(file)


def digest_of(file: Any) -> str:
    """The digest of an open file."""
    total = hashlib.sha256()
    _add(total, file, "/", set())
    return total.hexdigest()


def check_digest(file: Any) -> None:
    """MalformedError if a file does not hold the data that its writer stored the digest of."""
    said = plain(member(file, "provenance").attrs.get(STORED_AS))
    if said is None:
        raise MalformedError("the digest of its data is missing")
    if said != digest_of(file):
        raise MalformedError("its data were changed after they were written")


def _add(total: Any, place: Any, name: str, seen: set[int]) -> None:
    """Add what is at ``place`` and below it."""
    total.update(_word(name))
    for key in sorted(place.attrs):
        if key not in _PLUMBING:
            total.update(_word(key) + _value(place.attrs[key]))
    if isinstance(place, h5py.Dataset):
        words = h5py.check_string_dtype(place.dtype) is not None
        total.update(_value(place.asstr()[()] if words else place[()]))
        for dimension in place.dims:
            total.update(_word(" ".join(sorted(dimension.keys()))))
        return
    own = plain(place.attrs.get(OWN_LAWS)) if name == "/predictions/" else None
    for key, item in members(place, seen):
        if name + key != "/provenance" and (own is None or key in own.split("\n")):
            _add(total, item, f"{name}{key}/", seen)


def _value(value: Any) -> bytes:
    """A value with its type and shape, so that no two values share their bytes."""
    values = np.asarray(value)
    if values.dtype.kind in "OUST":
        parts = [_word(v.decode() if isinstance(v, bytes) else str(v)) for v in values.reshape(-1)]
        return _word(f"str{values.shape}") + b"".join(parts)
    little = values.astype(values.dtype.newbyteorder("<"))
    if little.dtype.kind == "f":
        little = np.where(np.isnan(little), np.nan, little).astype(little.dtype)  # one NaN of many
    return _word(f"{little.dtype.name}{little.shape}") + little.tobytes()


def _word(word: str) -> bytes:
    """Text with its length before it."""
    encoded = word.encode()
    return len(encoded).to_bytes(8, "little") + encoded
