"""A random grammar, and the exact joint law of two tokens whose lowest common ancestor is l levels up.

Tests: tests/kernels/sources/test_hierarchy.py
"""

import numpy as np

from peelsim.jit import kernel
from peelsim.jit.copying import copy
from peelsim.kernels.draws.random import below, draw


@kernel
def draw_rules(stream, rules, tuples):
    """Fill rules: int16[levels, v, m, s]; the v m right-hand sides of a level are distinct, any of v^s equally likely.

    stream: uint64. tuples: int64[v^s], scratch. A partial shuffle of all tuples for each level.
    """
    levels, v, m, s = rules.shape
    for level in range(levels):
        own = draw(stream, level)
        for i in range(tuples.size):
            tuples[i] = i
        for i in range(v * m):
            j = i + np.int64(below(draw(own, i), tuples.size - i))
            tuples[i], tuples[j] = tuples[j], tuples[i]
            rest = tuples[i]
            for place in range(s - 1, -1, -1):
                rules[level, i // m, i % m, place] = rest % v
                rest //= v


@kernel
def symbol_laws(rules, laws):
    """Fill laws: float64[levels + 1, v], of symbols by depth on the path to the last token; uniform at the root."""
    levels, v, m, s = rules.shape
    laws[:] = 0.0
    laws[0] = 1.0 / v
    for level in range(levels):
        for symbol in range(v):
            for k in range(m):
                laws[level + 1, rules[level, symbol, k, s - 1]] += laws[level, symbol] / m


@kernel
def pair_laws(rules, laws, pairs, below_them):
    """Fill pairs: float64[levels, v, v], the joint law of two tokens, common ancestor 1, 2, ... levels up.

    They are the last tokens of the last two children of that ancestor. laws: of ``symbol_laws``. below_them:
    float64[3, v, v], scratch: law of a last token given its ancestor, the same one level up, and half a product.
    """
    levels, v, m, s = rules.shape
    given, higher, half = below_them[0], below_them[1], below_them[2]
    given[:] = 0.0
    for symbol in range(v):
        given[symbol, symbol] = 1.0
    for height in range(levels):
        level = levels - 1 - height
        half[:] = 0.0  # symbol of the last child but one x token under the last child
        for symbol in range(v):
            for k in range(m):
                one, two = rules[level, symbol, k, s - 2], rules[level, symbol, k, s - 1]
                for token in range(v):
                    half[one, token] += laws[level, symbol] / m * given[two, token]
        for i in range(v):
            for j in range(v):
                total = 0.0
                for k in range(v):
                    total += given[k, i] * half[k, j]
                pairs[height, i, j] = total
        higher[:] = 0.0
        for symbol in range(v):
            for k in range(m):
                child = rules[level, symbol, k, s - 1]
                for token in range(v):
                    higher[symbol, token] += given[child, token] / m
        for symbol in range(v):
            copy(higher[symbol], given[symbol])


@kernel
def covariance(joint, found):
    """Fill found with a joint law less the product of its marginals; returns the squared Frobenius norm."""
    v = joint.shape[0]
    square = 0.0
    for i in range(v):
        for j in range(v):
            left, right = 0.0, 0.0
            for k in range(v):
                left += joint[i, k]
                right += joint[k, j]
            found[i, j] = joint[i, j] - left * right
            square += found[i, j] * found[i, j]
    return square
