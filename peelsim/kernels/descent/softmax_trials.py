"""Blocks of trials of softmax regression: train from nothing, and test the students of some steps on one set.

Tests: tests/kernels/descent/test_softmax.py
"""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.descent.counting import counted
from peelsim.kernels.descent.softmax_test import ALIGNMENT, ERROR, LOSS, RESIDUAL, order, test
from peelsim.kernels.descent.softmax_training import train
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.streams import LESSONS, QUESTIONS


@kernel
def run_softmax(key, first, training, student, counts, control):
    """Trials first, first + 1, ... of the point with this key; returns False if told to stop, the block then void.

    counts: int64[trials, times, 4]: excess loss, alignment and residual in units of 1 / FRACTION, test samples whose
    best class the student does not see. control: int64[2], the second counts samples.
    """
    found = np.zeros((training.steps.size, 4))
    for trial in range(counts.shape[0]):
        if control[0] != 0:
            return False
        stream = draw(key, first + trial)
        if not train(draw(stream, LESSONS), training, student, control):
            return False
        if not test(draw(stream, QUESTIONS), training, student, found, control):
            return False
        for i in range(training.steps.size):
            found[i, ALIGNMENT], found[i, RESIDUAL] = order(student.seen[i])
            for column in (LOSS, ALIGNMENT, RESIDUAL):
                counts[trial, i, column] = counted(found[i, column])
            counts[trial, i, ERROR] = np.int64(found[i, ERROR])
    return True
