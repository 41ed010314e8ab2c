from functools import reduce
from itertools import pairwise
from operator import xor as xor_of

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from peelsim.kernels.graph.given_graph import peel_given
from tests import naive


@st.composite
def graphs(draw, concepts=9, texts=12):
    r = draw(st.integers(1, concepts))
    return draw(st.lists(st.sets(st.integers(0, r - 1)), max_size=texts)), r


def peel(texts, concepts):
    """Round that taught each concept, and the number of unlearnt concepts left in each text."""
    by_concept = [[t for t, text in enumerate(texts) if c in text] for c in range(concepts)]
    starts = np.cumsum([0, *map(len, by_concept)]).astype(np.int64)
    row_texts = np.array([t for row in by_concept for t in row], np.int64)
    count = np.array([len(text) for text in texts], np.int64)
    xor = np.array([reduce(xor_of, text, 0) for text in texts], np.int64)
    learnt_in = np.zeros(concepts, np.int64)
    learnt, rounds = peel_given(
        starts, row_texts, count, xor, np.zeros(concepts, np.int64), learnt_in, np.zeros(2, np.int64)
    )
    assert (learnt, rounds) == (np.count_nonzero(learnt_in), learnt_in.max())
    return learnt_in.tolist(), count.tolist()


@given(graphs())
def test_agrees_with_peeling_by_sets(graph):
    texts, concepts = graph
    learnt_in, left = peel(texts, concepts)
    assert learnt_in == naive.peel(texts, concepts)
    assert [t for t, n in enumerate(left) if n >= 2] == naive.stuck_texts(texts, learnt_in)


@given(graphs())
def test_what_stays_unlearnt_is_the_largest_stopping_set(graph):
    texts, concepts = graph
    learnt_in, _ = peel(texts, concepts)
    assert {c for c in range(concepts) if not learnt_in[c]} == naive.largest_stopping_set(texts, concepts)


@given(graphs(), st.randoms(use_true_random=False))
def test_the_order_of_texts_and_concepts_does_not_matter(graph, random):
    texts, concepts = graph
    names = list(range(concepts))
    random.shuffle(names)
    shuffled = [{names[c] for c in text} for text in texts]
    random.shuffle(shuffled)
    learnt_in, renamed = peel(texts, concepts)[0], peel(shuffled, concepts)[0]
    assert [renamed[names[c]] for c in range(concepts)] == learnt_in


@given(graphs())
def test_another_text_never_unlearns(graph):
    texts, concepts = graph
    learnt = [{c for c, n in enumerate(peel(texts[:t], concepts)[0]) if n} for t in range(len(texts) + 1)]
    assert all(before <= after for before, after in pairwise(learnt))
