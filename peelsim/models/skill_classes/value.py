"""The parameters of skills and texts of several classes, and what follows from them alone."""

from math import log
from typing import Annotated, ClassVar

import numpy as np
import numpy.typing as npt
from pydantic import Field

from peelsim.fields import Flag, Real
from peelsim.mistakes import in_full
from peelsim.models.base import Keys, Model, ParameterError, model
from peelsim.models.concept_text.value import Rounds
from peelsim.models.parts.learners import Fresh, Learner, SampledSkills, SkillNumber, Texts, success_of
from peelsim.models.parts.trained import RatioKeys
from peelsim.models.parts.ways import check_whole, most
from peelsim.theory.learning.class_jumps import Jump, jumps

Share = Annotated[Real, Field(gt=0, le=1, title="share")]
Shares = Annotated[tuple[Share, ...], Field(min_length=1, title="share")]
Row = Annotated[tuple[SkillNumber, ...], Field(min_length=1, title="mean number of skills")]
Matrix = Annotated[tuple[Row, ...], Field(min_length=1, title="mean number of skills")]
Learners = Annotated[tuple[Learner, ...], Field(min_length=1, title="learner")]


@model
class Classes(Model):
    """S skills of K classes, T texts of J classes; see ``SkillClasses``."""

    skills: SampledSkills
    texts: Texts
    skill_shares: Shares
    text_shares: Shares
    mean_skills: Matrix
    learners: Learners
    texts_fixed: Flag = True
    fresh_texts: Fresh = 1000
    learning_rounds: Rounds = 0

    keys: ClassVar[type[Keys]] = RatioKeys

    def __post_init__(self) -> None:
        check_whole(self.texts, key="texts", fixed=self.texts_fixed)
        skill_classes, text_classes = len(self.skill_shares), len(self.text_shares)
        for key in ("skill_shares", "text_shares"):
            total = sum(getattr(self, key))
            if abs(total - 1) > 1e-9:
                raise ParameterError(key, f"they sum to {total:.12g}; they must sum to 1")
        if len(self.mean_skills) != text_classes:
            said = f"{len(self.mean_skills)} rows for {text_classes} classes of texts; give one each"
            raise ParameterError("mean_skills", said)
        if any(len(row) != skill_classes for row in self.mean_skills):
            said = f"rows of {skill_classes} numbers are wanted, one per class of skills"
            raise ParameterError("mean_skills", said)
        if len(self.learners) != text_classes:
            said = f"{len(self.learners)} for {text_classes} classes of texts; give one each"
            raise ParameterError("learners", said)
        for k, skills in enumerate(self.class_skills):
            held = max(row[k] for row in self.mean_skills)
            if skills < max(held, 1):
                said = f"class {k + 1} has {skills} of {self.skills} skills where texts hold {in_full(held)} on average"
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
    def most_texts(self) -> tuple[int, ...]:
        """No trial has more texts of a class."""
        return tuple(most(texts, fixed=self.texts_fixed) for texts in self.class_texts)

    @property
    def success(self) -> tuple[tuple[float, ...], ...]:
        """s_0, s_1, ... of each class of texts."""
        return tuple(success_of(learner) for learner in self.learners)

    @property
    def jump(self) -> Jump | None:
        """Of all jumps of learning as texts of these classes are added, the one next to T / S; None: it is smooth."""
        found = jumps(
            self.success,
            skill_shares=self.skill_shares,
            text_shares=self.text_shares,
            mean_skills=self.mean_skills,
        )
        ratio = max(self.texts / self.skills, 1e-300)
        return min(found, key=lambda jump: abs(log(jump.texts_per_skill / ratio)), default=None)

    @property
    def stuck_above(self) -> float:
        """Unlearnt fraction of the class that jumps above which a trial counts as stuck; 1/2 without a jump."""
        return self.jump.split if self.jump else 0.5

    @property
    def jumping(self) -> int:
        """The class of skills that jumps, from 0."""
        return self.jump.most if self.jump else 0

    @property
    def expected_edges(self) -> float:
        classes = zip(self.class_texts, self.mean_skills, strict=True)
        return sum(sum(row) * (texts + self.fresh_texts) for texts, row in classes)


def _dealt(whole: int, shares: tuple[float, ...]) -> npt.NDArray[np.int64]:
    """A whole number dealt out by shares, the parts whole and within 1 of what is due."""
    parts: npt.NDArray[np.int64] = np.diff(np.rint(np.cumsum([0, *shares]) * whole)).astype(np.int64)
    return parts
