"""What models have in common in which one class of skills is learnt from one class of texts.

Tests: tests/models/test_skill_association.py
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any, ClassVar

from pydantic import Field

from peelsim.ensembles import Binomial, Poisson
from peelsim.fields import Flag
from peelsim.kernels.learners.training import Learner as Taught
from peelsim.models.base import Keys, Model, Quantities, Shows, model
from peelsim.models.concept_text.value import Split
from peelsim.models.parts.class_texts import class_texts
from peelsim.models.parts.learners import (
    Integers,
    Learner,
    Ratio,
    Skills,
    Texts,
    check_degree,
    degree_law,
    success_of,
    success_table,
)
from peelsim.models.parts.ways import check_whole, exactly_one, most
from peelsim.theory.learning import learners

TextDegree = Annotated[Binomial | Poisson, Field(discriminator="kind")]


class RatioKeys(Keys):
    """Keys of a model that has skills and texts: T can be said by texts per skill."""

    instead: ClassVar[Mapping[str, tuple[str, ...]]] = {"texts_per_skill": ("texts",)}

    texts: Texts | None = None
    texts_per_skill: Ratio | None = None

    def given(self) -> dict[str, Any]:
        fields = super().given()
        if exactly_one(texts=self.texts, texts_per_skill=self.texts_per_skill) == "texts_per_skill":
            texts = (self.texts_per_skill or 0.0) * fields["skills"]
            fields["texts"] = float(round(texts)) if fields["texts_fixed"] else texts
        return fields


@model
class Trained(Model):
    """S skills, T texts, which skills a text holds, and how many novel ones at once a text can teach.

    Parameters
    ----------
    skills : S.
    texts : T, or with texts_fixed = False the mean of a Poisson number of texts.
    learner : "1-skill", which peels, "2-skill", ..., or the success function s_0, s_1, ...: each text draws once a
        capacity D with P(D > k) = s_k, and teaches all its novel skills in a round in which they are at most D.
    split : a trial is ``stuck`` if a larger fraction of skills stays unlearnt; by default midway between the fixed
        points of density evolution at the threshold.

    Raises
    ------
    ValueError : if the mean text degree exceeds S, a fixed number of texts is not whole, or success increases.
    """

    skills: Skills
    texts: Texts
    text_degree: TextDegree
    learner: Learner
    texts_fixed: Flag = True
    split: Split | None = None

    keys: ClassVar[type[Keys]] = RatioKeys
    shows: ClassVar[Shows] = "learning"

    def __post_init__(self) -> None:
        check_whole(self.texts, key="texts", fixed=self.texts_fixed)
        check_degree(self.text_degree, self.skills)

    @property
    def success(self) -> tuple[float, ...]:
        """s_0, s_1, ..."""
        return success_of(self.learner)

    @property
    def texts_per_skill(self) -> float:
        """Realised rho = T / S."""
        return self.texts / self.skills

    @property
    def most_texts(self) -> int:
        """No trial has more texts."""
        return most(self.texts, fixed=self.texts_fixed)

    @property
    def stuck_above(self) -> float:
        """Unlearnt fraction above which a trial counts as stuck."""
        return learners.split(self.success, mean_skills=self.text_degree.mean) if self.split is None else self.split

    @property
    def split_said(self) -> tuple[float, str, str]:
        """``stuck_above`` as a quantity."""
        return (self.stuck_above, "1", "unlearnt fraction above which a trial is stuck")

    @property
    def lost(self) -> float:
        """Fraction of the skills that a stuck trial may lose; where learning is smooth no trial stands out."""
        return 1.0 if learners.thresholds(self.success, mean_skills=self.text_degree.mean) else 0.0

    def is_stuck(self, learnt: Integers) -> Any:
        """Which trials are stuck that learnt so many skills, bool[trials]."""
        return self.skills - learnt > self.stuck_above * self.skills

    @property
    def unlearnt(self) -> float:
        """Fraction unlearnt at the end in the limit of many skills."""
        c = self.text_degree.mean
        return learners.unlearnt(self.success, texts_per_skill=self.texts_per_skill, mean_skills=c)

    @property
    def law_of_degrees(self) -> tuple[Integers, Any]:
        """How many skills a text holds, ascending, and the probabilities."""
        return degree_law(self.text_degree, self.skills)

    @property
    def taught(self) -> Taught:
        """The learner and its texts, for the kernels."""
        texts = class_texts([self.skills], [self.texts], self.texts_fixed, [[self.law_of_degrees]])
        return Taught(texts, success_table([self.success]))

    @property
    def quantities(self) -> Quantities:
        return {
            "skills": (self.skills, "1", "skills S"),
            "texts": (self.texts, "1", "texts T" if self.texts_fixed else "mean number of texts"),
            "texts_per_skill": (self.texts_per_skill, "1", "texts per skill, T / S"),
        }

    @property
    def identity(self) -> Mapping[str, Any]:
        return {
            "kind": self.kind,
            "skills": self.skills,
            "texts": float(self.texts),
            "texts_fixed": self.texts_fixed,
            "text_degree": asdict(self.text_degree),
            "success": list(self.success),
        }

    @property
    def expected_edges(self) -> float:
        return self.text_degree.mean * self.texts
