"""The parameters of a skill hierarchy, and what follows from them alone."""

from collections.abc import Mapping
from functools import cached_property
from math import ceil, expm1, log1p, sqrt
from typing import Annotated, Literal

from pydantic import Field
from scipy.special import gammainc

from peelsim.ensembles import Binomial, TextDegree
from peelsim.fields import Flag, Whole
from peelsim.mistakes import in_full
from peelsim.models.base import Model, ParameterError, model
from peelsim.models.concept_text.model import ConceptText
from peelsim.models.concept_text.value import Concepts, Split, Texts
from peelsim.models.skill_hierarchy.per_level import (
    HIGHEST_THRESHOLD,
    MOST_LEVELS,
    LinkThresholds,
    Prerequisites,
    Skills,
)
from peelsim.models.skill_hierarchy.tasks import Shares, Task, TaskSizes, Weights, shares_of

Levels = Annotated[Whole, Field(ge=1, le=MOST_LEVELS, title="number of levels")]
Acquired = Literal["giant", "learnt"]


@model
class LevelledSkills(Model):
    """R concepts and T texts, L levels of skills, and tasks; see ``SkillHierarchy``."""

    concepts: Concepts
    texts: Texts
    text_degree: Annotated[TextDegree, Field(discriminator="kind")]
    levels: Levels
    skills: Skills
    threshold: LinkThresholds
    prerequisites: Prerequisites
    acquired: Acquired = "giant"
    learnt_only: Flag = False
    tasks: dict[str, Task] = Field(default_factory=dict)
    sizes: TaskSizes = (2, 3, 4, 5, 6, 7)
    size_weights: Weights | None = None
    replacement: Flag = False
    texts_fixed: Flag = True
    split: Split | None = None

    def __hash__(self) -> int:  # of some fields: a dict has none
        return hash((self.concepts, self.texts, self.levels, self.skills, self.threshold, tuple(self.tasks)))

    def __post_init__(self) -> None:
        if not isinstance(self.text_degree, Binomial):
            raise ParameterError(
                "text_degree", f'no skill hierarchy over {self.text_degree.kind} texts; take kind = "binomial"'
            )
        _ = self.graph  # which refuses sizes that do not fit together
        for key, values in (
            ("skills", self.skills_by_level),
            ("threshold", self.thresholds),
            ("prerequisites", self.prerequisites_by_level),
        ):
            if len(values) != self.levels:
                raise ParameterError(key, f"{len(values)} numbers for {self.levels} levels; give one for each level")
        if max(self.thresholds) > HIGHEST_THRESHOLD:
            raise ParameterError(
                "threshold", f"{in_full(max(self.thresholds))}; it must be at most {HIGHEST_THRESHOLD}"
            )
        if self.prerequisites_by_level[0]:
            raise ParameterError("prerequisites", "level 1 has none below; its number must be 0")
        for level in range(1, self.levels):
            wanted, there = self.prerequisites_by_level[level], self.skills_by_level[level - 1]
            if wanted > there:
                said = f"{wanted} prerequisites at level {level + 1}, where level {level} has only {there} skills"
                raise ParameterError("prerequisites", said)
        if self.tasks and not self.replacement and max(self.sizes) > min(self.skills_by_level):
            least = min(self.skills_by_level)
            raise ParameterError("sizes", f"{max(self.sizes)} distinct skills of a level that has {least}")
        try:
            _ = self.size_shares
        except ValueError as error:
            raise ParameterError("size_weights", str(error)) from None
        for name, task in self.tasks.items():
            try:
                task.table_at(self.levels, self.size_shares)
            except ValueError as error:
                raise ParameterError(f"tasks.{name}", str(error)) from None

    @cached_property
    def graph(self) -> ConceptText:
        """The concepts and texts below."""
        return ConceptText(
            concepts=self.concepts,
            texts=self.texts,
            text_degree=self.text_degree,
            texts_fixed=self.texts_fixed,
            split=self.split,
        )

    @cached_property
    def skills_by_level(self) -> tuple[int, ...]:
        """S_1, ..., S_L."""
        return self.skills * self.levels if len(self.skills) == 1 else self.skills

    @cached_property
    def thresholds(self) -> tuple[float, ...]:
        """eta_1, ..., eta_L."""
        return self.threshold.at(self.levels)

    @cached_property
    def prerequisites_by_level(self) -> tuple[int, ...]:
        """sigma_1, ..., sigma_L."""
        return self.prerequisites.at(self.levels)

    @cached_property
    def level_weights(self) -> Mapping[str, Shares]:
        """q(l) of each task."""
        return {name: task.weights_at(self.levels) for name, task in self.tasks.items()}

    @cached_property
    def task_tables(self) -> Mapping[str, Shares]:
        """q(l, m) of each task, [L, sizes]."""
        return {name: task.table_at(self.levels, self.size_shares) for name, task in self.tasks.items()}

    @cached_property
    def size_shares(self) -> Shares:
        """q(m), of tasks without a q(m) of their own."""
        return shares_of(self.size_weights, len(self.sizes))

    @property
    def connected_pairs(self) -> float:
        """Expected number of pairs of concepts that share a text, (1 - (1 - p^2)^T) R (R - 1) / 2."""
        p, pairs = self.graph.edge_probability, self.concepts * (self.concepts - 1) / 2
        return pairs * (-expm1(self.texts * log1p(-p * p)) if p < 1 else float(self.texts > 0))

    @property
    def expected_edges(self) -> float:
        """Two per edge, to sample and peel it; one a pair of concepts to list it, one for each level that counts it."""
        return 2 * self.graph.expected_edges + self.connected_pairs * (1 + self._times_counted)

    @property
    def _times_counted(self) -> float:
        """Levels a pair of concepts is counted at, roughly.

        A level ends once all its skills are linked, some four standard deviations after the mean is at the threshold;
        no level is left to count above one whose skills have two links or fewer. Counts are taken for Poisson ones,
        scaled to the variance that unequal sizes of skills give them.
        """
        times, mean_of_one = 0.0, 2 * self.connected_pairs
        for skills, eta, wanted in zip(self.skills_by_level, self.thresholds, self.prerequisites_by_level, strict=True):
            mean = mean_of_one / skills**2
            scale = 1 + 2 * mean * skills / self.concepts
            times += min(1.0, (sqrt(eta + 4) + 2) ** 2 / max(mean, 1e-300))
            if wanted and skills * gammainc(ceil(eta) / scale, mean / scale) <= 2:
                return times
        return times
