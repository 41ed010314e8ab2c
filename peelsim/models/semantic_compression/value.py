"""The parameters of semantic compression, and what follows from them alone."""

from typing import Annotated

from pydantic import Field

from peelsim.fields import Whole
from peelsim.models.base import model
from peelsim.models.parts.learners import Fresh, SampledSkills
from peelsim.models.parts.trained import Trained
from peelsim.models.semantic_compression.code import check_words

Words = Annotated[Whole, Field(ge=1, le=100_000, title="number of words of 32 bits")]


@model
class Coded(Trained):
    """S skills learnt from T texts, and fresh texts that are coded; see ``SemanticCompression``."""

    skills: SampledSkills
    fresh_texts: Fresh = 1000
    text_words: Words = 64

    def __post_init__(self) -> None:
        super().__post_init__()
        check_words(self.text_degree, self.skills, self.text_words)

    @property
    def full_bits(self) -> int:
        """B_full, of a raw text."""
        return 32 * self.text_words

    @property
    def expected_edges(self) -> float:
        return self.text_degree.mean * (self.texts + self.fresh_texts)
