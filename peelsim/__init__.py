"""peelsim: Monte-Carlo check of peeling, emergence and scaling laws on random graphs.

Names are loaded when they are first used, so that `import peelsim` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from peelsim.analysis.load import load
    from peelsim.api.percolating import percolation
    from peelsim.api.plotting import plot
    from peelsim.api.results import Results, open
    from peelsim.api.simulating import predict, sample_graph, simulate
    from peelsim.api.sweeping import Sweep, run_sweep
    from peelsim.api.trials import Trials
    from peelsim.ensembles import Binomial, Explicit, IdealSoliton, Poisson, Regular, RobustSoliton
    from peelsim.fits.explanation import explain
    from peelsim.given import components, peel
    from peelsim.graphs.reading import read_matrix
    from peelsim.models.abstract_learner import AbstractLearner
    from peelsim.models.additive_source import AdditiveSource
    from peelsim.models.concept_text import ConceptText
    from peelsim.models.erasure_code import ErasureCode
    from peelsim.models.fine_tuning import FineTuning
    from peelsim.models.given_network import GivenNetwork
    from peelsim.models.hierarchy_source import HierarchySource
    from peelsim.models.hypergraph import Hypergraph
    from peelsim.models.long_memory_source import LongMemorySource
    from peelsim.models.lt_code import LTCode
    from peelsim.models.matrix import GivenMatrix
    from peelsim.models.percolation import Percolation
    from peelsim.models.pointer_source import PointerSource
    from peelsim.models.quanta import Quanta
    from peelsim.models.random_access import RandomAccess
    from peelsim.models.random_graph import RandomGraph
    from peelsim.models.registry import register
    from peelsim.models.semantic_compression import SemanticCompression, TextCode
    from peelsim.models.skill_association import SkillAssociation
    from peelsim.models.skill_classes import SkillClasses
    from peelsim.models.skill_hierarchy import SkillHierarchy
    from peelsim.models.softmax_regression import SoftmaxRegression
    from peelsim.models.sparse_parity import SparseParity
    from peelsim.models.weighted_concepts import WeightedConcepts
    from peelsim.text.statistics import text_statistics
    from peelsim.theory.optimum.budget_split import optimum

_HOMES = {
    "AbstractLearner": "peelsim.models.abstract_learner",
    "AdditiveSource": "peelsim.models.additive_source",
    "Binomial": "peelsim.ensembles",
    "Explicit": "peelsim.ensembles",
    "IdealSoliton": "peelsim.ensembles",
    "Poisson": "peelsim.ensembles",
    "Regular": "peelsim.ensembles",
    "RobustSoliton": "peelsim.ensembles",
    "ConceptText": "peelsim.models.concept_text",
    "ErasureCode": "peelsim.models.erasure_code",
    "FineTuning": "peelsim.models.fine_tuning",
    "GivenMatrix": "peelsim.models.matrix",
    "GivenNetwork": "peelsim.models.given_network",
    "Hypergraph": "peelsim.models.hypergraph",
    "LTCode": "peelsim.models.lt_code",
    "HierarchySource": "peelsim.models.hierarchy_source",
    "LongMemorySource": "peelsim.models.long_memory_source",
    "Percolation": "peelsim.models.percolation",
    "PointerSource": "peelsim.models.pointer_source",
    "Quanta": "peelsim.models.quanta",
    "RandomAccess": "peelsim.models.random_access",
    "RandomGraph": "peelsim.models.random_graph",
    "SemanticCompression": "peelsim.models.semantic_compression",
    "SkillClasses": "peelsim.models.skill_classes",
    "SkillAssociation": "peelsim.models.skill_association",
    "SkillHierarchy": "peelsim.models.skill_hierarchy",
    "SoftmaxRegression": "peelsim.models.softmax_regression",
    "SparseParity": "peelsim.models.sparse_parity",
    "Results": "peelsim.api.results",
    "Sweep": "peelsim.api.sweeping",
    "TextCode": "peelsim.models.semantic_compression",
    "Trials": "peelsim.api.trials",
    "WeightedConcepts": "peelsim.models.weighted_concepts",
    "components": "peelsim.given",
    "explain": "peelsim.fits.explanation",
    "load": "peelsim.analysis.load",
    "open": "peelsim.api.results",
    "optimum": "peelsim.theory.optimum.budget_split",
    "peel": "peelsim.given",
    "plot": "peelsim.api.plotting",
    "percolation": "peelsim.api.percolating",
    "predict": "peelsim.api.simulating",
    "read_matrix": "peelsim.graphs.reading",
    "register": "peelsim.models.registry",
    "run_sweep": "peelsim.api.sweeping",
    "sample_graph": "peelsim.api.simulating",
    "simulate": "peelsim.api.simulating",
    "text_statistics": "peelsim.text.statistics",
}
_MODULES = ("analysis", "modelling", "results", "testing", "theory")

__all__ = [
    "AbstractLearner",
    "AdditiveSource",
    "Binomial",
    "ConceptText",
    "ErasureCode",
    "Explicit",
    "FineTuning",
    "GivenMatrix",
    "GivenNetwork",
    "HierarchySource",
    "Hypergraph",
    "IdealSoliton",
    "LTCode",
    "LongMemorySource",
    "Percolation",
    "PointerSource",
    "Poisson",
    "Quanta",
    "RandomAccess",
    "RandomGraph",
    "Regular",
    "Results",
    "RobustSoliton",
    "SemanticCompression",
    "SkillAssociation",
    "SkillClasses",
    "SkillHierarchy",
    "SoftmaxRegression",
    "SparseParity",
    "Sweep",
    "TextCode",
    "Trials",
    "WeightedConcepts",
    "components",
    "explain",
    "load",
    "open",
    "optimum",
    "peel",
    "percolation",
    "plot",
    "predict",
    "read_matrix",
    "register",
    "run_sweep",
    "sample_graph",
    "simulate",
    "text_statistics",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    if name in _MODULES:
        return import_module(f"peelsim.{name}")
    if name == "__version__":
        return import_module("peelsim.versions").version_of("peelsim")
    raise AttributeError(f"module 'peelsim' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, *_MODULES])
