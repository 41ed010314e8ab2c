"""Text tables that outgrow the caches: updates wait, block of texts by block, until a block is worth reading.

An update of a random text in main memory moves a cache line to and fro, 128 bytes for the 4 of a word. So an update
first joins those of its block of texts, in a sequential write; once a block has no room left, all blocks are brought
up to date in turn, the next one read, line after line, meanwhile. The order of updates does not show in a table: the
xor and the count commute.
Floor: 16 bytes to memory and back an update, and the table once in ``waiting.size`` updates.

Tests: tests/kernels/graph/test_blocks.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import inner_kernel
from peelsim.kernels.draws.prefetch import prefetch

_32 = np.uint64(32)
_LINE = np.uint64(8)  # updates in a cache line


class Blocks(NamedTuple):
    """Updates that wait: ``waiting[room * b:][:fill[b]]`` are those of the texts b 2^shift ... (b + 1) 2^shift - 1."""

    shift: int
    room: int  # updates a block has room for; 0: updates do not wait
    fill: npt.NDArray[np.int64]  # [blocks]
    waiting: npt.NDArray[np.uint64]  # [blocks * room], concept in the upper half, text in the lower


@inner_kernel
def wait(blocks, rows, owners, count):
    """Let the updates of owners[j] in text rows[j] wait, for every j < ``count``; returns the largest fill it met."""
    fullest = np.int64(0)
    for j in range(np.uint64(count)):
        text = rows[j]
        block = np.uint64(text >> np.uint32(blocks.shift))
        fill = blocks.fill[block]
        place = block * np.uint64(blocks.room) + np.uint64(fill)
        prefetch(blocks.waiting, place + _LINE)  # hundreds of writes go on at once: each new line would be waited for
        blocks.waiting[place] = np.uint64(owners[j]) << _32 | np.uint64(text)
        blocks.fill[block] = fill + 1
        fullest = max(fullest, fill + 1)
    return fullest


@inner_kernel
def next_block(blocks, block):
    """Where the next block begins, and the step that leads through it in as many updates as wait for this one."""
    texts = np.int64(1) << np.int64(blocks.shift)
    return (block + 1) * texts, texts // max(1, blocks.fill[block]) + 1


@inner_kernel
def enter_waiting(table, packing, blocks, control):
    """Put every concept that waits into its text; returns False if told to stop."""
    for block in range(blocks.fill.size):
        start = block * blocks.room
        ahead, step = next_block(blocks, block)
        for i in range(blocks.fill[block]):
            prefetch(table, ahead + i * step)
            update = blocks.waiting[np.uint64(start + i)]
            text = np.uint32(update)
            table[text] = (table[text] ^ np.uint32(update >> _32)) + packing.one
        blocks.fill[block] = 0
        if control[0] != 0:
            return False
    return True


@inner_kernel
def leave_waiting(table, packing, blocks, block, first, count, words):
    """Take the concepts of updates first .. first + count - 1 of a block out of their texts; new words to words[:]."""
    start = block * blocks.room
    ahead, step = next_block(blocks, block)
    for i in range(first, first + count):
        prefetch(table, ahead + i * step)
        update = blocks.waiting[np.uint64(start + i)]
        text = np.uint32(update)
        word = (table[text] ^ np.uint32(update >> _32)) - packing.one
        table[text] = word
        words[np.uint64(i - first)] = word
