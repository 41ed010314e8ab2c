"""Skills at levels above concepts learnt from texts, and tasks made of skills (Nayak and Varshney 2024, sec. 2.4)."""

from collections.abc import Mapping
from dataclasses import asdict
from functools import cached_property
from math import ceil, expm1, log1p, sqrt
from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass
from scipy.special import gammainc

from peelsim.ensembles import Binomial, TextDegree
from peelsim.fields import Whole
from peelsim.models.base import ParameterError, Prediction
from peelsim.models.concept_text.model import Concepts, ConceptText, Split, Texts
from peelsim.models.skill_hierarchy.laws import LAWS
from peelsim.models.skill_hierarchy.per_level import (
    HIGHEST_THRESHOLD,
    MOST_LEVELS,
    LinkThresholds,
    Prerequisites,
    Skills,
)
from peelsim.models.skill_hierarchy.simulator import UNIT, Simulator, memory
from peelsim.models.skill_hierarchy.tasks import Shares, Task, TaskSizes, Weights, shares_of
from peelsim.stats.observable import Dimension, Observable

_BLOCK_SECONDS = 0.1

Levels = Annotated[Whole, Field(ge=1, le=MOST_LEVELS, title="number of levels")]
Acquired = Literal["giant", "learnt"]


@dataclass(frozen=True, config=ConfigDict(extra="forbid", allow_inf_nan=False))
class SkillHierarchy:
    """R concepts and T texts, L levels of skills, and tasks.

    skills: S_l, one number for all levels or one a level. threshold: eta_l, connected pairs of concepts that link two
    skills. prerequisites: sigma_l, distinct random skills of the level below that a skill presupposes; sigma_1 = 0.
    acquired: a skill is, if all its prerequisites lie in their level's giant component (``giant``, the paper's
    analysis), or if they are acquired and a concept of its own is learnt (``learnt``, the paper's definition).
    learnt_only: only learnt concepts connect skills. tasks: by name, weights q(l, m) of levels and sizes. sizes: m,
    skills a task needs, weighed by size_weights (equally by default) where a task has no weights of its own.
    replacement: a task draws its skills with replacement.
    texts, texts_fixed and split: see ``ConceptText``.

    Raises ValueError if sigma_l > S_{l-1}, a list has another length than levels, or text degrees are not binomial.
    """

    concepts: Concepts
    texts: Texts
    text_degree: Annotated[TextDegree, Field(discriminator="kind")]
    levels: Levels
    skills: Skills
    threshold: LinkThresholds
    prerequisites: Prerequisites
    acquired: Acquired = "giant"
    learnt_only: bool = False
    tasks: dict[str, Task] = Field(default_factory=dict)
    sizes: TaskSizes = (2, 3, 4, 5, 6, 7)
    size_weights: Weights | None = None
    replacement: bool = False
    texts_fixed: bool = True
    split: Split | None = None

    kind: ClassVar[str] = "skill-hierarchy"
    laws: ClassVar[tuple[str, ...]] = tuple(LAWS)
    headline: ClassVar[str] = "highest_level"
    figures: ClassVar[tuple[str, ...]] = ("accuracy", "levels")

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
            raise ParameterError("threshold", f"{max(self.thresholds):g}; it must be at most {HIGHEST_THRESHOLD}")
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
    def observables(self) -> tuple[Observable, ...]:
        level = Dimension("level", self.levels, long_name="level of skills")
        found = [
            Observable("giant_fraction", "number", "share of a level's skills in its giant component", dimension=level),
            Observable(
                "second_fraction", "number", "share of a level's skills in the second component", dimension=level
            ),
            Observable("acquired_fraction", "number", "share of a level's skills acquired", dimension=level),
            Observable("links", "number", "links between acquired skills of a level", dimension=level),
            Observable("highest_level", "number", "highest level with over half its skills in one component"),
            Observable("learnt", "number", "concepts learnt", rare="stuck", span=-self.concepts),
            Observable("learnt_fraction", "number", "fraction of concepts learnt", rare="stuck", span=-1.0),
            Observable("stuck", "event", "probability that peeling gets stuck with more than split of the concepts"),
        ]
        if self.tasks:
            task = Dimension("task", len(self.tasks), values=tuple(self.tasks), long_name="task")
            bound = "accuracy if only giant components counted, and skills were drawn with replacement"
            found += [
                Observable("accuracy", "number", "probability that a task is performed", dimension=task),
                Observable("accuracy_bound", "number", bound, dimension=task),
            ]
        return tuple(found)

    @property
    def per(self) -> Mapping[str, float]:
        same = len(set(self.skills_by_level)) == 1
        of_level = float(self.skills_by_level[0]) if same else UNIT
        fractions = dict.fromkeys(("giant_fraction", "second_fraction", "acquired_fraction"), of_level)
        accuracies = dict.fromkeys(("accuracy", "accuracy_bound"), UNIT) if self.tasks else {}
        return {**fractions, **accuracies, "learnt_fraction": self.concepts}

    @property
    def quantities(self) -> Mapping[str, tuple[float, str, str]]:
        return {
            **self.graph.quantities,
            "connected_pairs": (self.connected_pairs, "1", "expected number of pairs of concepts that share a text"),
        }

    @property
    def identity(self) -> Mapping[str, Any]:
        """What counts depend on. Tasks do not change a graph, but stored accuracies are theirs: other tasks are other
        trials, so that no file is resumed with them."""
        return {
            **self.graph.identity,
            "kind": self.kind,
            "skills": list(self.skills_by_level),
            "threshold": list(self.thresholds),
            "prerequisites": list(self.prerequisites_by_level),
            "acquired": self.acquired,
            "learnt_only": self.learnt_only,
            "tasks": {name: _said(task) for name, task in self.tasks.items()},
            "sizes": list(self.sizes),
            "size_weights": None if self.size_weights is None else list(self.size_weights),
            "replacement": self.replacement,
        }

    def resolve_engine(self, engine: str) -> str:
        if engine == "rounds":
            raise ParameterError("run.engine", "skills are counted on a sampled graph; take graph or auto")
        return self.graph.resolve_engine("graph" if engine == "auto" else engine)

    @property
    def connected_pairs(self) -> float:
        """Expected number of pairs of concepts that share a text, (1 - (1 - p^2)^T) R (R - 1) / 2."""
        p, pairs = self.graph.edge_probability, self.concepts * (self.concepts - 1) / 2
        return pairs * (-expm1(self.texts * log1p(-p * p)) if p < 1 else float(self.texts > 0))

    @property
    def expected_edges(self) -> float:
        """Two an edge, to sample and peel it; one a pair of concepts to list it, one for each level that counts it."""
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

    def block_trials(self, engine: str) -> int:
        nanoseconds = 3 * self.expected_edges + sum(self.concepts + 2 * s * s for s in self.skills_by_level) + 1000
        return max(1, min(int(1e9 * _BLOCK_SECONDS / nanoseconds), 2**19 // (self.levels * (len(self.sizes) + 4))))

    def memory(self, engine: str) -> int:
        return memory(self)

    def simulator(self, engine: str) -> Simulator:
        return Simulator(self)

    def predict(self, law: str) -> Prediction:
        return LAWS[law](self)


def _said(task: Task) -> dict[str, Any]:
    """What a task says, without what it leaves open."""
    return {key: value for key, value in asdict(task).items() if value is not None}
