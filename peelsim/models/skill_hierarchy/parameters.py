"""Keys of a skill-hierarchy sweep."""

from dataclasses import fields
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from peelsim.models.concept_text.model import GraphParameters
from peelsim.models.skill_hierarchy.model import Acquired, Levels, SkillHierarchy
from peelsim.models.skill_hierarchy.per_level import LinkThresholds, Prerequisites, Skills
from peelsim.models.skill_hierarchy.tasks import Task, TaskSizes, Weights


class Parameters(GraphParameters):
    """Keys of a skill-hierarchy sweep."""

    whole: ClassVar[frozenset[str]] = frozenset({"concepts", "texts", "levels", "skills"})

    kind: Literal["skill-hierarchy"]
    levels: Levels
    skills: Skills
    threshold: LinkThresholds
    prerequisites: Prerequisites
    acquired: Acquired = "giant"
    learnt_only: Annotated[bool, Field(strict=True)] = False
    tasks: dict[str, Task] = Field(default_factory=dict)
    sizes: TaskSizes = (2, 3, 4, 5, 6, 7)
    size_weights: Weights | None = None
    replacement: Annotated[bool, Field(strict=True)] = False

    def resolve(self) -> SkillHierarchy:
        concepts, texts = self.ways.resolve(text_degree=self.text_degree, texts_fixed=self.texts_fixed)
        there: dict[str, Any] = {name: getattr(self, name) for name in _SHARED}
        return SkillHierarchy(concepts=concepts, texts=texts, **there)


_SHARED = {field.name for field in fields(SkillHierarchy)} - {"concepts", "texts"}
