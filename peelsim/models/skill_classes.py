"""Classes of skills and of texts: each class of texts holds its own mix of skills and has a learner of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from peelsim.fields import Real
from peelsim.models import base
from peelsim.models.base import Control, ParameterError, Prediction
from peelsim.models.concept_text.model import Rounds
from peelsim.models.learners import (
    UNIT,
    Fresh,
    Learner,
    Ratio,
    SampledSkills,
    SkillNumber,
    Texts,
    check_texts,
    graph_block,
    graph_bytes,
    most_texts,
    poisson_law,
    run_block,
    skill_texts,
    success_of,
    success_table,
    texts_of,
)
from peelsim.models.random_graph import only_sampled
from peelsim.stats.observable import Dimension, Observable
from peelsim.theory.learning import learner_errors
from peelsim.theory.learning import skill_classes as theory

Share = Annotated[Real, Field(gt=0, le=1, title="share")]
Shares = Annotated[tuple[Share, ...], Field(min_length=1, title="share")]
Row = Annotated[tuple[SkillNumber, ...], Field(min_length=1, title="mean number of skills")]
Matrix = Annotated[tuple[Row, ...], Field(min_length=1, title="mean number of skills")]
Learners = Annotated[tuple[Learner, ...], Field(min_length=1, title="learner")]


@dataclass(frozen=True, config=ConfigDict(extra="forbid", allow_inf_nan=False))
class SkillClasses:
    """S skills of K classes, T texts of J classes.

    skill_shares, text_shares: how S and T are dealt out, rounded to whole skills, and to whole texts unless T is the
    mean of a Poisson number (texts_fixed = False). mean_skills[j][k]: a text of class j holds a Poisson number of this
    mean of the skills of class k. learners: one a class of texts, as in AbstractLearner. fresh_texts: drawn of each
    class in each trial. learning_rounds: rounds after which the fraction learnt of all skills is noted.

    Raises ValueError if shares do not sum to 1, lists do not fit, or a class has fewer skills than a text holds.
    """

    skills: SampledSkills
    texts: Texts
    skill_shares: Shares
    text_shares: Shares
    mean_skills: Matrix
    learners: Learners
    texts_fixed: bool = True
    fresh_texts: Fresh = 1000
    learning_rounds: Rounds = 0

    kind: ClassVar[str] = "skill-classes"
    laws: ClassVar[tuple[str, ...]] = ("density_evolution",)
    headline: ClassVar[str] = "learnt_fraction"
    figures: ClassVar[tuple[str, ...]] = ("skill_classes",)

    def __post_init__(self) -> None:
        check_texts(self.texts, self.texts_fixed)
        skill_classes, text_classes = len(self.skill_shares), len(self.text_shares)
        for key in ("skill_shares", "text_shares"):
            total = sum(getattr(self, key))
            if abs(total - 1) > 1e-9:
                raise ParameterError(key, f"they sum to {total:.12g}; they must sum to 1")
        if len(self.mean_skills) != text_classes:
            said = f"{len(self.mean_skills)} rows for {text_classes} classes of texts; give one each"
            raise ParameterError("mean_skills", said)
        if any(len(row) != skill_classes for row in self.mean_skills):
            said = f"rows of {skill_classes} numbers are wanted, one a class of skills"
            raise ParameterError("mean_skills", said)
        if len(self.learners) != text_classes:
            said = f"{len(self.learners)} for {text_classes} classes of texts; give one each"
            raise ParameterError("learners", said)
        for k, skills in enumerate(self.class_skills):
            most = max(row[k] for row in self.mean_skills)
            if skills < max(most, 1):
                said = f"class {k + 1} has {skills} of {self.skills} skills where texts hold {most:g} on average"
                raise ParameterError("skills", f"{said}; raise skills")

    @property
    def class_skills(self) -> tuple[int, ...]:
        """S_k."""
        return tuple(int(skills) for skills in _dealt(self.skills, self.skill_shares))

    @property
    def class_texts(self) -> tuple[float, ...]:
        """T_j, or their means."""
        if self.texts_fixed:
            return tuple(float(texts) for texts in _dealt(int(self.texts), self.text_shares))
        return tuple(self.texts * share for share in self.text_shares)

    @property
    def observables(self) -> tuple[Observable, ...]:
        skills = Dimension("skill_class", len(self.skill_shares), long_name="class of skills")
        texts = Dimension("text_class", len(self.text_shares), long_name="class of texts")
        found = [
            Observable("learnt_fraction", "number", "fraction of all skills learnt"),
            Observable("class_learnt_fraction", "number", "fraction of a class's skills learnt", dimension=skills),
            Observable("complete", "event", "probability that every skill is learnt"),
            Observable(
                "training_error", "number", "fraction of a class's texts with an unlearnt skill", dimension=texts
            ),
            Observable("testing_error", "number", "fraction of fresh texts with an unlearnt skill", dimension=texts),
            Observable("rounds", "number", "rounds of presentation that taught a skill"),
        ]
        if self.learning_rounds:
            axis = Dimension("round", self.learning_rounds)
            found.append(
                Observable("learning_curve", "number", "fraction of all skills learnt after a round", dimension=axis)
            )
        return tuple(found)

    @property
    def per(self) -> Mapping[str, float]:
        return {
            "learnt_fraction": self.skills,
            "class_learnt_fraction": UNIT,
            "training_error": UNIT,
            "testing_error": self.fresh_texts,
            "learning_curve": self.skills,
        }

    @property
    def quantities(self) -> Mapping[str, tuple[float, str, str]]:
        return {
            "skills": (self.skills, "1", "skills S"),
            "texts": (self.texts, "1", "texts T" if self.texts_fixed else "mean number of texts"),
            "texts_per_skill": (self.texts / self.skills, "1", "texts a skill, T / S"),
        }

    @property
    def identity(self) -> Mapping[str, Any]:
        return {
            "kind": self.kind,
            "class_skills": list(self.class_skills),
            "class_texts": list(self.class_texts),
            "texts_fixed": self.texts_fixed,
            "mean_skills": [[float(c) for c in row] for row in self.mean_skills],
            "success": [list(success_of(learner)) for learner in self.learners],
            "fresh_texts": self.fresh_texts,
        }

    def resolve_engine(self, engine: str) -> str:
        return only_sampled(engine)

    @property
    def expected_edges(self) -> float:
        classes = zip(self.class_texts, self.mean_skills, strict=True)
        return sum(sum(row) * (texts + self.fresh_texts) for texts, row in classes)

    @property
    def _nodes(self) -> float:
        return self.skills + len(self.text_shares) * self.fresh_texts + self.texts

    def block_trials(self, engine: str) -> int:
        return graph_block(self.expected_edges, self._nodes, self._trial_bytes)

    def memory(self, engine: str) -> int:
        texts = sum(most_texts(texts, self.texts_fixed) + self.fresh_texts for texts in self.class_texts)
        graphs = graph_bytes(self.expected_edges, texts * len(self.skill_shares), self.skills)
        return graphs + self.block_trials(engine) * self._trial_bytes + 200_000 * len(self.skill_shares)

    @property
    def _trial_bytes(self) -> int:
        return 150 + 60 * (self.learning_rounds + len(self.skill_shares) + 2 * len(self.text_shares))

    def simulator(self, engine: str) -> Classes:
        return Classes(self)

    def predict(self, law: str) -> Prediction:
        assert law == "density_evolution"
        return _density_evolution(self)


def _dealt(whole: int, shares: tuple[float, ...]) -> npt.NDArray[np.int64]:
    """A whole number dealt out by shares, the parts whole and within 1 of what is due."""
    parts: npt.NDArray[np.int64] = np.diff(np.rint(np.cumsum([0, *shares]) * whole)).astype(np.int64)
    return parts


def _density_evolution(model: SkillClasses) -> Prediction:
    """The limit of many skills and texts of each class, from all unlearnt."""
    skills, texts = np.array(model.class_skills), np.array(model.class_texts)
    where = {"texts_per_skill": texts[:, None] / skills, "mean_skills": np.array(model.mean_skills)}
    success = [success_of(learner) for learner in model.learners]
    unlearnt = theory.unlearnt(success, **where)
    novel = theory.novel_skills(model.mean_skills, unlearnt)
    training = [learner_errors.training_error(s, novel=u) for s, u in zip(success, novel, strict=True)]
    share = skills / model.skills
    said: dict[str, float | npt.NDArray[np.float64]] = {
        "learnt_fraction": float(1 - np.sum(share * unlearnt)),
        "class_learnt_fraction": 1 - unlearnt,
        "training_error": np.where(texts > 0, training, 0.0),
        "testing_error": np.array([learner_errors.testing_error(novel=u) for u in novel]),
    }
    if model.learning_rounds:
        left = theory.trajectory(success, rounds=model.learning_rounds, **where)
        said["learning_curve"] = 1 - np.sum(share * left, axis=1)
    return said


class Classes:
    """Tables to sample from; what a trial needs it allocates."""

    def __init__(self, model: SkillClasses) -> None:
        self.model = model
        laws = [[poisson_law(c, s) for c, s in zip(row, model.class_skills, strict=True)] for row in model.mean_skills]
        self.texts = skill_texts(model.class_skills, model.class_texts, model.texts_fixed, laws)
        self.success = success_table([success_of(learner) for learner in model.learners])

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, npt.NDArray[np.int64]] | None:
        """Counts of the observables of trials first .. first + trials - 1; None if stopped on the way."""
        m = self.model
        counts = run_block(
            key,
            first,
            trials,
            control,
            texts=self.texts,
            success=self.success,
            fresh=m.fresh_texts,
            recorded=m.learning_rounds,
        )
        if counts is None:
            return None
        learnt = counts.learnt.sum(axis=1)
        texts = np.maximum(m.class_texts, np.finfo(float).tiny)  # without texts none has an unlearnt skill
        found = {
            "learnt_fraction": learnt,
            "class_learnt_fraction": np.rint(counts.learnt / np.array(m.class_skills) * UNIT).astype(np.int64),
            "complete": (learnt == m.skills).astype(np.int64),
            "training_error": np.rint(counts.stuck / texts * UNIT).astype(np.int64),
            "testing_error": counts.failed,
            "rounds": counts.rounds,
        }
        return found | {"learning_curve": counts.curves} if m.learning_rounds else found


class Parameters(base.Parameters):
    """Keys of a skill-classes sweep."""

    whole: ClassVar[frozenset[str]] = frozenset({"skills", "texts", "fresh_texts", "learning_rounds"})

    kind: Literal["skill-classes"]
    skills: SampledSkills
    texts: Texts | None = None
    texts_per_skill: Ratio | None = None
    skill_shares: Shares
    text_shares: Shares
    mean_skills: Matrix
    learners: Learners
    texts_fixed: Annotated[bool, Field(strict=True)] = True
    fresh_texts: Fresh = 1000
    learning_rounds: Rounds = 0

    def resolve(self) -> SkillClasses:
        ratio, fixed = self.texts_per_skill, self.texts_fixed
        return SkillClasses(
            skills=self.skills,
            texts=texts_of(self.skills, texts=self.texts, texts_per_skill=ratio, texts_fixed=fixed),
            skill_shares=self.skill_shares,
            text_shares=self.text_shares,
            mean_skills=self.mean_skills,
            learners=self.learners,
            texts_fixed=fixed,
            fresh_texts=self.fresh_texts,
            learning_rounds=self.learning_rounds,
        )


Model = SkillClasses
