"""The skill hierarchy: concepts learnt from texts, skills at levels made of concepts, tasks made of skills."""

from peelsim.models.skill_hierarchy.model import SkillHierarchy
from peelsim.models.skill_hierarchy.parameters import Parameters

Model = SkillHierarchy

__all__ = ["Model", "Parameters", "SkillHierarchy"]
