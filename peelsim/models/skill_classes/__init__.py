"""Classes of skills and of texts: each class of texts holds its own mix of skills and has a learner of its own."""

from peelsim.models.skill_classes.model import SkillClasses

__all__ = ["SkillClasses"]
