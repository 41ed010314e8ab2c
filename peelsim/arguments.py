"""Arguments of public functions, checked: what is wrong, in one line and with the cure, before anything is done."""

import os
from math import isfinite, nan
from pathlib import Path
from typing import Any, SupportsFloat

from peelsim.quoting import shown

LARGEST = 2**63 - 1  # that kernels count to


def whole(value: Any, what: str, *, least: int, most: int | None = None) -> int:
    """A whole number that is at least, and at most, so large; 1e3 is one, True and what is masked are none.

    Raises
    ------
    ValueError : for anything else.

    Examples
    --------
    >>> whole(1e3, "number of trials", least=1)
    1000
    """
    number = _single(value)
    if isinstance(number, float) and isfinite(number) and number == int(number):
        number = int(number)
    if isinstance(number, bool) or not isinstance(number, int) or number < least:
        raise ValueError(f"{shown(value)} is not a {what}; it must be a whole number, {least} or more")
    if most is not None and number > most:
        raise ValueError(f"{shown(value)} is not a {what}; it must be at most {most}")
    return number


def number_of(value: Any) -> float:
    """The number that a value is; NaN for what is none, such as True, "1", a column, 1j or what is masked.

    Examples
    --------
    >>> number_of(3), number_of("1"), number_of(True)
    (3.0, nan, nan)
    """
    number = _single(value)
    if isinstance(number, bool | str) or not isinstance(number, SupportsFloat) or hasattr(number, "__len__"):
        return nan
    try:
        return float(number)
    except (TypeError, ValueError, OverflowError):
        return nan


def told(value: Any) -> str:
    """A number in brief, and anything else as far as it can be shown.

    Examples
    --------
    >>> told(3.0), told("3")
    ('3', "'3'")
    """
    number = number_of(value)
    return shown(value) if number != number else f"{number:g}"


def flag_of(value: Any, what: str) -> bool:
    """True or False; ValueError for anything else, as "no" would be taken for True.

    Examples
    --------
    >>> flag_of(True, "fresh")
    True
    """
    flag = _single(value)
    if not isinstance(flag, bool):
        raise ValueError(f"{what} is {shown(value)}; give True or False")
    return flag


def _single(value: Any) -> Any:
    """A scalar of NumPy, and an array without dimensions, as a value of Python; None for what is masked."""
    if not hasattr(value, "item") or getattr(value, "ndim", 1) != 0:
        return value
    return None if getattr(value, "mask", False) else value.item()


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
        raise ValueError(f"{shown(value)} is not a seed; {cure}") from None


def threads_of(value: Any, usual: int) -> int:
    """A number of threads, ``usual`` where None is given; ValueError for what is none.

    Examples
    --------
    >>> threads_of(None, 8)
    8
    """
    return usual if value is None else whole(value, "number of threads", least=1, most=LARGEST)


def path_of(value: Any) -> Path:
    """A path of a file, a leading ~ being the home of whom it names; ValueError for what is none.

    Examples
    --------
    >>> path_of("results/waterfall.h5").name
    'waterfall.h5'
    """
    try:
        path = Path(value)
        is_name = b"\0" not in os.fsencode(path)
    except (TypeError, UnicodeEncodeError):
        is_name = False
    if not is_name:
        raise ValueError(f"{shown(value)} is no path of a file; give its name")
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
        raise ValueError(f"{shown(value)} is no {what}; give the name of one")
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
    if not is_list(value):
        raise ValueError(f"{shown(value)} is no list of {what}; give [{shown(value)}]")
    return [name_of(each, f"name among {what}") for each in value]


def is_list(value: Any) -> bool:
    """Whether a value can be gone through, and is no text, whose letters would be taken for names.

    Examples
    --------
    >>> is_list(["a"]), is_list("ab"), is_list(3)
    (True, False, False)
    """
    if isinstance(value, str):
        return False
    try:
        iter(value)
    except TypeError:  # of an array without dimensions, too
        return False
    return True


def chance_of(value: Any) -> float:
    """A chance, between 0 and 1; ValueError for what is none.

    Examples
    --------
    >>> chance_of(1e-3)
    0.001
    """
    chance = number_of(value)
    if not 0 < chance < 1:
        raise ValueError(f"{shown(value)} is not a chance; give a number between 0 and 1")
    return chance
