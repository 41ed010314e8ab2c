"""What each law says of the concept-text model's observables; an observable a law says nothing of is left out."""

from functools import partial
from math import isnan

from peelsim.ensembles import Binomial
from peelsim.models.concept_text.value import Bipartite
from peelsim.stats.law import Law, Laws, Said, Undefined, extrapolated
from peelsim.theory.peeling import density_evolution, exact_law, excess_entropy, finite_length, training_error
from peelsim.theory.printed import authors_code, published
from peelsim.theory.printed.waterfall import DummyNodeLaw
from peelsim.theory.renewal import renewal_law

_LEAST_CONCEPTS = 10_000  # from which the closed form is within .004

Prediction = dict[str, Said]


def _density_evolution(model: Bipartite) -> Prediction:
    """The limit of many concepts: peeling from all unlearnt ends at the largest fixed point, surely."""
    degree, c = model.text_degree, model.texts_per_concept
    unlearnt = density_evolution.fixed_points(degree, texts_per_concept=c)[-1]
    error = density_evolution.training_error(degree, unlearnt=unlearnt) if model.texts else 0.0
    prediction: Prediction = {
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


def _corrected(model: Bipartite) -> Prediction:
    """The finite-length law of trials that get stuck or go on; nothing where there is no threshold."""
    if not model.texts:
        return {**_learnt(model, 1.0), "stuck": 1.0, "training_error": 0.0, "excess_entropy": 0.0}
    c, degree, texts_fixed = model.texts_per_concept, model.text_degree, model.texts_fixed
    try:
        stuck = finite_length.stuck_probability(
            model.concepts, texts_per_concept=c, text_degree=degree, texts_fixed=texts_fixed
        )
    except ValueError:
        return {}
    if isnan(stuck):
        few = Undefined(f"with {model.concepts} concepts the expansion has no variance left")
        return dict.fromkeys(("learnt", "learnt_fraction", "stuck", "training_error", "excess_entropy"), few)
    chances = float(stuck), 1 - float(stuck)
    stuck_at = finite_length.unlearnt_given_stuck(
        model.concepts, texts_per_concept=c, text_degree=degree, texts_fixed=texts_fixed
    )
    unlearnt = float(stuck_at), float(finite_length.outcomes(c, text_degree=degree)[1])
    errors = [density_evolution.training_error(degree, unlearnt=x) for x in unlearnt]
    said: Prediction = {
        **_learnt(model, sum(p * x for p, x in zip(chances, unlearnt, strict=True))),
        "stuck": _told_apart(model, chances[0]),
        "training_error": sum(p * error for p, error in zip(chances, errors, strict=True)),
        "excess_entropy": sum(p * excess_entropy.pinsker(error) for p, error in zip(chances, errors, strict=True)),
    }
    if model.concepts < _LEAST_CONCEPTS:
        return extrapolated(said, f"a limit of many concepts, within .004 from {_LEAST_CONCEPTS} on; take renewal")
    return said


def _renewal(model: Bipartite) -> Prediction:
    """The law of peeling at any size, on a mesh; what it cannot know it says."""
    found = renewal_law.law(
        model.concepts,
        texts=model.texts,
        text_degree=model.text_degree,
        texts_fixed=model.texts_fixed,
        split=model.stuck_above,
    )
    numbers = {
        "learnt": (found.learnt, "unlearnt"),
        "learnt_fraction": (found.learnt_fraction, "unlearnt"),
        "stuck": (found.stuck, "stuck"),
        "complete": (found.complete, "complete"),
        "incomplete": (1 - found.complete, "complete"),
        "training_error": (found.training_error, "training_error"),
        "excess_entropy": (found.excess_entropy, "excess_entropy"),
    }
    reasons = found.undefined
    return {name: Undefined(reasons[of]) if of in reasons else value for name, (value, of) in numbers.items()}


def _told_apart(model: Bipartite, stuck: float) -> Said:
    """P(stuck) by a law that tells trials that get stuck from others, whatever fraction of concepts they leave.

    Both leave what density evolution says near the threshold; a ``split`` that is not between these asks for more.
    """
    if model.split is None:
        return stuck
    sticks, goes_on = finite_length.outcomes(model.texts_per_concept, text_degree=model.text_degree)
    if float(goes_on) < model.split < float(sticks):
        return stuck
    limits = f"{float(goes_on):.3g} and {float(sticks):.3g}"
    return Undefined(f"the law tells trials apart that leave {limits} of the concepts, and split = {model.split:g}")


def _dummy_nodes(theory: DummyNodeLaw, model: Bipartite) -> Prediction:
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
    said: Prediction = {**_learnt(model, unlearnt), "stuck": _told_apart(model, stuck)}
    if 0 <= unlearnt <= 1:  # P_b / epsilon may exceed 1
        error = training_error.published(model.concepts, unlearnt=unlearnt, mean_text_degree=model.text_degree.mean)
        said |= {"training_error": error, "excess_entropy": error**2 / 2}
    return said


def _exact(model: Bipartite) -> Prediction:
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


def _learnt(model: Bipartite, unlearnt: float) -> Prediction:
    return {"learnt": model.concepts * (1 - unlearnt), "learnt_fraction": 1 - unlearnt}


_PAPER = "Nayak and Varshney (2024)"

LAWS = Laws(
    Law(
        "corrected",
        _corrected,
        "derived in theory.scaling_constants, after Amraoui et al. (2009)",
        "limit",
    ),
    Law("published", partial(_dummy_nodes, published.LAW), f"{_PAPER}, eqs 2 and 20 to 23, as printed", "limit"),
    Law("authors_code", partial(_dummy_nodes, authors_code.LAW), f"{_PAPER}, as their figures were computed", "limit"),
    Law("density_evolution", _density_evolution, f"{_PAPER}, App. B; theory.density_evolution", "limit"),
    Law("renewal", _renewal, "derived in theory.renewal_law; the renewal equation of peeling, on a mesh"),
    Law("exact", _exact, "derived in theory.exact_law, by dynamic programming"),
)
