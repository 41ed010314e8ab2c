"""How often the concepts of two skills are connected: counted over all pairs of neighbours, level by level.

n(s1, s2) is the number of connected pairs with one concept in s1 and the other in s2. counts[s1, s2] holds those whose
higher concept is in s1, up to eta where it stays: n >= eta exactly if counts[s1, s2] + counts[s2, s1] >= eta.
As a concept's neighbours are counted into one row, a pair costs one random label and one update of a cached line.
"""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.components.union_find import join

# Between two looks at the stop word so many pairs of concepts are counted, and so many of skills are looked at for one
# still to be linked. A level of more pairs of skills than that may end some counts later than it could.
_PAIRS = 1 << 20


@kernel
def count_pairs(first, last, begins, neighbours, labels, usable, eta, counts):
    """Add the pairs whose higher concept is one of first .. last - 1, where its skill is usable."""
    for concept in range(first, last):
        skill = labels[concept]
        if not usable[skill]:
            continue
        row = counts[skill]
        for k in range(np.uint64(begins[concept]), np.uint64(begins[concept + 1])):
            other = labels[neighbours[k]]
            n = row[other]
            row[other] = n + (n < eta)


@kernel
def linked_up_to(skill, other, chosen, eta, counts):
    """The first pair (chosen[skill], chosen[other]), other < skill, from this one on that is not linked, in row order.

    Looks at so many pairs at most, and then ends at the next; at (chosen.size, 0) if all are linked.
    """
    left = _PAIRS
    while skill < chosen.size:
        a = chosen[skill]
        while other < skill:
            if left == 0:
                return skill, other
            left -= 1
            b = chosen[other]
            if np.int64(counts[a, b]) + np.int64(counts[b, a]) < eta:
                return skill, other
            other += 1
        skill += 1
        other = 0
    return skill, other


@kernel
def count_level(begins, neighbours, labels, usable, chosen, eta, counts, control):
    """Count one level, until all pairs are counted or all chosen skills are linked; False if told to stop.

    begins, neighbours: see ``list_neighbours``. labels: uint16[R]. usable: bool[S]; chosen: int64, the usable ones.
    counts: [>= S, >= S], of an unsigned type that holds ``eta``, zeroed here.
    """
    for skill in chosen:
        counts[skill, :] = 0
        if control[0] != 0:
            return False
    concepts, most = labels.size, counts.dtype.type(eta)
    step = max(1, concepts * _PAIRS // max(1, begins[concepts]))
    skill, other = min(1, chosen.size), 0
    for first in range(0, concepts, step):
        if control[0] != 0:
            return False
        skill, other = linked_up_to(skill, other, chosen, eta, counts)
        if skill == chosen.size:
            return True
        last = min(concepts, first + step)
        count_pairs(first, last, begins, neighbours, labels, usable, most, counts)
        control[1] += begins[last] - begins[first]
    return True


@kernel
def link(chosen, eta, counts, parent, control):
    """Join the chosen skills that are linked; returns the number of links, -1 if told to stop. parent: int64[S]."""
    parent[:] = -1
    links = 0
    for i in range(chosen.size):
        if control[0] != 0:
            return -1
        a = chosen[i]
        for j in range(i):
            b = chosen[j]
            if np.int64(counts[a, b]) + np.int64(counts[b, a]) >= eta:
                links += 1
                join(parent, a, b)
    return links
