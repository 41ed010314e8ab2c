"""Skills learnt from texts by an abstract learner (Liao, Chang and Hong 2024)."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from peelsim.models.abstract_learner.engines import GraphEngine, RoundsEngine
from peelsim.models.abstract_learner.laws import LAWS
from peelsim.models.base import ParameterError, Prediction
from peelsim.models.concept_text import ConceptText
from peelsim.models.concept_text.model import Rounds, Split
from peelsim.models.learners import LARGEST_GRAPH, Fresh, most_texts
from peelsim.models.trained import Trained, TrainedParameters
from peelsim.stats.observable import Dimension, Observable
from peelsim.theory.learning import learners


@dataclass(frozen=True, config=ConfigDict(extra="forbid", allow_inf_nan=False))
class AbstractLearner(Trained):
    """S skills learnt from T texts, and what they are worth on others.

    skills, texts, text_degree, learner, texts_fixed: see ``Trained``. fresh_texts: drawn in each trial to test what
    was learnt. split: a trial is ``stuck`` if a larger fraction of skills stays unlearnt; by default midway
    between the fixed points of density evolution at the threshold. learning_rounds: rounds of presentation after
    which the fraction learnt is noted, 0 for none.

    Raises ValueError if the mean text degree exceeds S, a fixed number of texts is not whole, or success increases.
    """

    fresh_texts: Fresh = 1000
    split: Split | None = None
    learning_rounds: Rounds = 0

    kind: ClassVar[str] = "abstract-learner"
    laws: ClassVar[tuple[str, ...]] = tuple(LAWS)
    headline: ClassVar[str] = "learnt_fraction"
    figures: ClassVar[tuple[str, ...]] = ("learners", "testing_error", "learning_curve")

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
    def stuck_above(self) -> float:
        """Unlearnt fraction above which a trial counts as stuck."""
        return learners.split(self.success, mean_skills=self.text_degree.mean) if self.split is None else self.split

    @property
    def observables(self) -> tuple[Observable, ...]:
        jumps = bool(learners.thresholds(self.success, mean_skills=self.text_degree.mean))
        lost = 1.0 if jumps else 0.0  # by a stuck trial; a learner that learns smoothly has but one kind of trials
        most = most_texts(self.texts, self.texts_fixed) / (self.texts or 1)
        found = [
            Observable("learnt", "number", "skills learnt", rare="stuck", span=-lost * self.skills),
            Observable("learnt_fraction", "number", "fraction of skills learnt", rare="stuck", span=-lost),
            Observable("stuck", "event", "probability that learning ends with more than split of the skills unlearnt"),
            Observable("complete", "event", "probability that every skill is learnt"),
            Observable(
                "training_error", "number", "fraction of texts with an unlearnt skill", rare="stuck", span=lost * most
            ),
            Observable(
                "testing_error", "number", "fraction of fresh texts with an unlearnt skill", rare="stuck", span=lost
            ),
            Observable("rounds", "number", "rounds of presentation that taught a skill"),
        ]
        if self.learning_rounds:
            axis = Dimension("round", self.learning_rounds)
            found.append(
                Observable("learning_curve", "number", "fraction of skills learnt after a round", dimension=axis)
            )
        return tuple(found)

    @property
    def per(self) -> Mapping[str, float]:
        return {
            "learnt_fraction": self.skills,
            "training_error": self.texts or 1,  # without texts none has an unlearnt skill
            "testing_error": self.fresh_texts,
            "learning_curve": self.skills,
        }

    @property
    def quantities(self) -> Mapping[str, tuple[float, str, str]]:
        return {
            **super().quantities,
            "split": (self.stuck_above, "1", "unlearnt fraction above which a trial is stuck"),
        }

    @property
    def identity(self) -> Mapping[str, Any]:
        return {
            **super().identity,
            "fresh_texts": self.fresh_texts,
            "split": self.split,
        }

    def resolve_engine(self, engine: str) -> str:
        if engine not in ("auto", "graph", "rounds"):
            raise ParameterError("engine", f"{engine!r} is not known; take auto, graph or rounds")
        peels = self.success == (1.0,)
        if engine == "rounds" and not peels:
            raise ParameterError("run.engine", "rounds are exact in law for the 1-skill learner only; take graph")
        if engine == "rounds" or (engine == "auto" and peels):
            return "rounds"
        if max(self.skills, most_texts(self.texts, self.texts_fixed)) >= LARGEST_GRAPH:
            raise ParameterError("run.engine", "a sampled graph holds fewer than 2^31 skills and texts; lower them")
        return "graph"

    @property
    def expected_edges(self) -> float:
        return self.text_degree.mean * (self.texts + self.fresh_texts)

    def block_trials(self, engine: str) -> int:
        return self._engine(engine).block_trials(self)

    def memory(self, engine: str) -> int:
        return self._engine(engine).memory(self)

    def simulator(self, engine: str) -> GraphEngine | RoundsEngine:
        return self._engine(engine)(self)

    @staticmethod
    def _engine(engine: str) -> type[GraphEngine] | type[RoundsEngine]:
        return RoundsEngine if engine == "rounds" else GraphEngine

    def predict(self, law: str) -> Prediction:
        return LAWS[law](self)


class Parameters(TrainedParameters):
    """Keys of an abstract-learner sweep."""

    whole: ClassVar[frozenset[str]] = frozenset({"skills", "texts", "fresh_texts", "learning_rounds"})

    kind: Literal["abstract-learner"]
    fresh_texts: Fresh = 1000
    split: Split | None = None
    learning_rounds: Rounds = 0

    def resolve(self) -> AbstractLearner:
        return AbstractLearner(
            **self.trained(),
            fresh_texts=self.fresh_texts,
            split=self.split,
            learning_rounds=self.learning_rounds,
        )


Model = AbstractLearner
