"""Files of one sweep that hold different points of it, united."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from peelsim.results.errors import ResultsError
from peelsim.results.layout import UNFINISHED, Array
from peelsim.results.restore import Saved

_CURE = "merge files of one sweep, made by one version of its file"


def merged(files: Mapping[Path, Saved]) -> Saved:
    """One file's content, each point from the file that has trials of it or says why there are none.

    Of the provenance only the seconds spent on each point are kept: the rest is that of a run.

    Raises ResultsError if the files are not of one sweep, or two of them have different trials of a point.
    """
    (first, all_of), *others = files.items()
    owner: list[Path | None] = [first if _has(all_of, point) else None for point in range(len(all_of.tallies))]
    seconds = _seconds(all_of)
    predictions = {law: dict(said) for law, said in all_of.predictions.items()}
    ranges = {law: dict(told) for law, told in all_of.ranges.items()}
    result = replace(
        all_of,
        tallies=list(all_of.tallies),
        stop_reasons=list(all_of.stop_reasons),
        counted=list(all_of.counted),
        counts=list(all_of.counts),
        predictions=predictions,
        ranges=ranges,
        provenance={"point_seconds": seconds},
    )
    for path, saved in others:
        _check_same_sweep(first, all_of, path, saved)
        for point, before in enumerate(owner):
            if not _has(saved, point):
                continue
            if before is not None:
                _check_same_trials(before, files[before], path, saved, point)
                continue
            owner[point] = path
            result.tallies[point] = saved.tallies[point]
            result.stop_reasons[point] = saved.stop_reasons[point]
            result.counted[point] = saved.counted[point]
            result.counts[point] = saved.counts[point]
            seconds[point] = _seconds(saved)[point]
        for law, said in saved.predictions.items():
            for name, values in said.items():
                predictions[law][name] = _filled(predictions[law].get(name), values)
        for law, told in saved.ranges.items():
            for name, more in told.items():
                ranges[law][name] = ranges[law][name].completed(more) if name in ranges[law] else more
    return result


def _has(saved: Saved, point: int) -> bool:
    return saved.tallies[point].trials > 0 or saved.stop_reasons[point] != UNFINISHED


def _seconds(saved: Saved) -> Array:
    """What was spent on each point, which max_seconds goes by; none where a file does not say."""
    said = saved.provenance.get("point_seconds", 0.0)
    return np.array(np.broadcast_to(said, len(saved.tallies)), dtype=np.float64)


def _filled(known: Array | None, values: Array) -> Array:
    """What is known, and where that is nothing, the other values."""
    return values if known is None else np.where(np.isnan(known), values, known)


def _check_same_sweep(first: Path, wanted: Saved, path: Path, saved: Saved) -> None:
    both = {**wanted.identity, **saved.identity}
    for key in both:
        ours, theirs = wanted.identity.get(key, "(none)"), saved.identity.get(key, "(none)")
        if ours != theirs:
            raise ResultsError(f"{path} was made with {key} {theirs}, {first} with {ours}: {_CURE}")
    same = (wanted.config_toml, wanted.shape, wanted.point_hash, set(wanted.predictions))
    if same != (saved.config_toml, saved.shape, saved.point_hash, set(saved.predictions)):
        raise ResultsError(f"{path} and {first} come from different sweep files: {_CURE}")


def _check_same_trials(first: Path, wanted: Saved, path: Path, saved: Saved, point: int) -> None:
    ours, theirs = wanted.tallies[point], saved.tallies[point]
    where = f"{path} and {first} disagree at point {point}"
    if ours.trials != theirs.trials:
        raise ResultsError(f"{where}: {theirs.trials:,} and {ours.trials:,} trials; leave one of them out")
    reasons = saved.stop_reasons[point], wanted.stop_reasons[point]
    if len(set(reasons)) > 1:
        raise ResultsError(f"{where}: stopped by {' and '.join(reasons)}; leave one of them out")
    for name in ours.sums:
        if not (np.array_equal(ours.sums[name], theirs.sums[name])):
            raise ResultsError(f"{where}: different sums of {name}; leave one of them out")
