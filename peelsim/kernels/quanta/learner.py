"""Which quanta are seen often enough in a number of samples: exactly, for a cost of the quanta seen.

Samples use quantum k with probability p_k in proportion to k^-s. The first quanta, the head, are seen once or more on
average: the number of sightings of each is binomial among the samples that used no earlier one. What is left of the
samples used a quantum of the tail, and these ranks are drawn one by one. With s = 2 a billion samples take 25 000
binomial numbers and 25 000 ranks. Test samples of a learner of the first quanta are ranks drawn one by one as well.
Floor: one binomial draw a quantum of the head; two powers and a random access a sample of the tail; two powers per test
sample.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.kernels.draws.binomial import binomial
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.zipf import zipf_ends, zipf_rank

_STOP_EVERY = 1 << 16  # draws between two looks at the stop word


class Learning(NamedTuple):
    """The quanta, and what it takes to learn them."""

    s: float  # exponent of use
    quanta: int  # K
    total: float  # sum of k^-s over all quanta
    capacity: int  # quanta beyond it are never learnt
    sightings: int  # samples it takes to learn one, 1 to 255
    samples: float  # their mean number, infinite for data without limit
    samples_fixed: bool
    chance: npt.NDArray[np.float64]  # [head] p_k among the quanta from k on
    use: npt.NDArray[np.float64]  # [head] p_k
    tail: float  # sum of p_k beyond the head
    seen: npt.NDArray[np.uint8]  # [K] sightings so far, up to what it takes; all zero
    touched: npt.NDArray[np.int64]  # quanta of the tail that were seen, scratch


@kernel
def learn_head(stream, samples, law, control):
    """The head's quanta: (number learnt, use of those that are not, samples left), samples left < 0 if stopped.

    stream: uint64. law: Learning, whose ``seen`` is filled.
    """
    learnt, unlearnt = 0, 0.0
    for i in range(law.chance.size):
        if i % _STOP_EVERY == 0 and control[0] != 0:
            return learnt, unlearnt, -1
        sightings = binomial(draw(stream, i), samples, law.chance[i])
        samples -= sightings
        known = sightings >= law.sightings
        law.seen[i] = law.sightings if known else sightings
        learnt += known
        unlearnt += 0.0 if known else law.use[i]
    return learnt, unlearnt, samples


@kernel
def learn_tail(stream, samples, law, control):
    """So many samples of the tail's quanta: (number learnt, use of those, quanta touched), touched < 0 if stopped."""
    learnt, known, touched, drawn = 0, 0.0, 0, 0
    first = law.chance.size + 1
    ends = zipf_ends(law.s, first, law.quanta)
    for i in range(samples):
        if i % _STOP_EVERY == 0 and control[0] != 0:
            return learnt, known, -1
        k, drawn = zipf_rank(stream, drawn, law.s, ends)
        k = min(max(k, first), law.quanta)  # what rounding puts a hair outside
        if k > law.capacity or law.seen[k - 1] == law.sightings:
            continue
        if law.seen[k - 1] == 0:
            if touched < law.touched.size:
                law.touched[touched] = k
            touched += 1
        law.seen[k - 1] += 1
        if law.seen[k - 1] == law.sightings:
            learnt += 1
            known += k**-law.s / law.total
    return learnt, known, touched


@kernel
def miss(stream, samples, law, control):
    """How many of so many samples use a quantum beyond capacity; < 0 if stopped."""
    missed, drawn = 0, 0
    ends = zipf_ends(law.s, 1, law.quanta)
    for i in range(samples):
        if i % _STOP_EVERY == 0 and control[0] != 0:
            return -1
        k, drawn = zipf_rank(stream, drawn, law.s, ends)
        missed += min(k, law.quanta) > law.capacity  # a hair beyond the last one is what rounding puts there
    control[1] += samples
    return missed


@kernel
def forget(law, touched):
    """Make ``seen`` zero again beyond the head: only where it was touched, if that was written down."""
    if touched > law.touched.size:
        law.seen[law.chance.size :] = 0
    else:
        for i in range(touched):
            law.seen[law.touched[i] - 1] = 0
