"""Learning skills from texts by parallel rounds of presentation.

A text with a capacity of D teaches all its novel skills at once when they are at most D (Liao, Chang and Hong 2024:
the 1-skill and D-skill learners; a capacity drawn for each text makes the Poisson learner); in a round all texts act
on what was known before it. A text of capacity 0 never teaches. Floor: two random updates per link, of its text and its
skill.
"""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.draws.prefetch import prefetch
from peelsim.kernels.draws.random import draw, unit
from peelsim.kernels.graph.members import by_concept

KNOWN = -1  # the round in which a skill was learnt that was known before the first

_AHEAD = 8  # skills between asking for memory and needing it, at each of three steps

_STOP_EVERY = 1 << 16  # texts between two looks at the stop word


@kernel
def draw_capacities(stream, texts, success, control):
    """Capacity D of each text, int64[T], with P(D > k) = success[j, k] for the texts of class j; unfinished if stopped.

    texts: int64[J], how many of each class. success: float64[J, most], each row not increasing; D is at most ``most``.
    """
    capacity = np.empty(texts.sum(), np.int64)
    first = 0
    for j in range(texts.size):
        for text in range(first, first + texts[j]):
            if text % _STOP_EVERY == 0 and control[0] != 0:
                return capacity
            u = unit(draw(stream, text))
            capacity[text] = 0
            while capacity[text] < success.shape[1] and u < success[j, capacity[text]]:
                capacity[text] += 1
        first += texts[j]
    return capacity


@kernel
def count_novel(starts, members, learnt_in, control):
    """Skills of each text that are not learnt, int64[T]; unfinished if told to stop."""
    novel = np.zeros(starts.size - 1, np.int64)
    for text in range(novel.size):
        if text % _STOP_EVERY == 0 and control[0] != 0:
            break
        for k in range(starts[text], starts[text + 1]):
            novel[text] += np.int64(learnt_in[members[k]] == 0)
    return novel


@kernel
def teach(members, first, last, number, learnt_in, queue, found):
    """Learn those of the skills members[first:last] that are novel in round ``number``; returns the queue's length."""
    for k in range(np.uint64(first), np.uint64(last)):
        skill = np.uint64(members[k])
        if learnt_in[skill] == 0:
            learnt_in[skill] = number
            queue[np.uint64(found)] = skill
            found += 1
    return found


@kernel
def look_ahead(queue, taken, found, skill_starts, skill_texts, lacking):
    """Ask for what the skills that follow queue[taken] will need: where their texts stand, these, what they lack."""
    if taken + 3 * _AHEAD < found:
        prefetch(skill_starts, queue[np.uint64(taken + 3 * _AHEAD)])
    if taken + 2 * _AHEAD < found:
        prefetch(skill_texts, np.uint64(skill_starts[queue[np.uint64(taken + 2 * _AHEAD)]]))
    if taken + _AHEAD < found:
        skill = np.uint64(queue[np.uint64(taken + _AHEAD)])
        for k in range(np.uint64(skill_starts[skill]), np.uint64(skill_starts[skill + np.uint64(1)])):
            prefetch(lacking, np.uint64(skill_texts[k]))


@kernel
def learn(starts, members, capacity, learnt_in, control):
    """Present the texts until none teaches; returns (rounds that taught, novel skills left of each text).

    starts: int64[T + 1] and members: uint32[links], the skills of each text. capacity: int64[T]. learnt_in: int64[S],
    the round that taught each skill from 1, 0 if none does; on entry KNOWN where it is known before, else 0. control:
    int64[2], stop word and links done so far; -1 rounds if told to stop.
    """
    skill_starts, skill_texts = by_concept(starts, members, learnt_in.size, control)
    novel = count_novel(starts, members, learnt_in, control)
    queue = np.empty(learnt_in.size, np.uint32)
    taken, found, number = 0, 0, 0
    for text in range(novel.size):
        if control[0] != 0:
            return -1, novel
        if 0 < novel[text] <= capacity[text]:
            found = teach(members, starts[text], starts[text + 1], 1, learnt_in, queue, found)
    lacking = novel - capacity  # skills of a text that must be learnt elsewhere before it teaches
    while taken < found:
        number += 1
        end = found
        while taken < end:
            if control[0] != 0:
                return -1, novel
            look_ahead(queue, taken, found, skill_starts, skill_texts, lacking)
            skill = np.uint64(queue[np.uint64(taken)])
            taken += 1
            for k in range(np.uint64(skill_starts[skill]), np.uint64(skill_starts[skill + np.uint64(1)])):
                text = np.uint64(skill_texts[k])
                lacking[text] -= 1
                if lacking[text] == 0:  # it teaches just once: when it comes down to its capacity
                    last = starts[text + np.uint64(1)]
                    found = teach(members, starts[text], last, number + 1, learnt_in, queue, found)
    return number, lacking + capacity
