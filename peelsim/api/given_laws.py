"""Laws as callers give them: names, functions, or a mapping from names to functions.

Tests: tests/api/test_sweeping.py
"""

from collections.abc import Mapping, Sequence
from typing import Any

from peelsim.arguments import is_list
from peelsim.quoting import shown
from peelsim.stats.law import Law
from peelsim.sweep.own.functions import Function

GivenLaws = Sequence[str | Function | Law] | Mapping[str, Function | Law | None]


def names_and_functions(laws: Any) -> tuple[Any, dict[str, Function]]:
    """Names of all laws, and those that are functions; what is no list of laws comes back as it is, to be refused.

    ValueError for what stands beside a name and is no function.
    """
    if isinstance(laws, Mapping):
        for name, law in laws.items():
            if not (law is None or callable(law) or isinstance(law, Law)):
                raise ValueError(f"law {shown(name)} is {shown(law)}, which is no function of a model")
        return list(laws), {name: function for name, function in laws.items() if function is not None}
    if not is_list(laws):
        return laws, {}
    given = list(laws)
    named = [_name(law) for law in given]
    return named, {name: law for name, law in zip(named, given, strict=True) if callable(law) or isinstance(law, Law)}


def _name(law: Any) -> Any:
    if isinstance(law, Law):
        return law.name
    return getattr(law, "__name__", type(law).__name__) if callable(law) else law
