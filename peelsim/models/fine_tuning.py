"""Fine-tuning: basic skills from foundation texts, then fine skills from texts that presuppose basic ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from peelsim.kernels.learners import fine_tuning_trials as columns
from peelsim.models import base
from peelsim.models.base import Control, ParameterError, Prediction
from peelsim.models.learners import (
    Fresh,
    Learner,
    Ratio,
    SampledSkills,
    SkillNumber,
    graph_block,
    graph_bytes,
    most_texts,
    poisson_law,
    skill_texts,
    success_of,
    success_table,
)
from peelsim.models.random_graph import only_sampled
from peelsim.stats.observable import Observable
from peelsim.theory.learning import fine_tuning as theory
from peelsim.theory.learning import learner_errors, learners


@dataclass(frozen=True, config=ConfigDict(extra="forbid", allow_inf_nan=False))
class FineTuning:
    """S_b basic skills learnt from foundation texts, then S_f fine skills from fine-tuning texts.

    foundation_ratio: rho_b, foundation texts a basic skill; foundation_skills: c, basic skills such a text holds.
    fine_ratio: rho_f, fine-tuning texts a fine skill, which hold c_b = basic_needed basic skills and c_f = fine_taught
    fine ones. Numbers of skills a text are Poisson, numbers of texts are rounded, or Poisson with these means if
    texts_fixed = False. A fine-tuning text teaches only if all its basic skills are known, and teaches none of those.
    learner: of both stages, as in AbstractLearner. fresh_texts: drawn after each stage to test what was learnt.

    Raises ValueError if a text holds more skills on average than there are.
    """

    basic_skills: SampledSkills
    fine_skills: SampledSkills
    foundation_ratio: Ratio
    foundation_skills: SkillNumber
    fine_ratio: Ratio
    basic_needed: SkillNumber
    fine_taught: SkillNumber
    learner: Learner = "1-skill"
    texts_fixed: bool = True
    fresh_texts: Fresh = 1000

    kind: ClassVar[str] = "fine-tuning"
    laws: ClassVar[tuple[str, ...]] = ("density_evolution",)
    headline: ClassVar[str] = "fine_learnt_fraction"
    figures: ClassVar[tuple[str, ...]] = ("fine_tuning",)

    def __post_init__(self) -> None:
        for key, there in (
            ("foundation_skills", self.basic_skills),
            ("basic_needed", self.basic_skills),
            ("fine_taught", self.fine_skills),
        ):
            if getattr(self, key) > there:
                raise ParameterError(
                    key, f"{getattr(self, key):g} skills a text where there are only {there}; lower it"
                )

    @property
    def foundation_texts(self) -> float:
        """T_b, or its mean."""
        return self._texts(self.foundation_ratio * self.basic_skills)

    @property
    def fine_texts(self) -> float:
        """T_f, or its mean."""
        return self._texts(self.fine_ratio * self.fine_skills)

    def _texts(self, texts: float) -> float:
        return float(round(texts)) if self.texts_fixed else texts

    @property
    def observables(self) -> tuple[Observable, ...]:
        return (
            Observable("basic_learnt_fraction", "number", "fraction of basic skills learnt"),
            Observable("fine_learnt_fraction", "number", "fraction of fine skills learnt"),
            Observable("usable_fraction", "number", "fraction of fine-tuning texts whose basic skills are all known"),
            Observable("mastered_fraction", "number", "fraction of fine-tuning texts whose skills are all learnt"),
            Observable(
                "foundation_testing_error", "number", "fraction of fresh foundation texts with an unlearnt skill"
            ),
            Observable("testing_error", "number", "fraction of fresh fine-tuning texts with an unlearnt skill"),
            Observable("complete", "event", "probability that every skill is learnt"),
        )

    @property
    def per(self) -> Mapping[str, float]:
        return {
            "basic_learnt_fraction": self.basic_skills,
            "fine_learnt_fraction": self.fine_skills,
            "usable_fraction": self.fine_texts or 1,
            "mastered_fraction": self.fine_texts or 1,
            "foundation_testing_error": self.fresh_texts,
            "testing_error": self.fresh_texts,
        }

    @property
    def quantities(self) -> Mapping[str, tuple[float, str, str]]:
        number = "" if self.texts_fixed else "mean number of "
        return {
            "basic_skills": (self.basic_skills, "1", "basic skills"),
            "fine_skills": (self.fine_skills, "1", "fine skills"),
            "foundation_texts": (self.foundation_texts, "1", f"{number}foundation texts"),
            "fine_texts": (self.fine_texts, "1", f"{number}fine-tuning texts"),
        }

    @property
    def identity(self) -> Mapping[str, Any]:
        return {
            "kind": self.kind,
            "basic_skills": self.basic_skills,
            "fine_skills": self.fine_skills,
            "foundation_texts": self.foundation_texts,
            "fine_texts": self.fine_texts,
            "texts_fixed": self.texts_fixed,
            "foundation_skills": float(self.foundation_skills),
            "basic_needed": float(self.basic_needed),
            "fine_taught": float(self.fine_taught),
            "success": list(success_of(self.learner)),
            "fresh_texts": self.fresh_texts,
        }

    def resolve_engine(self, engine: str) -> str:
        return only_sampled(engine)

    @property
    def expected_edges(self) -> float:
        foundation = self.foundation_skills * (self.foundation_texts + self.fresh_texts)
        return foundation + (self.basic_needed + self.fine_taught) * (self.fine_texts + self.fresh_texts)

    def block_trials(self, engine: str) -> int:
        skills, texts = self.basic_skills + self.fine_skills, self.foundation_texts + self.fine_texts
        return graph_block(self.expected_edges, skills + texts + 2 * self.fresh_texts, 500)

    def memory(self, engine: str) -> int:
        stages = (self.foundation_texts, self.fine_texts)
        texts = max(most_texts(texts, self.texts_fixed) for texts in stages) + self.fresh_texts
        graphs = graph_bytes(self.expected_edges, 2 * texts, self.basic_skills + self.fine_skills)
        return graphs + 500 * self.block_trials(engine) + 600_000

    def simulator(self, engine: str) -> Stages:
        return Stages(self)

    def predict(self, law: str) -> Prediction:
        assert law == "density_evolution"
        return _density_evolution(self)


def _density_evolution(model: FineTuning) -> Prediction:
    """The limit of many skills, at the realised numbers of texts."""
    success, c = success_of(model.learner), model.foundation_skills
    basic, fine = 1.0, 1.0  # no text holds a skill of no number
    if c:
        ratio = model.foundation_texts / model.basic_skills
        basic = learners.unlearnt(success, texts_per_skill=ratio, mean_skills=c)
    usable = theory.usable_share(basic_unlearnt=basic, mean_basic_skills=model.basic_needed)
    if model.fine_taught:
        fine = theory.fine_unlearnt(
            success,
            basic_unlearnt=basic,
            mean_basic_skills=model.basic_needed,
            texts_per_fine_skill=model.fine_texts / model.fine_skills,
            mean_fine_skills=model.fine_taught,
        )
    missed = learner_errors.training_error(success, novel=model.fine_taught * fine)
    novel = model.basic_needed * basic + model.fine_taught * fine
    return {
        "basic_learnt_fraction": 1 - basic,
        "fine_learnt_fraction": 1 - fine,
        "usable_fraction": usable if model.fine_texts else 0.0,
        "mastered_fraction": usable * (1 - missed) if model.fine_texts else 0.0,
        "foundation_testing_error": learner_errors.testing_error(novel=c * basic),
        "testing_error": learner_errors.testing_error(novel=novel),
    }


class Stages:
    """Tables to sample the texts of both stages from; what a trial needs it allocates."""

    def __init__(self, model: FineTuning) -> None:
        self.model = model
        m, fixed = model, model.texts_fixed
        basic = poisson_law(m.foundation_skills, m.basic_skills)
        needed, taught = poisson_law(m.basic_needed, m.basic_skills), poisson_law(m.fine_taught, m.fine_skills)
        self.foundation = skill_texts([m.basic_skills], [m.foundation_texts], fixed, [[basic]])
        self.fine = skill_texts([m.basic_skills, m.fine_skills], [m.fine_texts], fixed, [[needed, taught]])
        self.success = success_table([success_of(m.learner)])

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, npt.NDArray[np.int64]] | None:
        """Counts of the observables of trials first .. first + trials - 1; None if stopped on the way."""
        m = self.model
        counts = np.zeros((trials, 6), np.int64)
        if not columns.run_fine_tuning(
            np.uint64(key), first, self.foundation, self.fine, self.success, m.fresh_texts, counts, control
        ):
            return None
        basic, fine = counts[:, columns.BASIC_LEARNT], counts[:, columns.FINE_LEARNT]
        return {
            "basic_learnt_fraction": basic,
            "fine_learnt_fraction": fine,
            "usable_fraction": counts[:, columns.USABLE],
            "mastered_fraction": counts[:, columns.TAUGHT],
            "foundation_testing_error": counts[:, columns.BASIC_FAILED],
            "testing_error": counts[:, columns.FINE_FAILED],
            "complete": (basic + fine == m.basic_skills + m.fine_skills).astype(np.int64),
        }


class Parameters(base.Parameters):
    """Keys of a fine-tuning sweep."""

    whole: ClassVar[frozenset[str]] = frozenset({"basic_skills", "fine_skills", "fresh_texts"})

    kind: Literal["fine-tuning"]
    basic_skills: SampledSkills
    fine_skills: SampledSkills
    foundation_ratio: Ratio
    foundation_skills: SkillNumber
    fine_ratio: Ratio
    basic_needed: SkillNumber
    fine_taught: SkillNumber
    learner: Learner = "1-skill"
    texts_fixed: Annotated[bool, Field(strict=True)] = True
    fresh_texts: Fresh = 1000

    def resolve(self) -> FineTuning:
        return FineTuning(**{name: getattr(self, name) for name in type(self).model_fields if name != "kind"})


Model = FineTuning
