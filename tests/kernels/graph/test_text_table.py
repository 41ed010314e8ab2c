import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelsim.kernels.graph.text_table import NARROW, WIDE, enter, leave, singles, stuck_texts

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
