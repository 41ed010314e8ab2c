import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelsim.jit import kernel
from peelsim.kernels.draws.random import draw
from peelsim.kernels.graph import rows
from peelsim.kernels.graph.rows import draw_row, exact_row, may_repeat, words_of
from peelsim.kernels.graph.sampling import refusal_bound
from peelsim.kernels.graph.short_rows import short_row
from tests.agreement import against
from tests.naive import splitmix64

RUNNING = np.zeros(2, np.int64)


def row_of(stream, degree, texts):
    row = np.zeros(degree, np.uint32)
    seen = np.zeros(texts // 64 + 1, np.uint64)
    assert exact_row(np.uint64(stream), degree, texts, refusal_bound(texts), seen, row, 0, RUNNING)
    assert not seen.any()
    return row.tolist()


def naive_row(stream, degree, texts, drawn=None):
    """The first distinct accepted draws, as the module says it."""
    words = (degree + 15) // 16 * 8
    drawn = splitmix64(stream, drawn or words + 40 * texts)
    halves = (
        [w >> 32 for w in drawn[:words]] + [w & 0xFFFFFFFF for w in drawn[:words]] + [w >> 32 for w in drawn[words:]]
    )
    accepted = [h * texts >> 32 for h in halves if h * texts % 2**32 >= 2**32 % texts]
    return list(dict.fromkeys(accepted))[:degree]


@given(st.integers(0, 2**64 - 1), st.integers(1, 300), st.data())
def test_a_row_is_the_first_distinct_accepted_draws(stream, texts, data):
    degree = data.draw(st.integers(0, min(texts, 60)))
    assert row_of(stream, degree, texts) == naive_row(stream, degree, texts)


@given(st.integers(0, 2**64 - 1), st.integers(1, 300), st.integers(0, 2**16 - 1), st.data())
def test_a_short_row_is_that_row(stream, texts, tag, data):
    degree = data.draw(st.integers(0, min(texts, rows.LONGEST_QUICK)))
    stamps = np.full(rows.STAMPS, data.draw(st.sampled_from([tag, tag ^ 1])), np.uint16)
    row = np.zeros(degree, np.uint32)
    short_row(np.uint64(stream), degree, texts, refusal_bound(texts), np.uint16(tag), stamps, row, 0)
    assert row.tolist() == naive_row(stream, degree, texts)


@given(st.integers(0, 2**64 - 1), st.integers(1, 60), st.integers(2**31, 2**32 - 1))
def test_a_short_row_refuses_draws_where_texts_are_many(stream, degree, texts):
    row, stamps = np.zeros(degree, np.uint32), np.zeros(rows.STAMPS, np.uint16)
    short_row(np.uint64(stream), degree, texts, refusal_bound(texts), np.uint16(7), stamps, row, 0)
    assert row.tolist() == naive_row(stream, degree, texts, drawn=400)


@given(st.integers(0, 2**64 - 1), st.integers(1, 80), st.integers(80, 2**32 - 1))
def test_the_quick_way_gives_the_same_row_unless_it_says_it_cannot(stream, degree, texts):
    quick = np.zeros(2 * words_of(degree), np.uint32)
    refused = draw_row(np.uint64(stream), words_of(degree), texts, quick, 0) < refusal_bound(texts)
    repeated = may_repeat(quick, 0, degree, np.uint16(1), np.zeros(rows.STAMPS, np.uint16))
    if not (refused or repeated):
        assert quick[:degree].tolist() == row_of_large(stream, degree, texts)
    if len(set(quick[:degree].tolist())) < degree:
        assert repeated


def row_of_large(stream, degree, texts):
    """``row_of`` without a bit for each of up to 2^32 texts."""
    words = words_of(degree)
    drawn = splitmix64(stream, 2 * words)
    halves = [w >> 32 for w in drawn[:words]] + [w & 0xFFFFFFFF for w in drawn[:words]]
    return [h * texts >> 32 for h in halves][:degree]


@kernel
def many_rows(key, texts, degree, out):
    row = np.zeros(degree, np.uint32)
    seen = np.zeros(texts // 64 + 1, np.uint64)
    control = np.zeros(2, np.int64)
    for i in range(out.shape[0]):
        exact_row(draw(key, i), degree, texts, refusal_bound(texts), seen, row, 0, control)
        out[i, :] = row


@pytest.mark.parametrize(("texts", "degree"), [(6, 3), (7, 2), (5, 5), (4, 1)])
def test_every_set_of_texts_is_equally_likely(texts, degree):
    drawn = np.zeros((100_000, degree), np.int64)
    many_rows(np.uint64(5), texts, degree, drawn)
    sets = np.bitwise_or.reduce(1 << drawn, axis=1)
    subsets = [s for s in range(1 << texts) if s.bit_count() == degree]
    assert set(sets.tolist()) <= set(subsets)
    counts = np.bincount(sets, minlength=1 << texts)
    against(counts[subsets], np.full(len(subsets), 1 / len(subsets)))


def test_refusal_makes_texts_equally_likely_where_two_to_the_32_is_no_multiple():
    texts = 3 * 2**30  # without refusal, a third of the texts would be twice as likely
    drawn = np.zeros((100_000, 1), np.int64)
    many_rows(np.uint64(6), texts, 1, drawn)
    against(np.bincount(drawn[:, 0] % 3, minlength=3), np.full(3, 1 / 3))
    against(np.bincount(drawn[:, 0] >> 28, minlength=12), np.full(12, 1 / 12))


def test_a_long_row_hears_the_stop_word():
    texts = 1 << 20
    row, seen = np.zeros(texts, np.uint32), np.zeros(texts // 64 + 1, np.uint64)
    assert not exact_row(np.uint64(1), texts, texts, refusal_bound(texts), seen, row, 0, np.ones(2, np.int64))
    assert not seen.any()
