"""What no result file could hold: points that differ in what they observe, two things of one name.

Tests: tests/sweep/file/test_spec.py
"""

import re

from peelsim.mistakes import Location
from peelsim.quoting import shown
from peelsim.stats.observable import Observable
from peelsim.sweep.file.grid import Axis
from peelsim.sweep.file.points import Point

_FILE_NAMES = {  # as FORMAT.md has them
    *("trials", "stop_reason", "block_trials"),
    *("predictions", "per_trial", "checkpoint", "provenance", "limb", "trial"),
}


def name_mistakes(
    points: tuple[Point, ...], axes: list[Axis], observables: tuple[Observable, ...]
) -> list[tuple[Location, str]]:
    """What no result file could hold: points that differ in what they observe, two things of one name."""
    mistakes: list[tuple[Location, str]] = []
    first = points[0].model
    if any(point.model.observables != first.observables for point in points):
        mistakes.append((("grid",), "the points differ in their observables, which one file cannot hold"))
    taken = _FILE_NAMES | points[0].quantities.keys()
    taken |= {o.dimension.name for o in observables if o.dimension is not None}
    taken |= {o.name + suffix for o in observables for suffix in ("", "_std", "_low", "_high", "_count")}
    taken |= {parameter for axis in axes for parameter in axis.values}
    for axis in axes:
        if axis.name in axis.values:
            continue
        if axis.name in taken:
            mistakes.append((("grid", axis.name), "another thing has this name; call the zipped axis something else"))
        elif not re.fullmatch(r"[A-Za-z][A-Za-z0-9._-]*", axis.name):
            mistakes.append((("grid", axis.name), f"{shown(axis.name)} is not a name; use letters, digits and . _ -"))
    return mistakes
