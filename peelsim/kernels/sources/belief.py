"""How well the last token of a tree is told from the others of its subtree, at every height: belief propagation.

The grammar is known, so the posterior is exact: messages go up from the tokens to the siblings of the last token's
ancestors, and then down the last path, from as high an ancestor as is seen.

Tests: tests/kernels/sources/test_hierarchy.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.jit.copying import copy
from peelsim.kernels.draws.random import below, draw


class Tree(NamedTuple):
    """Scratch of one tree."""

    symbols: npt.NDArray[np.int16]  # [s^levels] tokens, once it has grown
    next_symbols: npt.NDArray[np.int16]  # [s^levels]
    messages: npt.NDArray[np.float64]  # [s^levels, v] likelihood of what is below, given a symbol
    siblings: npt.NDArray[np.float64]  # [levels, s - 1, v] those of the last path's siblings, by depth - 1
    down: npt.NDArray[np.float64]  # [2, v]


@kernel
def grow(stream, rules, tree):
    """Draw a tree from the root to its tokens, in tree.symbols."""
    levels, v, m, s = rules.shape
    count, drawn = 1, 0
    tree.symbols[0] = np.int64(below(draw(stream, drawn), v))
    drawn += 1
    for level in range(levels):
        for i in range(count):
            k = np.int64(below(draw(stream, drawn), m))
            drawn += 1
            for place in range(s):
                tree.next_symbols[i * s + place] = rules[level, tree.symbols[i], k, place]
        count *= s
        copy(tree.next_symbols[:count], tree.symbols)


@kernel
def climb(rules, tree):
    """Messages of all nodes but those on the last path; those of its siblings go into tree.siblings."""
    levels, v, m, s = rules.shape
    messages, count = tree.messages, tree.symbols.size
    messages[:] = 0.0
    for i in range(count):
        messages[i, tree.symbols[i]] = 1.0
    for depth in range(levels, 0, -1):
        for place in range(s - 1):
            copy(messages[count - s + place], tree.siblings[depth - 1, place])
        count //= s
        for i in range(count - 1):
            total = 0.0
            for symbol in range(v):
                chance = 0.0
                for k in range(m):
                    product = 1.0
                    for place in range(s):
                        product *= messages[i * s + place, rules[depth - 1, symbol, k, place]]
                    chance += product
                tree.down[0, symbol] = chance
                total += chance
            for symbol in range(v):
                messages[i, symbol] = tree.down[0, symbol] / total


@kernel
def surprise(rules, laws, tree, height):
    """-ln of the last token's probability, given the others of its subtree of so many levels. After ``climb``."""
    levels, v, m, s = rules.shape
    down, new = tree.down[0], tree.down[1]
    copy(laws[levels - height], down)
    for level in range(levels - height, levels):
        new[:] = 0.0
        total = 0.0
        for symbol in range(v):
            if down[symbol] == 0.0:
                continue
            for k in range(m):
                chance = down[symbol]
                for place in range(s - 1):
                    chance *= tree.siblings[level, place, rules[level, symbol, k, place]]
                new[rules[level, symbol, k, s - 1]] += chance
                total += chance
        for symbol in range(v):
            down[symbol] = new[symbol] / total
    return -np.log(down[tree.symbols[-1]])


@kernel
def add_surprises(stream, rules, laws, tree, trees, sums, control):
    """Add up surprises of so many trees, seen 0 .. levels levels up, in sums: float64[levels + 1].

    Returns False if told to stop.
    """
    for i in range(trees):
        if control[0] != 0:
            return False
        grow(draw(stream, i), rules, tree)
        climb(rules, tree)
        for height in range(sums.size):
            sums[height] += surprise(rules, laws, tree, height)
        control[1] += tree.symbols.size
    return True
