"""Laws that were asked for afterwards, beside those of a result file, to be drawn.

Tests: tests/api/test_results.py
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from peelsim.analysis.results import Results
from peelsim.results.compare import Said
from peelsim.results.layout import RANGE

if TYPE_CHECKING:
    import xarray


def with_added(results: Results, laws: Mapping[str, Said]) -> Results:
    """The results with what these laws say at the points of the file."""
    return replace(results, laws={**results.laws, **{name: _labelled(results, said) for name, said in laws.items()}})


def _labelled(results: Results, said: Said) -> "xarray.Dataset":
    import xarray

    found = {}
    for name, values in said.values.items():
        like = results.data[name]
        found[name] = like.copy(data=values.reshape(like.shape))
        ranges = said.ranges[name].canonical()
        if not ranges.is_plain:
            codes = like.copy(data=ranges.codes.reshape(like.shape))
            codes.attrs = {"meanings": ranges.words()}
            found[name + RANGE] = codes
    return xarray.Dataset(found)
