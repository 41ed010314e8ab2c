"""Blocks of trials of random hierarchies: a grammar each, and a learner that tells its levels by pair correlations.

Tests: tests/kernels/sources/test_hierarchy.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.kernels.draws.binomial import binomial
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.streams import GRAMMAR, PAIRS, TREES
from peelsim.kernels.sources.belief import Tree, add_surprises
from peelsim.kernels.sources.grammar import covariance, draw_rules, pair_laws, symbol_laws
from peelsim.kernels.sources.singular import exceeds, gram, largest_singular
from peelsim.stats.fixed_point import FRACTION
from peelsim.stats.spiked import MARGIN


class Hierarchy(NamedTuple):
    """What a trial is made of, and its scratch."""

    samples: int  # P pairs, at each level
    trees: int  # on which the loss is measured
    rules: npt.NDArray[np.int16]  # [levels, v, m, s]
    tuples: npt.NDArray[np.int64]  # [v^s]
    laws: npt.NDArray[np.float64]  # [levels + 1, v]
    pairs: npt.NDArray[np.float64]  # [levels, v, v]
    squares: npt.NDArray[np.float64]  # [3, v, v]
    tree: Tree
    unit: npt.NDArray[np.float64]  # [levels] what squared norms are divided by


class Found(NamedTuple):
    """Counts of a block, a row per trial."""

    told: npt.NDArray[np.int64]  # [trials, levels] 1 where a level is told
    strength: npt.NDArray[np.int64]  # [trials, levels] largest singular value, units of 2^-40
    square: npt.NDArray[np.int64]  # [trials, levels] squared Frobenius norm over hierarchy.unit, units of 2^-40
    entropy: npt.NDArray[np.int64]  # [trials, levels + 1] given 0 .. levels levels, units of 2^-40 nat


@kernel
def count_pairs(stream, joint, samples, seen):
    """Fill seen with the shares of ``samples`` pairs drawn from a joint law: float64[v, v]."""
    left, chance = samples, 1.0
    v = joint.shape[0]
    for i in range(v):
        for j in range(v):
            share = joint[i, j] / chance if chance > 0.0 else 0.0
            number = binomial(draw(stream, i * v + j), left, min(share, 1.0)) if joint[i, j] > 0.0 else 0
            seen[i, j] = number / samples
            left -= number
            chance -= joint[i, j]
    seen[v - 1, v - 1] += left / samples  # what rounding of the sum left over


@kernel
def is_told(stream, joint, samples, squares):
    """Whether the covariance of so many pairs stands above noise. squares: float64[3, v, v], scratch."""
    count_pairs(stream, joint, samples, squares[0])
    covariance(squares[0], squares[1])
    gram(squares[1], squares[0])
    edge = MARGIN * 2.0 / np.sqrt(joint.shape[0] * samples)
    return exceeds(squares[0], edge * edge, squares[2])


@kernel
def run_hierarchies(key, first, hierarchy, found, control):
    """Trials first, first + 1, ... of the point with this key; returns False if told to stop, the block then void.

    hierarchy: Hierarchy. found: Found. control: int64[2].
    """
    rules, laws, squares = hierarchy.rules, hierarchy.laws, hierarchy.squares
    levels = rules.shape[0]
    sums = np.zeros(levels + 1)
    for trial in range(found.told.shape[0]):
        stream = draw(key, first + trial)
        draw_rules(draw(stream, GRAMMAR), rules, hierarchy.tuples)
        symbol_laws(rules, laws)
        pair_laws(rules, laws, hierarchy.pairs, squares)
        for level in range(levels):
            if control[0] != 0:
                return False
            joint = hierarchy.pairs[level]
            square = covariance(joint, squares[1])
            gram(squares[1], squares[0])
            found.square[trial, level] = np.int64(np.rint(square / hierarchy.unit[level] * FRACTION))
            found.strength[trial, level] = np.int64(np.rint(largest_singular(squares[0], squares[2]) * FRACTION))
            told = is_told(draw(draw(stream, PAIRS), level), joint, hierarchy.samples, squares)
            found.told[trial, level] = told
        sums[:] = 0.0
        if not add_surprises(draw(stream, TREES), rules, laws, hierarchy.tree, hierarchy.trees, sums, control):
            return False
        for height in range(levels + 1):
            found.entropy[trial, height] = np.int64(np.rint(sums[height] / hierarchy.trees * FRACTION))
    return True
