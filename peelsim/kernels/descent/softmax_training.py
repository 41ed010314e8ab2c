"""Training of a softmax student from weights of zero, and its weights at some of the steps.

Tests: tests/kernels/descent/test_softmax.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.kernels.descent.optimizers import ADAM, SGD, Optimizer, adam_step, sgd_step
from peelsim.kernels.descent.schedule import Schedule, rate_of
from peelsim.kernels.descent.softmax import Scratch, Teacher, add_gradient, room_for_sample, sample

STOP_EVERY = 1 << 20  # weights touched between two looks at the stop word


class Training(NamedTuple):
    """How students are taught and tested."""

    teacher: Teacher
    optimizer: Optimizer
    schedule: Schedule
    batch: int
    steps: npt.NDArray[np.int64]  # [times], rising: after which of the steps the student is looked at
    test_samples: int


class Student(NamedTuple):
    """Scratch memory; arrays of weights are [N, V]."""

    weights: npt.NDArray[np.float64]
    gradient: npt.NDArray[np.float64]
    first: npt.NDArray[np.float64]  # velocity of SGD, mean gradient of Adam
    second: npt.NDArray[np.float64]  # mean square of Adam
    seen: npt.NDArray[np.float64]  # [times, N, V], weights when they were looked at
    scratch: Scratch


def room_for_student(classes: int, dimensions: int, times: int) -> Student:
    """Scratch memory for one trial at a time."""
    shape = (dimensions, classes)
    weights, gradient, first, second = (np.zeros(shape) for _ in range(4))
    seen = np.zeros((times, *shape))
    return Student(weights, gradient, first, second, seen, room_for_sample(classes, dimensions))


@kernel
def train(stream, training, student, control):
    """One training from weights of zero: fills student.seen; returns False if told to stop."""
    w, to = student.weights, student.gradient
    optimizer, batch = training.optimizer, training.batch
    for array in (w, to, student.first, student.second):
        array[:] = 0.0
    # one sample per step, and no more to it than that: its gradient goes straight to the weights
    plain = optimizer.kind == SGD and batch == 1 and optimizer.momentum == 0.0 and optimizer.decay == 0.0
    t, touched = 0, 0
    for i in range(training.steps.size):
        while t < training.steps[i]:
            rate = rate_of(training.schedule, t + 1)
            for b in range(batch):
                touched += w.size
                if touched >= STOP_EVERY:
                    control[1] += touched // w.size
                    touched %= w.size
                    if control[0] != 0:
                        return False
                sample(stream, t * batch + b, training.teacher, student.scratch)
                if plain:
                    add_gradient(w, -rate, student.scratch, w)
                else:
                    add_gradient(w, 1.0 / batch, student.scratch, to)
            t += 1
            if optimizer.kind == ADAM:
                adam_step(w, to, student.first, student.second, t, rate, optimizer)
            elif not plain:
                sgd_step(w, to, student.first, rate, optimizer)
        for c in range(w.shape[0]):  # element by element: a slice of a slice takes seconds to compile
            for k in range(w.shape[1]):
                student.seen[i, c, k] = w[c, k]
    control[1] += touched // w.size
    return True
