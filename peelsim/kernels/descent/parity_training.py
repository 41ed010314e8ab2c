"""Training of a network on multitask sparse parity, on fresh samples or again and again on the same ones.

Tests: tests/kernels/descent/test_parity.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.jit.copying import copy
from peelsim.kernels.descent.optimizers import ADAM, BETA_1, BETA_2, EPSILON, adam_scales
from peelsim.kernels.descent.parity_data import draw_bits, draw_task, parity
from peelsim.kernels.descent.parity_network import Floats, add_up, backward, forward, hand_over
from peelsim.kernels.draws.elementary import exponential
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.shuffle import shuffle

_ZERO, _ONE, _TWO = np.float32(0.0), np.float32(1.0), np.float32(2.0)
_BETA_1, _BETA_2, _EPSILON = np.float32(BETA_1), np.float32(BETA_2), np.float32(EPSILON)


class Course(NamedTuple):
    """How networks are taught."""

    width: int
    batch: int
    optimizer: int  # optimizers.SGD or ADAM
    rate: float
    squared: bool  # objective: (o - sign)^2 of the output o, or the cross-entropy of its logistic


class Data(NamedTuple):
    """A trial's own samples, if they are limited, and the sample at hand."""

    tasks: npt.NDArray[np.int64]  # [D]
    words: npt.NDArray[np.uint64]  # [D, words]
    order: npt.NDArray[np.int64]  # [D]
    at_hand: npt.NDArray[np.uint64]  # [words]


class Moments(NamedTuple):
    """Of Adam, float32, as long as the weights."""

    mean: Floats
    square: Floats


@kernel
def draw_data(task_stream, bit_stream, problem, data):
    """Draw the samples of a trial whose samples are limited."""
    for i in range(data.order.size):
        data.order[i] = i
        data.tasks[i] = draw_task(draw(task_stream, i), problem)
        draw_bits(bit_stream, i, data.words[i])


@kernel
def move(net, moments, step, course):
    """Step number ``step`` = 1, 2, ... of SGD or Adam by the gradient, which is zero afterwards."""
    w, g = net.weights, net.gradient
    outputs = np.int64((net.bits + net.tasks) * net.wide + net.wide)
    if course.optimizer != ADAM:
        for i in range(w.size):
            w[i] -= np.float32(course.rate if i < outputs else 2.0 * course.rate) * g[i]
            g[i] = _ZERO
        return
    scale, root = adam_scales(step, course.rate)
    for begin, end, factor in ((0, outputs, scale), (outputs, w.size, 2.0 * scale)):
        a, r = np.float32(factor), np.float32(root)
        for i in range(begin, end):
            moments.mean[i] = _BETA_1 * moments.mean[i] + (_ONE - _BETA_1) * g[i]
            moments.square[i] = _BETA_2 * moments.square[i] + (_ONE - _BETA_2) * (g[i] * g[i])
            w[i] -= a * moments.mean[i] / (np.sqrt(moments.square[i]) * r + _EPSILON)
            g[i] = _ZERO


@kernel
def slope_of(output, odd, course):
    """Derivative of the loss of a sample in the output; its label is ``odd``, 1 or 0."""
    if course.squared:
        return _TWO * (output - np.float32(2 * odd - 1))
    return np.float32(1.0 / (1.0 + exponential(-np.float64(output))) - odd)


@kernel
def train_step(streams, step, problem, course, net, data, moments):
    """Step number ``step`` = 1, 2, ...; streams: uint64[3], of tasks, bits and orders."""
    stored = data.order.size
    batch = min(course.batch, stored) if stored else course.batch
    words = data.at_hand
    add_up(net)
    for b in range(batch):
        number = (step - 1) * batch + b
        if stored:
            if number % stored == 0:
                shuffle(draw(streams[2], number // stored), data.order, stored, np.zeros(2, np.int64))
            i = data.order[number % stored]
            task = data.tasks[i]
            copy(data.words[i], words)
        else:
            task = draw_task(draw(streams[0], number), problem)
            draw_bits(streams[1], number, words)
        output = forward(net, np.uint64(task), words)
        slope = slope_of(output, parity(words, problem.masks[task]), course)
        backward(net, np.uint64(task), words, slope / np.float32(batch))
    hand_over(net)
    move(net, moments, step, course)
