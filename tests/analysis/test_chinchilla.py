from peelsim.analysis.chinchilla import TABLE_3
from tests.published import published


def test_the_numbers_are_those_of_the_table():
    assert [tuple(model) for model in TABLE_3] == published("chinchilla_table3")


def test_they_are_compute_optimal_runs():
    assert all(0.9 < model.flops / (6 * model.parameters * model.tokens) < 1.1 for model in TABLE_3)
