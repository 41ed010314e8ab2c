"""How far the run of a file is, read without SciPy and without the sums.

Tests: tests/commands/test_status.py
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import nan
from pathlib import Path

from peelsim.results.checked import CheckedFile, scale_of
from peelsim.results.layout import UNFINISHED, Array
from peelsim.results.opening import check_header, opened, plain


@dataclass(frozen=True)
class Summary:
    """What a run has done, and what it expects to do; lists have an entry per point, C order."""

    name: str
    state: str  # running, stopped or finished when the file was saved; unknown for a file that does not say
    saved_at: float  # seconds since 1970
    seconds: float  # spent on the file by all runs
    to_go: float  # seconds, NaN if unknown
    trials: list[int]
    expected: list[int]  # trials in the end, as far as is known
    reasons: list[str]
    elsewhere: list[bool]  # points that the run leaves to other shards
    coordinates: Mapping[str, Array]  # values of every axis, one per point
    axes: Mapping[str, int]  # how long each is; parameters that run together are one
    laws_to_come: bool = False  # what the laws predict was not known yet


def summary(path: str | Path) -> Summary:
    """Read a file. Raises ResultsError if it is missing, damaged or not ours."""
    with opened(path) as (file, _):
        check_header(path, file)
        checked = CheckedFile(file)
        provenance = checked.group("provenance")
        trials = checked.trials.tolist()
        expected, reasons = trials, checked.words("stop_reason")
        elsewhere = [False] * len(trials)
        if "expected_trials" in provenance:
            expected = checked.numbers("provenance/expected_trials", checked.shape, "i").reshape(-1).tolist()
            elsewhere = [e == 0 and reason == UNFINISHED for e, reason in zip(expected, reasons, strict=True)]
        return Summary(
            name=str(plain(file.attrs["name"])),
            state=str(plain(provenance.attrs.get("state", "unknown"))),
            saved_at=checked.note("saved_at", Path(path).stat().st_mtime),
            seconds=checked.note("seconds", 0.0),
            to_go=checked.note("seconds_to_go", nan),
            trials=trials,
            expected=expected,
            reasons=reasons,
            elsewhere=elsewhere,
            coordinates=checked.coordinates()[0],
            axes={scale_of(checked.hashes, axis): length for axis, length in enumerate(checked.shape)},
            laws_to_come=checked.laws_to_come,
        )
