"""Fine-tuning: basic skills from foundation texts, then fine skills from texts that presuppose basic ones."""

from collections.abc import Mapping
from typing import Any, ClassVar

from peelsim.kernels.learners.fine_tuning_trials import (
    BASIC_FAILED,
    BASIC_LEARNT,
    FINE_FAILED,
    FINE_LEARNT,
    TAUGHT,
    USABLE,
)
from peelsim.models.base import Quantities, Shows, model
from peelsim.models.fine_tuning.laws import LAWS
from peelsim.models.fine_tuning.simulator import TwoStages
from peelsim.models.fine_tuning.value import Stages
from peelsim.models.parts.learners import Integers, graph_block, graph_bytes, most_of_mean
from peelsim.stats.law import Laws
from peelsim.stats.observable import Observable


@model
class FineTuning(Stages):
    """S_b basic skills learnt from foundation texts, then S_f fine skills from fine-tuning texts.

    Numbers of skills per text are Poisson, numbers of texts are rounded, or Poisson with these means if texts_fixed =
    False. A fine-tuning text teaches only if all its basic skills are known, and teaches none of those. A stage is
    stuck if more of its skills stay unlearnt than midway between the fixed points of density evolution at its
    threshold, and a trial if one of its stages is.

    Parameters
    ----------
    foundation_ratio : rho_b, foundation texts per basic skill.
    foundation_skills : c, basic skills such a text holds.
    fine_ratio : rho_f, fine-tuning texts per fine skill.
    basic_needed, fine_taught : c_b and c_f, basic and fine skills that a fine-tuning text holds.
    learner : of both stages, as in AbstractLearner.
    fresh_texts : drawn after each stage to test what was learnt.

    Raises
    ------
    ValueError : if a text holds more skills on average than there are.

    Examples
    --------
    >>> import peelsim
    >>> model = peelsim.FineTuning(
    ...     basic_skills=50, fine_skills=40, foundation_ratio=2, foundation_skills=2,
    ...     fine_ratio=1.5, basic_needed=1, fine_taught=4,
    ... )
    >>> model.foundation_texts, model.fine_texts
    (100.0, 60.0)
    """

    kind: ClassVar[str] = "fine-tuning"
    redrawn: ClassVar[Mapping[str, int]] = {"graph": 1}
    example: ClassVar[Mapping[str, Any]] = {
        "basic_skills": 200,
        "foundation_skills": 2,
        "basic_needed": 2,
        "fine_taught": 2,
        "fresh_texts": 50,
        "fine_skills": 150,
        "foundation_ratio": 0.5,
        "fine_ratio": 2,
    }
    laws: ClassVar[Laws] = LAWS
    headline: ClassVar[str] = "fine_learnt_fraction"
    shows: ClassVar[Shows] = "learning"

    @property
    def size(self) -> str:
        return "fine_skills"

    @property
    def observables(self) -> tuple[Observable, ...]:
        basic, fine, fresh = self.basic_skills, self.fine_skills, self.fresh_texts
        texts = self.fine_texts or 1  # without texts none is of use
        founded, tuned = self.jumps(self.foundation_skills), self.jumps(self.fine_taught)
        last = "fine_stuck" if tuned else "basic_stuck"  # what a stage learns jumps with it, else with the one before
        some, more = float(founded or tuned), most_of_mean(self.fine_texts, self.texts_fixed)

        def share(name: str, words: str, column: int, per: float, rare: str, span: float) -> Observable:
            highest = more if column in (USABLE, TAUGHT) else 1.0
            return Observable(
                name,
                "number",
                f"fraction of {words}",
                rare=rare,
                span=span,
                highest=highest,
                per=per,
                column=column,
            )

        def stuck_basic(counts: Integers) -> Any:
            return basic - counts[:, BASIC_LEARNT] > self.basic_stuck_above * basic

        def stuck_fine(counts: Integers) -> Any:
            return fine - counts[:, FINE_LEARNT] > self.fine_stuck_above * fine

        return (
            share("basic_learnt_fraction", "basic skills learnt", BASIC_LEARNT, basic, "basic_stuck", -float(founded)),
            share("fine_learnt_fraction", "fine skills learnt", FINE_LEARNT, fine, last, -some),
            share(
                "usable_fraction",
                "fine-tuning texts whose basic skills are all known",
                USABLE,
                texts,
                "basic_stuck",
                -float(founded) * more,
            ),
            share(
                "mastered_fraction",
                "fine-tuning texts whose skills are all learnt",
                TAUGHT,
                texts,
                "stuck",
                -some * more,
            ),
            share(
                "foundation_testing_error",
                "fresh foundation texts with an unlearnt skill",
                BASIC_FAILED,
                fresh,
                "basic_stuck",
                float(founded),
            ),
            share("testing_error", "fresh fine-tuning texts with an unlearnt skill", FINE_FAILED, fresh, "stuck", some),
            Observable(
                "complete",
                "event",
                "probability that every skill is learnt",
                column=lambda counts: counts[:, BASIC_LEARNT] + counts[:, FINE_LEARNT] == basic + fine,
            ),
            Observable(
                "basic_stuck",
                "event",
                "probability that more than basic_split of the basic skills stay unlearnt",
                column=stuck_basic,
            ),
            Observable(
                "fine_stuck",
                "event",
                "probability that more than fine_split of the fine skills stay unlearnt",
                column=stuck_fine,
            ),
            Observable(
                "stuck",
                "event",
                "probability that one of the stages is stuck",
                column=lambda counts: stuck_basic(counts) | stuck_fine(counts),
            ),
        )

    @property
    def quantities(self) -> Quantities:
        number = "" if self.texts_fixed else "mean number of "
        return {
            "basic_skills": (self.basic_skills, "1", "basic skills"),
            "fine_skills": (self.fine_skills, "1", "fine skills"),
            "foundation_texts": (self.foundation_texts, "1", f"{number}foundation texts"),
            "fine_texts": (self.fine_texts, "1", f"{number}fine-tuning texts"),
            "basic_split": (self.basic_stuck_above, "1", "unlearnt fraction above which the foundation is stuck"),
            "fine_split": (self.fine_stuck_above, "1", "unlearnt fraction above which the tuning is stuck"),
        }

    @property
    def identity(self) -> Mapping[str, Any]:
        return {
            "kind": self.kind,
            "basic_skills": self.basic_skills,
            "fine_skills": self.fine_skills,
            "foundation_texts": self.foundation_texts,
            "fine_texts": self.fine_texts,
            "texts_fixed": self.texts_fixed,
            "foundation_skills": float(self.foundation_skills),
            "basic_needed": float(self.basic_needed),
            "fine_taught": float(self.fine_taught),
            "success": list(self.success),
            "fresh_texts": self.fresh_texts,
        }

    def block_trials(self, engine: str) -> int:
        skills, texts = self.basic_skills + self.fine_skills, self.foundation_texts + self.fine_texts
        return graph_block(self.expected_edges, skills + texts + 2 * self.fresh_texts, 500)

    def bytes_per_thread(self, engine: str) -> int:
        texts = max(self.most_texts) + self.fresh_texts
        graphs = graph_bytes(self.expected_edges, 2 * texts, self.basic_skills + self.fine_skills)
        return graphs + 500 * self.block_trials(engine) + 600_000

    def simulator(self, engine: str) -> TwoStages:
        return TwoStages(self)
