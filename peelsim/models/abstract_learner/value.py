"""The parameters of an abstract learner that is tested, and what follows from them alone."""

from peelsim.models.base import model
from peelsim.models.concept_text.model import ConceptText
from peelsim.models.concept_text.value import Rounds
from peelsim.models.parts.learners import Fresh
from peelsim.models.parts.trained import Trained


@model
class Tested(Trained):
    """S skills learnt from T texts, and what they are worth on others; see ``AbstractLearner``."""

    fresh_texts: Fresh = 1000
    learning_rounds: Rounds = 0

    @property
    def peeled(self) -> ConceptText:
        """The concept-text model of the same graph, whose peeling is the 1-skill learner."""
        return ConceptText(
            concepts=self.skills,
            texts=self.texts,
            text_degree=self.text_degree,
            texts_fixed=self.texts_fixed,
            trajectory_rounds=self.learning_rounds,
        )

    @property
    def expected_edges(self) -> float:
        return self.text_degree.mean * (self.texts + self.fresh_texts)
