"""The training of a learner from sampled texts, with which every trial of a learner begins.

Tests: tests/kernels/learners/test_learning.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.streams import CAPACITIES
from peelsim.kernels.learners.learning import draw_capacities, learn
from peelsim.kernels.listed.class_texts import ClassTexts, numbers_of_texts, sample_class_texts


class Learner(NamedTuple):
    """The texts of a language, and how much a text can teach at once."""

    texts: ClassTexts
    success: npt.NDArray[np.float64]  # [J, most], see ``draw_capacities``


class Training(NamedTuple):
    """What was learnt from, and how it went."""

    rounds: int  # that taught; -1 if told to stop, the rest then void
    texts: npt.NDArray[np.int64]  # [J] of each class
    starts: npt.NDArray[np.int64]  # [T + 1]
    members: npt.NDArray[np.uint32]  # [links] the skills of each text
    novel: npt.NDArray[np.int64]  # [T] skills of each text that are unlearnt at the end


@kernel
def train(stream, learner, learnt_in, control):
    """Sample texts and learn from them, nothing being known before; returns the Training.

    stream: uint64, of the trial or of a stage of it. learner: Learner. learnt_in: int64[S], out, see ``learn``.
    control: int64[2], stop word and links done so far.
    """
    texts = numbers_of_texts(stream, learner.texts)
    starts, members, sampled = sample_class_texts(stream, texts, learner.texts, control)
    if not sampled:
        return Training(-1, texts, starts, members, np.zeros(0, np.int64))
    capacity = draw_capacities(draw(stream, CAPACITIES), texts, learner.success, control)
    learnt_in[:] = 0
    rounds, novel = learn(starts, members, capacity, learnt_in, control)
    return Training(rounds, texts, starts, members, novel)
