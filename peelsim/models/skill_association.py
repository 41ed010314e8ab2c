"""The skill association graph of an abstract learner, and its giant component (Liao, Chang and Hong 2024)."""

from collections.abc import Callable, Mapping
from functools import partial
from math import inf
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from peelsim.fields import Real
from peelsim.kernels.learners.association import COLUMNS, LARGEST, LEARNT, OTHER_SQUARES, SECOND, run_associations
from peelsim.models.base import Columns, Control, Quantities, model
from peelsim.models.parts.learners import Integers, Learns, SampledSkills, graph_block, graph_bytes
from peelsim.models.parts.trained import Trained
from peelsim.stats.law import Law, Laws, Said, Undefined
from peelsim.stats.observable import Observable
from peelsim.theory.learning import association

__all__ = ["SkillAssociation"]

GiantAbove = Annotated[Real, Field(gt=0, lt=1, title="fraction of the skills")]


def _limit(share_of: Callable[..., float], model: "SkillAssociation") -> dict[str, Said]:
    """The limit of many skills. Without a giant component nothing is said of sizes but that there is no giant."""
    unlearnt = model.unlearnt
    share = share_of(model.success, texts_per_skill=model.texts_per_skill, mean_skills=model.text_degree.mean)
    none = Undefined("there is no giant component, and the law says no more of the largest one")
    return {
        "learnt": model.skills * (1 - unlearnt),
        "learnt_fraction": 1 - unlearnt,
        "stuck": float(unlearnt > model.stuck_above),
        "giant": float(share > model.giant_above),
        "largest": model.skills * share if share else none,
        "largest_fraction": share if share else none,
    }


class Associations(Learns, Columns):
    """Scratch memory of one thread."""

    columns = COLUMNS

    def __init__(self, model: "SkillAssociation") -> None:
        super().__init__(model)
        self.learner = model.taught
        self.parent, self.learnt = np.zeros(model.skills, np.int32), np.zeros(model.skills, np.int64)

    def fill(self, key: np.uint64, first: int, counts: Integers, control: Control) -> bool:
        return bool(run_associations(key, first, self.learner, self.parent, self.learnt, counts, control))


@model
class SkillAssociation(Trained):
    """S skills learnt from T texts; learnt skills are linked if a training text holds both, taught by it or not.

    Parameters
    ----------
    skills, texts, text_degree, learner, texts_fixed, split : see ``Trained``.
    giant_above : there is a ``giant`` if the largest component holds more than this fraction of all skills.

    Raises
    ------
    ValueError : if the mean text degree exceeds S, a fixed number of texts is not whole, or success increases.

    Examples
    --------
    >>> import peelsim
    >>> degree = peelsim.Binomial(mean=1)
    >>> model = peelsim.SkillAssociation(skills=1000, texts=1500, text_degree=degree, learner="1-skill")
    >>> round(model.predict("limit")["largest_fraction"], 4), round(model.predict("limit")["learnt_fraction"], 4)
    (0.2966, 0.654)
    """

    skills: SampledSkills
    giant_above: GiantAbove = 0.005

    kind: ClassVar[str] = "skill-association"
    example: ClassVar[Mapping[str, Any]] = {
        "text_degree": {"kind": "poisson", "mean": 3},
        "learner": "1-skill",
        "skills": 200,
        "texts_per_skill": 0.6,
    }
    laws: ClassVar[Laws] = Laws(
        Law("limit", partial(_limit, association.giant_share), "derived in theory.learning.association", "limit"),
        Law(
            "independent",
            partial(_limit, association.independent_share),
            "Liao, Chang and Hong (2024), site percolation of skills that are learnt independently",
            "limit",
        ),
    )
    headline: ClassVar[str] = "largest_fraction"
    redrawn: ClassVar[Mapping[str, int]] = {"graph": 1}

    @property
    def observables(self) -> tuple[Observable, ...]:
        skills, lost = self.skills, self.lost
        giant = "probability that the largest component exceeds giant_above of all skills"
        stuck = "probability that learning ends with more than split of the skills unlearnt"

        def size(name: str, words: str, column: int, per: float | None = None) -> Observable:
            """What a stuck trial may lose all of."""
            span = -lost * (1.0 if per else skills)
            highest = inf if per is None else 1.0
            return Observable(name, "number", words, rare="stuck", span=span, highest=highest, per=per, column=column)

        return (
            size("largest", "skills of the largest component of learnt skills", LARGEST),
            size("largest_fraction", "fraction of all skills in the largest component", LARGEST, skills),
            Observable(
                "second_largest", "number", "skills of the second largest component, 0 if there is none", column=SECOND
            ),
            Observable(
                "susceptibility",
                "number",
                "sum of squared sizes of all components but the largest, over S",
                per=skills,
                column=OTHER_SQUARES,
            ),
            Observable(
                "giant", "event", giant, column=lambda counts: counts[:, LARGEST] > self.giant_above * self.skills
            ),
            size("learnt", "skills learnt", LEARNT),
            size("learnt_fraction", "fraction of skills learnt", LEARNT, skills),
            Observable("stuck", "event", stuck, column=lambda counts: self.is_stuck(counts[:, LEARNT])),
        )

    @property
    def quantities(self) -> Quantities:
        return {**super().quantities, "split": self.split_said}

    @property
    def identity(self) -> Mapping[str, Any]:
        split = {} if self.split is None else {"split": self.split}
        return {**super().identity, "giant_above": float(self.giant_above), **split}

    def block_trials(self, engine: str) -> int:
        return graph_block(self.expected_edges, self.skills + self.texts, 200)

    def bytes_per_thread(self, engine: str) -> int:
        graph = graph_bytes(self.expected_edges, self.most_texts, self.skills)
        return graph + 12 * self.skills + 200 * self.block_trials(engine) + 200_000

    def simulator(self, engine: str) -> Associations:
        return Associations(self)
