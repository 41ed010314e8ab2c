"""A network of one hidden layer of rectified units on a task and bits, in single precision: forward and backward.

The inputs are 0 or 1, so a unit's value is a sum of rows of weights, and the gradient is added to the same rows. Bits
go by fours: for each four the sums of rows of its 16 patterns are kept, and gradients gathered by pattern, and both
are handed over once a step (the method of four Russians, Arlazarov et al. 1970).

Of two outputs the loss knows the difference alone, so the difference is what is kept. Either output has its gradient,
with opposite signs, and is moved by a step of its own: together they move the difference by two.

All weights lie in one array of rows of ``wide`` units, the number of hidden units and then zeros up to a multiple of
16: n rows of bits, K rows of tasks, one of biases, one of weights of the output, and one for the output's bias. Floor:
per sample of 16 bits seven reads of a row and six changes of one, some 8 or 16 units at a time.

Tests: tests/kernels/descent/test_parity.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import inner_kernel, kernel
from peelsim.kernels.draws.random import draw, unit

LANES = np.uint64(16)  # units that are added up side by side: a row is this times a whole number
_ZERO = np.float32(0.0)
_0, _4, _15 = np.uint64(0), np.uint64(4), np.uint64(15)

Floats = npt.NDArray[np.float32]


class Network(NamedTuple):
    """Weights, their gradients, and scratch; arrays of rows are flat, rows ``wide`` long, and places in them uint64."""

    weights: Floats  # [(n + K + 3) wide]
    gradient: Floats  # [(n + K + 3) wide]
    sums: Floats  # [groups 16 wide], of rows of bits, by pattern
    gathered: Floats  # [groups 16 wide], gradients by pattern
    hidden: Floats  # [wide], units before they are rectified
    back: Floats  # [wide], their gradients
    lanes: Floats  # [16]
    bits: np.uint64  # n
    tasks: np.uint64  # K
    wide: np.uint64
    groups: np.uint64  # of four bits


def room_for_network(bits: int, tasks: int, width: int) -> Network:
    """Scratch memory."""
    wide = -(-width // 16) * 16
    groups = -(-bits // 4)
    weights, gradient = (np.zeros((bits + tasks + 3) * wide, np.float32) for _ in range(2))
    sums, gathered = (np.zeros(groups * 16 * wide, np.float32) for _ in range(2))
    hidden, back, lanes = (np.zeros(n, np.float32) for n in (wide, wide, 16))
    sizes = (np.uint64(bits), np.uint64(tasks), np.uint64(wide), np.uint64(groups))
    return Network(weights, gradient, sums, gathered, hidden, back, lanes, *sizes)


@kernel
def start(stream, width, net):
    """Weights as PyTorch starts them: uniform within one over the root of a layer's number of inputs."""
    wide, rows = np.int64(net.wide), np.int64(net.bits + net.tasks) + 1
    net.weights[:] = _ZERO
    net.gradient[:] = _ZERO
    net.gathered[:] = _ZERO
    first, second = 1.0 / np.sqrt(rows - 1.0), 1.0 / np.sqrt(float(width))
    drawn = 0
    for row in range(rows):
        for u in range(width):
            net.weights[row * wide + u] = np.float32((2.0 * unit(draw(stream, drawn)) - 1.0) * first)
            drawn += 1
    for row in range(rows, rows + 2):  # the difference of two outputs
        for u in range(width if row == rows else 1):
            between = unit(draw(stream, drawn)) - unit(draw(stream, drawn + 1))
            net.weights[row * wide + u] = np.float32(2.0 * between * second)
            drawn += 2


@inner_kernel
def add_row(to, at, row, begin, wide):
    """Add row[begin : begin + wide] to to[at : at + wide]."""
    for u in range(wide):
        to[at + u] += row[begin + u]


@kernel
def add_up(net):
    """Sums of the rows of bits, for every pattern of every four, from the weights."""
    wide = net.wide
    net.sums[:] = _ZERO
    for group in range(net.groups):
        for pattern in range(1, 16):
            lowest = 0
            while (pattern >> lowest) & 1 == 0:
                lowest += 1
            at, bit = (group * LANES + np.uint64(pattern)) * wide, group * _4 + np.uint64(lowest)
            add_row(net.sums, at, net.sums, at - np.uint64(1 << lowest) * wide, wide)
            if bit < net.bits:
                add_row(net.sums, at, net.weights, bit * wide, wide)


@kernel
def hand_over(net):
    """Gathered gradients to the rows of bits, those of tasks to the row of biases; what was gathered is zero then."""
    wide = net.wide
    for group in range(net.groups):
        for pattern in range(16):
            for i in range(4):
                bit = group * _4 + np.uint64(i)
                if (pattern >> i) & 1 and bit < net.bits:
                    add_row(net.gradient, bit * wide, net.gathered, (group * LANES + np.uint64(pattern)) * wide, wide)
    net.gathered[:] = _ZERO
    biases = (net.bits + net.tasks) * wide
    for task in range(net.bits, net.bits + net.tasks):
        add_row(net.gradient, biases, net.gradient, task * wide, wide)


@inner_kernel
def pattern_of(words, group):
    """The four bits of a group, as the row they are in sums and gathered."""
    return ((words[group >> _4] >> (_4 * (group & _15))) & _15) + LANES * group


@inner_kernel
def forward(net, task, words):
    """Fill net.hidden for a sample; returns the difference of the outputs. task: uint64. words: uint64[...], bits."""
    h, w, lanes, wide = net.hidden, net.weights, net.lanes, net.wide
    row, biases = (net.bits + task) * wide, (net.bits + net.tasks) * wide
    out = biases + wide
    for u in range(wide):
        h[u] = w[biases + u] + w[row + u]
    for group in range(net.groups):
        add_row(h, _0, net.sums, pattern_of(words, group) * wide, wide)
    for i in range(LANES):
        lanes[i] = _ZERO
    for begin in range(_0, wide, LANES):
        for i in range(LANES):
            value = h[begin + i]
            lanes[i] += (value if value > _ZERO else _ZERO) * w[out + begin + i]
    total = w[out + wide]
    for i in range(LANES):
        total += lanes[i]
    return total


@inner_kernel
def backward(net, task, words, slope):
    """Gather the gradient of the sample that ``forward`` was for. slope: float32, of the loss in the difference."""
    h, w, g, back, wide = net.hidden, net.weights, net.gradient, net.back, net.wide
    row, out = (net.bits + task) * wide, (net.bits + net.tasks) * wide + wide
    for u in range(wide):
        active = h[u] > _ZERO
        g[out + u] += slope * (h[u] if active else _ZERO)
        back[u] = slope * (w[out + u] if active else _ZERO)
    add_row(g, row, back, _0, wide)
    g[out + wide] += slope
    for group in range(net.groups):
        add_row(net.gathered, pattern_of(words, group) * wide, back, _0, wide)
