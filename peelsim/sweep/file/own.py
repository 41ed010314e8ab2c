"""Observables and laws of a user's own in a sweep file: [observe], and functions among the laws.

Tests: tests/sweep/file/test_spec.py
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from peelsim.mistakes import Location
from peelsim.models.base import Model
from peelsim.models.registry import kinds_with_graphs
from peelsim.quoting import shown
from peelsim.stats.law import Law
from peelsim.sweep.file.points import Point
from peelsim.sweep.own.extended import extended
from peelsim.sweep.own.functions import Function, Functions, UntrustedError
from peelsim.sweep.own.laws import own_law
from peelsim.sweep.own.observed import Observed

Own = tuple[tuple[Observed, ...], tuple[Law, ...]]


def own_of(
    observe: Mapping[str, str], compare: Sequence[str], named: Mapping[str, str], functions: Functions, where: str
) -> tuple[Own, list[tuple[Location, str]]]:
    """Observables and laws that a file names, and what is wrong with them; UntrustedError if one may not be imported.

    compare: names of laws, of which "module:function" is one of one's own. named: laws of one's own by another name.
    """
    asked: list[tuple[Location, str, Any]] = [(("observe", name), name, place) for name, place in observe.items()]
    laws: list[tuple[Location, str, Any]] = [
        (("laws", "compare", i), law, law) for i, law in enumerate(compare) if ":" in law and law not in named
    ]
    laws += [(("laws", "functions", name), name, place) for name, place in named.items()]
    found: dict[Location, Function] = {}
    mistakes: list[tuple[Location, str]] = []
    for at, _, place in [*asked, *laws]:
        try:
            found[at] = functions.of(place)
        except LookupError:
            places = ", ".join(dict.fromkeys(str(place) for _, _, place in [*asked, *laws]))
            raise UntrustedError(where, [f"names functions that would be imported: {places}"]) from None
        except ValueError as error:
            mistakes.append((at, str(error)))
    mistakes += [(at, f"{shown(name)} is not a name; use letters, digits and _") for at, name, _ in asked if _odd(name)]
    observed = tuple(Observed(name, found[at]) for at, name, _ in asked if at in found)
    return (observed, tuple(own_law(name, found[at]) for at, name, _ in laws if at in found)), mistakes


def _odd(name: str) -> bool:
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name) is None


def engine_for(model: type[Model], engine: str, observed: Sequence[Observed]) -> tuple[str, list[tuple[Location, str]]]:
    """The engine whose trials have graphs to show to observables of one's own, and why there may be none."""
    if not observed:
        return engine, []
    where: Location = ("observe", observed[0].name)
    if model.shows == "nothing":
        able = ", ".join(kinds_with_graphs())
        return engine, [(where, f"{model.kind} has no graph to show to it; these have: {able}")]
    if engine not in ("auto", "graph"):
        return engine, [(("run", "engine"), f"{engine} shows no graphs to observables of your own; take graph")]
    return "graph", []


def with_own(points: tuple[Point, ...], own: Own) -> tuple[tuple[Point, ...], list[tuple[Location, str]]]:
    """The points with these observables and laws beside those of their models, and names that are taken."""
    observed, laws = own
    if not points or not (observed or laws):
        return points, []
    model = points[0].model
    taken = {o.name for o in model.observables} | set(points[0].quantities)
    wrong: list[tuple[Location, str]] = [
        (("observe", each.name), "the model has something of this name; call it otherwise")
        for each in observed
        if each.name in taken
    ]
    wrong += [
        (("laws", "functions", law.name), "the model has a law of this name; call it otherwise")
        for law in laws
        if law.name in model.laws
    ]
    return tuple(replace(point, model=_extended(point.model, own)) for point in points), wrong


def _extended(model: Model, own: Own) -> Model:
    return extended(model, *own)
