"""What a result file may be made of: nothing that reaches outside it, and nothing much larger than it is.

HDF5 can tie a name to another file (external storage, virtual datasets, links), give it a shape of which nothing is
stored, or say one object in many places. None of it is in a file that a sweep writes; all of it can make a reader
open other files, run out of memory, or crash.
"""

from typing import Any

import h5py
from h5py import h5d, h5o, h5z

_UNSTORED = 1 << 24  # bytes of a dataset of which nothing is stored; those of a zipped axis are small
_MOST_COMPRESSED = 1100  # times; gzip reaches 1032
_FILTERS = {  # those that HDF5 and h5py bring with them: others are loaded from wherever the environment says
    *(h5z.FILTER_DEFLATE, h5z.FILTER_SHUFFLE, h5z.FILTER_FLETCHER32, h5z.FILTER_SZIP),
    *(h5z.FILTER_NBIT, h5z.FILTER_SCALEOFFSET, h5z.FILTER_LZF),
}


class MalformedError(Exception):
    """What is wrong inside a file of ours."""


def member(place: Any, path: str) -> Any:
    """What lies at a path below a group, None if nothing does; MalformedError for what may not be in a file."""
    for name in path.split("/"):
        if not isinstance(place, h5py.Group):
            return None
        link = place.get(name, getlink=True)
        if link is None:
            return None
        if not isinstance(link, h5py.HardLink):
            raise MalformedError(f"{path} is a link to elsewhere")
        place = place.get(name)
        if isinstance(place, h5py.Dataset):
            _check_dataset(path, place)
        elif not isinstance(place, h5py.Group):
            raise MalformedError(f"{path} is neither a group nor a dataset")
    return place


def members(place: Any, seen: set[int]) -> list[tuple[str, Any]]:
    """Everything in a group, by name. ``seen`` takes where it lies in the file: no two names may share a place."""
    found = [(name, member(place, name)) for name in sorted(place)]
    for name, item in found:
        address = h5o.get_info(item.id).addr
        if address in seen:
            raise MalformedError(f"{name} is a second name of something else")
        seen.add(address)
    return found


def _check_dataset(path: str, item: Any) -> None:
    """That its values are in the file itself, are numbers or words, and not many more than what is stored."""
    made = item.id.get_create_plist()
    if made.get_layout() == h5d.VIRTUAL:
        raise MalformedError(f"{path} is virtual: its values are elsewhere")
    if made.get_external_count():
        raise MalformedError(f"{path} has its values in another file")
    if not all(made.get_filter(i)[0] in _FILTERS for i in range(made.get_nfilters())):
        raise MalformedError(f"{path} is compressed by a filter that is no part of HDF5")
    words = h5py.check_string_dtype(item.dtype) is not None
    if item.dtype.kind not in "if" and not words:
        raise MalformedError(f"{path} holds neither numbers nor words")
    if item.shape is None:
        raise MalformedError(f"{path} is empty")
    stored = item.id.get_storage_size()
    if item.size * max(item.dtype.itemsize, 1) > max(_UNSTORED, _MOST_COMPRESSED * stored):
        raise MalformedError(f"{path} is said to hold {item.size:,} values, which are not there")
