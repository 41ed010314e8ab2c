"""What each law says of the skill hierarchy's observables; an observable a law says nothing of is left out."""

from functools import partial
from math import isnan

import numpy as np
import numpy.typing as npt

from peelsim.models.concept_text.laws import LAWS as CONCEPT_TEXT_LAWS
from peelsim.models.skill_hierarchy.value import LevelledSkills
from peelsim.stats.law import Law, Laws, Prediction, Said
from peelsim.theory.peeling import density_evolution, finite_length
from peelsim.theory.renewal import renewal_law
from peelsim.theory.skills import emergence, tasks
from peelsim.theory.skills.pair_counts import Corpus
from peelsim.theory.skills.skill_cascades import Cascades, giant_cascades
from peelsim.theory.skills.skill_hierarchy import Hierarchy
from peelsim.theory.skills.skill_levels import learnt_levels

Array = npt.NDArray[np.float64]

_NEGLIGIBLE = 1e-9  # chance of trials not followed


def _corrected(model: LevelledSkills) -> dict[str, Said]:
    """Skills of unequal size, counts spread wider than binomial ones, prerequisites as a property of the skill.

    What concepts are learnt is told by the renewal law.

    Nothing of skills where pairs of learnt concepts alone count.
    """
    below = _of_concepts(CONCEPT_TEXT_LAWS["renewal"].predict(model.graph))
    if model.learnt_only:
        return below
    courses = _by_giant(model) if model.acquired == "giant" else _by_concepts(model)
    return {
        **below,
        **_of_levels(model, courses.chances, courses.giant, courses.acquired, replacement=model.replacement),
        "acquired_fraction": _mean(courses.chances, courses.acquired),
    }


def _by_giant(model: LevelledSkills) -> Cascades:
    """What becomes of the levels where skills are acquired by giant components."""
    return giant_cascades(_corpus(model), hierarchy=_hierarchy(model))


def _by_concepts(model: LevelledSkills) -> Cascades:
    """What becomes of the levels where skills are acquired by learnt concepts, of trials that get stuck or go on."""
    graph = model.graph
    law = renewal_law.law(
        graph.concepts, texts=graph.texts, text_degree=graph.text_degree, texts_fixed=graph.texts_fixed
    )
    both = [(1.0, law.unlearnt)]  # without a threshold all trials are alike
    if density_evolution.thresholds(graph.text_degree):
        both = [(law.stuck, law.unlearnt_if_stuck), (1 - law.stuck, law.unlearnt_if_passed)]
    if any(chance > _NEGLIGIBLE and isnan(x) for chance, x in both):  # several jumps: to leading order
        c = graph.texts_per_concept
        sticks, passes = finite_length.outcomes(c, text_degree=graph.text_degree)
        both = [(law.stuck, float(sticks)), (1 - law.stuck, float(passes))]
    followed = [(chance, x) for chance, x in both if chance > _NEGLIGIBLE]
    levels = [learnt_levels(_corpus(model), hierarchy=_hierarchy(model), learnt_fraction=1 - x) for _, x in followed]
    return Cascades(
        chances=np.array([chance for chance, _ in followed]),
        acquired=np.array([each.acquired for each in levels]),
        giant=np.array([each.giant for each in levels]),
    )


def _as_published(law: emergence.Law, model: LevelledSkills) -> dict[str, Said]:
    """A law of the paper, of skills acquired by giant components; tasks draw their skills with replacement."""
    below = _of_concepts(CONCEPT_TEXT_LAWS[law].predict(model.graph))
    if model.learnt_only or model.acquired != "giant":
        return below
    giant = emergence.giant_fractions(
        model.concepts,
        texts=model.texts,
        mean_text_degree=model.text_degree.mean,
        hierarchy=_hierarchy(model),
        law=law,
    )
    return {**below, **_of_levels(model, np.ones(1), giant[None, :], None, replacement=True)}


def _mean(chances: Array, values: Array | float) -> Array:
    """Over courses, the first axis; where all agree exactly their value, which rounded chances would miss."""
    each = np.asarray(values)
    return np.asarray(np.where(np.ptp(each, axis=0) == 0, each[0], chances @ each))


def _corpus(model: LevelledSkills) -> Corpus:
    return Corpus(model.concepts, model.texts, model.text_degree.mean)


def _hierarchy(model: LevelledSkills) -> Hierarchy:
    return Hierarchy(model.skills_by_level, model.thresholds, model.prerequisites_by_level)


def _of_concepts(prediction: Prediction) -> dict[str, Said]:
    """What a law of the concept-text model says of the observables that are also here."""
    return prediction.said("learnt", "learnt_fraction", "stuck")


def _of_levels(
    model: LevelledSkills, chances: Array, giant: Array, acquired: Array | None, *, replacement: bool
) -> dict[str, Said]:
    """What follows from giant components and skills acquired, [courses, L], and the chances of those courses.

    Without skills acquired, a task of one skill wants it in the giant component.
    """
    asked = [tasks.Task(model.sizes, tuple(map(tuple, table.tolist()))) for table in model.task_tables.values()]
    if not asked:
        return {"giant_fraction": _mean(chances, giant)}
    bound = np.array([_mean(chances, tasks.accuracy_with_replacement(task, giant=giant)) for task in asked])
    if replacement:
        solved = [tasks.accuracy_with_replacement(task, giant=giant, acquired=acquired) for task in asked]
    else:
        hierarchy = _hierarchy(model)
        solved = [tasks.accuracy(task, giant=giant, hierarchy=hierarchy, acquired=acquired) for task in asked]
    accuracy = np.array([_mean(chances, each) for each in solved])
    return {"giant_fraction": _mean(chances, giant), "accuracy": accuracy, "accuracy_bound": bound}


_PAPER = "Nayak and Varshney (2024)"

LAWS = Laws(
    Law("corrected", _corrected, "derived in theory.skill_cascades and theory.skill_levels", "limit"),
    Law("published", partial(_as_published, "published"), f"{_PAPER}, eqs 5 to 7, as printed", "limit"),
    Law("authors_code", partial(_as_published, "authors_code"), f"{_PAPER}, as Fig. 3 was computed", "limit"),
)
