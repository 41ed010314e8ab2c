"""Read a result file back, exactly, trusting nothing in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from peelsim.results.checked import CheckedFile
from peelsim.results.digest import STORED_AS, check_digest
from peelsim.results.errors import Cure, refused
from peelsim.results.guard import MalformedError
from peelsim.results.layout import Array, Floats, LawNote, Layout, Provenance
from peelsim.results.opening import NO_CURE, check_header, format_of, opened, plain
from peelsim.results.ranges import UNTOLD, Ranges
from peelsim.results.schema import HEADER, LIMB_BITS, OWN_LAWS, PARAMETER, from_limbs
from peelsim.stats.tally import UNKNOWN, Exact, Moments, Tally


@dataclass(frozen=True, eq=False)
class Saved:
    """What a file holds of a run, in its own order of points."""

    name: str
    config_toml: str
    identity: Mapping[str, str]
    shape: tuple[int, ...]
    axes: tuple[str, ...]  # parameters that vary over the grid
    point_hash: tuple[str, ...]
    tallies: list[Tally]
    stop_reasons: list[str]
    counted: list[str | None]  # the event that max_events counted when it ended a point, "" elsewhere; None: not said
    means: Mapping[str, Array]  # observable -> [points, its dimension], in its own units
    predictions: Mapping[str, Mapping[str, Array]]  # law -> observable -> [points, its dimension]
    ranges: Mapping[str, Mapping[str, Ranges]]  # law -> observable -> where it is valid, in the same shape
    foreign: Mapping[str, LawNote]  # laws that others wrote into the file
    counts: list[dict[str, Array]]  # each point's counts, one row per trial; empty mappings unless kept
    provenance: Provenance

    def without_foreign(self) -> "Saved":
        """The same without laws that others wrote."""
        own = {law: said for law, said in self.predictions.items() if law not in self.foreign}
        ranges = {law: told for law, told in self.ranges.items() if law in own}
        return replace(self, predictions=own, ranges=ranges, foreign={})


def read(path: str | Path, *, cure: Cure = NO_CURE) -> Saved:
    """Everything a file holds of its run.

    Raises ResultsError, with ``cure``, if it is missing, damaged or not ours, or not as it was written: its data must
    have the digest that is stored with them, which files of format 1 lack.
    """
    with opened(path, cure=cure) as (file, _):
        check_header(path, file, cure=cure)
        saved = _Reader(file).saved()
        if format_of(file) > 1:
            check_digest(file)
        return saved


def match(path: Path, saved: Saved, layout: Layout) -> list[int | None]:
    """For each point of the layout the file's point with the same content, if any.

    Raises ResultsError if the file belongs to another sweep, or has trials of points that the layout lacks.
    """
    wanted = layout.full_identity
    differ = [key for key in {**wanted, **saved.identity} if wanted.get(key) != saved.identity.get(key)]
    # a parameter that is an axis in one of the two: the points tell whether it is the same
    differ = [key for key in differ if not key.startswith(PARAMETER) or (key in wanted and key in saved.identity)]
    if differ:
        made = ", ".join(f"{key} {saved.identity.get(key, '(none)')}" for key in differ)
        says = ", ".join(wanted.get(key, "(none)") for key in differ)
        raise refused(path, f"was made with {made}, this sweep says {says}")
    place: dict[str, int] = {}
    for point in sorted(range(len(saved.tallies)), key=lambda p: saved.tallies[p].trials):
        place[saved.point_hash[point]] = point  # of equal points the one with most trials
    if not layout.former_hash.isdisjoint(place):
        raise refused(path, "was made by an earlier version, whose trials drew other random numbers")
    asked = set(layout.point_hash)
    left = sum(tally.trials > 0 and h not in asked for h, tally in zip(saved.point_hash, saved.tallies, strict=True))
    if left:
        _check_constants(path, saved, layout)
        coupled = [axis.name for axis in layout.axes if axis.correlated]
        why = f" (other values along {coupled[0]} make another curve)" if coupled else ""
        raise refused(path, f"has {left} point{'s' * (left > 1)} this sweep no longer asks for{why}")
    return [place.get(h) for h in layout.point_hash]


def check_units(path: Path, saved: Saved, layout: Layout, places: list[int | None]) -> None:
    """ResultsError if the file counts an observable in other units than the layout: its sums could not be added to."""
    for observable in layout.observables:
        if not _same_units(saved, places, observable.name, layout.per_point(observable)):
            raise refused(path, f"counts {observable.name} in other units (it was made by another version)")


def _check_constants(path: Path, saved: Saved, layout: Layout) -> None:
    """ResultsError if a parameter is said in one of the two only, and is no axis of the other."""
    varied = {*saved.axes, *(coordinate.name for axis in layout.axes for coordinate in axis.coordinates)}
    wanted = layout.full_identity
    alone = [key for key in {**wanted, **saved.identity} if (key in wanted) != (key in saved.identity)]
    alone = [key for key in alone if not any(_within(key.removeprefix(PARAMETER), other) for other in varied)]
    if alone:
        made = ", ".join(f"{key} {saved.identity.get(key, 'at its default')}" for key in alone)
        says = ", ".join(wanted.get(key, "its default") for key in alone)
        raise refused(path, f"was made with {made}, this sweep says {says}")


def _within(parameter: str, other: str) -> bool:
    return f"{parameter}.".startswith(f"{other}.") or f"{other}.".startswith(f"{parameter}.")


def _same_units(saved: Saved, places: list[int | None], name: str, per: Floats) -> bool:
    """Whether the file's mean of an observable is what its sums are in the layout's units, at some points of many."""
    tried = [(p, row) for p, row in enumerate(places) if row is not None and saved.tallies[row].trials]
    return all(
        np.allclose(saved.means[name][row], saved.tallies[row].mean(name) / per[point], rtol=1e-9, atol=0)
        for point, row in tried[:100]
    )


def with_kept_laws(layout: Layout, saved: Saved, places: list[int | None]) -> Layout:
    """The layout with what the file has of its laws at points that are elsewhere: the run computed none of it."""
    kept = [(point, places[point]) for point in sorted(layout.elsewhere) if places[point] is not None]
    if not kept:
        return layout
    points, rows = (list(each) for each in zip(*kept, strict=True))
    ours = [point for point in range(layout.points) if point not in layout.elsewhere]
    shapes = {observable.name: observable.shape for observable in layout.observables}
    predictions = {law: dict(said) for law, said in layout.predictions.items()}
    ranges = {law: dict(layout.ranges.get(law, {})) for law in predictions}
    for law, said in predictions.items():
        for name, values in saved.predictions.get(law, {}).items():
            whole = np.full((layout.points, *shapes[name]), np.nan)
            whole[points] = values[rows]
            if name in said:
                whole[ours] = np.asarray(said[name], np.float64).reshape(whole.shape)[ours]
            if np.isfinite(whole).any():
                said[name] = whole.reshape((*layout.shape, *shapes[name]))
        for name, theirs in saved.ranges.get(law, {}).items():
            codes = np.full((layout.points, *shapes[name]), UNTOLD)
            codes[points] = theirs.codes[rows]
            both = layout.ranges_of(law, name).reshape(codes.shape).completed(Ranges(codes, theirs.meanings))
            ranges[law][name] = both.reshape((*layout.shape, *shapes[name]))
    return replace(layout, predictions=predictions, ranges=ranges)


def with_foreign_laws(layout: Layout, saved: Saved, places: list[int | None]) -> Layout:
    """The layout with the laws that others wrote into the file, unless the sweep has one of that name by now."""
    kept = {law: note for law, note in saved.foreign.items() if law not in layout.predictions}
    if not kept:
        return layout
    rows = [(point, place) for point, place in enumerate(places) if place is not None]
    points, theirs = [point for point, _ in rows], [place for _, place in rows]
    shapes = {observable.name: observable.shape for observable in layout.observables}
    predictions, ranges = dict(layout.predictions), dict(layout.ranges)
    for law in kept:
        predictions[law], ranges[law] = {}, {}
        for name, values in saved.predictions[law].items():
            whole = np.full((layout.points, *shapes[name]), np.nan)
            whole[points] = values[theirs]
            predictions[law] = {**predictions[law], name: whole.reshape((*layout.shape, *shapes[name]))}
        for name, told in saved.ranges[law].items():
            codes = np.full((layout.points, *shapes[name]), UNTOLD)
            codes[points] = told.codes[theirs]
            found = Ranges(codes, told.meanings).reshape((*layout.shape, *shapes[name]))
            ranges[law] = {**ranges[law], name: found}
    notes = {**layout.laws, **kept}
    return replace(layout, predictions=predictions, ranges=ranges, laws=notes, foreign=frozenset(kept))


class _Reader(CheckedFile):
    """Takes a file apart, checking every name, type and shape on the way."""

    def __init__(self, file: Any) -> None:
        self.identity = {k: str(plain(v)) for k, v in sorted(file.attrs.items()) if k not in HEADER}
        super().__init__(file)

    def saved(self) -> Saved:
        names = self.observables()
        exact = {name: self._observable(name) for name in names}
        laws = self.laws()
        predictions = {
            law: {name: self._in_rows(f"predictions/{law}/{name}", name) for name in predicted}
            for law, predicted, _ in laws
        }
        return Saved(
            name=str(plain(self.file.attrs["name"])),
            config_toml=str(plain(self.file.attrs["config_toml"])),
            identity=self.identity,
            shape=self.shape,
            point_hash=tuple(self.words("checkpoint/point_hash")),
            axes=tuple(self.coordinates()[0]),
            tallies=self._tallies(exact),
            stop_reasons=self.words("stop_reason"),
            counted=self._counted(),
            means={name: self._in_rows(name, name) for name in names},
            predictions=predictions,
            ranges={
                law: {name: Ranges.plain(values) for name, values in predictions[law].items()}
                | {name: self._ranges(law, name) for name in ranged}
                for law, _, ranged in laws
            },
            foreign=self._foreign([law for law, _, _ in laws]),
            counts=self._counts(names),
            provenance=self._provenance(),
        )

    def _foreign(self, laws: list[str]) -> dict[str, LawNote]:
        """Laws that the sweep did not write, as far as it said which it did."""
        own = plain(self.group("predictions").attrs.get(OWN_LAWS))
        return {} if own is None else {law: self.note_of(law) for law in laws if law not in str(own).split("\n")}

    def _provenance(self) -> dict[str, str | float | int | Array]:
        group = self.group("provenance")
        for key in ("seconds", "saved_at"):
            self.note(key, 0.0)
        kinds = {key: self.dataset(f"provenance/{key}").dtype.kind for key in group}
        if not set(kinds.values()) <= {"i", "f"}:
            raise MalformedError("/provenance holds an array that is no numbers")
        return {
            **{key: plain(value) for key, value in sorted(group.attrs.items()) if key != STORED_AS},
            **{key: self.numbers(f"provenance/{key}", self.shape, kind).reshape(-1) for key, kind in kinds.items()},
        }

    def _counted(self) -> list[str | None]:
        """Format 1 does not say it."""
        return [None] * len(self.trials) if format_of(self.file) == 1 else [*self.words("checkpoint/counted_event")]

    def _tallies(self, exact: Mapping[str, Moments]) -> list[Tally]:
        for name, found in exact.items():
            self._check_possible(name, found)
        return [_tally(n, exact, point) if n else Tally() for point, n in enumerate(self.trials.tolist())]

    def _check_possible(self, name: str, found: Moments) -> None:
        """Some trials have these sums: of counts, none of which is negative, the powers go together.

        n times the squares is never below the square of the sum, the sum times the cubes never below the square of
        the squares (Cauchy and Schwarz). An event is its own square, and its mean is the sum over the trials, to the
        last bit.
        """
        sums, squares, cubes = found
        n = self.trials.astype(object).reshape(-1, *(1,) * (sums.ndim - 1))
        possible = (n * squares >= sums * sums).all()
        possible &= ((cubes == UNKNOWN) | (sums * cubes >= squares * squares)).all()
        if f"{name}_count" in self.file:
            said = self.numbers(name, self._shape(name), "f").reshape(sums.shape)
            tried = self.trials > 0
            mean = (sums[tried] / n[tried]).astype(np.float64)
            possible &= (sums == squares).all() and (sums <= n).all() and np.array_equal(said[tried], mean)
        if not possible:
            raise MalformedError(f"no trials have the sums of {name}")

    def _observable(self, name: str) -> Moments:
        """Exact sums of counts, squares and cubes, [points, its dimension]; the statistics are only looked at."""
        shape = self._shape(name)
        for suffix in ("", "_std", "_low", "_high"):
            self.numbers(name + suffix, shape, "f")
        sums, squares = (self._exact(name, what, shape) for what in ("sum", "square"))
        if f"{name}_count" in self.file:
            self.numbers(f"{name}_count", shape, "i")
            return Moments(sums, squares, sums)
        if format_of(self.file) < 3:
            return Moments(sums, squares, np.full(sums.shape, UNKNOWN, dtype=object))
        return Moments(sums, squares, self._exact(name, "cube", shape, least=UNKNOWN))

    def _exact(self, name: str, what: str, shape: tuple[int, ...], *, least: int = 0) -> Exact:
        limbs = self.numbers(f"checkpoint/{name}_{what}", (*shape, len(LIMB_BITS)), "i")
        numbers = from_limbs(limbs).reshape(-1, *shape[len(self.shape) :])
        if (limbs[..., :-1] < 0).any() or (numbers < least).any():
            raise MalformedError(f"the sums of {name} are negative")
        return numbers

    def _in_rows(self, variable: str, name: str) -> Array:
        """A variable in the shape of an observable, [points, its dimension]."""
        shape = self._shape(name)
        return self.numbers(variable, shape, "f").reshape(-1, *shape[len(self.shape) :])

    def _ranges(self, law: str, name: str) -> Ranges:
        """Where a law is valid for an observable, [points, its dimension]."""
        shape = self._shape(name)
        return self.ranges(law, name, shape).reshape((-1, *shape[len(self.shape) :]))

    def _shape(self, name: str) -> tuple[int, ...]:
        """Shape of an observable's variables: the grid and, at most, a dimension of its own."""
        shape = tuple(self.dataset(name).shape)
        if shape[: len(self.shape)] != self.shape or len(shape) > len(self.shape) + 1:
            raise MalformedError(f"/{name} has shape {shape}")
        return shape

    def _counts(self, names: list[str]) -> list[dict[str, Array]]:
        kept: list[dict[str, Array]] = [{} for _ in self.trials]
        if self.identity.get("keep_trials") == "true":
            for point, n in enumerate(self.trials.tolist()):
                for name in names if n else ():
                    shape = (n, *self._shape(name)[len(self.shape) :])
                    kept[point][name] = self.numbers(f"per_trial/{point}/{name}", shape, "i")
        return kept


def _tally(trials: int, exact: Mapping[str, Moments], point: int) -> Tally:
    sums, squares, cubes = ({name: found[i][point] for name, found in exact.items()} for i in range(3))
    known = {name: total for name, total in cubes.items() if not np.any(total == UNKNOWN)}
    return Tally(trials, sums, squares, known)
