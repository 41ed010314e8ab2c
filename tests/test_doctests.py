"""Every public name has an example that runs."""

import doctest
from importlib import import_module
from inspect import ismodule

import pytest

import peelsim
from peelsim.models import registry

FINDER, RUNNER = doctest.DocTestFinder(recurse=False), doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)


@pytest.mark.parametrize("name", [name for name in peelsim.__all__ if not ismodule(getattr(peelsim, name))])
@pytest.mark.plain_cases(34)
def test_the_example_of_a_public_name_runs(name, monkeypatch):
    monkeypatch.setattr(registry, "_registered", {})  # the kind of an example stays in it
    thing = getattr(peelsim, name)
    module = import_module(thing.__module__)
    (found,) = FINDER.find(thing, name, module=module, globs=dict(vars(module)))
    assert found.examples, f"{name} has no example"
    assert not RUNNER.run(found, out=lambda said: pytest.fail(said)).failed
