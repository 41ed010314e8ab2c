"""Which kinds of models there are."""

from importlib import import_module

from peelsim.models.base import Model

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


def kinds() -> list[str]:
    """The kinds there are."""
    return sorted(_HOMES)


def model_of(kind: str) -> type[Model]:
    """The models of this kind, one of ``kinds()``."""
    module, _, name = _HOMES[kind].partition(":")
    model: type[Model] = getattr(import_module(f"peelsim.models.{module}"), name)
    return model
