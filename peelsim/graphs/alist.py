"""The alist format of parity-check matrices (MacKay 1999): lists of checks per bit, and of bits per check.

A file says N and M, the largest degrees, the degrees of N bits and of M checks, the checks of each bit and the bits of
each check, numbered from 1. Some programs fill short lists up with zeros, some do not, and some write the checks first.

Tests: tests/graphs/test_files.py
"""

from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array

__all__ = ["Integers", "parse_alist"]

Integers = npt.NDArray[np.int64]


def parse_alist(text: str) -> coo_array:
    """Checks x bits, int8; rows and columns in the order of the file.

    Lines that begin with # are comments. Lists may be filled up with zeros, in either half by itself.

    Raises
    ------
    ValueError : for what is no alist, and where the two halves disagree.

    Examples
    --------
    >>> parse_alist("3 2  2 2  1 2 1  2 2  1 0  1 2  2 0  1 2  2 3").toarray().tolist()
    [[1, 1, 0], [0, 1, 1]]
    """
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    try:
        numbers = np.array(" ".join(lines).split(), np.int64)
    except (ValueError, OverflowError):
        raise ValueError("is no alist: it holds something that is no whole number") from None
    if len(numbers) < 4 or (numbers[:4] < 0).any():
        raise ValueError("is no alist: it must begin with the numbers of bits and checks and their largest degrees")
    bits, checks = int(numbers[0]), int(numbers[1])
    if len(numbers) < 4 + bits + checks:
        raise ValueError(f"is cut off: {bits} bits and {checks} checks have as many degrees")
    degrees = numbers[4 : 4 + bits], numbers[4 + bits : 4 + bits + checks]
    for of, largest, what in zip(degrees, numbers[2:4], ("bit", "check"), strict=True):
        if len(of) and (of.min() < 0 or of.max() > largest):
            raise ValueError(f"says that no {what} has more than {largest} edges, and one has {of.max()}")
    return _read_halves(numbers[4 + bits + checks :], degrees, (int(numbers[2]), int(numbers[3])))


def _read_halves(lists: Integers, degrees: tuple[Integers, Integers], largest: tuple[int, int]) -> coo_array:
    """The lists of bits, then of checks; either may be filled up with zeros."""
    bits, checks = len(degrees[0]), len(degrees[1])
    plain = [int(of.sum()) for of in degrees]
    filled = [len(of) * most for of, most in zip(degrees, largest, strict=True)]
    if plain[0] != plain[1]:
        raise ValueError(f"has {plain[0]} edges by its bits and {plain[1]} by its checks")
    said = ""
    for first, second in product((True, False), repeat=2):
        cut = filled[0] if first else plain[0]
        if cut + (filled[1] if second else plain[1]) != len(lists):
            continue
        halves = []
        for part, of, most, padded, others in (
            (lists[:cut], degrees[0], largest[0], first, checks),
            (lists[cut:], degrees[1], largest[1], second, bits),
        ):
            found = _members(part, of, most if padded else None)
            if found is None or (len(found) and (found.min() < 1 or found.max() > others)):
                said = said or f"names something that is none of 1 to {others}, or has zeros inside a list"
                break
            halves.append(found - 1)
        else:
            by_bits = halves[0], np.repeat(np.arange(bits), degrees[0])
            by_checks = np.repeat(np.arange(checks), degrees[1]), halves[1]
            if _same(by_bits, by_checks, bits):
                return coo_array((np.ones(plain[0], np.int8), by_bits), shape=(checks, bits))
            said = "has halves that disagree: an edge of its bits is none of its checks"
    raise ValueError(said or f"has {len(lists)} numbers in its lists, where {sum(plain)} edges make two for each")


def _members(part: Integers, degrees: Integers, width: int | None) -> Integers | None:
    """The lists' entries without the zeros that fill them up; None if there are others than zeros there."""
    if width is None:
        return part
    table = part.reshape(len(degrees), width)
    inside = np.arange(width) < degrees[:, None]
    return None if table[~inside].any() else table[inside]


def _same(left: tuple[Integers, Integers], right: tuple[Integers, Integers], bits: int) -> bool:
    """Whether two lists hold the same edges, check and bit."""
    first, second = (np.sort(check * max(bits, 1) + bit) for check, bit in (left, right))
    return bool((first == second).all())
