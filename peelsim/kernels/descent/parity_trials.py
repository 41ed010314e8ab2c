"""Blocks of trials of multitask sparse parity: new tasks, weights and samples; losses of all tasks at some steps.

Tests: tests/kernels/descent/test_parity.py
"""

from typing import NamedTuple

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.descent.counting import counted
from peelsim.kernels.descent.parity_data import Problem, draw_bits, draw_masks, parity
from peelsim.kernels.descent.parity_network import Network, add_up, forward, start
from peelsim.kernels.descent.parity_training import Course, Data, Moments, draw_data, train_step
from peelsim.kernels.draws.elementary import exponential, logarithm
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.streams import BITS, EPOCHS, MASKS, TASKS, TRIED, WEIGHTS

_STOP_EVERY = 1 << 20  # weights touched between two looks at the stop word


@kernel
def loss_of(output, odd, squared):
    """Loss of a sample, 1 for an output of 0: in bits, or the squared distance from 1 or -1."""
    toward = np.float64(output) if odd else -np.float64(output)
    if squared:
        return (toward - 1.0) ** 2
    return (logarithm(1.0 + exponential(-abs(toward))) + max(-toward, 0.0)) / np.log(2.0)


@kernel
def test_tasks(stream, test_samples, problem, course, net, data, losses):
    """Mean loss of each task on test samples of its own, the same ones each time, in units of 1 / FRACTION.

    losses: int64[K], filled.
    """
    words = data.at_hand
    add_up(net)
    for task in range(losses.size):
        total = 0.0
        for i in range(test_samples):
            draw_bits(stream, task * test_samples + i, words)
            output = forward(net, np.uint64(task), words)
            total += loss_of(output, parity(words, problem.masks[task]), course.squared)
        losses[task] = counted(total / test_samples)


class Room(NamedTuple):
    """What is learnt and how, and the scratch memory of one thread for it."""

    problem: Problem
    course: Course
    net: Network
    data: Data
    moments: Moments


@kernel
def run_networks(key, first, steps, test_samples, room, losses, control):
    """Trials first, first + 1, ... of the point with this key; returns False if told to stop, the block then void.

    losses: int64[trials, times, K], filled; all else as ``train_network``.
    """
    for i in range(losses.shape[0]):
        if not train_network(draw(key, first + i), steps, test_samples, room, losses[i], control):
            return False
    return True


@kernel
def train_network(stream, steps, test_samples, room, losses, control):
    """One trial, of this stream; returns False if told to stop.

    steps: int64[times], rising, after which the tasks are tested. room: Room. losses: int64[times, K], filled.
    """
    problem, course, net, data, moments = room
    if control[0] != 0:
        return False
    draw_masks(draw(stream, MASKS), problem)
    start(draw(stream, WEIGHTS), course.width, net)
    moments.mean[:] = np.float32(0.0)
    moments.square[:] = np.float32(0.0)
    streams = np.array([draw(stream, TASKS), draw(stream, BITS), draw(stream, EPOCHS)])
    draw_data(streams[0], streams[1], problem, data)
    test_stream = draw(stream, TRIED)
    t, touched = 0, 0
    a_step = (course.batch + 50) * (np.int64(net.groups) + 4) * net.hidden.size  # roughly
    for i in range(steps.size):
        while t < steps[i]:
            touched += a_step
            if touched >= _STOP_EVERY:
                touched = 0
                if control[0] != 0:
                    return False
            t += 1
            train_step(streams, t, problem, course, net, data, moments)
            control[1] += min(course.batch, data.order.size) if data.order.size else course.batch
        if control[0] != 0:
            return False
        test_tasks(test_stream, test_samples, problem, course, net, data, losses[i])
        control[1] += losses.shape[1] * test_samples
    return True
