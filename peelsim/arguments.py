"""Arguments of public functions, checked: what is wrong, in one line and with the cure, before anything is done."""

from collections.abc import Iterable
from math import isfinite
from pathlib import Path
from typing import Any, SupportsFloat


def whole(value: Any, what: str, *, least: int) -> int:
    """A whole number that is at least so large; 1e3 is one, True is none.

    Raises
    ------
    ValueError : for anything else.

    Examples
    --------
    >>> whole(1e3, "number of trials", least=1)
    1000
    """
    number = value.item() if hasattr(value, "item") and getattr(value, "ndim", 1) == 0 else value
    if isinstance(number, float) and isfinite(number) and number == int(number):
        number = int(number)
    if isinstance(number, bool) or not isinstance(number, int) or number < least:
        raise ValueError(f"{_shown(value)} is not a {what}; it must be a whole number, {least} or more")
    return number


def seed_of(value: Any) -> int:
    """A seed: a whole number, from which every trial follows.

    Raises
    ------
    ValueError : for anything else, also for a generator of NumPy, whose draws could not be made again.

    Examples
    --------
    >>> seed_of(1)
    1
    """
    try:
        return whole(value, "seed", least=0)
    except ValueError:
        cure = "give a whole number, 0 or more: every trial follows from it, and can be had again"
        raise ValueError(f"{_shown(value)} is not a seed; {cure}") from None


def threads_of(value: Any, usual: int) -> int:
    """A number of threads, ``usual`` where None is given; ValueError for what is none.

    Examples
    --------
    >>> threads_of(None, 8)
    8
    """
    return usual if value is None else whole(value, "number of threads", least=1)


def path_of(value: Any) -> Path:
    """A path of a file, a leading ~ being the home of whom it names; ValueError for what is none.

    Examples
    --------
    >>> path_of("results/waterfall.h5").name
    'waterfall.h5'
    """
    try:
        path = Path(value)
    except TypeError:
        raise ValueError(f"{_shown(value)} is no path of a file; give its name") from None
    try:
        return path.expanduser()
    except RuntimeError:  # nobody of that name
        return path


def name_of(value: Any, what: str) -> str:
    """A single name; ValueError for several of them, or none.

    Examples
    --------
    >>> name_of("exact", "law")
    'exact'
    """
    if not isinstance(value, str):
        raise ValueError(f"{_shown(value)} is no {what}; give the name of one")
    return value


def names_of(value: Any, what: str) -> list[str] | None:
    """Several names, None for None; ValueError for a single one, whose letters would be taken for names.

    Examples
    --------
    >>> names_of(("exact", "corrected"), "laws")
    ['exact', 'corrected']
    """
    if value is None:
        return None
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise ValueError(f"{_shown(value)} is no list of {what}; give [{_shown(value)}]")
    return [name_of(each, f"name among {what}") for each in value]


def chance_of(value: Any) -> float:
    """A chance, between 0 and 1; ValueError for what is none.

    Examples
    --------
    >>> chance_of(1e-3)
    0.001
    """
    if isinstance(value, bool | str) or not isinstance(value, SupportsFloat) or not 0 < float(value) < 1:
        raise ValueError(f"{_shown(value)} is not a chance; give a number between 0 and 1")
    return float(value)


def _shown(value: Any) -> str:
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else f"{text[:57]}..."
