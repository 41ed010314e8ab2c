"""The parameters of fine-tuning, and what follows from them alone."""

from peelsim.fields import Flag
from peelsim.mistakes import in_full
from peelsim.models.base import Model, ParameterError, model
from peelsim.models.parts.learners import Fresh, Learner, Ratio, SampledSkills, SkillNumber, success_of
from peelsim.models.parts.ways import most
from peelsim.theory.learning import learners


@model
class Stages(Model):
    """S_b basic skills learnt from foundation texts, then S_f fine skills from others; see ``FineTuning``."""

    basic_skills: SampledSkills
    fine_skills: SampledSkills
    foundation_ratio: Ratio
    foundation_skills: SkillNumber
    fine_ratio: Ratio
    basic_needed: SkillNumber
    fine_taught: SkillNumber
    learner: Learner = "1-skill"
    texts_fixed: Flag = True
    fresh_texts: Fresh = 1000

    def __post_init__(self) -> None:
        for key, there in (
            ("foundation_skills", self.basic_skills),
            ("basic_needed", self.basic_skills),
            ("fine_taught", self.fine_skills),
        ):
            held = getattr(self, key)
            if held > there:
                raise ParameterError(key, f"{in_full(held)} skills per text where there are only {there}; lower it")

    @property
    def success(self) -> tuple[float, ...]:
        """s_0, s_1, ..."""
        return success_of(self.learner)

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
    def most_texts(self) -> tuple[int, int]:
        """No trial has more texts of the two stages."""
        founding, tuning = (most(texts, fixed=self.texts_fixed) for texts in (self.foundation_texts, self.fine_texts))
        return founding, tuning

    def jumps(self, mean_skills: float) -> bool:
        """Whether what a stage leaves unlearnt jumps as texts are added that hold so many of its skills."""
        return mean_skills > 0 and bool(learners.thresholds(self.success, mean_skills=mean_skills))

    @property
    def basic_stuck_above(self) -> float:
        """Unlearnt fraction of the basic skills above which the foundation counts as stuck."""
        return self._split(self.foundation_skills)

    @property
    def fine_stuck_above(self) -> float:
        """Unlearnt fraction of the fine skills above which the tuning counts as stuck."""
        return self._split(self.fine_taught)

    def _split(self, mean_skills: float) -> float:
        return learners.split(self.success, mean_skills=mean_skills) if mean_skills else 0.5

    @property
    def expected_edges(self) -> float:
        foundation = self.foundation_skills * (self.foundation_texts + self.fresh_texts)
        return foundation + (self.basic_needed + self.fine_taught) * (self.fine_texts + self.fresh_texts)
