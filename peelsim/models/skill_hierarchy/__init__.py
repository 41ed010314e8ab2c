"""The skill hierarchy: concepts learnt from texts, skills at levels made of concepts, tasks made of skills."""

from peelsim.models.skill_hierarchy.model import SkillHierarchy

__all__ = ["SkillHierarchy"]
