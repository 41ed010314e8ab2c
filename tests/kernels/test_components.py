import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from peelsim.kernels.components import find, largest_component
from tests.naive_skills import components_of


@st.composite
def graphs(draw):
    nodes = draw(st.integers(1, 12))
    return nodes, draw(st.lists(st.tuples(*[st.integers(0, nodes - 1)] * 2)))


@settings(deadline=None)
@given(graphs())
def test_agrees_with_flood_fill(graph):
    nodes, links = graph
    tails, heads = np.array(links, dtype=np.int64).reshape(-1, 2).T
    parent = np.empty(nodes, np.int64)
    parts = components_of(range(nodes), links)
    assert largest_component(parent, tails, heads) == max(map(len, parts))
    roots = [{int(find(parent, node)) for node in part} for part in parts]
    assert all(len(root) == 1 for root in roots) and len(set.union(*roots)) == len(parts)
    assert [-parent[min(root)] for root in roots] == list(map(len, parts))
