"""The dynamic programmes behind the exact laws: sums of positive terms only.

Both chains run in a Poisson world, in which the increments are independent, and are conditioned at the end on
the number that is in truth fixed (concepts or texts). A state is dropped when its conditioned mass is below
``CUT``; what reaches it is unimodal, so a window is cut from its two ends.
"""

from math import exp, lgamma, log, log1p, pi
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel

CUT = 1e-220  # a sum of 1e10 dropped states leaves tails of 1e-200 exact; products of two kept masses stay normal


@kernel
def log_poisson(count, mean):
    """log P(Poisson(mean) = count), to a few units in the last place of the probability (Loader 2000)."""
    if mean <= 0.0 or count == 0:
        return -mean if count == 0 else -np.inf
    if count < 16:
        stirling = lgamma(count + 1.0) - (count + 0.5) * log(count) + count - 0.5 * log(2 * pi)
    else:
        square = float(count) * count
        stirling = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * square)) / square) / square) / count
    tilt = (count - mean) / (count + mean)
    if abs(tilt) < 0.1:  # count log(count / mean) - count + mean, both terms nearly equal
        deviance, power = (count - mean) * tilt, 2 * count * tilt
        for odd in range(3, 23, 2):
            power *= tilt * tilt
            deviance += power / odd
    else:
        deviance = count * log(count / mean) - count + mean
    return -deviance - stirling - 0.5 * log(2 * pi * count)


@kernel
def poisson_band(band, mean, floor):
    """Put P(Poisson(mean) = k) into band[k] while it is at least ``floor`` times the largest of them.

    band: float64, cut off at its end. Returns the first and the last k.
    """
    mode = min(int(mean), band.size - 1)
    band[mode] = exp(log_poisson(mode, mean))
    least = floor * band[mode]
    first = last = mode
    while first > 0 and band[first] >= least:
        band[first - 1] = band[first] * (first / mean)
        first -= 1
    while last < band.size - 1 and band[last] >= least:
        band[last + 1] = band[last] * (mean / (last + 1))
        last += 1
    return first, last


@kernel
def binomial_band(band, trials, share, floor):
    """As ``poisson_band``, for Binomial(trials, share), 0 < share < 1; band: float64[trials + 1] or longer."""
    odds = share / (1 - share)
    mode = int((trials + 1) * share)
    band[mode] = total = 1.0
    first = last = mode
    while first > 0 and band[first] >= floor:
        band[first - 1] = band[first] * (first / ((trials - first + 1) * odds))
        first -= 1
        total += band[first]
    while last < trials and band[last] >= floor:
        band[last + 1] = band[last] * ((trials - last) * odds / (last + 1))
        last += 1
        total += band[last]
    for k in range(first, last + 1):
        band[k] /= total
    return first, last


@kernel
def add_scaled(target, source, weight):
    """target += weight * source."""
    for i in range(source.size):
        target[i] += weight * source[i]


@kernel
def window(row, least, low, high, peak, left, right):
    """Ends of the stretch of ``row`` around ``peak`` that is at least ``least``, found from a guess (left, right)."""
    while left > low and row[left - 1] >= least:
        left -= 1
    while row[left] < least and left < peak:
        left += 1
    while right < high and row[right + 1] >= least:
        right += 1
    while row[right] < least and right > peak:
        right -= 1
    return left, right


@kernel
def first_passage(rise, hidden, stopped):
    """First j at which the number of concepts ever seen to be teachable is j: nothing is left to learn from.

    In the order of learning every concept waits, independently, for the first j at which it is teachable given j
    learnt ones. With a Poisson(R) number of concepts the number seen by j is a Poisson process N; given that it
    ends at R, peeling stops at the first j with N(j) = j.

    rise: float64[R], means of N(0), N(1) - N(0), ... hidden: float64[R], mean of N(infinity) - N(j).
    stopped: float64[R + 1], gets P(learnt = j). Returns the number of terms below ``CUT`` left out.
    """
    concepts = rise.size
    whole = log_poisson(concepts, float(concepts))
    floor = CUT * exp(whole)
    mass, merged, band = np.zeros(concepts + 1), np.zeros(concepts + 1), np.zeros(concepts + 1)
    mass[0] = 1.0
    low = high = peak = 0
    left_out = 0.0
    stopped[:] = 0.0
    for j in range(concepts):
        first, last = poisson_band(band, rise[j], floor)
        left_out += (high - low + 1.0) * (last - first + 3)
        merged[low + first : min(high + last, concepts) + 1] = 0.0
        left = right = peak
        for seen in range(first, last + 1):
            end = min(high, concepts - seen)
            top = min(peak, end)
            if top >= low and mass[top] * band[seen] >= floor:
                left, right = window(mass, floor / band[seen], low, end, top, min(left, top), min(right, end))
                add_scaled(merged[left + seen : right + seen + 1], mass[left : right + 1], band[seen])
        low, high = low + first, min(high + last, concepts)
        mass, merged = merged, mass
        while low <= high and mass[low] * exp(log_poisson(concepts - low, hidden[j]) - whole) < CUT:
            low += 1
        while low <= high and mass[high] * exp(log_poisson(concepts - high, hidden[j]) - whole) < CUT:
            high -= 1
        if low == j and low <= high:
            stopped[j] = mass[j] * exp(log_poisson(concepts - j, hidden[j]) - whole)
            low += 1
        if low > high:
            return left_out
        peak = low + int(np.argmax(mass[low : high + 1]))
    stopped[concepts] = mass[concepts] * exp(log_poisson(0, hidden[concepts - 1]) - whole)
    return left_out


class Rows(NamedTuple):
    """Masses of the states (r, y): r texts hold one unlearnt concept, y hold at most one. Each row has its window."""

    mass: npt.NDArray[np.float64]  # [r, y], set from low[r] to high[r] only
    low: npt.NDArray[np.int64]
    high: npt.NDArray[np.int64]
    peak: npt.NDArray[np.int64]  # where the row is largest
    left: npt.NDArray[np.int64]  # scratch: the part of the row last used
    right: npt.NDArray[np.int64]


@kernel
def new_rows(rows, size):
    """Room for ``rows`` rows of ``size`` states."""
    low, high, peak = np.zeros(rows, np.int64), np.full(rows, -1), np.zeros(rows, np.int64)
    return Rows(np.empty((rows, size)), low, high, peak, np.zeros(rows, np.int64), np.zeros(rows, np.int64))


@kernel
def merge(target, t, source, first, last, weights, shift, floor):
    """Row t of ``target`` = sum over source rows s = first..last, moved right by shift * (t - s), of weights[s - first] * row.

    Products below ``floor`` are left out.
    """
    size = target.mass.shape[1]
    low, high = size, -1
    chosen = 0
    for s in range(first, last + 1):
        move, weight, row = shift * (t - s), weights[s - first], source.mass[s]
        end = min(source.high[s], size - 1 - move)
        top = min(source.peak[s], end)
        if top < source.low[s] or row[top] * weight < floor:
            source.right[s] = -1
            continue
        guess = source.right[s] >= 0
        left = min(source.left[s], top) if guess else top
        right = max(min(source.right[s], end), top) if guess else top
        left, right = window(row, floor / weight, source.low[s], end, top, left, right)
        source.left[s], source.right[s] = left, right
        low, high = min(low, left + move), max(high, right + move)
    target.low[t], target.high[t] = low, high
    if low > high:
        return
    sums = target.mass[t]
    sums[low : high + 1] = 0.0
    for s in range(first, last + 1):
        left, right = source.left[s], source.right[s]
        if right >= 0:
            move = shift * (t - s)
            add_scaled(sums[left + move : right + move + 1], source.mass[s, left : right + 1], weights[s - first])


@kernel
def trim(rows, r, bridge):
    """Drop both ends of row r below ``CUT`` (mass * bridge) and find its peak."""
    row, low, high = rows.mass[r], rows.low[r], rows.high[r]
    while low <= high and row[low] * bridge[low] < CUT:
        low += 1
    while low <= high and row[high] * bridge[high] < CUT:
        high -= 1
    rows.low[r], rows.high[r] = low, high
    if low <= high:
        rows.peak[r] = low + int(np.argmax(row[low : high + 1]))
    rows.right[r] = -1


@kernel
def peel_fixed(pair, none, one, many, texts, stopped, unread, counts):
    concepts = many.size - 1
    mean = float(texts)
    whole = log_poisson(texts, mean)
    floor = CUT * exp(whole)
    size = texts + 1
    stopped[:] = 0.0
    unread[:] = 0.0
    band, other, bridge = np.zeros(size), np.zeros(size), np.zeros(size)
    # start
    r0, r1 = poisson_band(band, mean * one, floor)
    z0, z1 = poisson_band(other, mean * none, floor)
    state, spare = new_rows(r1 + 1, size), new_rows(r1 + 1, size)
    first, last = 0, r1
    for r in range(r0, r1 + 1):
        state.low[r], state.high[r] = r + z0, min(r + z1, texts)
        for y in range(state.low[r], state.high[r] + 1):
            state.mass[r, y] = band[r] * other[y - r]
    for u in range(concepts, -1, -1):
        for y in range(size):
            bridge[y] = exp(log_poisson(texts - y, mean * many[u]) - whole)
        for r in range(first, last + 1):
            trim(state, r, bridge)
            counts[0] += max(0, state.high[r] - state.low[r] + 1)
        if first == 0:
            for y in range(state.low[0], state.high[0] + 1):
                stopped[concepts - u] += state.mass[0, y] * bridge[y]
                unread[concepts - u] += state.mass[0, y] * bridge[y] * (texts - y)
            first = 1
        while last >= first and state.low[last] > state.high[last]:
            last -= 1
        while last >= first and state.low[first] > state.high[first]:
            first += 1
        if last < first:
            break
        # teach
        if u == 1:
            taught = np.ones((1, last))
            bottom = 0
            topt = 1
        else:
            a0, a1 = binomial_band(other, last - 1, 1.0 / u, floor)
            taught = np.zeros((last, a1 + 1))
            bottom = last
            topt = last
            for r in range(first, last + 1):
                a0, a1 = binomial_band(other, r - 1, 1.0 / u, floor)
                bottom = min(bottom, r - 1 - a1)
                for a in range(a0, min(a1 + 1, taught.shape[1])):
                    taught[r - 1 - a, a] = other[a]
        if spare.low.size < last:
            spare = new_rows(last * 5 // 4 + 10, size)
        for t in range(bottom, topt):
            s0 = max(first, t + 1)
            merge(spare, t, state, s0, min(last, t + taught.shape[1]), taught[t, s0 - t - 1 :], 0, floor)
            trim(spare, t, np.ones(size))
        first, last = bottom, topt - 1
        state, spare = spare, state
        if u == 1:
            b0 = b1 = 0
            band[0] = 1.0
        else:
            b0, b1 = poisson_band(band, mean * (u - 1) * pair[concepts - u], floor)
        rev = band[b0 : b1 + 1][::-1].copy()
        if spare.low.size < last + b1 + 1:
            spare = new_rows((last + b1 + 1) * 5 // 4, size)
        top = min(last + b1, texts)
        for t in range(first + b0, top + 1):
            s0 = max(first, t - b1)
            merge(spare, t, state, s0, min(last, t - b0), rev[s0 - (t - b1) :], 1, floor)
        first, last = first + b0, top
        if first > 0 and False:
            pass
        state, spare = spare, state
