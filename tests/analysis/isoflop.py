"""Result datasets whose trials follow the finite-length law to the letter, so that their optimum is known."""

import numpy as np
import xarray
from scipy.special import ndtr

from peelsim.models.base import ParameterError, keys_of
from peelsim.models.concept_text import ConceptText
from peelsim.theory.peeling.mean_learnt import MeanLearnt

WINDOWS = np.arange(-2, 6.01, 0.5)


def sizes(compute, windows):
    """Real R at these places of the window, as a sweep along a budget has them."""
    degree = {"kind": "binomial", "mean": 6}
    found = []
    for window in windows:
        try:
            model = (
                keys_of(ConceptText)
                .of({"kind": "concept-text", "text_degree": degree, "compute": compute, "window": float(window)})
                .resolve()
            )
        except ParameterError:
            continue
        found.append(model.concepts)
    return np.array(found, dtype=float)


def drawn(budgets, trials, seed, *, windows=WINDOWS, axis="compute", factor=1.0, **attributes):
    """A dataset like that of ``peelsim.load``, of stuck trials at x_F and others at x_small."""
    law, random = MeanLearnt(6.0), np.random.default_rng(seed)
    rows = []
    for compute in budgets:
        concepts = sizes(compute, windows)
        c = compute / concepts**2
        failed, passed = law.stuck_at(c), law.passed_to(c)
        stuck = random.binomial(trials, ndtr(-law.window(concepts, c)))
        share = stuck / trials
        spread = np.sqrt(share * (1 - share) * trials / (trials - 1)) * (failed - passed)
        rows.append((concepts, 1 - share * failed - (1 - share) * passed, spread, stuck))
    concepts, learnt, spread, stuck = (np.array(column) for column in zip(*rows, strict=True))
    dims = (axis, "window")
    return xarray.Dataset(
        {
            "trials": (dims, np.full(concepts.shape, trials)),
            "concepts": (dims, concepts),
            "learnt_fraction": (dims, learnt),
            "learnt_fraction_std": (dims, spread),
            "stuck": (dims, stuck / trials),
            "stuck_count": (dims, stuck),
        },
        coords={axis: np.array(budgets) * factor, "window": windows},
        attrs={"model.text_degree.mean": 6.0, "model.texts_fixed": "True", **attributes},
    )
