"""Independent runs of one sweep, of different seeds, added up.

Tests: tests/results/test_merge.py
"""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from peelsim.results.errors import ResultsError
from peelsim.results.layout import UNFINISHED
from peelsim.results.restore import Saved
from peelsim.stats.tally import Tally

_CURE = "merge runs of one sweep file that differ in their seeds alone"


def seeds_of(saved: Saved) -> tuple[int, ...]:
    """The seeds of a file: one, or those of the runs that were added up."""
    return tuple(map(int, saved.identity["seed"].split(", ")))


def pooled(files: Mapping[Path, Saved]) -> Saved:
    """The content of one file with the trials of all; its identity names their seeds.

    The trials of a point ended as those of the runs did, for one reason or for several.

    Raises ResultsError if the files are not of one sweep, or two of them have trials of one seed.
    """
    (first, whole), *others = files.items()
    owners = dict.fromkeys(seeds_of(whole), first)
    for path, saved in others:
        _check_same(first, whole, path, saved)
        for seed in seeds_of(saved):
            if seed in owners:
                raise ResultsError(
                    f"{path} and {owners[seed]} both have the trials of seed {seed}: leave one of them out"
                )
            owners[seed] = path
    each = list(files.values())
    return replace(
        whole,
        identity={**whole.identity, "seed": ", ".join(map(str, owners))},
        tallies=[sum(tallies, Tally()) for tallies in zip(*(saved.tallies for saved in each), strict=True)],
        stop_reasons=[_joined(reasons) for reasons in zip(*(saved.stop_reasons for saved in each), strict=True)],
        counted=[next(filter(None, told), "") for told in zip(*(saved.counted for saved in each), strict=True)],
        counts=[_appended(counts) for counts in zip(*(saved.counts for saved in each), strict=True)],
        provenance={},
    )


def _joined(reasons: tuple[str, ...]) -> str:
    """Why the trials of a point ended; a run that was interrupted says nothing of them."""
    found = {part for reason in reasons if reason != UNFINISHED for part in reason.split(" and ")}
    return " and ".join(sorted(found)) or UNFINISHED


def _appended(counts: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    some = [each for each in counts if each]
    return {name: np.concatenate([each[name] for each in some]) for name in (some[0] if some else {})}


def _check_same(first: Path, wanted: Saved, path: Path, saved: Saved) -> None:
    for key in {**wanted.identity, **saved.identity}:
        ours, theirs = wanted.identity.get(key, "(none)"), saved.identity.get(key, "(none)")
        if key != "seed" and ours != theirs:
            raise ResultsError(f"{path} was made with {key} {theirs}, {first} with {ours}: {_CURE}")
    same = (_tables(wanted), wanted.shape, wanted.point_hash, set(wanted.predictions))
    if same != (_tables(saved), saved.shape, saved.point_hash, set(saved.predictions)):
        raise ResultsError(f"{path} and {first} come from different sweep files: {_CURE}")


def _tables(saved: Saved) -> dict[str, Any]:
    """What a sweep file says, but for its name, its seed and where it goes."""
    return {name: table for name, table in tomllib.loads(saved.config_toml).items() if name not in ("sweep", "output")}
