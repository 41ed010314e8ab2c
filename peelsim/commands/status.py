"""`peelsim status FILE`: how far a run is, also while it goes on. Loads nothing but h5py, and that only for a file."""

import argparse
import contextlib
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from peelsim.arguments import path_of
from peelsim.commands.streams import INTERRUPTED
from peelsim.printing import complain, say
from peelsim.stats.durations import in_words

if TYPE_CHECKING:
    from peelsim.results.summary import Summary

_EVERY = 2.0  # seconds between two looks


def parser(prog: str) -> argparse.ArgumentParser:
    """The command's arguments."""
    p = argparse.ArgumentParser(
        prog=prog,
        description="Say how far the run of a result file is: done, to do, rate and time to go. A run replaces its "
        "file every 10 seconds at most, so what is said may be as old as that.",
    )
    p.add_argument("results", type=path_of, metavar="FILE", help="a result file, also one that is being written")
    p.add_argument("--points", action="store_true", help="also a line for each point")
    p.add_argument("--watch", action="store_true", help="say it again every two seconds until the run has ended")
    return p


def main(arguments: Sequence[str], prog: str) -> int:
    """Run the command; returns its exit code."""
    options = parser(prog).parse_args(arguments)
    from peelsim.results.errors import ResultsError
    from peelsim.results.summary import summary

    try:
        while True:
            found = summary(options.results)
            running = _running(options.results, found.state)
            heard = say(said(found, running=running, points=options.points))
            if not (heard and options.watch and running):
                return 0
            time.sleep(_EVERY)
    except ResultsError as error:
        complain(error)
        return 2
    except KeyboardInterrupt:
        return INTERRUPTED


def said(found: "Summary", *, running: bool, points: bool) -> str:
    """The summary in lines."""
    done, expected = sum(found.trials), sum(found.expected)
    own = found.elsewhere.count(False)
    ended = sum(reason != "unfinished" for reason in found.reasons)
    others = f", {len(found.trials) - own} of other shards" if own < len(found.trials) else ""
    state = "running" if running else {"running": "killed"}.get(found.state, found.state)
    age = max(0.0, time.time() - found.saved_at)
    lines = [
        f"{found.name}: {state}, {ended} of {own} points ended{others}",
        f"{done:,} trials done, {max(0, expected - done):,} to do",
        f"{in_words(found.seconds)} spent" + (f", {done / found.seconds:.4g} trials/s" if found.seconds else ""),
    ]
    if ended < own:
        left = found.to_go - age if running else found.to_go
        lines[-1] += f", {in_words(max(left, 0.0))} to go" if left == left else ", time to go unknown"
    if found.laws_to_come:
        lines.append("what its laws predict is not computed yet" + ("" if running else ": a run that goes on does it"))
    lines.append(f"saved {in_words(age)} ago")
    if points:
        for i, reason in enumerate(found.reasons):
            at = ", ".join(f"{name} = {_shown(values[i])}" for name, values in found.coordinates.items())
            trials = f"{found.trials[i]:,} of {found.expected[i]:,} trials, {reason}"
            said_of_it = "of another shard" if found.elsewhere[i] else trials
            lines.append(f"  point {i}{f' ({at})' if at else ''}: {said_of_it}")
    return "\n".join(lines)


def _shown(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _running(path: Path, state: str) -> bool:
    """Whether a run holds the file's lock; looked at only where the file itself does not say that its run is over."""
    if state != "running":
        return False
    try:
        import fcntl
    except ImportError:  # no such locks here: what the file says is all there is
        return True
    target = Path(os.path.realpath(path))
    with contextlib.suppress(FileNotFoundError), open(target.with_name(f".{target.name}.lock"), "rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False
