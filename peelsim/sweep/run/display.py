"""Where the progress of a run is shown: a bar, lines, a function of the user's own, or nowhere.

Tests: tests/sweep/run/test_progress.py
"""

import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from tqdm import tqdm

from peelsim.printing import complain
from peelsim.stats.durations import in_words

_LINE_EVERY, _BAR_EVERY = 30.0, 0.2  # seconds


@dataclass(frozen=True)
class State:
    """How far a run is.

    Parameters
    ----------
    share : of all work that is done, 0 to 1; it never falls.
    ended, points : points of this run that have ended, and all of them.
    trials : stored so far.
    seconds_to_go : at the pace of this run; NaN before anything is known.
    at : coordinates of the first point under way; empty once all have ended.

    Examples
    --------
    >>> print(State("waterfall", 0.25, ended=1, points=4, trials=1000, seconds_to_go=90.0, at={"concepts": 1000}))
    1 of 4 points, 1,000 trials, concepts = 1000, 90 s to go
    """

    name: str
    share: float
    ended: int
    points: int
    trials: int
    seconds_to_go: float
    at: Mapping[str, Any]

    def __str__(self) -> str:
        said = [f"{self.ended} of {self.points} points", f"{self.trials:,} trials"]
        said += [", ".join(f"{name} = {value:.6g}" for name, value in self.at.items() if _number(value))]
        to_go = self.seconds_to_go
        said += [f"{in_words(to_go)} to go" if to_go == to_go else "time to go unknown"]
        return ", ".join(filter(None, said))


class Display(Protocol):
    """What shows how far a run is."""

    every: float  # seconds between two looks
    tells_the_end: bool  # whether the last state is shown, however soon after another

    def show(self, state: State) -> None:
        """Show this."""

    def close(self) -> None:
        """The run is over."""


class Bar:
    """A progress bar of tqdm, of the kind that is given."""

    every = _BAR_EVERY
    tells_the_end = False

    def __init__(self, name: str, kind: type[tqdm] = tqdm) -> None:
        shape = "{desc}: {percentage:3.0f}%|{bar}| {elapsed}{postfix}"
        self._bar = kind(total=1, desc=name, bar_format=shape, leave=False, file=sys.stderr)

    def show(self, state: State) -> None:
        """See ``Display``."""
        self._bar.n = state.share
        with suppress(OSError):  # of a terminal that is gone: the run is not
            self._bar.set_postfix_str(str(state))

    def close(self) -> None:
        """See ``Display``."""
        with suppress(OSError):
            self._bar.close()


class Lines:
    """A line on standard error every half minute."""

    every = _LINE_EVERY
    tells_the_end = False

    def show(self, state: State) -> None:
        """See ``Display``."""
        complain(f"{state.name}: {state.share:.0%}, {state}")

    def close(self) -> None:
        """See ``Display``."""


class Told:
    """A function of the user's own, which is told the state; by default nobody is."""

    every = _BAR_EVERY
    tells_the_end = True

    def __init__(self, function: Callable[[State], object] = lambda state: None) -> None:
        self._function = function

    def show(self, state: State) -> None:
        """See ``Display``."""
        self._function(state)

    def close(self) -> None:
        """See ``Display``."""


def on_screen(name: str, kind: type[tqdm] = tqdm) -> Display:
    """A bar on a terminal, or in a notebook if the kind of bar is one of theirs; else lines."""
    terminal = sys.stderr is not None and sys.stderr.isatty()
    notebook = any(base.__name__ == "tqdm_notebook" for base in kind.__mro__)
    return Bar(name, kind) if terminal or notebook else Lines()


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
