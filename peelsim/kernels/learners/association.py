"""The skill association graph: skills that have been learnt and share a training text are linked.

A text links all its learnt skills, so it is enough to join each of them to the one before it: links are never listed.
Floor: one look at each skill of a text, and the joining of kernels/components/union_find.py for those learnt.
"""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.components.sizes import sizes_of
from peelsim.kernels.components.union_find import join
from peelsim.kernels.draws.random import draw
from peelsim.kernels.learners.training import train

LEARNT, LARGEST, SECOND, OTHER_SQUARES = 0, 1, 2, 3  # columns of a block's counts
COLUMNS = 4

_STOP_EVERY = 1 << 16  # texts between two looks at the stop word


@kernel
def join_learnt(starts, members, learnt_in, parent, control):
    """Join the learnt skills of each text; returns False if told to stop.

    starts: int64[T + 1] and members: uint32[links], the skills of each text. learnt_in: int64[S], 0 where a skill is
    not learnt. parent: int32[S], out: a forest of the learnt skills, see kernels/components/union_find.py, 0 at others.
    """
    for skill in range(parent.size):
        parent[skill] = -np.int32(learnt_in[skill] != 0)
    for text in range(starts.size - 1):
        if text % _STOP_EVERY == 0 and control[0] != 0:
            return False
        before = np.int64(-1)
        for k in range(starts[text], starts[text + 1]):
            if learnt_in[members[k]] != 0:
                if before >= 0:
                    join(parent, before, members[k])
                before = np.int64(members[k])
    return True


@kernel
def run_associations(key, first, learner, parent, learnt_in, counts, control):
    """Trials first, first + 1, ... of the point with this key; returns False if told to stop, the block then void.

    learner: Learner of one class. parent: int32[S] and learnt_in: int64[S], scratch. counts: int64[trials, 4], out.
    control: int64[2], stop word and links done so far.
    """
    for i in range(counts.shape[0]):
        training = train(draw(key, first + i), learner, learnt_in, control)
        if training.rounds < 0 or not join_learnt(training.starts, training.members, learnt_in, parent, control):
            return False
        largest, second, squares = sizes_of(parent, parent.size, control)
        if largest < 0:
            return False
        counts[i, LEARNT] = np.count_nonzero(learnt_in)
        counts[i, LARGEST], counts[i, SECOND] = largest, second
        counts[i, OTHER_SQUARES] = squares - largest * largest
    return True
