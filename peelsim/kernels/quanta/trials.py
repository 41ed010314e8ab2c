"""Blocks of trials of quanta: learn from samples, then meet test samples.

Tests: tests/models/test_quanta.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.kernels.draws.binomial import binomial
from peelsim.kernels.draws.poisson import poisson
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.streams import HEAD, SAMPLES, TAIL, TEST
from peelsim.kernels.quanta.learner import forget, learn_head, learn_tail, miss
from peelsim.stats.fixed_point import WEIGHT

LEARNT, UNLEARNT, MISSED = 0, 1, 2  # columns of a block's counts


class Exam(NamedTuple):
    """What a learner is asked after training."""

    samples: int
    begins: npt.NDArray[np.int64]  # [tasks + 1] where the quanta of each task begin
    members: npt.NDArray[np.int64]  # quanta of all tasks, by rank


@kernel
def run_quanta(key, first, law, exam, counts, unlearnt_of, control):
    """Trials first, first + 1, ... of the point with this key; returns False if told to stop, the block then void.

    A trial learns from its samples, and then meets as many test samples as said. Those that use an unlearnt quantum are
    a binomial number given the use of all unlearnt ones. Without a limit to the samples the quanta within capacity are
    learnt; then test samples are drawn one by one, and the use of the others is what these show.

    law: Learning. exam: Exam. counts: int64[trials, 3], quanta learnt, use of the others in units of 1 / WEIGHT, test
    samples that used one of these. unlearnt_of: int64[trials, tasks], quanta of a task that are unlearnt. control:
    int64[2].
    """
    for j in range(counts.shape[0]):
        if control[0] != 0:
            return False
        stream = draw(key, first + j)
        learnt, unlearnt, touched = law.capacity, law.tail, 0
        if law.samples == np.inf:
            missed = miss(draw(stream, TEST), exam.samples, law, control)
            if missed < 0:
                return False
            unlearnt = missed / exam.samples
        else:
            samples = np.int64(law.samples) if law.samples_fixed else poisson(draw(stream, SAMPLES), law.samples)
            learnt, missing, left = learn_head(draw(stream, HEAD), samples, law, control)
            if left < 0:
                return False
            if law.capacity > law.chance.size:
                more, known, touched = learn_tail(draw(stream, TAIL), left, law, control)
                if touched < 0:
                    return False
                learnt += more
                missing -= known
                control[1] += left
            unlearnt += missing
            control[1] += law.chance.size
            unlearnt = min(max(unlearnt, 0.0), 1.0)
            missed = binomial(draw(stream, TEST), exam.samples, unlearnt)
        counts[j, LEARNT] = learnt
        counts[j, UNLEARNT] = np.int64(unlearnt * WEIGHT + 0.5)
        counts[j, MISSED] = missed
        for task in range(exam.begins.size - 1):
            for i in range(exam.begins[task], exam.begins[task + 1]):
                k = exam.members[i]
                known = k <= law.capacity if law.samples == np.inf else law.seen[k - 1] == law.sightings
                unlearnt_of[j, task] += not known
        forget(law, touched)
    return True
