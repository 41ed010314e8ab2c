"""Uniform sets of sockets, counted by group, against the laws of those counts."""

from math import comb, factorial

import mpmath
import numpy as np
import pytest
from scipy import stats

from peelsim.jit import kernel
from peelsim.kernels.codes.hits import hit
from peelsim.kernels.codes.removal import remove
from peelsim.kernels.codes.splits import split
from peelsim.kernels.codes.throws import throw
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.sequence import restart
from tests.agreement import against, mean_is
from tests.kernels.codes.cases import key

TRIALS = 100_000


@kernel
def many_removals(key, checks, loss, out):
    sequence, left, tails = np.zeros(2, np.uint64), np.zeros(100, np.int64), np.zeros(100)
    for i in range(out.shape[0]):
        restart(sequence, draw(key, i))
        out[i] = checks
        remove(sequence, out[i], loss, left, tails)


@kernel
def many_hits(key, degree, number, hits, out):
    sequence, left, tails = np.zeros(2, np.uint64), np.zeros(100, np.int64), np.zeros(100)
    for i in range(out.shape[0]):
        restart(sequence, draw(key, i))
        out[i] = number
        hit(sequence, degree, out[i], hits, left, tails)


@kernel
def many_throws(key, slots, replicas, out):
    sequence, left, tails = np.zeros(2, np.uint64), np.zeros(200, np.int64), np.zeros(200)
    for i in range(out.shape[0]):
        restart(sequence, draw(key, i))
        out[i] = slots
        throw(sequence, out[i], replicas, left, tails)


@kernel
def many_splits(key, sizes, chosen, out):
    sequence, attempt = np.zeros(2, np.uint64), np.zeros(100, np.int64)
    for i in range(out.shape[0]):
        restart(sequence, draw(key, i))
        split(sequence, sizes.copy(), chosen, out[i], attempt)


def law_of_count(groups, total, counted):
    """Law of how many groups are counted when ``total`` sockets are taken: groups of weights by number taken.

    groups: for each group the weight of taking 0, 1, 2, ... in it; counted: whether a group with i taken counts.
    """
    law = np.zeros((total + 1, len(groups) + 1))
    law[0, 0] = 1
    for weights in groups:
        then = np.zeros_like(law)
        for i, weight in enumerate(weights[: total + 1]):
            moved = law[: total + 1 - i] * weight
            if counted(len(weights) - 1, i):
                then[i:, 1:] += moved[:, :-1]
            else:
                then[i:] += moved
        law = then / then.max()
    return law[total] / law[total].sum()


def binomials(size):
    return [comb(size, i) for i in range(size + 1)]


@pytest.mark.parametrize("loss", [1, 20, 60, 150, 250, 330])
@pytest.mark.plain_cases(4)
def test_removals(loss):
    checks = np.array([3, 20, 15, 0, 10, 0, 40])
    groups = [binomials(f) for f, n in enumerate(checks) for _ in range(n)]
    out = np.zeros((TRIALS, 7), np.int64)
    many_removals(key([1, loss]), checks, loss, out)
    assert np.all(out @ np.arange(7) == checks @ np.arange(7) - loss) and np.all(out.sum(axis=1) == checks.sum())
    for degree in range(7):
        law = law_of_count(groups, loss, lambda size, taken: size - taken == degree)  # noqa: B023
        against(np.bincount(out[:, degree], minlength=len(law)), law)


def test_all_sockets_are_removed():
    out = np.zeros((1, 4), np.int64)
    many_removals(key(2), np.array([0, 1, 2, 3]), 14, out)
    assert out.tolist() == [[6, 0, 0, 0]]


@pytest.mark.parametrize("hits", [1, 20, 60, 150, 240])
def test_hits(hits):
    degree, number = np.array([1, 0, 2, 5]), np.array([30, 7, 40, 30])
    groups = [binomials(f) for f, n in zip(degree, number, strict=True) for _ in range(n)]
    out = np.zeros((TRIALS, 4), np.int64)
    many_hits(key([3, hits]), degree, number, hits, out)
    assert np.all(out[:, 1] == 7)
    for i in (0, 2, 3):
        law = law_of_count(groups, hits, lambda size, taken: taken == 0 and size == degree[i])  # noqa: B023
        against(np.bincount(out[:, i], minlength=len(law)), law)
    law = law_of_count(groups, hits, lambda size, taken: taken == 0 and size > 0)
    against(np.bincount(out[:, [0, 2, 3]].sum(axis=1), minlength=len(law)), law)


@pytest.mark.parametrize("replicas", [1, 20, 60, 150])
@pytest.mark.plain_cases(2)
def test_throws(replicas):
    slots = np.array([60, *[0] * 150])
    groups = [[1 / factorial(i) for i in range(replicas + 1)]] * 60
    out = np.zeros((TRIALS, 151), np.int64)
    many_throws(key([4, replicas]), slots, replicas, out)
    assert np.all(out @ np.arange(151) == replicas) and np.all(out.sum(axis=1) == 60)
    for held in range(6):
        law = law_of_count(groups, replicas, lambda size, taken: taken == held)  # noqa: B023
        against(np.bincount(out[:, held], minlength=len(law)), law)


def test_a_slot_beyond_the_table_is_an_error():
    with pytest.raises(RuntimeError, match="more replicas"):
        many_throws(key(5), np.array([1, 0, 0]), 3, np.zeros((1, 3), np.int64))


@pytest.mark.parametrize("chosen", [1, 30, 100, 400])
def test_splits(chosen):
    sizes = np.array([0, 10, 90, 400])
    out = np.zeros((TRIALS, 4), np.int64)
    many_splits(key([6, chosen]), sizes, chosen, out)
    assert np.all(out.sum(axis=1) == chosen)
    for i, size in enumerate(sizes):
        law = stats.hypergeom(500, size, chosen).pmf(np.arange(501))
        against(np.bincount(out[:, i], minlength=501), law)
    joint = stats.hypergeom(500, 100, chosen).pmf(np.arange(501))
    against(np.bincount(out[:, 1] + out[:, 2], minlength=501), joint)


@pytest.mark.parametrize("loss", [10**8, 3 * 10**12, 6 * 10**12 - 10**6])
def test_removals_at_sizes_no_recursion_reaches(loss):
    """Mean and variance of the checks of six sockets that lose exactly one, exact from the hypergeometric law."""
    checks = 10**12
    out = np.zeros((20_000, 7), np.int64)
    many_removals(key([7, loss % 97]), np.array([0, 0, 0, 0, 0, 0, checks]), loss, out)
    with mpmath.workdps(60):
        sockets, left = 6 * checks, 6 * checks - loss
        rare = 5 if loss < sockets // 2 else 1  # sockets left in the checks that are counted
        lost = 6 - rare

        def falling(a, k):
            return mpmath.mpf(1) if k == 0 else falling(a, k - 1) * (a - k + 1)

        one = comb(6, rare) * falling(loss, lost) * falling(left, rare) / falling(sockets, 6)
        two = comb(6, rare) ** 2 * falling(loss, 2 * lost) * falling(left, 2 * rare) / falling(sockets, 12)
        mean, variance = float(checks * one), float(checks * one + checks * (checks - 1) * two - (checks * one) ** 2)
    found = out[:, rare].astype(float)
    mean_is(found, mean, error=1e-6)
    mean_is((found - mean) ** 2 / variance, 1.0, error=1e-6)
