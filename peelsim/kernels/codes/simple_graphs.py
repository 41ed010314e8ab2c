"""Graphs without double edges: whole graphs are matched until one has none, and then variables are erased.

Whether a graph has a double edge also depends on the variables that are known, so all are placed. Given that there is
none, the variables of a class are still alike, so that the first of each class may be those erased.

Tests: tests/kernels/codes/test_engines.py
"""

import numpy as np

from peelsim.jit import lent_kernel
from peelsim.kernels.codes.placing import is_simple, lay_out, match
from peelsim.kernels.draws.random import draw


@lent_kernel
def keep_unknown(unknown, number, degree, edges):
    """Close up the edges of the first ``unknown`` variables of each class of ``number``; returns how many there are."""
    source, target, variables = np.int64(0), np.int64(0), np.int64(0)
    for i in range(unknown.size):
        kept = unknown[i] * degree[i]
        for k in range(kept):
            edges.checks[target + k] = edges.checks[source + k]
        source += number[i] * degree[i]
        for _ in range(unknown[i]):
            target += degree[i]
            variables += 1
            edges.starts[variables] = target
    return variables


@lent_kernel
def place_simple(stream, unknown, number, sockets, placement, edges, control):
    """Place whole graphs until one is simple, and keep the edges of the unknown; returns how many, -1 if stopped."""
    attempt = 0
    while True:
        variables = lay_out(number, sockets.degree, edges)
        if control[0] != 0 or not match(draw(stream, attempt), number, sockets, placement, edges, control):
            return -1
        if is_simple(variables, edges, placement.stamp):
            return keep_unknown(unknown, number, sockets.degree, edges)
        attempt += 1
