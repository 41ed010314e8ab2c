"""Which concepts share a text: every connected pair of a sampled graph once, by the texts themselves.

Concepts enter their texts in ascending order, and those that a text holds by then are neighbours below the new one. A
text of k concepts stands for its k (k - 1) / 2 pairs, and nothing is stored but its members. Few pairs share several
texts, and of these each is counted once: a concept that meets one of its lower neighbours again in a text is *apart*
there, that is, in no pair with those below it, and those of them that it had not met yet are listed one by one. One bit
of a member says so. Where concepts are so few, or texts so long, that most pairs share several, all are listed.
Rows are drawn again, as peeling does. Floor: two cache misses per edge (the shelf and the members of a text), and one
bit per pair.

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
from peelsim.kernels.hierarchy.listed_pairs import Listed, list_new, with_room
from peelsim.kernels.hierarchy.places import ENTERED, START

APART, CONCEPT = np.uint32(1 << 31), np.uint32((1 << 31) - 1)  # a member: whether it is apart, and its number
AT_ONCE = 8  # members read at a time, and so many may be read beyond the last

STAMPS = 1 << 15  # as many as the first cache holds with what else is at hand
_TAGS = 255

_STOP_EVERY = 1 << 20  # members between two looks at the stop word
_PAGE = 1 << 10  # members in the least that the system gives of memory
_6, _63, _1 = np.uint64(6), np.uint64(63), np.uint64(1)


class Shared(NamedTuple):
    """The connected pairs of a trial: those of the texts' members but for those apart, and the listed ones."""

    members: npt.NDArray[np.uint32]  # in blocks of texts
    starts: npt.NDArray[np.int64]  # [K] where the texts of k members begin; K as in ``lay_out``
    texts: npt.NDArray[np.int64]  # [K] how many of them there are
    listed: Listed  # of -1 pairs if told to stop


class Desk(NamedTuple):
    """Scratch for entering concepts into texts."""

    shelves: npt.NDArray[np.uint64]  # [T] see ``lay_out``
    seen: npt.NDArray[np.uint64]  # [R / 64 + 1] a bit for each concept, all zero between uses
    lists_all: bool  # all connected pairs are listed
    found: npt.NDArray[np.uint64]  # [room of the batch] shelves of its texts as each concept found them
    met: npt.NDArray[np.uint32]  # [AT_ONCE (longest row + 1)]
    stamps: npt.NDArray[np.uint8]  # of the last concepts that met one: [R] if all are listed, or [STAMPS] by last bits


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
def enter_batch(size, batch, desk, members):
    """Put the concepts of the batch's rows, of ``size`` texts in all, into these texts.

    Returns how many lower neighbours they have, those that share several texts as often.
    """
    shelves, found, rows, lower = desk.shelves, desk.found, batch.rows, np.uint64(0)
    for j in range(np.uint64(size)):
        shelf = shelves[rows[j]]
        found[j] = shelf
        shelves[rows[j]] = shelf + _1
        prefetch(members, shelf >> START)
        prefetch(members, (shelf >> START) + np.uint64(AT_ONCE - 1))
    for j in range(np.uint64(size)):
        members[(found[j] >> START) + (found[j] & ENTERED)] = batch.owners[j]
        lower += found[j] & ENTERED
    return np.int64(lower)


@inner_kernel
def stamp(concepts, begin, end, tag, stamps):
    """Stamp those of concepts[begin:end]; returns whether a stamp was there before."""
    again = False
    for k in range(np.uint64(begin), np.uint64(end)):
        place = np.uint64(concepts[k]) & np.uint64(STAMPS - 1)
        again |= stamps[place] == tag
        stamps[place] = tag
    return again


@inner_kernel
def gather(begin, end, desk, members):
    """Those below the concept of the row found[begin:end] into met, text by text; returns how many.

    Of short texts alone, and laid end to end without a branch that cannot be foretold.
    """
    found, met, count = desk.found, desk.met, np.uint64(0)
    for j in range(np.uint64(begin), np.uint64(end)):
        start, entered = found[j] >> START, found[j] & ENTERED
        if entered <= np.uint64(AT_ONCE):
            for k in range(np.uint64(AT_ONCE)):
                met[count + k] = members[start + k]
            count += entered
    return count


@inner_kernel
def may_meet_again(tag, begin, end, count, desk, members):
    """False if the concept of the row found[begin:end] shares no two texts with a lower one; True if it may.

    tag: of this concept's stamps. count: as ``gather`` returned it.
    """
    found = desk.found
    again = stamp(desk.met, 0, count, tag, desk.stamps)
    for j in range(np.uint64(begin), np.uint64(end)):
        start, entered = found[j] >> START, found[j] & ENTERED
        if entered > np.uint64(AT_ONCE):
            again |= stamp(members, start, start + entered, tag, desk.stamps)
    return again


@inner_kernel
def clear_row(begin, end, desk, members):
    """No bits of those below the concept of the row found[begin:end] are set."""
    for j in range(np.uint64(begin), np.uint64(end)):
        start = desk.found[j] >> START
        for k in range(start, start + (desk.found[j] & ENTERED)):
            desk.seen[np.uint64(members[k] & CONCEPT) >> _6] = np.uint64(0)


@inner_kernel
def list_apart(begin, end, desk, members, lower, pairs):
    """Mark the texts of the row found[begin:end] where the concept is apart, and list whom it meets there first.

    Returns ``pairs``, raised by those listed.
    """
    for j in range(begin, end):
        start = desk.found[j] >> START
        stop, before = start + (desk.found[j] & ENTERED), pairs
        for k in range(start, stop):
            other = np.uint64(members[k] & CONCEPT)
            bit = _1 << (other & _63)
            lower[pairs] = np.uint32(other)
            pairs += np.int64(desk.seen[other >> _6] & bit == 0)
            desk.seen[other >> _6] |= bit
        if np.uint64(pairs - before) == stop - start:
            pairs = before
        else:
            members[stop] |= APART
    clear_row(begin, end, desk, members)
    return pairs


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
def list_all(tag, begin, end, count, desk, members, lower, pairs):
    """List all below the concept of the row found[begin:end]; returns ``pairs``, raised by them.

    tag, count: see ``may_meet_again``.
    """
    stamps = desk.stamps
    pairs = list_new(desk.met, 0, count, tag, stamps, lower, pairs)
    for j in range(np.uint64(begin), np.uint64(end)):
        start, entered = desk.found[j] >> START, desk.found[j] & ENTERED
        if entered > np.uint64(AT_ONCE):
            pairs = list_new(members, start, start + entered, tag, stamps, lower, pairs)
    return pairs


@inner_kernel
def list_batch(row, count, scratch, desk, members, listed):
    """List the pairs of the batch's concepts that are to be: all of them, or those for which no text stands.

    row: how many concepts were entered before. Returns how many pairs are listed now, and in how many rows.
    """
    starts, pairs, number = scratch.batch.starts, listed.pairs, listed.number
    for i in range(count):
        begin, end, before = starts[i], starts[i + 1], pairs
        tag = np.uint8(1 + (row + i) % _TAGS)
        if tag == 1:
            desk.stamps[:] = 0
        held = gather(begin, end, desk, members)
        if desk.lists_all:
            pairs = list_all(tag, begin, end, held, desk, members, listed.lower, pairs)
        elif may_meet_again(tag, begin, end, held, desk, members):
            pairs = list_apart(begin, end, desk, members, listed.lower, pairs)
        listed.rows[2 * number] = np.uint32(scratch.queue[i])
        listed.rows[2 * number + 1] = np.uint32(pairs - before)
        number += np.int64(pairs > before)
    return pairs, number


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
    lower, rows, pairs, number, row, first = wiring.lower, wiring.rows, 0, 0, 0, 0
    if not touch(members, control):
        return Listed(lower, rows, -1, 0)
    while first < counted.size:
        count, first = next_rows(first, counted, scratch)
        size = rows_again(row_stream, 0, count, numbers, scratch, control)
        if size < 0 or control[0] != 0:
            return Listed(lower, rows, -1, 0)
        most = min(enter_batch(size, batch, desk, members), count * first)
        control[1] += most
        lower, rows = with_room(lower, pairs, most + 1), with_room(rows, 2 * number, 2 * count)
        pairs, number = list_batch(row, count, scratch, desk, members, Listed(lower, rows, pairs, number))
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
