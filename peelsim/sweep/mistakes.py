"""Mistakes of a sweep file in words: where, what, and the cure; all of them at once."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

Location = tuple[int | str, ...]

_LIMITS = {"ge": "{} or more", "gt": "more than {}", "le": "at most {}", "lt": "less than {}"}


class SweepError(ValueError):
    """What is wrong with a sweep file; one line a mistake, the file's name first."""

    def __init__(self, where: str, mistakes: Iterable[str]) -> None:
        self.mistakes = list(dict.fromkeys(mistakes))
        count = len(self.mistakes)
        super().__init__(
            f"{where}: {self.mistakes[0]}"
            if count == 1
            else "\n  ".join([f"{where}: {count} mistakes", *self.mistakes])
        )


def dotted(location: Location) -> str:
    """('stop', 'max_events', 0) as stop.max_events[0]."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def unknown(key: str, known: Iterable[str]) -> str:
    """The sentence for a key or name that is not one of the known ones."""
    known = list(known)
    near = get_close_matches(key, known, n=1)
    return f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"


def in_words(error: ValidationError, schema: type[BaseModel], under: Location = ()) -> list[tuple[Location, str]]:
    """Location and sentence of each mistake pydantic found; ``under`` is where the schema stands in the file."""
    found = []
    for detail in error.errors():
        location = tuple(part for part in detail["loc"] if not _is_tag(part, detail["loc"]))
        found.append(((*under, *location), _sentence(detail, schema, location)))
    return found


def _is_tag(part: int | str, location: tuple[int | str, ...]) -> bool:
    """pydantic names the chosen member of a union in the location; a file has no such key."""
    return isinstance(part, str) and (part.startswith(("function-", "constrained-")) or part in _types(location))


def _types(location: tuple[int | str, ...]) -> set[str]:
    return {"int", "float", "str", "bool", *location[1:2]} if location[:1] == ("text_degree",) else {"int", "float"}


def _sentence(detail: Mapping[str, Any], schema: type[BaseModel], location: Location) -> str:
    kind, given, limits = detail["type"], detail["input"], detail.get("ctx", {})
    field, siblings = _field(schema, location)
    if kind in ("extra_forbidden", "unexpected_keyword_argument"):
        return f"unknown key; {unknown(str(location[-1]), siblings)}"
    if kind in ("missing", "missing_argument"):
        return "missing; it has no default"
    title = getattr(field, "title", None) or "value"
    bounds = _bounds(field)
    for name, value in limits.items():
        if name in _LIMITS:
            return f"{given!r} is not a {title}; it must be {_LIMITS[name].format(f'{value:g}')}"
    if kind == "literal_error":
        return f"{given!r} is not known; it must be {limits['expected']}"
    if kind == "union_tag_invalid":
        return f"unknown kind {limits['tag']!r}; {unknown(limits['tag'], limits['expected_tags'].replace(chr(39), '').split(', '))}"
    if kind == "union_tag_not_found":
        return 'no kind given; write for example { kind = "binomial", mean = 6 }'
    if kind in ("value_error", "assertion_error"):
        reason = str(limits.get("error", detail["msg"]))
        return f"{given!r} is not a {title}{bounds}" if reason == "not a number" else reason
    if kind.startswith(("int_", "float_", "finite_")):
        return f"{given!r} is not a {title}{bounds}"
    return f"{given!r}: {detail['msg'][0].lower()}{detail['msg'][1:]}"


def _bounds(field: Any) -> str:
    """What the field asks for, as far as it says so."""
    parts = [
        _LIMITS[name].format(f"{getattr(limit, name):g}")
        for limit in getattr(field, "metadata", ())
        for name in _LIMITS
        if getattr(limit, name, None) is not None
    ]
    return f"; it must be {' and '.join(parts)}" if parts else ""


def _field(schema: type[Any], location: Location) -> tuple[Any, list[str]]:
    """The field a location ends at (None if there is none), and the keys that are valid beside it."""
    field, siblings, owners = None, [], [schema]
    for part in location:
        if isinstance(part, int):
            continue
        fields: dict[str, Any] = {}
        for owner in owners:
            fields |= getattr(owner, "model_fields", None) or getattr(owner, "__pydantic_fields__", {})
        field, siblings = fields.get(part), list(fields)
        owners = _classes(field.annotation) if field is not None else []
    return field, siblings


def _classes(annotation: Any) -> list[type[Any]]:
    """The record types in an annotation, through unions and Annotated."""
    if get_origin(annotation) in (Annotated, Union, UnionType, list, tuple):
        return [c for argument in get_args(annotation) for c in _classes(argument)]
    return [annotation] if hasattr(annotation, "__pydantic_fields__") else []
