"""What results must hold to be drawn: conditions that decide, and that say what they asked for when unmet.

Tests: tests/analysis/test_skill_figures.py
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from peelsim.analysis.curves import axis, runs_along
from peelsim.analysis.results import Results

__all__ = ["Along", "Condition", "Requirement", "Seen", "listed", "unmet"]


class Requirement(Protocol):
    """A condition on results."""

    def met(self, results: Results) -> bool:
        """Whether these results are such."""

    def __str__(self) -> str:
        """What is asked for, in words."""


def unmet(requirements: Sequence[Requirement], results: Results) -> Requirement | None:
    """The first condition that is not met, None if all are."""
    return next((each for each in requirements if not each.met(results)), None)


@dataclass(frozen=True)
class Along:
    """The grid runs along one of these coordinates, over two values or more."""

    names: tuple[str, ...]

    def met(self, results: Results) -> bool:
        return axis(results, *self.names) is not None

    def __str__(self) -> str:
        return f"an axis {listed(self.names, 'or')}"


@dataclass(frozen=True)
class Seen:
    """An observable was seen along exactly these axes: one of each group, and the optional ones that are there."""

    observables: tuple[str, ...]
    along: tuple[tuple[str, ...], ...]
    optional: tuple[str, ...] = ()

    def met(self, results: Results) -> bool:
        names = [axis(results, *group) for group in self.along]
        names += [name for name in self.optional if axis(results, name)]
        return all(runs_along(results, name, *names) for name in self.observables)

    def __str__(self) -> str:
        along = " and along ".join(listed(group, "or") for group in self.along)
        more = f", with or without {listed(self.optional, 'and')}" if self.optional else ""
        return f"{listed(self.observables, 'and')} along {along}{more}, and along no other axis"


@dataclass(frozen=True)
class Condition:
    """Anything else."""

    words: str
    holds: Callable[[Results], bool]

    def met(self, results: Results) -> bool:
        return self.holds(results)

    def __str__(self) -> str:
        return self.words


def listed(names: Sequence[str], word: str) -> str:
    """a, b or c."""
    *first, last = names
    return f"{', '.join(first)} {word} {last}" if first else last
