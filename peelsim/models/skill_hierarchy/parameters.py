"""Keys of a skill-hierarchy sweep."""

from dataclasses import fields
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from peelsim.ensembles import TextDegree
from peelsim.fields import Real
from peelsim.models import base
from peelsim.models.concept_text.model import Budget, Concepts, PerUnit, Split, Texts
from peelsim.models.sizes import OptimumLaw, Sizes
from peelsim.models.skill_hierarchy.model import Acquired, Levels, SkillHierarchy
from peelsim.models.skill_hierarchy.per_level import LinkThresholds, Prerequisites, Skills
from peelsim.models.skill_hierarchy.tasks import Task, TaskSizes, Weights


class Parameters(base.Parameters):
    """Keys of a skill-hierarchy sweep."""

    whole: ClassVar[frozenset[str]] = frozenset({"concepts", "texts", "levels", "skills"})

    kind: Literal["skill-hierarchy"]
    concepts: Concepts | None = None
    texts: Texts | None = None
    texts_per_concept: Annotated[Real, Field(ge=0, le=1e15, title="number of texts a concept")] | None = None
    window: Annotated[Real, Field(title="number of window widths")] | None = None
    compute: Budget | None = None
    flops: Budget | None = None
    parameters: Annotated[Real, Field(gt=0, title="number of parameters")] | None = None
    optimum: OptimumLaw | None = None
    parameters_per_concept: PerUnit | None = None
    tokens_per_text: PerUnit | None = None
    text_degree: Annotated[TextDegree, Field(discriminator="kind")]
    texts_fixed: Annotated[bool, Field(strict=True)] = True
    split: Split | None = None
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
        sizes = Sizes(**{field.name: getattr(self, field.name) for field in fields(Sizes)})
        concepts, texts = sizes.resolve(text_degree=self.text_degree, texts_fixed=self.texts_fixed)
        there: dict[str, Any] = {name: getattr(self, name) for name in _SHARED}
        return SkillHierarchy(concepts=concepts, texts=texts, **there)


_SHARED = {field.name for field in fields(SkillHierarchy)} - {"concepts", "texts"}
