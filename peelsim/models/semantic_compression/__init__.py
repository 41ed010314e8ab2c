"""Semantic compression: texts are sent as the skills they hold, if these have been learnt."""

from peelsim.models.semantic_compression.code import TextCode
from peelsim.models.semantic_compression.model import SemanticCompression

__all__ = ["SemanticCompression", "TextCode"]
