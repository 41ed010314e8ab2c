import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelsim.kernels.graph.text_table import (
    NARROW,
    WIDE,
    enter,
    leave,
    singles,
    singles_in_vectors,
    singles_plainly,
    stuck_texts,
)
from tests.vectors import needs_vectors

TEXTS = 6


@pytest.mark.parametrize(("packing", "word", "largest"), [(NARROW, np.uint32, 2**24 - 1), (WIDE, np.uint64, 2**32 - 1)])
@given(data=st.data())
@pytest.mark.plain_cases(1)
def test_words_count_and_name_the_concepts_of_a_text(packing, word, largest, data):
    concepts = data.draw(
        st.dictionaries(st.integers(0, largest), st.sets(st.integers(0, TEXTS - 1), min_size=1), max_size=9)
    )
    gone = data.draw(st.sets(st.sampled_from(sorted(concepts)))) if concepts else set()
    table, updates = np.zeros(TEXTS, word), np.zeros(TEXTS, word)
    for c, texts in concepts.items():
        enter(table, packing, np.uint32(c), np.array(sorted(texts), np.uint32), 0, len(texts))
    for c in sorted(gone):
        rows = np.array(sorted(concepts[c]), np.uint32)
        leave(table, packing, np.uint32(c), rows, 0, len(rows), updates, 0)
        assert updates[: len(rows)].tolist() == table[rows].tolist()
    left = [{c for c, texts in concepts.items() if t in texts and c not in gone} for t in range(TEXTS)]
    freed = np.zeros(TEXTS + 1, np.uint32)
    count = singles(table, 0, TEXTS, packing, freed)
    assert freed[:count].tolist() == [next(iter(text)) for text in left if len(text) == 1]
    assert stuck_texts(table, 0, TEXTS, packing) == sum(len(text) >= 2 for text in left)


@needs_vectors
@pytest.mark.parametrize("packing", [NARROW, WIDE])
@given(data=st.data())
@pytest.mark.plain_cases(1)
def test_vectors_find_the_same_singles_in_the_same_order(packing, data):
    counts = data.draw(st.lists(st.integers(0, 3), max_size=70))
    words = np.array([(count << int(packing.shift)) + 1000 + i for i, count in enumerate(counts)], packing.one.dtype)
    start = data.draw(st.integers(0, len(counts)))
    found, same = (np.full(len(counts) - start + 1, 7, np.uint32) for _ in range(2))
    number = singles_plainly(words, start, len(words), packing, found)
    assert singles_in_vectors(words, start, len(words), packing, same) == number
    assert same[:number].tolist() == found[:number].tolist()
    assert same[-1] == 7
