"""Draws from a binomial law by Walker's alias method (Walker 1977, Vose 1991): one draw and one look-up each.

The table covers the values whose probability is above 1e-30 of the mode's. Weights come from the exact ratio of
neighbouring probabilities, so they are right to about 1e-14 of themselves, and draws resolve them to 2^-63.
"""

import numpy as np

from peelsim.jit import kernel

_NEGLIGIBLE = 1e-30


@kernel
def binomial_support(n, p):
    """Smallest and largest value of Bin(n, p) whose probability is not negligible."""
    if p >= 1.0:
        return n, n
    odds = p / (1.0 - p)
    mode = min(n, np.int64((n + 1) * p))
    low, weight = mode, 1.0
    while low > 0 and weight > _NEGLIGIBLE:
        weight *= low / ((n - low + 1) * odds)
        low -= 1
    high, weight = mode, 1.0
    while high < n and weight > _NEGLIGIBLE:
        weight *= (n - high) * odds / (high + 1)
        high += 1
    return low, high


@kernel
def binomial_weights(n, p, low, high, weights):
    """P(X = low + i) for X ~ Bin(n, p) into weights: float64[>= high - low + 1]; they sum to 1."""
    mode = min(n, np.int64((n + 1) * p))
    weights[mode - low] = 1.0
    if low == high:
        return
    odds = p / (1.0 - p)
    for k in range(mode, low, -1):
        weights[k - 1 - low] = weights[k - low] * (k / ((n - k + 1) * odds))
    for k in range(mode, high):
        weights[k + 1 - low] = weights[k - low] * ((n - k) * odds / (k + 1))
    total = 0.0
    for i in range(high - low + 1):
        total += weights[i]
    for i in range(high - low + 1):
        weights[i] /= total


@kernel
def build_alias(weights, bits, threshold, alias, stack):
    """Vose's construction of a table of 2^bits entries.

    A draw's upper ``bits`` bits name an entry, its other bits are a fraction: below threshold[entry] the entry is
    kept, else alias[entry] is taken. weights: float64, overwritten; threshold: uint64; alias, stack (scratch): int64;
    each of 2^bits, 1 <= bits <= 32. The weights sum to 1; an entry of weight 0 is never taken.
    """
    entries = 1 << bits
    scale = 2.0 ** (64 - bits)
    small, large = 0, entries  # two stacks in one array: light entries from the left, heavy ones from the right
    for i in range(entries):
        weights[i] *= entries
        threshold[i] = (np.uint64(1) << np.uint64(64 - bits)) - np.uint64(1)
        alias[i] = i
        if weights[i] < 1.0:
            stack[small] = i
            small += 1
        else:
            large -= 1
            stack[large] = i
    while small > 0 and large < entries:
        small -= 1
        i, j = stack[small], stack[large]
        threshold[i] = np.uint64(weights[i] * scale)
        alias[i] = j
        weights[j] -= 1.0 - weights[i]
        if weights[j] < 1.0:
            large += 1
            stack[small] = j
            small += 1


@kernel
def draw_alias(word, bits, threshold, alias):
    """Index of an entry, from one uniform uint64."""
    shift = np.uint64(64 - bits)
    entry = word >> shift
    fraction = word & ((np.uint64(1) << shift) - np.uint64(1))
    other = alias[entry]
    return other + np.int64(fraction < threshold[entry]) * (np.int64(entry) - other)


@kernel
def binomial_table(n, p, bits, weights, threshold, alias, stack):
    """Alias table of Bin(n, p); returns the value its entry 0 stands for. Arrays as in ``build_alias``."""
    low, high = binomial_support(n, p)
    weights[: 1 << bits] = 0.0
    binomial_weights(n, p, low, high, weights)
    build_alias(weights, bits, threshold, alias, stack)
    return low
