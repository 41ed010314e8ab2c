"""The law of ``learnt`` with a fixed number of texts: the sequential chain, one concept at a time.

With u concepts unlearnt the state is (r, y): r texts hold just one of them, y hold at most one. T - y is the m of
the usual chain (u, r, m), and replaces it because, with a Poisson(T) number of texts, the texts that come down to
one unlearnt concept are Poisson and do not depend on y. Given that there are T texts in all, the T - y others are
what the ``bridge`` weighs a state with.

Tests: tests/theory/peeling/test_exact_law.py
"""

from math import exp
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.theory.peeling.exact_chain import (
    CUT,
    Floats,
    add_scaled,
    binomial_band,
    log_poisson,
    poisson_band,
    trim,
    window,
)

__all__ = ["Integers", "Rows", "expose", "merge", "new_rows", "sequential_chain", "settle", "start", "teach"]

Integers = npt.NDArray[np.int64]


class Rows(NamedTuple):
    """Masses of the states (r, y): r texts hold just one unlearnt concept, y hold at most one."""

    mass: Floats  # [r, y], set from low[r] to high[r] only
    low: Integers
    high: Integers
    peak: Integers  # where the row is largest
    left: Integers  # scratch: the stretch of the row last used
    right: Integers  # scratch: its end, -1 for none


@kernel
def new_rows(rows: int, size: int) -> Rows:
    """Room for rows r = 0..rows - 1 of ``size`` states."""
    low, high, peak = np.zeros(rows, np.int64), np.zeros(rows, np.int64), np.zeros(rows, np.int64)
    return Rows(np.empty((rows, size)), low, high, peak, np.zeros(rows, np.int64), np.zeros(rows, np.int64))


@kernel
def settle(rows: Rows, first: int, last: int, bridge: Floats) -> tuple[int, int]:
    """Trim rows first..last and find their peaks; returns the first and the last row left (first > last if none)."""
    for r in range(first, last + 1):
        low, high = trim(rows.mass[r], bridge, rows.low[r], rows.high[r])
        if low <= high:
            rows.peak[r] = low + int(np.argmax(rows.mass[r, low : high + 1]))
        rows.low[r], rows.high[r], rows.right[r] = low, high, -1
    while first <= last and rows.low[first] > rows.high[first]:
        first += 1
    while first <= last and rows.low[last] > rows.high[last]:
        last -= 1
    return first, last


@kernel
def merge(
    target: Rows, t: int, source: Rows, first: int, last: int, weights: Floats, shift: int, floor: float
) -> float:
    """Row t of ``target`` = sum over s = first..last of weights[s - first] * row s of ``source``.

    Row s goes right by shift * (t - s). Products below ``floor`` are left out; returns how many at most.
    """
    size = target.mass.shape[1]
    low, high = size, -1
    left_out = 0.0
    for s in range(first, last + 1):
        move, weight, row = shift * (t - s), weights[s - first], source.mass[s]
        end = min(source.high[s], size - 1 - move)
        top = min(source.peak[s], end)
        left_out += max(0, source.high[s] - source.low[s] + 1)
        if top < source.low[s] or row[top] * weight < floor:
            source.right[s] = -1
            continue
        left, right = top, top
        if source.right[s] >= 0:
            left, right = min(source.left[s], top), max(min(source.right[s], end), top)
        left, right = window(row, floor / weight, source.low[s], end, top, left, right)
        source.left[s], source.right[s] = left, right
        low, high = min(low, left + move), max(high, right + move)
        left_out -= right - left + 1
    target.low[t], target.high[t] = low, high
    if low <= high:
        sums = target.mass[t]
        sums[low : high + 1] = 0.0
        for s in range(first, last + 1):
            left, right, move = source.left[s], source.right[s], shift * (t - s)
            if right >= 0:
                add_scaled(sums[left + move : right + move + 1], source.mass[s, left : right + 1], weights[s - first])
    return left_out


@kernel
def start(texts: int, none: float, one: float, floor: float) -> tuple[Rows, int, int]:
    """States before anything is learnt; none, one: P(a text holds no concept), P(it holds just one)."""
    size = texts + 1
    singles, empties = np.zeros(size), np.zeros(size)
    first, last = poisson_band(singles, texts * one, floor)
    low, high = poisson_band(empties, texts * none, floor)
    rows = new_rows(last + 1, size)
    for r in range(first, last + 1):
        rows.low[r], rows.high[r] = r + low, min(r + high, texts)
        for y in range(rows.low[r], rows.high[r] + 1):
            rows.mass[r, y] = singles[r] * empties[y - r]
    return rows, first, last


@kernel
def teach(target: Rows, source: Rows, first: int, last: int, unlearnt: float, floor: float) -> tuple[int, int, float]:
    """One concept is learnt from one of its r texts; each other of them is of the same concept with chance 1/unlearnt.

    Returns the rows it leads to and how many masses were left out, at most.
    """
    if unlearnt == 1:
        return 0, 0, merge(target, 0, source, first, last, np.ones(last - first + 1), 0, floor)
    band = np.zeros(last)
    _, most = binomial_band(band, last - 1, 1.0 / unlearnt, floor)
    weights = np.zeros((last, most + 1))  # [r after, number of others of that concept]
    bottom = last
    for r in range(first, last + 1):
        low, high = binomial_band(band, r - 1, 1.0 / unlearnt, floor)
        high = min(high, most)
        bottom = min(bottom, r - 1 - high)
        for others in range(low, high + 1):
            weights[r - 1 - others, others] = band[others]
    left_out = 0.0
    for t in range(bottom, last):
        s = max(first, t + 1)
        left_out += merge(target, t, source, s, min(last, t + 1 + most), weights[t, s - t - 1 :], 0, floor)
    return bottom, last - 1, left_out


@kernel
def expose(
    target: Rows, source: Rows, first: int, last: int, band: Floats, low: int, high: int, floor: float
) -> tuple[int, int, float]:
    """From low to high more texts come down to one unlearnt concept, with probabilities ``band``; returns as teach."""
    backwards = band[low : high + 1][::-1].copy()
    end = min(last + high, target.mass.shape[1] - 1)
    left_out = 0.0
    for t in range(first + low, end + 1):
        s = max(first, t - high)
        left_out += merge(target, t, source, s, min(last, t - low), backwards[s - t + high :], 1, floor)
    return first + low, end, left_out


@kernel
def sequential_chain(
    texts: int, concepts: float, none: float, one: float, pair: Floats, many: Floats, stopped: Floats, unread: Floats
) -> float:
    """Run the chain until no text holds just one unlearnt concept.

    With j learnt, j = 0..min(R, T) as T texts teach T concepts at most, pair[j] is P(of R - j unlearnt concepts a text
    holds two given ones and no other), many[j] P(it holds two or more of them). stopped[j] gets P(learnt = j), and
    unread[j] E[m; learnt = j] and E[m^2; learnt = j], m the texts with two or more unlearnt concepts. R may be real if
    it is larger than T. Returns how many masses below ``CUT`` were left out.
    """
    size = texts + 1
    whole = log_poisson(texts, float(texts))
    floor = CUT * exp(whole)  # no mass grows by more than exp(-whole) when the number of texts is given
    stopped[:] = 0.0
    unread[:] = 0.0
    band, bridge, unity = np.zeros(size), np.zeros(size), np.ones(size)
    rows, first, last = start(texts, none, one, floor)
    spare = new_rows(last + 1, size)
    left_out = 2.0 * size
    for learnt in range(stopped.size):
        unlearnt = concepts - learnt
        for y in range(size):
            bridge[y] = exp(log_poisson(texts - y, texts * many[learnt]) - whole)
        left_out += (last - first + 1.0) * size
        first, last = settle(rows, first, last, bridge)
        if first == 0 and last >= 0:
            for y in range(rows.low[0], rows.high[0] + 1):
                stopped[learnt] += rows.mass[0, y] * bridge[y]
                unread[learnt, 0] += rows.mass[0, y] * bridge[y] * (texts - y)
                unread[learnt, 1] += rows.mass[0, y] * bridge[y] * (texts - y) ** 2
            first = 1
        if first > last:
            break
        if spare.low.size < last:
            spare = new_rows(last * 5 // 4, size)
        first, last, missed = teach(spare, rows, first, last, unlearnt, floor)
        left_out += missed
        rows, spare = spare, rows
        first, last = settle(rows, first, last, unity)
        low = high = 0
        band[0] = 1.0
        if unlearnt > 1:
            low, high = poisson_band(band, texts * (unlearnt - 1) * pair[learnt], floor)
        if spare.low.size < last + high + 1:
            spare = new_rows(min(last + high + 1, size) * 5 // 4, size)
        first, last, missed = expose(spare, rows, first, last, band, low, high, floor)
        left_out += missed
        rows, spare = spare, rows
    return left_out
