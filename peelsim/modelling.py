"""What a model of your own is made of, under one name; docs/write-a-model.md builds one.

A model is a class of parameters with ``@model`` above it that derives from ``Model`` and says its kind, observables, a
simulator and laws. ``peelsim.register`` makes it known in a program, an entry point of the group ``peelsim.models``
wherever its package is installed, and ``peelsim.testing.check_model`` tries whether it keeps what models promise.

Tests: tests/test_imports.py
"""

from pydantic import Field

from peelsim.ensembles import TextDegree
from peelsim.fields import Flag, Real, Rounded, Whole
from peelsim.jit import inner_kernel, kernel
from peelsim.kernels.draws.random import below, draw, unit
from peelsim.models.base import (
    Columns,
    Control,
    Graph,
    Keys,
    Model,
    ParameterError,
    Quantities,
    ShowsGraph,
    ShowsLearnt,
    ShowsRounds,
    Simulator,
    model,
)
from peelsim.models.parts.peeled_graphs import PeelsGraph
from peelsim.stats.law import Extrapolated, Law, Laws, Undefined
from peelsim.stats.observable import Dimension, Observable

__all__ = [
    "Columns",
    "Control",
    "Dimension",
    "Extrapolated",
    "Field",
    "Flag",
    "Graph",
    "Keys",
    "Law",
    "Laws",
    "Model",
    "Observable",
    "ParameterError",
    "PeelsGraph",
    "Quantities",
    "Real",
    "Rounded",
    "ShowsGraph",
    "ShowsLearnt",
    "ShowsRounds",
    "Simulator",
    "TextDegree",
    "Undefined",
    "Whole",
    "below",
    "draw",
    "inner_kernel",
    "kernel",
    "model",
    "unit",
]
