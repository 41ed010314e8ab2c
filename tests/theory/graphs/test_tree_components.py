import pytest

import peelsim
from peelsim.theory.graphs.tree_components import rth_largest_tree
from tests.agreement import mean_is


@pytest.mark.parametrize(
    ("c", "rank", "name"), [(0.5, 1, "largest"), (0.5, 2, "second_largest"), (2, 1, "second_largest")]
)
@pytest.mark.plain_cases(2)
def test_the_largest_trees(c, rank, name):
    nodes = 30_000
    trees = peelsim.simulate(peelsim.RandomGraph(nodes=nodes, mean_degree=c), trials=600, seed=4)[name]
    expected = rth_largest_tree(nodes, mean_degree=c, rank=rank)
    mean_is(trees, expected, error=0.005 * expected)


@pytest.mark.parametrize("c", [0.0, 1.0, 1 + 1e-9])
def test_no_law_of_trees_where_none_is_largest(c):
    with pytest.raises(ValueError, match="no law"):
        rth_largest_tree(1e6, mean_degree=c, rank=1)
