"""How often the concepts of two skills are connected: counted text by text, level by level.

The skills of all members of a block of texts are drawn at once, and each pair of members adds one to the count of its
two skills; nobody asks for those of skills that are not usable.
Floor: a random read and write of the second cache for each pair of members.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import inner_kernel, kernel
from peelsim.kernels.hierarchy.blocks import AT_HAND, lanes_of
from peelsim.kernels.hierarchy.labels import as_number, into_places, place_listed, skill_of
from peelsim.kernels.hierarchy.listed_pairs import count_rows
from peelsim.kernels.hierarchy.meetings import APART, CONCEPT
from peelsim.kernels.hierarchy.shared_texts import by_texts, few_labels
from peelsim.kernels.hierarchy.tally import add, add_lacking, all_linked, clear, few_lack

_FEW = 4  # skills per usable one, from which on it pays to look for the texts of usable ones first


class Desk(NamedTuple):
    """Scratch for the members of a block of texts: uint32[most members] each."""

    own: npt.NDArray[np.uint32]  # places of their skills
    above: npt.NDArray[np.uint32]  # as those below them see them: of no use where they are apart
    pairs: npt.NDArray[np.uint32]  # the counts of some pairs


@inner_kernel
def draw_places(members, level, place, desk):
    """The places of the members' skills; returns whether one of them is apart."""
    number, count, bits = as_number(level.skills), np.uint64(members.size), np.uint32(0)
    for i in range(count):
        bits |= members[i]
        desk.own[i] = np.uint32(skill_of(members[i] & CONCEPT, level.stream, number))
    if level.places < level.skills:
        for i in range(count):
            desk.own[i] = place[desk.own[i]]
    return bits >= APART


@inner_kernel
def set_apart(members, nowhere, desk):
    """Places as those below see them: ``nowhere`` of those apart."""
    for i in range(np.uint64(members.size)):
        desk.above[i] = np.uint32(nowhere) if members[i] >= APART else desk.own[i]


@inner_kernel
def keep_usable(k, lanes, places, own, above, kept):
    """Leave out texts of fewer than two usable members, and of a text alone the members that are not usable.

    kept: uint32[>= lanes], scratch. Returns how many members texts have now, and how many texts there are side by side.
    """
    count = np.uint64(0)
    if lanes == 1:
        for i in range(np.uint64(k)):
            place = own[i]
            own[count], above[count] = place, above[i]
            count += np.uint64(place < places)
        return np.int64(count), 1
    stride = np.uint64(lanes)
    for t in range(stride):
        usable = 0
        for i in range(np.uint64(k)):
            usable += np.int64(own[i * stride + t] < places)
        kept[count] = np.uint32(t)
        count += np.uint64(usable >= 2)
    for i in range(np.uint64(k)):
        for t in range(count):
            own[i * count + t], above[i * count + t] = own[i * stride + kept[t]], above[i * stride + kept[t]]
    return (k if count > 0 else 0), np.int64(count)


@inner_kernel
def pair_lanes(above, i, own, j, lanes, side, pairs):
    """Where the counts of members i and j of each text are, of so many texts side by side; returns how many."""
    i, j, side = np.uint64(i) * np.uint64(lanes), np.uint64(j) * np.uint64(lanes), np.uint32(side)
    for t in range(np.uint64(lanes)):
        a, b = above[i + t], own[j + t]
        pairs[t] = max(a, b) * side + min(a, b)
    return lanes


@inner_kernel
def pair_row(above, i, own, side, pairs):
    """Where the counts of member i of a text and each of those before it are; returns how many."""
    a, side = above[i], np.uint32(side)
    for j in range(np.uint64(i)):
        pairs[j] = max(a, own[j]) * side + min(a, own[j])
    return i


@kernel
def count_block(members, k, level, tally, desk, control):
    """Count all pairs of one block of texts of k members each; returns False if told to stop."""
    lanes, side, above = members.size // k, level.skills + 1, desk.own
    if draw_places(members, level, tally.place, desk):
        set_apart(members, level.skills, desk)
        above = desk.above
    if _FEW * level.places < level.skills:
        k, lanes = keep_usable(k, lanes, level.places, desk.own, above, desk.pairs)
    late = few_lack(level, tally)
    for i in range(1, k):
        if control[0] != 0:
            return False
        for j in range(i if lanes > 1 else 1):
            if lanes > 1:
                size = pair_lanes(above, i, desk.own, j, lanes, side, desk.pairs)
            else:
                size = pair_row(above, i, desk.own, side, desk.pairs)
            if late:
                add_lacking(desk.pairs, size, level, tally)
            else:
                add(desk.pairs, size, level, tally)
    return True


@kernel
def count_group(members, k, level, tally, desk, control):
    """Count all pairs of blocks of texts of k members each.

    Returns False if told to stop, and once all usable skills are linked.
    """
    step = k * lanes_of(k)
    for first in range(0, members.size, step):
        if all_linked(level, tally):
            return False
        last = min(members.size, first + step)
        if not count_block(members[first:last], k, level, tally, desk, control):
            return False
        pairs = (last - first) // k * (k * (k - 1) // 2)
        tally.counted[0] += pairs
        control[1] += pairs
    return True


@kernel
def count_level(shared, level, usable, labels, tally, control):
    """Count one level, until all pairs are counted or all usable skills are linked; False if told to stop.

    shared: see ``share_texts``. usable: bool[S], as many as level.places. labels: uint16[R], overwritten; the skill of
    each concept, unless few of them are asked for.
    """
    if level.places < 2:
        return True
    if not clear(level, usable, tally, control):
        return False
    if few_labels(shared, labels.size):
        place_listed(shared.listed, level, tally.place, labels)
    elif level.places < level.skills and not into_places(labels, tally.place, control):
        return False
    if not count_rows(shared.listed, labels, level, tally, control):
        return control[0] == 0
    if not by_texts(shared):
        return True
    room = max(AT_HAND, shared.starts.size)
    desk = Desk(np.empty(room, np.uint32), np.empty(room, np.uint32), np.empty(room, np.uint32))
    for k in range(2, shared.texts.size):
        start = shared.starts[k]
        group = shared.members[start : start + k * shared.texts[k]]
        if not count_group(group, k, level, tally, desk, control):
            return control[0] == 0
    return True
