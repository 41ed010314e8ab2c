"""Blocks of trials of fine-tuning: learn basic skills from foundation texts, then fine skills on top of them.

A fine-tuning text can teach only if all its basic skills are known from the foundation: else its capacity is 0.

Tests: tests/models/test_fine_tuning.py
"""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.streams import CAPACITIES, FINE, FOUNDATION
from peelsim.kernels.learners.learning import KNOWN, draw_capacities, learn
from peelsim.kernels.learners.training import train
from peelsim.kernels.learners.trials import examine
from peelsim.kernels.listed.class_texts import numbers_of_texts, sample_class_texts

BASIC_LEARNT, FINE_LEARNT, USABLE, TAUGHT, BASIC_FAILED, FINE_FAILED = 0, 1, 2, 3, 4, 5  # columns of a block's counts
COLUMNS = 6

_STOP_EVERY = 1 << 16  # texts between two looks at the stop word


@kernel
def keep_usable(starts, members, basic, learnt_in, capacity, control):
    """Take the capacity of texts with an unknown skill below ``basic``; returns how many are left, -1 if stopped.

    starts, members: as ``sample_class_texts`` gives them. learnt_in: int64[S], 0 for the unknown. capacity: int64[T].
    """
    usable = 0
    for text in range(capacity.size):
        if text % _STOP_EVERY == 0 and control[0] != 0:
            return -1
        known = True
        for i in range(starts[text], starts[text + 1]):
            known &= members[i] >= basic or learnt_in[members[i]] != 0
        usable += np.int64(known)
        if not known:
            capacity[text] = 0
    return usable


@kernel
def fine_tune(stream, fine, learnt_in, counts, control):
    """Learn the fine skills, the basic ones known being marked in learnt_in; False if told to stop.

    fine: Learner of one class of texts and two of skills, basic and fine. counts: int64[columns], of the trial.
    """
    texts = numbers_of_texts(stream, fine.texts)
    starts, members, sampled = sample_class_texts(stream, texts, fine.texts, control)
    if not sampled:
        return False
    capacity = draw_capacities(draw(stream, CAPACITIES), texts, fine.success, control)
    counts[USABLE] = keep_usable(starts, members, fine.texts.begins[1], learnt_in, capacity, control)
    if counts[USABLE] < 0:
        return False
    rounds, novel = learn(starts, members, capacity, learnt_in, control)
    counts[TAUGHT] = np.count_nonzero(novel == 0)
    return rounds >= 0


@kernel
def run_fine_tuning(key, first, foundation, fine, fresh, counts, control):
    """Trials first, first + 1, ... of the point with this key; returns False if told to stop, the block then void.

    foundation, fine: Learners of the two stages. fresh: test texts of each. counts: int64[trials, 6].
    """
    basic = fine.texts.begins[1]
    learnt_in = np.empty(fine.texts.begins[2], np.int64)
    failed = np.empty(1, np.int64)
    for i in range(counts.shape[0]):
        stream = draw(key, first + i)
        if train(draw(stream, FOUNDATION), foundation, learnt_in[:basic], control).rounds < 0:
            return False
        if not examine(draw(stream, FOUNDATION), foundation.texts, learnt_in[:basic], fresh, failed, control):
            return False
        counts[i, BASIC_FAILED] = failed[0]
        for skill in range(basic):
            learnt_in[skill] = KNOWN if learnt_in[skill] else 0
        learnt_in[basic:] = 0
        if not fine_tune(draw(stream, FINE), fine, learnt_in, counts[i], control):
            return False
        counts[i, BASIC_LEARNT] = np.count_nonzero(learnt_in[:basic])
        counts[i, FINE_LEARNT] = np.count_nonzero(learnt_in[basic:])
        if not examine(draw(stream, FINE), fine.texts, learnt_in, fresh, failed, control):
            return False
        counts[i, FINE_FAILED] = failed[0]
    return control[0] == 0
