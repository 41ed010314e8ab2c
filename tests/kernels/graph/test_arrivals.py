"""What is looked at of texts that arrive, by both ways, beside plain lists."""

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelsim.kernels.graph import arrivals
from peelsim.kernels.graph.text_table import NARROW, WIDE, Packing
from peelsim.kernels.graph.vectors import LANES
from tests.vectors import needs_vectors

BOTH = pytest.mark.parametrize("way", ["plainly", pytest.param("in_vectors", marks=needs_vectors)])
WORDS = pytest.mark.parametrize(("packing", "word"), [(NARROW, np.uint32), (WIDE, np.uint64)])


class Rows(NamedTuple):
    rows: np.ndarray


class Scratch(NamedTuple):
    packing: Packing
    batch: Rows
    updates: np.ndarray
    freed: np.ndarray


def packed(texts, packing, word):
    """Words of texts with these numbers of concepts, whose numbers have that xor."""
    counts, xors = np.array(texts, np.int64).reshape(-1, 2).T
    return (counts.astype(word) << packing.shift) | xors.astype(word)


texts_of = st.lists(st.tuples(st.sampled_from([0, 0, 0, 1, 2, 7, 255]), st.integers(0, 2**24 - 1)), max_size=70)


@BOTH
@WORDS
@given(texts_of, st.data())
@pytest.mark.plain_cases(2)
def test_the_next_single_text_is_the_first_of_a_list(way, packing, word, texts, data):
    table = packed(texts, packing, word)
    stop = data.draw(st.integers(0, len(texts)))
    start = data.draw(st.integers(0, stop))
    counts = [count for count, _ in texts]
    expected = counts.index(1, start, stop) if 1 in counts[start:stop] else stop
    several = sum(count > 1 for count in counts[start:expected])
    assert getattr(arrivals, f"next_single_{way}")(table, packing, start, stop) == (expected, several)


@BOTH
@WORDS
@given(texts_of, st.data())
@pytest.mark.plain_cases(2)
def test_singles_that_have_arrived_are_those_of_a_list(way, packing, word, texts, data):
    rows = [data.draw(st.integers(0, 2**31)) for _ in texts]
    arrived = data.draw(st.sampled_from([0, 1, 2**31, *rows]))
    spare = [(1, 5)] * LANES  # not of the batch
    scratch = Scratch(
        packing,
        Rows(np.array(rows + [0] * LANES, np.uint32)),
        packed(texts + spare, packing, word),
        np.zeros(len(texts) + LANES, np.uint32),
    )
    count = getattr(arrivals, f"arrived_singles_{way}")(scratch, len(texts), arrived)
    pairs = zip(rows, texts, strict=True)
    assert scratch.freed[:count].tolist() == [xor for row, (held, xor) in pairs if held == 1 and row < arrived]
