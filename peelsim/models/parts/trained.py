"""What models have in common in which one class of skills is learnt from one class of texts."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from peelsim.ensembles import Binomial, Poisson
from peelsim.models import base
from peelsim.models.parts.learners import Learner, Ratio, Skills, Texts, check_degree, check_texts, success_of, texts_of

TextDegree = Annotated[Binomial | Poisson, Field(discriminator="kind")]


@dataclass(frozen=True, config=ConfigDict(extra="forbid", allow_inf_nan=False))
class Trained:
    """S skills, T texts, which skills a text holds, and how many novel ones at once a text can teach.

    skills: S. texts: T, or with texts_fixed = False the mean of a Poisson number of texts. learner: "1-skill", which
    peels, "2-skill", ..., or the success function s_0, s_1, ...: each text draws once a capacity D with P(D > k) = s_k,
    and teaches all its novel skills in a round in which they are at most D.

    Raises ValueError if the mean text degree exceeds S, a fixed number of texts is not whole, or success increases.
    """

    skills: Skills
    texts: Texts
    text_degree: TextDegree
    learner: Learner
    texts_fixed: bool = True

    kind: ClassVar[str]

    def __post_init__(self) -> None:
        check_texts(self.texts, self.texts_fixed)
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
    def quantities(self) -> Mapping[str, tuple[float, str, str]]:
        """Resolved sizes."""
        return {
            "skills": (self.skills, "1", "skills S"),
            "texts": (self.texts, "1", "texts T" if self.texts_fixed else "mean number of texts"),
            "texts_per_skill": (self.texts_per_skill, "1", "texts a skill, T / S"),
        }

    @property
    def identity(self) -> Mapping[str, Any]:
        """What learning depends on."""
        return {
            "kind": self.kind,
            "skills": self.skills,
            "texts": float(self.texts),
            "texts_fixed": self.texts_fixed,
            "text_degree": asdict(self.text_degree),
            "success": list(self.success),
        }


class TrainedParameters(base.Parameters):
    """Keys of such a model."""

    whole: ClassVar[frozenset[str]] = frozenset({"skills", "texts"})

    skills: Skills
    texts: Texts | None = None
    texts_per_skill: Ratio | None = None
    text_degree: TextDegree
    learner: Learner
    texts_fixed: Annotated[bool, Field(strict=True)] = True

    def trained(self) -> dict[str, Any]:
        """The fields of ``Trained``; ParameterError unless texts or texts a skill are given."""
        ratio, fixed = self.texts_per_skill, self.texts_fixed
        return {
            "skills": self.skills,
            "texts": texts_of(self.skills, texts=self.texts, texts_per_skill=ratio, texts_fixed=fixed),
            "text_degree": self.text_degree,
            "learner": self.learner,
            "texts_fixed": fixed,
        }
