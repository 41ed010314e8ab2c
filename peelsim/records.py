"""Records of parameters as a person meets them: in one line, as a table in a notebook, and in the help."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from functools import reduce, wraps
from inspect import Parameter, Signature
from operator import or_
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, Literal, TypeVar, Union, get_args, get_origin

from pydantic import ValidationError

from peelsim.mistakes import MistakesError, in_full, in_words
from peelsim.tables import Table

Made = TypeVar("Made", bound=type[Any])

_MOST = 6  # values of a list that are shown
_HOLDERS = (tuple, list, dict, Mapping, Sequence)


class _Relevant(type):
    """``dir`` and ``help`` of a class of records list what its users ask for, not what validates it."""

    def __dir__(cls) -> list[str]:
        return sorted(cls.relevant)  # type: ignore[attr-defined]  # every Record has it


class Record(metaclass=_Relevant):
    """A frozen value of checked parameters."""

    relevant: ClassVar[tuple[str, ...]] = ()  # what ``dir`` of the class lists; parameters stand in its signature


def in_plain_words(record: Made) -> Made:
    """Let a pydantic dataclass speak plainly: of its mistakes in one line, of itself briefly, of its types as they are.

    Its signature has plain types, so that ``help`` can be read; its ``repr`` is the call that makes it, with what
    differs from the defaults.
    """
    make = record.__init__

    @wraps(make)
    def checked(self: Any, *args: Any, **values: Any) -> None:
        try:
            make(self, *args, **values)
        except ValidationError as error:
            raise MistakesError(record.__name__, in_words(error, record, python=True)) from None

    record.__init__ = checked
    signature = _signature(record)
    for name, value in (("__signature__", signature), ("__repr__", _in_a_line), ("_repr_html_", _as_a_table)):
        setattr(record, name, value)
    vars(checked)["__signature__"] = signature
    return record


def briefly(value: Any) -> str:
    """A parameter as Python has it; of a long list its ends and its length.

    Examples
    --------
    >>> briefly(6.0), briefly((1, 2)), briefly(tuple(range(500)))
    ('6', '(1, 2)', '(0, 1, 2, ..., 499: 500 values)')
    """
    if isinstance(value, float) and value.is_integer():
        return in_full(value)
    if isinstance(value, tuple | list) and len(value) > _MOST:
        first = ", ".join(briefly(each) for each in value[:3])
        return f"({first}, ..., {briefly(value[-1])}: {len(value):,} values)"
    if isinstance(value, tuple):
        return f"({', '.join(briefly(each) for each in value)}{',' * (len(value) == 1)})"
    return repr(value)


def _in_a_line(self: Any) -> str:
    return f"{type(self).__name__}({', '.join(f'{name}={briefly(value)}' for name, value in _said(self))})"


def _as_a_table(self: Any) -> str:
    """The record in a notebook: a row for each parameter that is set, with what it is."""
    described = type(self).__pydantic_fields__
    rows = [(name, briefly(value), described[name].title or "") for name, value in _said(self)]
    return Table(type(self).__name__, ("parameter", "value", "what it is"), rows).html()


def _said(self: Any) -> Iterator[tuple[str, Any]]:
    """Parameters that differ from their defaults."""
    for field in fields(self):
        value = getattr(self, field.name)
        default = field.default if field.default_factory is MISSING else field.default_factory()
        default = getattr(default, "default", default)  # a pydantic field with a default
        if not (type(value) is type(default) and value == default):
            yield field.name, value


def _signature(record: type[Any]) -> Signature:
    """The call with plain types."""
    parameters = []
    for field in fields(record):
        info = record.__pydantic_fields__[field.name]
        if get_origin(info.annotation) is Literal and len(get_args(info.annotation)) == 1:
            continue  # the kind of record, which its class says
        default = Parameter.empty if info.is_required() else info.get_default(call_default_factory=True)
        plain = _plain_type(info.annotation)
        parameters.append(Parameter(field.name, Parameter.POSITIONAL_OR_KEYWORD, default=default, annotation=plain))
    return Signature(parameters)


def _plain_type(annotation: Any) -> Any:
    """A type without what checks it; where records are meant, their bare names."""
    name = _named(annotation)
    return name if any(is_dataclass(each) for each in _leaves(annotation)) else _without_checks(annotation)


def _without_checks(annotation: Any) -> Any:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _without_checks(inner[0])
    if origin in (Union, UnionType):
        return reduce(or_, map(_without_checks, inner))
    if origin in _HOLDERS:
        return origin[tuple(each if each is Ellipsis else _without_checks(each) for each in inner)]
    return annotation


def _leaves(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is None:
        yield annotation
    else:
        for each in get_args(annotation)[: 1 if get_origin(annotation) is Annotated else None]:
            yield from _leaves(each)


def _named(annotation: Any) -> str:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _named(inner[0])
    if origin in (Union, UnionType):
        return " | ".join(_named(each) for each in inner)
    if origin in _HOLDERS:
        return f"{origin.__name__}[{', '.join('...' if each is Ellipsis else _named(each) for each in inner)}]"
    return "None" if annotation is NoneType else getattr(annotation, "__name__", str(annotation))
