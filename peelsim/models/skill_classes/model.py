"""Classes of skills and of texts: each class of texts holds its own mix of skills and has a learner of its own."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from peelsim.models.base import Quantities, Shows, model
from peelsim.models.parts.learners import graph_block, graph_bytes, most_of_mean
from peelsim.models.skill_classes.laws import LAWS
from peelsim.models.skill_classes.simulator import ClassLearner
from peelsim.models.skill_classes.value import Classes
from peelsim.stats.fixed_point import FRACTION
from peelsim.stats.law import Laws
from peelsim.stats.observable import Dimension, Observable


@model
class SkillClasses(Classes):
    """S skills of K classes, T texts of J classes.

    A trial is ``stuck`` if more than half way of a jump stays unlearnt: of the jumps of density evolution as texts are
    added, the one next to T / S, and of the class of skills that jumps most there.

    Parameters
    ----------
    skill_shares, text_shares : how S and T are dealt out, rounded to whole skills, and to whole texts unless T is the
        mean of a Poisson number (texts_fixed = False).
    mean_skills : mean_skills[j][k], a text of class j holds a Poisson number of this mean of the skills of class k.
    learners : one per class of texts, as in AbstractLearner.
    fresh_texts : drawn of each class in each trial.
    learning_rounds : rounds after which the fraction learnt of all skills is noted.

    Raises
    ------
    ValueError : if shares do not sum to 1, lists do not fit, or a class has fewer skills than a text holds.

    Examples
    --------
    >>> import peelsim
    >>> model = peelsim.SkillClasses(
    ...     skills=100, texts=90, skill_shares=(0.3, 0.7), text_shares=(0.5, 0.5),
    ...     mean_skills=((3, 1), (1, 4)), learners=("1-skill", "2-skill"),
    ... )
    >>> model.class_skills, model.class_texts
    ((30, 70), (45.0, 45.0))
    """

    kind: ClassVar[str] = "skill-classes"
    redrawn: ClassVar[Mapping[str, int]] = {"graph": 1}
    example: ClassVar[Mapping[str, Any]] = {
        "skill_shares": [0.3, 0.7],
        "text_shares": [0.5, 0.5],
        "mean_skills": [[3, 1], [0, 2]],
        "learners": ["1-skill", [1, 0.4]],
        "fresh_texts": 50,
        "skills": 200,
        "texts_per_skill": 0.5,
    }
    laws: ClassVar[Laws] = LAWS
    headline: ClassVar[str] = "learnt_fraction"
    shows: ClassVar[Shows] = "learning"

    @property
    def observables(self) -> tuple[Observable, ...]:
        skills = Dimension("skill_class", len(self.skill_shares), long_name="class of skills")
        texts = Dimension("text_class", len(self.text_shares), long_name="class of texts")
        lost = 1.0 if self.jump else 0.0

        def share(name: str, words: str, per: float, axis: Dimension | None = None, span: float = lost) -> Observable:
            return Observable(name, "number", words, dimension=axis, per=per, rare="stuck", span=span, highest=1.0)

        more = max(most_of_mean(texts, self.texts_fixed) for texts in self.class_texts)
        failed = "fraction of a class's texts with an unlearnt skill"
        found = [
            share("learnt_fraction", "fraction of all skills learnt", self.skills, span=-lost),
            share("class_learnt_fraction", "fraction of a class's skills learnt", FRACTION, skills, -lost),
            Observable("stuck", "event", "probability that more than split is unlearnt of the class that jumps"),
            Observable("complete", "event", "probability that every skill is learnt"),
            replace(share("training_error", failed, FRACTION, texts, lost * more), highest=more),
            share("testing_error", "fraction of fresh texts with an unlearnt skill", self.fresh_texts, texts),
            Observable("rounds", "number", "rounds of presentation that taught a skill"),
        ]
        if self.learning_rounds:
            axis, words = Dimension("round", self.learning_rounds), "fraction of all skills learnt after a round"
            found.append(Observable("learning_curve", "number", words, dimension=axis, highest=1.0, per=self.skills))
        return tuple(found)

    @property
    def quantities(self) -> Quantities:
        return {
            "skills": (self.skills, "1", "skills S"),
            "texts": (self.texts, "1", "texts T" if self.texts_fixed else "mean number of texts"),
            "texts_per_skill": (self.texts / self.skills, "1", "texts per skill, T / S"),
            "jumping_class": (self.jumping + 1, "1", "class of skills whose jump is next"),
            "split": (self.stuck_above, "1", "unlearnt fraction of that class above which a trial is stuck"),
        }

    @property
    def identity(self) -> Mapping[str, Any]:
        return {
            "kind": self.kind,
            "class_skills": list(self.class_skills),
            "class_texts": list(self.class_texts),
            "texts_fixed": self.texts_fixed,
            "mean_skills": [[float(c) for c in row] for row in self.mean_skills],
            "success": [list(success) for success in self.success],
            "fresh_texts": self.fresh_texts,
        }

    def block_trials(self, engine: str) -> int:
        nodes = self.skills + len(self.text_shares) * self.fresh_texts + self.texts
        return graph_block(self.expected_edges, nodes, self._trial_bytes)

    def bytes_per_thread(self, engine: str) -> int:
        texts = sum(texts + self.fresh_texts for texts in self.most_texts)
        graphs = graph_bytes(self.expected_edges, texts * len(self.skill_shares), self.skills)
        return graphs + self.block_trials(engine) * self._trial_bytes + 200_000 * len(self.skill_shares)

    @property
    def _trial_bytes(self) -> int:
        return 150 + 60 * (self.learning_rounds + len(self.skill_shares) + 2 * len(self.text_shares))

    def simulator(self, engine: str) -> ClassLearner:
        return ClassLearner(self)
