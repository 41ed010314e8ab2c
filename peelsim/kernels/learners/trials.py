"""Blocks of trials of learners: sample texts, learn from them, test on fresh ones.

Tests: tests/kernels/learners/test_learning.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.kernels.draws.binomial import binomial
from peelsim.kernels.draws.degree_probabilities import fill_none_of_set
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.streams import FRESH
from peelsim.kernels.learners.learning import count_novel
from peelsim.kernels.learners.training import train
from peelsim.kernels.listed.class_texts import sample_class_texts


class Counts(NamedTuple):
    """What a block of trials of learners counts, int64."""

    learnt: npt.NDArray[np.int64]  # [trials, K] skills of each class
    rounds: npt.NDArray[np.int64]  # [trials]
    stuck: npt.NDArray[np.int64]  # [trials, J] training texts of each class with an unlearnt skill
    failed: npt.NDArray[np.int64]  # [trials, J] fresh texts of each class with an unlearnt skill
    curves: npt.NDArray[np.int64]  # [trials, rounds recorded] skills learnt by each round

    @classmethod
    def of(cls, trials: int, *, skill_classes: int = 1, text_classes: int = 1, recorded: int = 0) -> "Counts":
        """Room for the counts of so many trials."""
        shapes = (skill_classes,), (), (text_classes,), (text_classes,), (recorded,)
        return cls(*(np.zeros((trials, *shape), np.int64) for shape in shapes))


class FreshTexts(NamedTuple):
    """Texts that are not drawn, as it is enough to know how many skills they hold."""

    number: int
    skills: int
    degrees: npt.NDArray[np.int64]  # numbers of skills that texts hold
    shares: npt.NDArray[np.float64]  # how likely these are
    none: npt.NDArray[np.float64]  # [> largest degree] scratch


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
def examine(stream, class_texts, learnt_in, fresh, failed, control):
    """Fresh texts of each class with an unlearnt skill, of ``fresh`` drawn, into failed: int64[J]; False if stopped."""
    sizes = np.full(failed.size, fresh)
    starts, members, sampled = sample_class_texts(draw(stream, FRESH), sizes, class_texts, control)
    if not sampled:
        return False
    count_by_class(count_novel(starts, members, learnt_in, control), sizes, failed)
    return True


@kernel
def run_learners(key, first, learner, fresh, counts, control):
    """Trials first, first + 1, ... of the point with this key; returns False if told to stop, the block then void.

    learner: Learner. fresh: test texts of each class. counts: Counts, out.
    """
    begins = learner.texts.begins
    learnt_in = np.empty(begins[-1], np.int64)
    for i in range(counts.rounds.size):
        stream = draw(key, first + i)
        training = train(stream, learner, learnt_in, control)
        if training.rounds < 0:
            return False
        counts.rounds[i] = training.rounds
        for k in range(begins.size - 1):
            counts.learnt[i, k] = np.count_nonzero(learnt_in[begins[k] : begins[k + 1]])
        count_by_class(training.novel, training.texts, counts.stuck[i])
        learnt_by_round(learnt_in, counts.curves[i])
        if not examine(stream, learner.texts, learnt_in, fresh, counts.failed[i], control):
            return False
    return control[0] == 0


@kernel
def fail_fresh_texts(key, first, fresh, unlearnt, failed):
    """How many fresh texts hold an unlearnt skill in trials first, first + 1, ..., without drawing the texts.

    Which of the skills are unlearnt is uniform given how many, so each text fails with the same probability. fresh:
    FreshTexts. unlearnt: int64[trials]. failed: int64[trials], out.
    """
    for i in range(failed.size):
        fill_none_of_set(unlearnt[i], fresh.skills, fresh.none)
        failing = 0.0
        for k in range(fresh.degrees.size):
            failing += fresh.shares[k] * (1.0 - fresh.none[fresh.degrees[k]])
        failed[i] = binomial(draw(draw(key, first + i), FRESH), fresh.number, failing)
