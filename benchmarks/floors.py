"""The least that a kernel's work can cost: its draws and its random updates of memory, and nothing else."""

import numpy as np
from interleaved import Clock, clock
from yardsticks import Workload

from peelsim.jit import kernel
from peelsim.kernels.draws.random import GAMMA, mix

_32, _LOW_32 = np.uint64(32), np.uint64(0xFFFFFFFF)


@kernel
def random_updates(stream, words, table):
    """Two random updates of a table a 64-bit draw. stream: uint64; table: uint32[fewer than 2^32]."""
    size = np.uint64(table.size)
    for i in range(np.uint64(words)):
        word = mix(stream + (i + np.uint64(1)) * GAMMA)
        table[(word >> _32) * size >> _32] += np.uint32(1)
        table[(word & _LOW_32) * size >> _32] += np.uint32(1)


def of_trial(work: Workload) -> Clock:
    """Half a draw and an update of its text for every edge, to build and again to peel; one trial's seconds."""
    table, edges = np.zeros(work.texts, np.uint32), round(work.mean * work.texts)

    def trials() -> None:
        for trial in range(work.trials):
            random_updates(np.uint64(trial), edges, table)

    return clock(trials, per=work.trials)


def of_union_find(nodes: int, links: int) -> Clock:
    """A draw and two updates of its nodes for every link."""
    parent = np.zeros(nodes, np.uint32)
    return clock(lambda: random_updates(np.uint64(1), links, parent))
