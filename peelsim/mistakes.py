"""Mistakes of a sweep file, or of a caller in Python, in words: where, what, and the cure; all of them at once."""

from collections.abc import Iterable, Mapping
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from peelsim.quoting import article, nearest, on_one_line, shown

Location = tuple[int | str, ...]

_MOST = 50  # mistakes said; a person mends the first ones first
_MOST_LOOKED_AT = 1000  # of one error: finding the nearest word takes time

_LIMITS = {"ge": "{} or more", "gt": "more than {}", "le": "at most {}", "lt": "less than {}"}
_UNIONS = (Union, UnionType)
_UNKNOWN = ("extra_forbidden", "unexpected_keyword_argument")
_NO = {
    "string_type": "text",
    "tuple_type": "list",
    "dict_type": "table",
    "model_type": "table",
    "model_attributes_type": "table",
    "dataclass_type": "table",
}


class SweepError(ValueError):
    """What is wrong with a sweep file; one line per mistake, the file's name first."""

    def __init__(self, where: str, mistakes: Iterable[str]) -> None:
        where = on_one_line(where)
        self.mistakes = list(dict.fromkeys(map(on_one_line, mistakes)))
        count = len(self.mistakes)
        said = self.mistakes[:_MOST]
        if count > _MOST:
            said.append(f"and {count - _MOST} more")
        super().__init__(f"{where}: {said[0]}" if count == 1 else "\n  ".join([f"{where}: {count} mistakes", *said]))


class MistakesError(ValueError):
    """What is wrong with the values a record is made of, in one line; ``found`` has each with its place."""

    def __init__(self, name: str, found: Iterable[tuple[Location, str]]) -> None:
        self.found = [(where, on_one_line(what)) for where, what in found]
        said = [f"{dotted(where)}: {what}" if where else what for where, what in self.found[:_MOST]]
        super().__init__(f"{name}: {'; '.join(said)}")


def dotted(location: Location) -> str:
    """('stop', 'max_events', 0) as stop.max_events[0]."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def in_full(number: float) -> str:
    """A number with all its digits, which may be what is wrong with it.

    Examples
    --------
    >>> in_full(4.6 * 10**8), in_full(6.0), in_full(1e15)
    ('459999999.99999994', '6', '1e15')
    """
    plain = int(number) if float(number).is_integer() else number
    if isinstance(plain, int) and plain == number:
        text = str(plain)
        zeros = len(text) - len(text.rstrip("0"))
        return text if zeros < 7 else f"{text[:-zeros]}e{zeros}"
    return repr(float(number))


def unknown(key: str, known: Iterable[str]) -> str:
    """The sentence for a key or name that is not one of the known ones."""
    known = list(known)
    near = nearest(key, known)
    return f"did you mean {near}?" if near else f"known are {', '.join(known)}"


def in_words(
    error: ValidationError, schema: type[Any], under: Location = (), *, python: bool = False
) -> list[tuple[Location, str]]:
    """Location and sentence of each mistake pydantic found.

    Parameters
    ----------
    under : where the schema stands in a sweep file.
    python : whether the values were given in Python, where a table is a value of a class.
    """
    found = []
    names = list(_fields(schema)) if python else []
    for detail in error.errors(include_url=False)[:_MOST_LOOKED_AT]:
        first, *inner = detail["loc"] or ("",)
        if isinstance(first, int) and first < len(names):  # a value given by its place
            detail["loc"] = (names[first], *inner)
        location, field, siblings = _place(schema, detail["loc"], unexpected=detail["type"] in _UNKNOWN)
        sentence = _no_record(detail, field, python) or _sentence(detail, field, location, siblings)
        found.append(((*under, *location), sentence))
    return found


def in_brief(field: FieldInfo) -> str:
    """What a field takes, in a few words.

    Examples
    --------
    >>> from typing import Literal
    >>> in_brief(FieldInfo.from_annotation(Literal["bonds", "sites"]))
    "'bonds' or 'sites'"
    """
    told = _told(field)
    title = next((info.title for info in told if info.title), "")
    kinds = [kind for kind in _kinds(field) if kind]
    words = _words(field.annotation)
    if words:
        return " or ".join(repr(word) for word in words)
    if kinds:
        return " or ".join([*([title] if title else []), f"a table of kind {', '.join(kinds)}"])
    plain = "true or false" if field.annotation is bool else "value"
    return f"{title or plain}{_bounds(told)}".replace("; it must be", ":")


def _words(annotation: Any) -> list[Any]:
    """The values of a Literal, also of one that may be left out."""
    inner = [a for a in get_args(annotation) if a is not type(None)] if get_origin(annotation) in _UNIONS else []
    if get_origin(annotation) is Literal:
        return [*get_args(annotation)]
    return _words(inner[0]) if len(inner) == 1 else []


def _place(schema: type[Any], path: Location, *, unexpected: bool) -> tuple[Location, Any, list[str]]:
    """Where in the file a mistake is, the field there (None if there is no such key), and the keys valid beside it.

    pydantic also names the chosen member of a union on the way, which no file has: names that are no field are
    passed over, but for the last of an ``unexpected`` key, and for those of the user's own, as tasks have them.
    """
    location: list[int | str] = []
    field, siblings, owners = None, [], [schema]
    named = False  # the next part is a name of the user's own
    for depth, part in enumerate(path):
        if isinstance(part, int) or named:
            location.append(part)
            named = False
            continue
        fields: dict[str, Any] = {}
        for owner in owners:
            fields |= _fields(owner)
        is_key = part in fields or (unexpected and fields and depth == len(path) - 1)
        if not is_key:
            owners = [owner for owner in owners if part in (_kind_of(owner), owner.__name__)] or owners
            continue
        location.append(part)
        field, siblings = fields.get(part), list(fields)
        owners = _classes(field.annotation) if field is not None else []
        named = field is not None and get_origin(field.annotation) is dict and bool(owners)
    return tuple(location), field, siblings


def _no_record(detail: Mapping[str, Any], field: Any, python: bool) -> str | None:
    """The sentence for something that stands where a record is wanted: how one is written."""
    if _NO.get(detail["type"]) != "table" and detail["type"] != "model_attributes_type":
        return None
    classes = [] if field is None else _classes(field.annotation)
    given = shown(detail["input"])
    if not classes:
        return None
    if python:
        return f"{given} is no {' or '.join(c.__name__ for c in classes)}; give {_call(classes[0])}"
    others = [kind for c in classes[1:] if (kind := _kind_of(c)) is not None]
    more = f", or another kind: {', '.join(others)}" if others else ""
    return f"{given} is no table; write {_table(classes[0])}{more}"


def _call(record: type[Any]) -> str:
    wanted = [f"{name}=..." for name, info in _fields(record).items() if info.is_required()]
    return f"{record.__name__}({', '.join(wanted)})"


def _table(record: type[Any]) -> str:
    kind = _kind_of(record)
    wanted = [f"{name} = ..." for name, info in _fields(record).items() if info.is_required() and name != "kind"]
    return f"{{ {', '.join([*([f'kind = {chr(34)}{kind}{chr(34)}'] if kind else []), *wanted])} }}"


def _fields(record: type[Any]) -> dict[str, Any]:
    return getattr(record, "model_fields", None) or getattr(record, "__pydantic_fields__", {})


def _kind_of(record: type[Any]) -> str | None:
    """What a table of a union says it is; None for a record that stands alone."""
    info = _fields(record).get("kind")
    return None if info is None else next(iter(map(str, get_args(info.annotation))), None)


def _sentence(detail: Mapping[str, Any], field: Any, location: Location, siblings: list[str]) -> str:
    kind, given, limits = detail["type"], shown(detail["input"]), detail.get("ctx", {})
    if kind in _UNKNOWN:
        return f"unknown key; {unknown(str(location[-1]), siblings)}"
    if kind == "unexpected_positional_argument":
        return f"{given} is one value too many; give values by name"
    if kind in ("missing", "missing_argument"):
        return "missing; it has no default"
    told = _told(field)
    title = next((info.title for info in told if info.title), "value")
    bounds = _bounds(told)
    for name, value in limits.items():
        if name in _LIMITS:
            return f"{given} is not {article(title)}; it must be {_LIMITS[name].format(in_full(value))}"
    if kind == "literal_error" and (isinstance(detail["input"], str) or not bounds):
        return f"{given} is not known; it must be {limits['expected']}"
    if kind == "union_tag_invalid":
        tags = limits["expected_tags"].replace("'", "").split(", ")
        return f"unknown kind {limits['tag']!r}; {unknown(limits['tag'], tags)}"
    if kind == "union_tag_not_found":
        return f"no kind given; known are {', '.join(_kinds(field))}"
    if kind == "too_long":
        return f"{limits['actual_length']:,} are more than the {limits['max_length']:,} there may be"
    if kind == "too_short":
        return f"an empty list; give at least one {title}"
    if kind == "string_pattern_mismatch":
        return f"{given} is not {article(title)}" + ("; use letters, digits and . _ -" if title == "name" else "")
    if kind in _NO:
        return f"{given} is no {_NO[kind]}"
    if kind.startswith("bool_"):
        return f"{given} is neither true nor false"
    if kind in ("value_error", "assertion_error"):
        reason = str(limits.get("error", detail["msg"]))
        return f"{given} is not {article(title)}{bounds}" if reason == "not a number" else reason
    if kind.startswith(("int_", "float_", "finite_", "literal_")):
        return f"{given} is not {article(title)}{bounds}"
    return f"{given}: {detail['msg'][0].lower()}{detail['msg'][1:]}"


def _kinds(field: Any) -> list[str]:
    """The kinds of table that a field takes."""
    return [kind for c in _classes(field.annotation) if (kind := _kind_of(c)) is not None]


def _told(field: Any) -> list[FieldInfo]:
    """What is said of a field: by itself, and by the types its annotation is made of."""
    if field is None:
        return []
    inside = [field.annotation]
    told = [field]
    while inside:
        annotation = inside.pop()
        inside += [
            a for a in get_args(annotation) if get_origin(annotation) is not Annotated or a is get_args(annotation)[0]
        ]
        told += [m for m in getattr(annotation, "__metadata__", ()) if isinstance(m, FieldInfo)]
    return told


def _bounds(told: list[FieldInfo]) -> str:
    """What a field asks for, as far as it says so."""
    parts = [
        _LIMITS[name].format(in_full(getattr(limit, name)))
        for info in told
        for limit in info.metadata
        for name in _LIMITS
        if getattr(limit, name, None) is not None
    ]
    return f"; it must be {' and '.join(parts)}" if parts else ""


def _classes(annotation: Any) -> list[type[Any]]:
    """The record types in an annotation, through unions, Annotated, lists and tables."""
    if get_origin(annotation) in (Annotated, Union, UnionType, list, tuple, dict):
        return [c for argument in get_args(annotation) for c in _classes(argument)]
    return [annotation] if hasattr(annotation, "__pydantic_fields__") else []
