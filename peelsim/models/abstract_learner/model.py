"""Skills learnt from texts by an abstract learner (Liao, Chang and Hong 2024)."""

from collections.abc import Mapping
from typing import Any, ClassVar

from peelsim.models.abstract_learner.engines import (
    FAILED,
    LEARNT,
    ROUNDS,
    STUCK_TEXTS,
    Engine,
    GraphEngine,
    RoundsEngine,
)
from peelsim.models.abstract_learner.laws import LAWS
from peelsim.models.abstract_learner.value import Tested
from peelsim.models.base import ParameterError, Quantities, model
from peelsim.models.parts.learners import LARGEST_GRAPH, most_of_mean
from peelsim.stats.law import Laws
from peelsim.stats.observable import Dimension, Observable

_ENGINES: dict[str, type[Engine]] = {"graph": GraphEngine, "rounds": RoundsEngine}


@model
class AbstractLearner(Tested):
    """S skills learnt from T texts, and what they are worth on others.

    Parameters
    ----------
    skills, texts, text_degree, learner, texts_fixed, split : see ``Trained``.
    fresh_texts : drawn in each trial to test what was learnt.
    learning_rounds : rounds of presentation after which the fraction learnt is noted, 0 for none.

    Raises
    ------
    ValueError : if the mean text degree exceeds S, a fixed number of texts is not whole, or success increases.

    Examples
    --------
    >>> import peelsim
    >>> learner = peelsim.AbstractLearner(skills=50, texts=90, text_degree=peelsim.Poisson(mean=4), learner="2-skill")
    >>> learner.success, learner.texts_per_skill
    ((1.0, 1.0), 1.8)
    """

    kind: ClassVar[str] = "abstract-learner"
    example: ClassVar[Mapping[str, Any]] = {
        "text_degree": {"kind": "poisson", "mean": 3},
        "learner": "1-skill",
        "learning_rounds": 3,
        "fresh_texts": 50,
        "skills": 150,
        "texts_per_skill": 0.5,
    }
    laws: ClassVar[Laws] = LAWS
    headline: ClassVar[str] = "learnt_fraction"
    engines: ClassVar[tuple[str, ...]] = tuple(_ENGINES)
    redrawn: ClassVar[Mapping[str, int]] = {"graph": 1}

    @property
    def observables(self) -> tuple[Observable, ...]:
        skills, lost = self.skills, self.lost
        found = [
            Observable("learnt", "number", "skills learnt", rare="stuck", span=-lost * skills, column=LEARNT),
            Observable(
                "learnt_fraction",
                "number",
                "fraction of skills learnt",
                rare="stuck",
                span=-lost,
                highest=1.0,
                per=skills,
                column=LEARNT,
            ),
            Observable(
                "stuck",
                "event",
                "probability that learning ends with more than split of the skills unlearnt",
                column=lambda counts: self.is_stuck(counts[:, LEARNT]),
            ),
            Observable(
                "complete",
                "event",
                "probability that every skill is learnt",
                column=lambda counts: counts[:, LEARNT] == skills,
            ),
            Observable(
                "training_error",
                "number",
                "fraction of texts with an unlearnt skill",
                rare="stuck",
                span=lost * most_of_mean(self.texts, self.texts_fixed),
                highest=most_of_mean(self.texts, self.texts_fixed),
                per=self.texts or 1,  # without texts none has an unlearnt skill
                column=STUCK_TEXTS,
            ),
            Observable(
                "testing_error",
                "number",
                "fraction of fresh texts with an unlearnt skill",
                rare="stuck",
                span=lost,
                highest=1.0,
                per=self.fresh_texts,
                column=FAILED,
            ),
            Observable("rounds", "number", "rounds of presentation that taught a skill", column=ROUNDS),
        ]
        if self.learning_rounds:
            axis, words = Dimension("round", self.learning_rounds), "fraction of skills learnt after a round"
            found.append(Observable("learning_curve", "number", words, dimension=axis, highest=1.0, per=skills))
        return tuple(found)

    @property
    def quantities(self) -> Quantities:
        return {**super().quantities, "split": self.split_said}

    @property
    def identity(self) -> Mapping[str, Any]:
        return {**super().identity, "fresh_texts": self.fresh_texts, "split": self.split}

    def resolve_engine(self, engine: str) -> str:
        peels = self.success == (1.0,)
        engine = super().resolve_engine("rounds" if engine == "auto" and peels else engine)
        if engine == "rounds" and not peels:
            raise ParameterError("run.engine", "rounds are exact in law for the 1-skill learner only; take graph")
        if engine == "graph" and max(self.skills, self.most_texts) >= LARGEST_GRAPH:
            raise ParameterError("run.engine", "a sampled graph holds fewer than 2^31 skills and texts; lower them")
        return engine

    def block_trials(self, engine: str) -> int:
        return _ENGINES[engine].block_trials(self)

    def bytes_per_thread(self, engine: str) -> int:
        return _ENGINES[engine].bytes_per_thread(self)

    def simulator(self, engine: str) -> Engine:
        return _ENGINES[engine](self)
