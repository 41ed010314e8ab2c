"""Which kinds of models there are: peelsim's own, those of installed packages, and those registered by hand.

A package names its models in entry points of the group ``peelsim.models``, KIND = "module:Class". A file can choose
among these kinds; it cannot make peelsim import anything else.
"""

import re
from contextlib import suppress
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import TypeVar

from peelsim.models.base import Model
from peelsim.quoting import shown

__all__ = ["GROUP", "M", "home_of", "kinds", "kinds_with_graphs", "model_of", "register"]

GROUP = "peelsim.models"  # of entry points

M = TypeVar("M", bound=type[Model])

_HOMES = {
    "additive-source": "additive_source:AdditiveSource",
    "abstract-learner": "abstract_learner:AbstractLearner",
    "concept-text": "concept_text:ConceptText",
    "erasure-code": "erasure_code:ErasureCode",
    "fine-tuning": "fine_tuning:FineTuning",
    "given-network": "given_network:GivenNetwork",
    "hypergraph": "hypergraph:Hypergraph",
    "lt-code": "lt_code:LTCode",
    "hierarchy-source": "hierarchy_source:HierarchySource",
    "long-memory-source": "long_memory_source:LongMemorySource",
    "matrix": "matrix:GivenMatrix",
    "percolation": "percolation:Percolation",
    "pointer-source": "pointer_source:PointerSource",
    "quanta": "quanta:Quanta",
    "random-access": "random_access:RandomAccess",
    "random-graph": "random_graph:RandomGraph",
    "semantic-compression": "semantic_compression:SemanticCompression",
    "skill-association": "skill_association:SkillAssociation",
    "skill-classes": "skill_classes:SkillClasses",
    "skill-hierarchy": "skill_hierarchy:SkillHierarchy",
    "softmax-regression": "softmax_regression:SoftmaxRegression",
    "sparse-parity": "sparse_parity:SparseParity",
    "weighted-concepts": "weighted_concepts:WeightedConcepts",
}


_registered: dict[str, type[Model]] = {}


def register(model: M) -> M:
    """Make a kind of model known to sweeps in this process, by its ``kind``; also as a decorator.

    Parameters
    ----------
    model : a class made with ``peelsim.modelling``. Under a kind that is known already it takes the place of an earlier
        one of that name in the same module, as when a cell of a notebook is run again.

    Returns
    -------
    type : the class.

    Raises
    ------
    ValueError : if it is no class of models, its kind is no name, or another model has it.

    Examples
    --------
    >>> import peelsim
    >>> class MyGraph(peelsim.RandomGraph):
    ...     kind = "my-graph"
    >>> peelsim.register(MyGraph).kind
    'my-graph'
    """
    _check(model, shown(model))
    before = _registered.get(model.kind)
    same = before is not None and (before.__module__, before.__qualname__) == (model.__module__, model.__qualname__)
    if model.kind in _HOMES or (before is not None and not same):
        raise ValueError(f"{model.__name__}: there is another model of kind {model.kind!r}; give it another kind")
    _registered[model.kind] = model
    return model


def kinds() -> list[str]:
    """The kinds there are."""
    return sorted({*_HOMES, *_registered, *_installed()})


def model_of(kind: str) -> type[Model]:
    """The models of a kind, one of ``kinds()``; ValueError, in one line, for a broken one of an installed package."""
    if kind in _HOMES:
        module, _, name = _HOMES[kind].partition(":")
        model: type[Model] = getattr(import_module(f"peelsim.models.{module}"), name)
        return model
    return _registered[kind] if kind in _registered else _loaded(kind)


def kinds_with_graphs() -> list[str]:
    """The kinds whose trials show graphs to observables of a user's own; broken ones are left out."""
    found = []
    for kind in kinds():
        with suppress(ValueError):
            if model_of(kind).shows != "nothing":
                found.append(kind)
    return found


def home_of(kind: str) -> str:
    """Where other processes find the models of a kind, "module:Class"; "" for peelsim's own."""
    if kind in _HOMES:
        return ""
    model = model_of(kind)
    return f"{model.__module__}:{model.__qualname__}"


@cache
def _installed() -> dict[str, EntryPoint]:
    """Models of installed packages; peelsim's own kinds stay its own."""
    return {point.name: point for point in entry_points(group=GROUP) if point.name not in _HOMES}


@cache
def _loaded(kind: str) -> type[Model]:
    point = _installed()[kind]
    where = f"the entry point {kind} = {point.value}"
    try:
        model: type[Model] = point.load()
    except Exception as error:  # whatever a package does when it is imported
        raise ValueError(f"{where} cannot be loaded: {type(error).__name__}: {' '.join(str(error).split())}") from error
    _check(model, where)
    if model.kind != kind:
        raise ValueError(f"{where} has models of kind {model.kind!r}; call both alike")
    return model


def _check(model: object, where: str) -> None:
    if not (isinstance(model, type) and issubclass(model, Model) and hasattr(model, "__pydantic_fields__")):
        raise ValueError(f"{where} is no class of models; derive it from peelsim.modelling.Model, with @model above it")
    kind = getattr(model, "kind", None)
    if not isinstance(kind, str) or not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", kind):
        raise ValueError(f"{where} has kind {kind!r}; give it small letters, digits and single -")
