"""Which concepts share a text: every connected pair of a sampled graph once, by the texts themselves.

Concepts enter their texts in ascending order, and those that a text holds by then are neighbours below the new one. A
text of k concepts stands for its k (k - 1) / 2 pairs, and nothing is stored but its members. Few pairs share several
texts, and of these each is counted once: a concept that meets one of its lower neighbours again in a text is *apart*
there, that is, in no pair with those below it, and those of them that it had not met yet are listed one by one. One bit
of a member says so. Where concepts are so few, or texts so long, that most pairs share several, all are listed.
Rows are drawn again, as peeling does. Floor: two cache misses per edge (the shelf and the members of a text), and one
stamp per pair.

Tests: tests/kernels/hierarchy/test_shared_texts.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import inner_kernel, kernel
from peelsim.kernels.draws.prefetch import prefetch
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.streams import ROWS
from peelsim.kernels.graph.peeling_round import rows_again
from peelsim.kernels.graph.rows import DEGREE
from peelsim.kernels.graph.text_draws import among
from peelsim.kernels.hierarchy.blocks import into_blocks
from peelsim.kernels.hierarchy.listed_pairs import Listed, with_room
from peelsim.kernels.hierarchy.meetings import APART, AT_ONCE, list_row
from peelsim.kernels.hierarchy.places import ENTERED, START

_STOP_EVERY = 1 << 20  # members between two looks at the stop word
_PAGE = 1 << 10  # members in the least that the system gives of memory
_ABREAST = 4  # rows whose texts are asked for while those before them are looked at
_1 = np.uint64(1)


class Shared(NamedTuple):
    """The connected pairs of a trial: those of the texts' members but for those apart, and the listed ones."""

    members: npt.NDArray[np.uint32]  # in blocks of texts
    starts: npt.NDArray[np.int64]  # [K] where the texts of k members begin; K as in ``lay_out``
    texts: npt.NDArray[np.int64]  # [K] how many of them there are
    listed: Listed  # of -1 pairs if told to stop


@inner_kernel
def by_texts(shared):
    """Whether texts stand for pairs; else all are listed."""
    return shared.texts.size > 0


@inner_kernel
def few_labels(shared, concepts):
    """Whether skills are asked for of so few listed concepts that they are drawn one by one, a quarter as fast."""
    listed = shared.listed
    return by_texts(shared) and 4 * (listed.pairs + listed.number) < concepts


@inner_kernel
def next_rows(first, counted, scratch):
    """Queue the counted concepts from ``first`` on that the batch has slots for; returns their number, and the next."""
    queue, starts, count, size = scratch.queue, scratch.batch.starts, 0, np.int64(0)
    while first < counted.size and count < scratch.batch.slots:
        if counted[first]:
            queue[count] = np.uint64(first) | np.uint64(scratch.degree[first]) << np.uint64(32)
            starts[count] = size
            size += np.int64(scratch.degree[first] & DEGREE)
            count += 1
        first += 1
    starts[count] = size
    return count, first


@inner_kernel
def ask_for(begin, end, batch, desk, members):
    """Enter the owners of batch.rows[begin:end] on the shelves of these texts, and ask for the memory of their members.

    found[begin:end] keeps the shelves as they were.
    """
    shelves, found, rows = desk.shelves, desk.found, batch.rows
    for j in range(np.uint64(begin), np.uint64(end)):
        shelf = shelves[rows[j]]
        found[j] = shelf
        shelves[rows[j]] = shelf + _1
        prefetch(members, shelf >> START)
        prefetch(members, (shelf >> START) + np.uint64(AT_ONCE - 1))


@inner_kernel
def enter(begin, end, batch, desk, members):
    """Put the concepts that own batch.rows[begin:end] into these texts, which have been asked for.

    Returns how many lower neighbours they have, those that share several texts as often.
    """
    found, lower = desk.found, np.uint64(0)
    for j in range(np.uint64(begin), np.uint64(end)):
        members[(found[j] >> START) + (found[j] & ENTERED)] = batch.owners[j]
        lower += found[j] & ENTERED
    return np.int64(lower)


@inner_kernel
def list_rows(row, first, last, scratch, desk, members, listed):
    """List the pairs of the batch's rows first .. last - 1 that are to be; see ``list_row``.

    row: how many concepts were entered before the batch. Returns how many pairs are listed now, and in how many rows.
    """
    starts, pairs, number = scratch.batch.starts, listed.pairs, listed.number
    for i in range(first, last):
        before = pairs
        pairs = list_row(row + i, starts[i], starts[i + 1], desk, members, listed.lower, pairs)
        listed.rows[2 * number] = np.uint32(scratch.queue[i])
        listed.rows[2 * number + 1] = np.uint32(pairs - before)
        number += np.int64(pairs > before)
    return pairs, number


@kernel
def drop_idle(members, starts, texts, control):
    """Leave out texts whose members are all apart but the first, of which ``texts`` counts the rest.

    Returns False if told to stop.
    """
    for k in range(2, starts.size - 1):
        kept, end = starts[k], starts[k + 1]
        step = k * max(1, _STOP_EVERY // k)
        for first in range(starts[k], end, step):
            if control[0] != 0:
                return False
            for start in range(first, min(end, first + step), k):
                idle = True
                for i in range(start + 1, start + k):
                    if members[i] & APART == 0:
                        idle = False
                        break
                if not idle:
                    if kept < start:
                        for i in range(k):
                            members[kept + i] = members[start + i]
                    kept += k
        texts[k] = (kept - starts[k]) // k
    return True


@inner_kernel
def touch(members, control):
    """Have the system give the memory of ``members`` step by step; returns False if told to stop.

    The first concepts enter texts all over it, and would ask for all of it within one look at the stop word: a second.
    """
    for first in range(0, members.size, _STOP_EVERY):
        if control[0] != 0:
            return False
        for member in range(first, min(members.size, first + _STOP_EVERY), _PAGE):
            members[member] = 0
    return True


@kernel
def enter_concepts(stream, texts, wiring, members, control):
    """Put the counted concepts of the trial's graph into their texts; returns the listed pairs, -1 if told to stop.

    See ``share_texts``.
    """
    scratch, desk, counted = wiring.scratch, wiring.desk, wiring.counted
    row_stream, numbers, batch = draw(stream, ROWS), among(texts), scratch.batch
    lower, rows, starts, pairs, number, row, first = wiring.lower, wiring.rows, batch.starts, 0, 0, 0, 0
    if not touch(members, control):
        return Listed(lower, rows, -1, 0)
    while first < counted.size:
        count, first = next_rows(first, counted, scratch)
        size = rows_again(row_stream, 0, count, numbers, scratch, control)
        if size < 0 or control[0] != 0:
            return Listed(lower, rows, -1, 0)
        ask_for(starts[0], starts[min(count, _ABREAST)], batch, desk, members)
        for i in range(0, count, _ABREAST):
            last = min(count, i + _ABREAST)
            most = min(enter(starts[i], starts[last], batch, desk, members), (last - i) * first)
            control[1] += most
            lower, rows = with_room(lower, pairs, most + 1), with_room(rows, 2 * number, 2 * (last - i))
            ask_for(starts[last], starts[min(count, last + _ABREAST)], batch, desk, members)
            pairs, number = list_rows(row, i, last, scratch, desk, members, Listed(lower, rows, pairs, number))
        row += count
    return Listed(lower, rows, pairs, number)


@kernel
def gather_texts(members, starts, texts, control):
    """Leave out texts that stand for no pair, and put the others into blocks; returns False if told to stop.

    texts: see ``drop_idle``.
    """
    if not drop_idle(members, starts, texts, control):
        return False
    k = 2
    while k < starts.size and into_blocks(members[starts[k] : starts[k] + k * texts[k]], k, control):
        k += 1
    return k == starts.size


@kernel
def share_texts(stream, texts, wiring, starts, members, control):
    """Put the counted concepts of the trial's graph into their texts; returns what they share, of -1 pairs if stopped.

    stream: uint64, of the trial. wiring: see kernels/hierarchy/trials.py; its scratch as peeling left it, its shelves
    and ``starts`` as ``lay_out`` did. members: uint32[>= edges + AT_ONCE], overwritten.
    """
    listed, many = enter_concepts(stream, texts, wiring, members, control), np.zeros(starts.size, np.int64)
    if wiring.desk.lists_all:
        many = many[:0]
    elif listed.pairs >= 0 and not gather_texts(members, starts, many, control):
        listed = Listed(listed.lower, listed.rows, -1, 0)
    return Shared(members, starts, many, listed)
