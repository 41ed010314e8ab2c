"""Whole curves of graphs whose texts have listed degrees: peeled while the stored texts arrive one at a time.

Tests: tests/models/test_curves.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.kernels.draws.random import draw
from peelsim.kernels.graph.curve_trials import arrivals_of_trial
from peelsim.kernels.graph.members import by_concept
from peelsim.kernels.listed.class_texts import sample_class_texts

_STOP_EVERY = 1 << 18  # texts between two looks at the stop word


class Peeling(NamedTuple):
    """A stored graph, and how far it is peeled."""

    concept_starts: npt.NDArray[np.int64]  # [R + 1] where the texts of each concept begin
    row_texts: npt.NDArray[np.int64]  # [edges]
    unlearnt: npt.NDArray[np.int64]  # [T] unlearnt concepts of each text
    xor: npt.NDArray[np.int64]  # [T] of their numbers
    queue: npt.NDArray[np.int64]  # [R] concepts learnt, in order
    known: npt.NDArray[np.bool_]  # [R] what is in the queue


@kernel
def learn_from(text, found, peeling, control):
    """Peel on from a text that has arrived with a single unlearnt concept, by the texts up to it.

    peeling: Peeling, of which ``found`` concepts were learnt before. Returns (concepts learnt in all, texts that got a
    single unlearnt concept on the way), or -1s if told to stop.
    """
    concept_starts, row_texts, count, xor, queue, known = peeling
    taken, single = found, 0
    queue[found] = xor[text]
    known[xor[text]] = True
    found += 1
    while taken < found:
        if control[0] != 0:
            return -1, -1
        concept = queue[taken]
        taken += 1
        control[1] += concept_starts[concept + 1] - concept_starts[concept]
        for k in range(concept_starts[concept], concept_starts[concept + 1]):
            other = row_texts[k]
            count[other] -= 1
            xor[other] ^= concept
            if other <= text and count[other] == 1:
                single += 1
                if not known[xor[other]]:
                    known[xor[other]] = True
                    queue[found] = xor[other]
                    found += 1
    return found, single


@kernel
def peel_listed(starts, members, concepts, arrivals, learnt, stuck, control):
    """Peel a stored graph text by text; the graph as in kernels/listed/graph.py, all else as ``peel_arriving``."""
    texts = starts.size - 1
    count, xor = np.zeros(texts, np.int64), np.zeros(texts, np.int64)
    for text in range(texts):
        if text % _STOP_EVERY == 0 and control[0] != 0:
            return False
        count[text] = starts[text + 1] - starts[text]
        for k in range(starts[text], starts[text + 1]):
            xor[text] ^= members[k]
    concept_starts, row_texts = by_concept(starts, members, concepts, control)
    queue, known = np.empty(concepts, np.int64), np.zeros(concepts, np.bool_)
    peeling = Peeling(concept_starts, row_texts, count, xor, queue, known)
    found, several, text = 0, 0, 0
    for k in range(arrivals.size):
        while text < arrivals[k]:
            if text % _STOP_EVERY == 0 and control[0] != 0:
                return False
            several += np.int64(count[text] > 1)
            if count[text] == 1:
                found, single = learn_from(text, found, peeling, control)
                if found < 0:
                    return False
                several -= single
            text += 1
        learnt[k], stuck[k] = found, several
    return control[0] == 0


@kernel
def run_listed_curves(key, first, class_texts, arrivals, learnt, stuck, control):
    """A block of trials, as kernels/graph/curve_trials.py has it; False if told to stop.

    class_texts: ClassTexts of one class, of which the numbers of texts are not looked at.
    """
    concepts, texts = class_texts.begins[1], np.zeros(1, np.int64)
    for j in range(learnt.shape[0]):
        stream = draw(key, first + j)
        arrivals_of_trial(stream, arrivals)
        texts[0] = arrivals.arrived[-1]
        starts, members, sampled = sample_class_texts(stream, texts, class_texts, control)
        if not sampled or not peel_listed(starts, members, concepts, arrivals.arrived, learnt[j], stuck[j], control):
            return False
    return True
