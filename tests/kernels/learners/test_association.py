import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from peelsim.kernels.components.sizes import sizes_of
from peelsim.kernels.learners.association import join_learnt

SKILLS = 12


@settings(max_examples=100)
@given(st.lists(st.sets(st.integers(0, SKILLS - 1), max_size=6), max_size=8), st.lists(st.booleans(), min_size=SKILLS))
def test_components_are_those_of_learnt_skills_that_share_a_text(texts, known):
    learnt = {skill for skill in range(SKILLS) if known[skill]}
    graph = nx.Graph()
    graph.add_nodes_from(learnt)
    for text in texts:
        graph.add_edges_from((i, j) for i in text & learnt for j in text & learnt if i < j)
    sizes = sorted([*map(len, nx.connected_components(graph)), 0, 0], reverse=True)
    starts = np.cumsum([0, *map(len, texts)])
    members = np.array([skill for text in texts for skill in text], np.uint32)
    parent, control = np.full(SKILLS, 7, np.int32), np.zeros(2, np.int64)
    assert join_learnt(starts, members, np.array(known[:SKILLS], np.int64), parent, control)
    assert sizes_of(parent, SKILLS, control) == (sizes[0], sizes[1], sum(size * size for size in sizes))


def test_the_stop_word_ends_it():
    starts, members = np.array([0, 2]), np.array([0, 1], np.uint32)
    assert not join_learnt(starts, members, np.ones(2, np.int64), np.zeros(2, np.int32), np.array([1, 0]))
