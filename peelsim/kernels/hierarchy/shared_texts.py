"""Which concepts share a text: every connected pair of a sampled graph once, by the texts themselves.

Concepts enter their texts in ascending order, and those that a text holds by then are neighbours below the new one. A
text of k concepts stands for its k (k - 1) / 2 pairs, and nothing is stored but its members. Few pairs share several
texts, and of these each is counted once: a concept that meets one of its lower neighbours again in a text is *apart*
there, that is, in no pair with those below it, and those of them that it had not met yet are listed one by one. One bit
of a member says so. Where concepts are so few, or texts so long, that most pairs share several, all are listed.
Rows are drawn again from their streams. Floor: two cache misses per edge (the shelf and the members of a text), and one
bit per pair.

Tests: tests/kernels/hierarchy/test_shared_texts.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import inner_kernel, kernel
from peelsim.kernels.draws.prefetch import prefetch
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.streams import DEGREES, ROWS
from peelsim.kernels.graph.batches import sample_rows
from peelsim.kernels.graph.sampling import draw_degrees
from peelsim.kernels.graph.text_draws import among
from peelsim.kernels.hierarchy.blocks import into_blocks
from peelsim.kernels.hierarchy.listed_pairs import Listed, list_new, with_room
from peelsim.kernels.hierarchy.places import ENTERED, START

APART, CONCEPT = np.uint32(1 << 31), np.uint32((1 << 31) - 1)  # a member: whether it is apart, and its number
AT_ONCE = 8  # members read at a time, and so many may be read beyond the last

STAMPS = 1 << 15  # as many as the first cache holds with what else is at hand
_TAGS = 255

_STOP_EVERY = 1 << 20  # concepts, or texts, between two looks at the stop word
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
    found: npt.NDArray[np.uint64]  # [room of the batch] shelves of its texts as each concept found them
    met: npt.NDArray[np.uint32]  # [AT_ONCE (longest row + 1)]
    stamps: npt.NDArray[np.uint8]  # of the last concepts that met one: [R] if all are listed, or [STAMPS] by last bits


@inner_kernel
def enter_batch(first, last, counted, batch, desk, members):
    """Put concepts first .. last - 1 into the texts of their rows, those that count.

    Returns how many lower neighbours they have, at most.
    """
    shelves, found, neighbours = desk.shelves, desk.found, np.int64(0)
    for i in range(last - first):
        if counted[first + i]:
            for j in range(np.uint64(batch.starts[i]), np.uint64(batch.starts[i + 1])):
                shelf = shelves[batch.rows[j]]
                found[j] = shelf
                shelves[batch.rows[j]] = shelf + _1
                prefetch(members, shelf >> START)
                prefetch(members, (shelf >> START) + np.uint64(AT_ONCE - 1))
    for i in range(last - first):
        if counted[first + i]:
            lower = np.uint64(0)
            for j in range(np.uint64(batch.starts[i]), np.uint64(batch.starts[i + 1])):
                members[(found[j] >> START) + (found[j] & ENTERED)] = np.uint32(first + i)
                lower += found[j] & ENTERED
            neighbours += min(np.int64(lower), first + i)
    return neighbours


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
def may_meet_again(concept, begin, end, count, desk, members):
    """False if the concept of the row found[begin:end] shares no two texts with a lower one; True if it may.

    count: as ``gather`` returned it.
    """
    found, tag = desk.found, np.uint8(1 + concept % _TAGS)
    again = stamp(desk.met, 0, count, tag, desk.stamps)
    for j in range(np.uint64(begin), np.uint64(end)):
        start, entered = found[j] >> START, found[j] & ENTERED
        if entered > np.uint64(AT_ONCE):
            again |= stamp(members, start, start + entered, tag, desk.stamps)
    return again


@inner_kernel
def mark(concepts, begin, end, seen):
    """Set the bits of concepts[begin:end]; returns whether one was set before."""
    again = np.uint64(0)
    for k in range(np.uint64(begin), np.uint64(end)):
        other = np.uint64(concepts[k] & CONCEPT)
        bits = seen[other >> _6]
        again |= bits >> (other & _63)
        seen[other >> _6] = bits | _1 << (other & _63)
    return again & _1 != 0


@inner_kernel
def clear_row(begin, end, desk, members):
    """No bits of those below the concept of the row found[begin:end] are set."""
    for j in range(np.uint64(begin), np.uint64(end)):
        start = desk.found[j] >> START
        for k in range(start, start + (desk.found[j] & ENTERED)):
            desk.seen[np.uint64(members[k] & CONCEPT) >> _6] = np.uint64(0)


@inner_kernel
def meets_again(begin, end, count, desk, members):
    """Whether the concept of the row found[begin:end] shares two texts with a lower one. count: see ``gather``."""
    again = mark(desk.met, 0, count, desk.seen)
    for j in range(np.uint64(begin), np.uint64(end)):
        start, entered = desk.found[j] >> START, desk.found[j] & ENTERED
        if entered > np.uint64(AT_ONCE):
            again |= mark(members, start, start + entered, desk.seen)
    clear_row(begin, end, desk, members)
    return again


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
def list_all(concept, begin, end, count, desk, members, lower, pairs):
    """List all below the concept of the row found[begin:end]; returns ``pairs``, raised by them.

    count: as ``gather`` returned it.
    """
    tag, stamps = np.uint8(1 + concept % _TAGS), desk.stamps
    pairs = list_new(desk.met, 0, count, tag, stamps, lower, pairs)
    for j in range(np.uint64(begin), np.uint64(end)):
        start, entered = desk.found[j] >> START, desk.found[j] & ENTERED
        if entered > np.uint64(AT_ONCE):
            pairs = list_new(members, start, start + entered, tag, stamps, lower, pairs)
    return pairs


@kernel
def share_texts(stream, texts, lowest, wiring, starts, members, control):
    """Put the counted concepts of the trial's graph into their texts; returns what they share, of -1 pairs if stopped.

    stream: uint64, of the trial. wiring: see kernels/hierarchy/trials.py; its shelves and ``starts`` as ``lay_out``
    left them, scratch.degree overwritten. members: uint32[>= edges + AT_ONCE], overwritten.
    """
    concepts, table = wiring.ensemble.concepts, wiring.ensemble.degrees.table
    scratch, desk, counted, lower, rows = wiring.scratch, wiring.desk, wiring.counted, wiring.lower, wiring.rows
    many = np.zeros(starts.size, np.int64)
    stopped = Shared(members, starts, many, Listed(lower, rows, -1, 0))
    for first in range(0, concepts, _STOP_EVERY):
        last = min(concepts, first + _STOP_EVERY)
        draw_degrees(draw(stream, DEGREES), first, last, table, lowest, scratch.degree)
        if control[0] != 0:
            return stopped
    row_stream, numbers, batch, pairs, number = draw(stream, ROWS), among(texts), scratch.batch, 0, 0
    for first in range(0, concepts, batch.slots):
        last = min(concepts, first + batch.slots)
        if sample_rows(row_stream, first, last, numbers, scratch.degree, batch, control) < 0:
            return stopped
        control[1] += enter_batch(first, last, counted, batch, desk, members)
        for concept in range(first, last):
            begin, end = batch.starts[concept - first], batch.starts[concept - first + 1]
            if concept % _TAGS == 0:
                desk.stamps[:] = 0
            if control[0] != 0:
                return stopped
            if not counted[concept]:
                continue
            count = gather(begin, end, desk, members)
            if wiring.lists_all or (
                may_meet_again(concept, begin, end, count, desk, members)
                and meets_again(begin, end, count, desk, members)
            ):
                before, most = pairs, 0
                for j in range(begin, end):
                    most += np.int64(desk.found[j] & ENTERED)
                lower, rows = with_room(lower, pairs, min(most, concept) + 1), with_room(rows, 2 * number, 2)
                if wiring.lists_all:
                    pairs = list_all(concept, begin, end, count, desk, members, lower, pairs)
                else:
                    pairs = list_apart(begin, end, desk, members, lower, pairs)
                rows[2 * number], rows[2 * number + 1] = np.uint32(concept), np.uint32(pairs - before)
                number += np.int64(pairs > before)
    listed = Listed(lower, rows, pairs, number)
    if wiring.lists_all:
        return Shared(members, starts, many[:0], listed)
    if not drop_idle(members, starts, many, control):
        return stopped
    for k in range(2, starts.size):
        if not into_blocks(members[starts[k] : starts[k] + k * many[k]], k, control):
            return stopped
    return Shared(members, starts, many, listed)
