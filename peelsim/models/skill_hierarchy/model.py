"""Skills at levels above concepts learnt from texts, and tasks made of skills (Nayak and Varshney 2024, sec. 2.4)."""

from collections.abc import Mapping
from dataclasses import asdict
from math import inf
from typing import Any, ClassVar

from peelsim.models.base import Keys, Shows, model
from peelsim.models.concept_text.keys import SizeKeys
from peelsim.models.skill_hierarchy.laws import LAWS
from peelsim.models.skill_hierarchy.simulator import Simulator, memory
from peelsim.models.skill_hierarchy.tasks import Task
from peelsim.models.skill_hierarchy.value import LevelledSkills
from peelsim.stats.fixed_point import FRACTION
from peelsim.stats.law import Laws
from peelsim.stats.observable import Dimension, Observable

_BLOCK_SECONDS = 0.1
_JUMPS: Mapping[str, tuple[str, str | None]] = {  # a level nearly always missed still jumps where the one below is
    "giant_fraction": ("missed", "unprepared"),
    "second_fraction": ("missed", "unprepared"),
    "acquired_fraction": ("unprepared", None),
    "links": ("missed", "unprepared"),
    "highest_level": ("short", "stuck"),
    "accuracy": ("unmet", "unbegun"),
    "accuracy_bound": ("unmet", "unbegun"),
}


@model
class SkillHierarchy(LevelledSkills):
    """R concepts and T texts, L levels of skills, and tasks.

    Parameters
    ----------
    concepts, texts, text_degree, texts_fixed, split : see ``ConceptText``; text degrees are binomial.
    levels : L.
    skills : S_l, one number for all levels or one per level.
    threshold : eta_l, connected pairs of concepts that link two skills.
    prerequisites : sigma_l, distinct random skills of the level below that a skill presupposes; sigma_1 = 0.
    acquired : a skill is, if all its prerequisites lie in their level's giant component ("giant", the paper's
        analysis), or if they are acquired and a concept of its own is learnt ("learnt", the paper's definition).
    learnt_only : only learnt concepts connect skills.
    tasks : by name, weights q(l, m) of levels and sizes.
    sizes : m, skills that a task needs, weighed by size_weights where a task has no weights of its own.
    size_weights : equal by default.
    replacement : a task draws its skills with replacement.

    Raises
    ------
    ValueError : if sigma_l > S_{l-1}, a list has another length than levels, or text degrees are not binomial.

    Examples
    --------
    >>> import peelsim
    >>> model = peelsim.SkillHierarchy(
    ...     concepts=200, texts=800, text_degree=peelsim.Binomial(mean=4), levels=2, skills=10, threshold=[3, 9],
    ...     prerequisites=[0, 1],
    ... )
    >>> peelsim.simulate(model, trials=5, seed=1)["giant_fraction"].shape
    (5, 2)
    """

    kind: ClassVar[str] = "skill-hierarchy"
    redrawn: ClassVar[Mapping[str, int]] = {"graph": 1}
    example: ClassVar[Mapping[str, Any]] = {
        "concepts": 150,
        "text_degree": {"kind": "binomial", "mean": 4},
        "levels": 3,
        "skills": 12,
        "threshold": {"kind": "exponential", "rate": 4},
        "prerequisites": [0, 1, 1],
        "tasks": {"easy": {"kind": "homogeneous", "level": 1}},
        "texts_per_concept": 1,
        "learnt_only": False,
    }
    laws: ClassVar[Laws] = LAWS
    headline: ClassVar[str] = "highest_level"
    shows: ClassVar[Shows] = "learning"
    keys: ClassVar[type[Keys]] = SizeKeys

    __hash__ = LevelledSkills.__hash__

    @property
    def observables(self) -> tuple[Observable, ...]:
        level = Dimension("level", self.levels, long_name="level of skills")
        same = len(set(self.skills_by_level)) == 1
        most = max(self.skills_by_level)
        of_level = float(self.skills_by_level[0]) if same else FRACTION

        def jumping(
            name: str,
            words: str,
            axis: Dimension | None,
            span: float,
            *,
            highest: float = inf,
            per: float | None = None,
        ) -> Observable:
            rare, rarer = _JUMPS[name]
            return Observable(
                name, "number", words, dimension=axis, rare=rare, rarer=rarer, span=span, highest=highest, per=per
            )

        found = [
            *(
                jumping(name, f"share of a level's skills {words}", level, span, highest=1.0, per=of_level)
                for name, words, span in (
                    ("giant_fraction", "in its giant component", -1.0),
                    ("second_fraction", "in the second component", 1.0),
                    ("acquired_fraction", "acquired", -1.0),
                )
            ),
            jumping("links", "links between acquired skills of a level", level, -float(most * (most - 1) // 2)),
            jumping("highest_level", "highest level with over half its skills in one component", None, -self.levels),
            Observable(
                "missed",
                "event",
                "probability that at most half of a level's skills are in one component",
                dimension=level,
            ),
            Observable("unprepared", "event", "probability that the level below is missed", dimension=level),
            Observable("short", "event", "probability that some level is missed"),
            Observable("learnt", "number", "concepts learnt", rare="stuck", span=-self.concepts),
            Observable(
                "learnt_fraction",
                "number",
                "fraction of concepts learnt",
                rare="stuck",
                span=-1.0,
                highest=1.0,
                per=self.concepts,
            ),
            Observable("stuck", "event", "probability that peeling gets stuck with more than split of the concepts"),
        ]
        if self.tasks:
            task = Dimension("task", len(self.tasks), values=tuple(self.tasks), long_name="task")
            bound = "accuracy if only giant components counted, and skills were drawn with replacement"
            for name, words in (("accuracy", "probability that a task is performed"), ("accuracy_bound", bound)):
                found.append(jumping(name, words, task, -1.0, highest=1.0, per=FRACTION))
            for name, words in (("unmet", "some level"), ("unbegun", "the lowest level")):
                found.append(Observable(name, "event", f"probability that {words} asked for is missed", dimension=task))
        return tuple(found)

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
        return self.graph.resolve_engine(super().resolve_engine(engine))

    def block_trials(self, engine: str) -> int:
        nanoseconds = 3 * self.expected_edges + sum(self.concepts + 2 * s * s for s in self.skills_by_level) + 1000
        return max(1, min(int(1e9 * _BLOCK_SECONDS / nanoseconds), 2**19 // (self.levels * (len(self.sizes) + 4))))

    def bytes_per_thread(self, engine: str) -> int:
        return memory(self)

    def simulator(self, engine: str) -> Simulator:
        return Simulator(self)


def _said(task: Task) -> dict[str, Any]:
    """What a task says, without what it leaves open."""
    return {key: value for key, value in asdict(task).items() if value is not None}
