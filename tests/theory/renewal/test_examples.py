"""The examples in the docstrings of the closed and the renewal law run."""

import doctest
from importlib import import_module

import pytest

MODULES = ["renewal.renewal_law", "renewal.stuck_tail", "renewal.below_threshold", "peeling.scaling_constants"]


@pytest.mark.parametrize("name", [*MODULES, "optimum.renewal_optimum"])
def test_examples_run(name):
    found = doctest.testmod(import_module(f"peelsim.theory.{name}"))
    assert found.attempted > 0 and found.failed == 0
