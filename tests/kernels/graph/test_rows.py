"""Rows are what the module says of them, by every way in which they are drawn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peelsim.kernels.draws.random import draw
from peelsim.kernels.graph import repeats, short_rows
from peelsim.kernels.graph.batches import empty_batch, redraw_rows, sample_rows
from peelsim.kernels.graph.rows import DEGREE, LONGEST_QUICK, REDRAW, SPARE, distinct_row
from peelsim.kernels.graph.text_draws import REFUSED, among, draw_text, draw_texts_in_vectors, draw_texts_plainly
from tests.agreement import against
from tests.naive import splitmix64
from tests.vectors import needs_vectors

RUNNING = np.zeros(2, np.int64)
BOTH = pytest.mark.parametrize("way", ["plainly", pytest.param("in_vectors", marks=needs_vectors)])


def naive_draws(stream, texts, number):
    """Lower half first, a refused one as None."""
    halves = [half for word in splitmix64(stream, (number + 1) // 2) for half in (word & 0xFFFFFFFF, word >> 32)]
    return [h * texts >> 32 if h * texts % 2**32 >= 2**32 % texts else None for h in halves[:number]]


def naive_row(stream, degree, texts, drawn=None):
    """The first distinct accepted draws, as the module says it."""
    accepted = [text for text in naive_draws(stream, texts, drawn or 100 + 40 * texts) if text is not None]
    return list(dict.fromkeys(accepted))[:degree]


def row_of(stream, degree, texts):
    row, seen = np.zeros(degree, np.uint32), np.zeros(texts // 64 + 1, np.uint64)
    spare = np.zeros(SPARE, np.uint32)
    assert distinct_row(np.uint64(stream), degree, among(texts), seen, spare, row, 0, RUNNING)
    assert not seen.any()
    return row.tolist()


@BOTH
@given(st.integers(0, 2**64 - 1), st.integers(0, 6), st.integers(1, 2**32 - 1), st.integers(0, 3))
def test_draws_are_halves_of_words_lower_half_first(way, stream, groups, texts, at):
    drawn = np.full(at + 16 * groups + 1, 7, np.uint32)
    draws = {"plainly": draw_texts_plainly, "in_vectors": draw_texts_in_vectors}[way]
    refused = draws(np.uint64(stream), groups, among(texts), drawn, at)
    expected = naive_draws(stream, texts, 16 * groups)
    assert drawn[at:-1].tolist() == [REFUSED if text is None else text for text in expected]
    assert refused == (None in expected)
    assert drawn[:at].tolist() == [7] * at
    assert drawn[-1] == 7


@given(st.integers(0, 2**64 - 1), st.integers(1, 300), st.data())
def test_a_row_is_the_first_distinct_accepted_draws(stream, texts, data):
    degree = data.draw(st.integers(0, min(texts, 60)))
    assert row_of(stream, degree, texts) == naive_row(stream, degree, texts)


def short_row_of(stream, degree, texts, stamps):
    """The row that comes of its draws, and whether they were too many."""
    row = np.full(SPARE + 16, 7, np.uint32)
    draw_texts_plainly(np.uint64(stream), -(-degree // 16), among(texts), row, 3)
    after = row[3 + degree :].copy()
    differs = short_rows.short_row(np.uint64(stream), degree, among(texts), np.uint16(7), stamps, row, 3)
    assert row[:3].tolist() == [7] * 3
    assert row[3 + degree :].tolist() == after.tolist()
    return row[3 : 3 + degree].tolist(), differs


@given(st.integers(0, 2**64 - 1), st.integers(1, 300), st.booleans(), st.data())
def test_a_short_row_is_that_row(stream, texts, stamped, data):
    degree = data.draw(st.integers(0, min(texts, LONGEST_QUICK)))
    stamps = np.full(repeats.STAMPS, 7 if stamped else 8, np.uint16)
    expected = naive_row(stream, degree, texts)
    assert short_row_of(stream, degree, texts, stamps) == (expected, expected != naive_draws(stream, texts, degree))


@given(st.integers(0, 2**64 - 1), st.integers(1, 40), st.integers(2**31, 2**32 - 1))
def test_a_short_row_refuses_draws_where_texts_are_many(stream, degree, texts):
    expected = naive_row(stream, degree, texts, drawn=4 * SPARE)
    found = short_row_of(stream, degree, texts, np.zeros(repeats.STAMPS, np.uint16))
    assert found == (expected, expected != naive_draws(stream, texts, degree))


@given(st.integers(0, 2**64 - 1), st.integers(1, 2**32 - 1), st.integers(0, 70))
def test_one_draw_is_that_of_many(stream, texts, number):
    drawn = naive_draws(stream, texts, number + 1)[number]
    assert draw_text(np.uint64(stream), number, among(texts)) == (REFUSED if drawn is None else drawn)


@BOTH
@given(st.lists(st.lists(st.integers(0, 90_000), max_size=LONGEST_QUICK), max_size=9), st.data())
def test_a_row_with_a_repeat_is_always_marked(way, texts, data):
    degrees = [len(row) for row in texts]
    flat = np.array([text for row in texts for text in row] + [0] * SPARE, np.uint32)
    starts = np.cumsum([0, *degrees]).astype(np.int64)
    marks = np.zeros(len(texts), np.bool_)
    mark = {"plainly": repeats.mark_repeats_plainly, "in_vectors": repeats.mark_repeats_in_vectors}[way]
    mark(flat, starts, len(texts), np.uint16(1), repeats.empty_looks(len(texts)), marks)
    for marked, row in zip(marks, texts, strict=True):
        assert marked or len(set(row)) == len(row)


@BOTH
def test_each_pair_of_equal_texts_of_a_row_is_found(way):
    mark = {"plainly": repeats.mark_repeats_plainly, "in_vectors": repeats.mark_repeats_in_vectors}[way]
    looks, starts, marks = repeats.empty_looks(1), np.zeros(2, np.int64), np.zeros(1, np.bool_)
    for degree in (2, 15, 16, 17, 31, 32, 33, 40, 47, 48, 49, 64):
        row = np.arange(degree + SPARE, dtype=np.uint32)
        starts[1] = degree
        marks[0] = False
        mark(row, starts, 1, np.uint16(degree), looks, marks)
        assert not marks[0]
        for a in range(degree):
            for b in range(a):
                row[a] = b
                marks[0] = False
                mark(row, starts, 1, np.uint16(1000 + a * degree + b), looks, marks)
                assert marks[0], (degree, a, b)
            row[a] = a


@settings(max_examples=50)
@given(st.integers(0, 2**64 - 1), st.sampled_from([1, 40, 200, 5000, 300_000, 3 * 2**28]), st.data())
def test_rows_of_a_batch_are_those_rows_and_are_drawn_again_alike(stream, texts, data):
    longest = min(texts, 130)
    degree = np.array(data.draw(st.lists(st.integers(0, longest), min_size=1, max_size=8)), np.uint32)
    asked, batch = degree.copy(), empty_batch(8, 144, texts)
    size = sample_rows(np.uint64(stream), 0, len(degree), among(texts), degree, batch, RUNNING)
    row_of_batch = np.split(batch.rows[:size].copy(), np.cumsum(asked)[:-1].astype(np.int64))
    own = np.repeat(np.arange(len(degree)), asked)
    assert batch.owners[:size].tolist() == own.tolist()
    for concept, row in enumerate(row_of_batch):
        seeded = int(draw(np.uint64(stream), concept))
        assert row.tolist() == naive_row(seeded, asked[concept], texts, drawn=400 + 12 * min(texts, 300))
        if degree[concept] & REDRAW == 0:  # as drawn
            assert row.tolist() == naive_draws(seeded, texts, asked[concept])
    assert (degree & DEGREE).tolist() == asked.tolist()
    queue = (degree.astype(np.uint64) << np.uint64(32)) | np.arange(len(degree), dtype=np.uint64)
    assert redraw_rows(np.uint64(stream), queue[::-1].copy(), 0, len(queue), among(texts), batch, RUNNING) == size
    assert batch.rows[:size].tolist() == [text for row in reversed(row_of_batch) for text in row]


def sampled(key, texts, degree, number=100_000, slots=1000):
    """Rows of that many concepts: int64[number, degree]."""
    batch, degrees = empty_batch(slots, 16, texts), np.full(number, degree, np.uint32)
    drawn = np.zeros((number, degree), np.int64)
    for first in range(0, number, slots):
        sample_rows(np.uint64(key), first, first + slots, among(texts), degrees, batch, RUNNING)
        drawn[first : first + slots] = batch.rows[: slots * degree].reshape((slots, degree))
    return drawn


@pytest.mark.parametrize(("texts", "degree"), [(6, 3), (7, 2), (5, 5), (4, 1)])
def test_every_set_of_texts_is_equally_likely(texts, degree):
    sets = np.bitwise_or.reduce(1 << sampled(5, texts, degree), axis=1)
    subsets = [s for s in range(1 << texts) if s.bit_count() == degree]
    assert set(sets.tolist()) <= set(subsets)
    counts = np.bincount(sets, minlength=1 << texts)
    against(counts[subsets], np.full(len(subsets), 1 / len(subsets)))


def test_refusal_makes_texts_equally_likely_where_two_to_the_32_is_no_multiple():
    texts = 3 * 2**30  # without refusal, a third of the texts would be twice as likely
    drawn = sampled(6, texts, 1)[:, 0]
    against(np.bincount(drawn % 3, minlength=3), np.full(3, 1 / 3))
    against(np.bincount(drawn >> 28, minlength=12), np.full(12, 1 / 12))


def test_a_long_row_hears_the_stop_word():
    texts = 1 << 20
    row, seen = np.zeros(texts, np.uint32), np.zeros(texts // 64 + 1, np.uint64)
    spare, stopped = np.zeros(SPARE, np.uint32), np.ones(2, np.int64)
    assert not distinct_row(np.uint64(1), texts, among(texts), seen, spare, row, 0, stopped)
    assert not seen.any()
