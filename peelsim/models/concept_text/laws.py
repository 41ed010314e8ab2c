"""What each law says of the concept-text model's observables; an observable a law says nothing of is left out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from peelsim.ensembles import Binomial
from peelsim.models.base import Prediction
from peelsim.theory.peeling import density_evolution, exact_law, excess_entropy, finite_length, training_error
from peelsim.theory.printed import authors_code, published

if TYPE_CHECKING:
    from peelsim.models.concept_text.model import ConceptText


def _density_evolution(model: ConceptText) -> Prediction:
    """The limit of many concepts: peeling from all unlearnt ends at the largest fixed point, surely."""
    degree, c = model.text_degree, model.texts_per_concept
    unlearnt = density_evolution.fixed_points(degree, texts_per_concept=c)[-1]
    error = density_evolution.training_error(degree, unlearnt=unlearnt) if model.texts else 0.0
    prediction: dict[str, float | npt.NDArray[np.float64]] = {
        **_learnt(model, unlearnt),
        "stuck": float(unlearnt > model.stuck_above),
        "training_error": error,
        "excess_entropy": excess_entropy.pinsker(error),
    }
    if model.trajectory_rounds:
        prediction["trajectory"] = density_evolution.trajectory(
            degree, texts_per_concept=c, rounds=model.trajectory_rounds
        )
    return prediction


def _corrected(model: ConceptText) -> Prediction:
    """The finite-length law of trials that get stuck or go on; nothing where there is no threshold."""
    c, degree, texts_fixed = model.texts_per_concept, model.text_degree, model.texts_fixed
    try:
        stuck = finite_length.stuck_probability(
            model.concepts, texts_per_concept=c, text_degree=degree, texts_fixed=texts_fixed
        )
    except ValueError:
        return {}
    chances = float(stuck), 1 - float(stuck)
    stuck_at = finite_length.unlearnt_given_stuck(
        model.concepts, texts_per_concept=c, text_degree=degree, texts_fixed=texts_fixed
    )
    unlearnt = float(stuck_at), float(finite_length.outcomes(c, text_degree=degree)[1])
    errors = [density_evolution.training_error(degree, unlearnt=x) for x in unlearnt]
    return {
        **_learnt(model, sum(p * x for p, x in zip(chances, unlearnt, strict=True))),
        "stuck": chances[0],
        "training_error": sum(p * error for p, error in zip(chances, errors, strict=True)),
        "excess_entropy": sum(p * excess_entropy.pinsker(error) for p, error in zip(chances, errors, strict=True)),
    }


def _dummy_nodes(theory: ModuleType, model: ConceptText) -> Prediction:
    """A law of the dummy-node construction, binomial ensemble only; nothing where it has no critical point.

    Its errors follow eqs 27 and 4, first halves, from the mean fraction unlearnt.
    """
    if not isinstance(model.text_degree, Binomial):
        return {}
    size = {"texts": model.texts, "mean_text_degree": model.text_degree.mean}
    try:
        learnt = float(theory.learnt(model.concepts, **size))
        stuck = float(theory.stuck_probability(model.concepts, **size))
    except ValueError:
        return {}
    unlearnt = 1 - learnt / model.concepts
    said: dict[str, float] = {**_learnt(model, unlearnt), "stuck": stuck}
    if 0 <= unlearnt <= 1:  # P_b / epsilon may exceed 1
        error = training_error.published(model.concepts, unlearnt=unlearnt, mean_text_degree=model.text_degree.mean)
        said |= {"training_error": error, "excess_entropy": error**2 / 2}
    return said


def _exact(model: ConceptText) -> Prediction:
    """The whole law of one trial, by dynamic programming. ValueError where that would take too long."""
    degree: float | dict[int, float]
    if isinstance(model.text_degree, Binomial):
        degree = model.text_degree.mean
    else:
        degrees, shares = model.text_degree.law_among(model.concepts)
        degree = dict(zip(degrees.tolist(), shares.tolist(), strict=True))
    if model.texts_fixed:
        law = exact_law.fixed_texts(model.concepts, int(model.texts), degree)
    else:
        law = exact_law.poisson_texts(model.concepts, model.texts, degree)
    return {
        **_learnt(model, 1 - law.mean / model.concepts),
        "stuck": law.stuck(model.stuck_above),
        "complete": law.complete,
        "incomplete": law.at_most(model.concepts - 1),
        "training_error": law.training_error,
    }


def _learnt(model: ConceptText, unlearnt: float) -> dict[str, float]:
    return {"learnt": model.concepts * (1 - unlearnt), "learnt_fraction": 1 - unlearnt}


LAWS: dict[str, Callable[[ConceptText], Prediction]] = {
    "corrected": _corrected,
    "published": partial(_dummy_nodes, published),
    "authors_code": partial(_dummy_nodes, authors_code),
    "density_evolution": _density_evolution,
    "exact": _exact,
}
