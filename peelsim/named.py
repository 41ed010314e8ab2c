"""Values asked for by name: a name that is not there is told the nearest one.

Tests: tests/api/test_trials.py
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from peelsim.quoting import nearest, shown

T = TypeVar("T")


class UnknownNameError(KeyError):
    """A name under which there is nothing: one line, which ``KeyError`` would quote, put together if anybody reads it.

    Parameters
    ----------
    name : what was asked for.
    known : the names there are.
    what : they are names of, such as "observable".
    """

    def __init__(self, name: Any, known: Iterable[str], what: str) -> None:
        super().__init__(name)
        self._known, self._what = list(known), what

    def __str__(self) -> str:
        name = self.args[0]
        near = nearest(name, self._known) if isinstance(name, str) else None
        cure = f"did you mean {near}? There are" if near else "there are"
        return f"there is no {self._what} {shown(name)}; {cure} {', '.join(self._known) or 'none'}"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.args[0], self._known, self._what)


def named(values: Mapping[str, T], name: Any, what: str) -> T:
    """The value of that name; UnknownNameError, which is a KeyError, says which name is nearest and which there are.

    Examples
    --------
    >>> named({"stuck": 1, "learnt": 2}, "stuk", "observable")
    Traceback (most recent call last):
    peelsim.named.UnknownNameError: there is no observable 'stuk'; did you mean stuck? There are stuck, learnt
    """
    if isinstance(name, str) and name in values:
        return values[name]
    raise UnknownNameError(name, values, what)
