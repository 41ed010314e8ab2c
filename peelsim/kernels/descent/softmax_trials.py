"""Blocks of trials of softmax regression: train from nothing, and test the students of some steps on one set."""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.descent.softmax_test import ALIGNMENT, ERROR, LOSS, RESIDUAL, order, test
from peelsim.kernels.descent.softmax_training import train
from peelsim.kernels.draws.random import draw

UNIT = 2.0**40  # counts a unit of a loss, an alignment or a residual
_MOST = 2.0**62  # counts beyond it, which only a student that flew apart has, are cut to it
_TRAIN, _TEST = 0, 1  # streams of a trial


@kernel
def counted(value):
    """A number in units of 1 / UNIT."""
    return np.int64(np.floor(min(max(value * UNIT, -_MOST), _MOST) + 0.5))


@kernel
def run_softmax(key, first, training, student, counts, control):
    """Trials first, first + 1, ... of the point with this key; returns False if told to stop, the block then void.

    counts: int64[trials, times, 4]: excess loss, alignment and residual in units of 1 / UNIT, test samples whose best
    class the student does not see. control: int64[2], the second counts samples.
    """
    found = np.zeros((training.steps.size, 4))
    for trial in range(counts.shape[0]):
        stream = draw(key, first + trial)
        if not train(draw(stream, _TRAIN), training, student, control):
            return False
        if not test(draw(stream, _TEST), training, student, found, control):
            return False
        for i in range(training.steps.size):
            found[i, ALIGNMENT], found[i, RESIDUAL] = order(student.seen[i])
            for column in (LOSS, ALIGNMENT, RESIDUAL):
                counts[trial, i, column] = counted(found[i, column])
            counts[trial, i, ERROR] = np.int64(found[i, ERROR])
    return True
