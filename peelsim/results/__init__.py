"""Result files: what they hold, how they are written and read back. FORMAT.md describes them."""

from typing import TYPE_CHECKING, Any

from peelsim.results.clock import SnapshotClock
from peelsim.results.digest import digest
from peelsim.results.errors import ResultsError
from peelsim.results.layout import UNFINISHED, Axis, Coordinate, EventsRule, Layout, Quantity
from peelsim.results.restore import Saved, read

if TYPE_CHECKING:
    from peelsim.results.store import Store

__all__ = [
    "UNFINISHED",
    "Axis",
    "Coordinate",
    "EventsRule",
    "Layout",
    "Quantity",
    "ResultsError",
    "Saved",
    "SnapshotClock",
    "Store",
    "digest",
    "read",
]


def __getattr__(name: str) -> Any:
    """Load the writer, and SciPy with it, only when it is wanted: reading needs neither."""
    if name == "Store":
        from peelsim.results.store import Store

        return Store
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
