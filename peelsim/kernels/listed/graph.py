"""Graphs whose texts have listed degrees: sampled text by text, stored, and peeled.

They are texts and skills of a single class each. Kept simple: this is the independent check of the rounds engine, not
the fast way.

Tests: tests/models/test_concept_text.py
"""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.text_number import number_of_texts
from peelsim.kernels.graph.members import peel_members
from peelsim.kernels.graph.trials import LEARNT, ROUNDS, STUCK_TEXTS
from peelsim.kernels.listed.class_texts import sample_class_texts


@kernel
def peel_texts(starts, members, concepts, trajectory, control):
    """Peel; trajectory and returned values as in kernels/graph/peeling.py."""
    learnt_in = np.zeros(concepts, np.int64)
    learnt, rounds, stuck_texts = peel_members(starts, members, learnt_in, control)
    if learnt < 0:
        return -1, -1, -1
    trajectory[:] = 0
    for number in learnt_in:
        if 0 < number <= trajectory.size:
            trajectory[number - 1] += 1
    for i in range(1, trajectory.size):
        trajectory[i] += trajectory[i - 1]
    return learnt, rounds, stuck_texts


@kernel
def run_listed_graphs(key, first, number, class_texts, counts, trajectories, control):
    """A block of trials, as kernels/graph/trials.py has it; False if told to stop.

    number: the TextNumber. class_texts: ClassTexts of one class, of which the numbers of texts are not looked at.
    """
    concepts, texts = class_texts.begins[1], np.zeros(1, np.int64)
    for j in range(counts.shape[0]):
        stream = draw(key, first + j)
        texts[0] = number_of_texts(stream, number)
        starts, members, sampled = sample_class_texts(stream, texts, class_texts, control)
        if not sampled:
            return False
        learnt, rounds, stuck_texts = peel_texts(starts, members, concepts, trajectories[j], control)
        if learnt < 0:
            return False
        counts[j, LEARNT], counts[j, ROUNDS], counts[j, STUCK_TEXTS] = learnt, rounds, stuck_texts
    return True
