"""The skill association graph of an abstract learner, and its giant component (Liao, Chang and Hong 2024)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from peelsim.fields import Real
from peelsim.kernels.learners.association import LARGEST, LEARNT, OTHER_SQUARES, SECOND, run_associations
from peelsim.models.base import Control, Prediction
from peelsim.models.learners import (
    Integers,
    SampledSkills,
    degree_law,
    graph_block,
    graph_bytes,
    most_texts,
    skill_texts,
    success_table,
)
from peelsim.models.random_graph import only_sampled
from peelsim.models.trained import Trained, TrainedParameters
from peelsim.stats.observable import Observable
from peelsim.theory.learning import association, learners

GiantAbove = Annotated[Real, Field(gt=0, lt=1, title="fraction of the skills")]


@dataclass(frozen=True, config=ConfigDict(extra="forbid", allow_inf_nan=False))
class SkillAssociation(Trained):
    """S skills learnt from T texts; learnt skills are linked if a training text holds both, taught by it or not.

    skills, texts, text_degree, learner, texts_fixed: see ``Trained``. giant_above: there is a ``giant`` if
    the largest component holds more than this fraction of all skills.

    Raises ValueError if the mean text degree exceeds S, a fixed number of texts is not whole, or success increases.
    """

    skills: SampledSkills
    giant_above: GiantAbove = 0.005

    kind: ClassVar[str] = "skill-association"
    laws: ClassVar[tuple[str, ...]] = ("exact", "independent")
    headline: ClassVar[str] = "largest_fraction"
    figures: ClassVar[tuple[str, ...]] = ("association",)

    @property
    def observables(self) -> tuple[Observable, ...]:
        return (
            Observable("largest", "number", "skills of the largest component of learnt skills"),
            Observable("largest_fraction", "number", "fraction of all skills in the largest component"),
            Observable("second_largest", "number", "skills of the second largest component, 0 if there is none"),
            Observable("susceptibility", "number", "sum of squared sizes of all components but the largest, over S"),
            Observable("giant", "event", "probability that the largest component exceeds giant_above of all skills"),
            Observable("learnt", "number", "skills learnt"),
            Observable("learnt_fraction", "number", "fraction of skills learnt"),
        )

    @property
    def per(self) -> Mapping[str, float]:
        return dict.fromkeys(("largest_fraction", "susceptibility", "learnt_fraction"), self.skills)

    @property
    def identity(self) -> Mapping[str, Any]:
        return {**super().identity, "giant_above": float(self.giant_above)}

    def resolve_engine(self, engine: str) -> str:
        return only_sampled(engine)

    @property
    def expected_edges(self) -> float:
        return self.text_degree.mean * self.texts

    def block_trials(self, engine: str) -> int:
        return graph_block(self.expected_edges, self.skills + self.texts, 200)

    def memory(self, engine: str) -> int:
        graph = graph_bytes(self.expected_edges, most_texts(self.texts, self.texts_fixed), self.skills)
        return graph + 12 * self.skills + 200 * self.block_trials(engine) + 200_000

    def simulator(self, engine: str) -> Associations:
        return Associations(self)

    def predict(self, law: str) -> Prediction:
        """The limit of many skills. Without a giant component nothing is said of sizes but that there is no giant."""
        c, ratio = self.text_degree.mean, self.texts_per_skill
        learnt = 1 - learners.unlearnt(self.success, texts_per_skill=ratio, mean_skills=c)
        share = SHARES[law](self.success, texts_per_skill=ratio, mean_skills=c)
        said = {"learnt": self.skills * learnt, "learnt_fraction": learnt, "giant": float(share > self.giant_above)}
        return said | ({"largest": self.skills * share, "largest_fraction": share} if share else {})


SHARES: dict[str, Callable[..., float]] = {
    "exact": association.giant_share,
    "independent": association.independent_share,
}


class Associations:
    """Scratch memory of one thread."""

    def __init__(self, model: SkillAssociation) -> None:
        self.model = model
        law = degree_law(model.text_degree, model.skills)
        self.texts = skill_texts([model.skills], [model.texts], model.texts_fixed, [[law]])
        self.success = success_table([model.success])
        self.parent, self.learnt_in = np.zeros(model.skills, np.int32), np.zeros(model.skills, np.int64)

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, Integers] | None:
        """Counts of the observables of trials first .. first + trials - 1; None if stopped on the way."""
        m, counts = self.model, np.zeros((trials, 4), np.int64)
        scratch = self.parent, self.learnt_in
        if not run_associations(np.uint64(key), first, self.texts, self.success, *scratch, counts, control):
            return None
        largest, learnt = counts[:, LARGEST], counts[:, LEARNT]
        return {
            "largest": largest,
            "largest_fraction": largest,
            "second_largest": counts[:, SECOND],
            "susceptibility": counts[:, OTHER_SQUARES],
            "giant": (largest > m.giant_above * m.skills).astype(np.int64),
            "learnt": learnt,
            "learnt_fraction": learnt,
        }


class Parameters(TrainedParameters):
    """Keys of a skill-association sweep."""

    kind: Literal["skill-association"]
    skills: SampledSkills
    giant_above: GiantAbove = 0.005

    def resolve(self) -> SkillAssociation:
        return SkillAssociation(**self.trained(), giant_above=self.giant_above)


Model = SkillAssociation
