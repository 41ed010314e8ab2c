"""The concept-text model: concepts learnt from texts by peeling a random bipartite graph."""

from peelsim.models.concept_text.model import ConceptText

__all__ = ["ConceptText"]
