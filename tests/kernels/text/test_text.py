"""Counts and learners of text against obviously right ones, on texts of a few letters."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from peelsim.kernels.text.contexts import count_strings, entropy_of, room_for_strings
from peelsim.kernels.text.ladder import learn, losses, room_for_ladder
from peelsim.kernels.text.pairs import count_pairs, sum_blocks

CALM = np.zeros(2, np.int64)
TEXT = np.random.default_rng(1).integers(0, 5, 400).astype(np.uint8)
STARTS = np.array([0, 150, 153, 400])


def documents():
    return [TEXT[a:b].tolist() for a, b in pairwise(STARTS)]


@pytest.mark.parametrize("blocks", [1, 7])
@pytest.mark.parametrize("lag", [1, 3, 200, 500])
def test_pairs_are_counted_within_documents(lag, blocks):
    counts = np.zeros((blocks, 5, 5), np.int64)
    pairs = count_pairs(TEXT, STARTS, lag, counts, CALM)
    expected = Counter(
        (t * blocks // 400, a, b)
        for s, text in zip(STARTS, documents(), strict=False)
        for t, (a, b) in enumerate(zip(text, text[lag:], strict=False), s)
    )
    assert pairs == sum(expected.values()) == counts.sum()
    assert all(counts[place] == number for place, number in expected.items())


def test_blocks_add_up():
    sides, blocks = np.random.default_rng(2).standard_normal((2, 5)), np.zeros((7, 6))
    assert sum_blocks(TEXT, STARTS, 3, sides, blocks, CALM)
    pairs = [
        (t, a, b)
        for s, text in zip(STARTS, documents(), strict=False)
        for t, (a, b) in enumerate(zip(text, text[3:], strict=False), s)
    ]
    for block in range(7):
        own = [(sides[0, a], sides[1, b]) for t, a, b in pairs if t * 7 // 400 == block]
        first, second = np.array(own).T
        expected = [first @ second, first.sum(), second.sum(), first @ first, second @ second, len(own)]
        np.testing.assert_allclose(blocks[block], expected, rtol=1e-12)


@pytest.mark.parametrize("order", [0, 1, 2, 5])
@pytest.mark.parametrize("with_next", [False, True])
def test_strings_are_counted(order, with_next):
    table = room_for_strings(12)
    places, distinct = count_strings(TEXT, STARTS, order, with_next, table, CALM)
    strings = [tuple(x[t - order : t + with_next]) for x in documents() for t in range(order, len(x))]
    expected = Counter(strings)
    assert (places, distinct) == (len(strings), len(expected))
    assert sorted(table.counts[table.counts > 0]) == sorted(expected.values())
    share = np.array(list(expected.values())) / places
    entropy, once = entropy_of(table, places)
    assert entropy == pytest.approx(-share @ np.log(share), abs=1e-12)
    assert once == sum(number == 1 for number in expected.values())


def naive_losses(train, test, orders, discount):
    """Absolute discounting, with dictionaries."""
    single, strings, contexts = Counter(train), Counter(), Counter()
    for t in range(len(train)):
        for n in range(1, min(orders, t) + 1):
            context = tuple(train[t - n : t])
            contexts[context] += 1
            strings[(*context, train[t])] += 1
    kinds = Counter(string[:-1] for string in strings)
    sums = np.zeros(orders + 1)
    for t in range(orders, len(test)):
        chance = (single[test[t]] + 0.5) / (len(train) + 0.5 * 5)
        sums[0] -= np.log(chance)
        for n in range(1, orders + 1):
            context = tuple(test[t - n : t])
            if contexts[context]:
                kept = max(strings[(*context, test[t])] - discount, 0)
                chance = (kept + discount * kinds[context] * chance) / contexts[context]
            sums[n] -= np.log(chance)
    return sums


def test_learners_of_every_order_lose_what_they_should():
    train, test = TEXT[:300], TEXT[300:]
    ladder, sums = room_for_ladder(5, 12), np.zeros(5)
    assert learn(train, 4, ladder, CALM) and losses(test, 0.75, ladder, sums, CALM)
    np.testing.assert_allclose(sums, naive_losses(train.tolist(), test.tolist(), 4, 0.75), rtol=1e-12)


def test_chances_of_all_tokens_sum_to_one():
    ladder = room_for_ladder(5, 12)
    assert learn(TEXT, 3, ladder, CALM)
    total = np.zeros(4)
    for token in range(5):
        sums = np.zeros(4)
        assert losses(np.append(TEXT[50:53], token).astype(np.uint8), 0.75, ladder, sums, CALM)
        total += np.exp(-sums)
    np.testing.assert_allclose(total, 1, rtol=1e-12)


def test_full_tables_and_stops_are_said():
    assert count_strings(TEXT, STARTS, 5, True, room_for_strings(6), CALM)[0] == -2
    assert not learn(TEXT, 5, room_for_ladder(5, 6), CALM)
    stop = np.ones(2, np.int64)
    assert count_strings(TEXT, STARTS, 1, True, room_for_strings(6), stop)[0] == -1
    assert count_pairs(TEXT, STARTS, 1, np.zeros((1, 5, 5), np.int64), stop) == -1
    assert not sum_blocks(TEXT, STARTS, 1, np.zeros((2, 5)), np.zeros((2, 6)), stop)
    assert not losses(TEXT, 0.75, room_for_ladder(5, 6), np.zeros(2), stop)
