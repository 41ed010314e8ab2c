"""Blocks of trials of learners: sample texts, learn from them, test on fresh ones."""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.draws.binomial import binomial
from peelsim.kernels.draws.degree_probabilities import fill_none_of_set
from peelsim.kernels.draws.random import draw
from peelsim.kernels.learners.learning import count_novel
from peelsim.kernels.learners.skill_texts import sample_skill_texts
from peelsim.kernels.learners.training import FRESH, train


@kernel
def count_by_class(stuck, sizes, counts):
    """How many of the texts have stuck[text] > 0, for each class, into counts: int64[J]. sizes: int64[J]."""
    first = 0
    for j in range(sizes.size):
        counts[j] = np.count_nonzero(stuck[first : first + sizes[j]])
        first += sizes[j]


@kernel
def learnt_by_round(learnt_in, curve):
    """Skills learnt in rounds 1 .. r into curve[r - 1]: int64[rounds recorded]."""
    curve[:] = 0
    for number in learnt_in:
        if 0 < number <= curve.size:
            curve[number - 1] += 1
    for i in range(1, curve.size):
        curve[i] += curve[i - 1]


@kernel
def examine(stream, skill_texts, learnt_in, fresh, failed, control):
    """Fresh texts of each class with an unlearnt skill, of ``fresh`` drawn, into failed: int64[J]; False if stopped."""
    sizes = np.full(failed.size, fresh)
    starts, members, sampled = sample_skill_texts(draw(stream, FRESH), sizes, skill_texts, control)
    if not sampled:
        return False
    count_by_class(count_novel(starts, members, learnt_in, control), sizes, failed)
    return True


@kernel
def run_learners(key, first, skill_texts, success, fresh, learnt, rounds, stuck, failed, curves, control):
    """Trials first, first + 1, ... of the point with this key; returns False if told to stop, the block then void.

    success: float64[J, most], see ``draw_capacities``. fresh: test texts of each class. Out, int64: learnt[trials, K],
    rounds[trials], stuck[trials, J] training texts and failed[trials, J] fresh texts with an unlearnt skill,
    curves[trials, rounds recorded] skills learnt by each round.
    """
    begins = skill_texts.begins
    learnt_in = np.empty(begins[-1], np.int64)
    for i in range(rounds.size):
        stream = draw(key, first + i)
        training = train(stream, skill_texts, success, learnt_in, control)
        if training.rounds < 0:
            return False
        rounds[i] = training.rounds
        for k in range(begins.size - 1):
            learnt[i, k] = np.count_nonzero(learnt_in[begins[k] : begins[k + 1]])
        count_by_class(training.novel, training.texts, stuck[i])
        learnt_by_round(learnt_in, curves[i])
        if not examine(stream, skill_texts, learnt_in, fresh, failed[i], control):
            return False
    return control[0] == 0


@kernel
def fail_fresh_texts(key, first, fresh, skills, unlearnt, degrees, shares, none, failed):
    """Of ``fresh`` texts, how many hold an unlearnt skill in trials first, first + 1, ..., without drawing the texts.

    Which of the ``skills`` are unlearnt is uniform given how many, so each text fails with the same probability.
    unlearnt: int64[trials]. degrees, shares: numbers of skills that texts hold, and how likely. none:
    float64[> largest degree], scratch. failed: int64[trials], out.
    """
    for i in range(failed.size):
        fill_none_of_set(unlearnt[i], skills, none)
        failing = 0.0
        for k in range(degrees.size):
            failing += shares[k] * (1.0 - none[degrees[k]])
        failed[i] = binomial(draw(draw(key, first + i), FRESH), fresh, failing)
