"""The training of a learner from sampled texts, with which every trial of a learner begins."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.kernels.draws.random import draw
from peelsim.kernels.learners.learning import draw_capacities, learn
from peelsim.kernels.learners.skill_texts import numbers_of_texts, sample_skill_texts

# What else a trial's streams are for, out of reach of the numbers in kernels/graph/sampling.py and of a round's
CAPACITIES, FRESH = 1 << 40, (1 << 40) + 1


class Training(NamedTuple):
    """What was learnt from, and how it went."""

    rounds: int  # that taught; -1 if told to stop, the rest then void
    texts: npt.NDArray[np.int64]  # [J] of each class
    starts: npt.NDArray[np.int64]  # [T + 1]
    members: npt.NDArray[np.uint32]  # [links] the skills of each text
    novel: npt.NDArray[np.int64]  # [T] skills of each text that are unlearnt at the end


@kernel
def train(stream, skill_texts, success, learnt_in, control):
    """Sample texts and learn from them, nothing being known before; returns the Training.

    stream: uint64, of the trial or of a stage of it. success: float64[J, most], see ``draw_capacities``. learnt_in:
    int64[S], out, see ``learn``. control: int64[2], stop word and links done so far.
    """
    texts = numbers_of_texts(stream, skill_texts)
    starts, members, sampled = sample_skill_texts(stream, texts, skill_texts, control)
    if not sampled:
        return Training(-1, texts, starts, members, np.zeros(0, np.int64))
    capacity = draw_capacities(draw(stream, CAPACITIES), texts, success, control)
    learnt_in[:] = 0
    rounds, novel = learn(starts, members, capacity, learnt_in, control)
    return Training(rounds, texts, starts, members, novel)
