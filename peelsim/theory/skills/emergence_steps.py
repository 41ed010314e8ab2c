"""From the published theory of emergence to the corrected one, a change at a time, to see what each is worth.

Every step is a ``Theory`` whose accuracy-1/2 points emergence.emergence_point finds; all but the first run along the
compute-optimal line of law `corrected`. X is the number of connected pairs of concepts of two skills.

Tests: tests/theory/skills/test_emergence.py
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.special import lambertw

from peelsim.theory.arrays import Numbers
from peelsim.theory.graphs.giant_component import giant_share
from peelsim.theory.skills.emergence import LAWS, Theory, with_replacement
from peelsim.theory.skills.pair_counts import Corpus, Kernel, dispersed_kernel, independent_kernel, tail
from peelsim.theory.skills.published_emergence import (
    chernoff_link,
    connection_probability,
    edge_levels,
    pairs_of_concepts,
)
from peelsim.theory.skills.skill_hierarchy import Hierarchy
from peelsim.theory.skills.skill_levels import giant_levels
from peelsim.theory.skills.skill_links import link_probability
from peelsim.theory.skills.tasks import Task, accuracy, one_is_missing

__all__ = [
    "STEPS",
    "Links",
    "binomial_double",
    "binomial_single",
    "chernoff_whole",
    "right_links",
    "site_levels",
    "sized_links",
]


def chernoff_whole(concepts: Numbers, texts: Numbers, d: float, hierarchy: Hierarchy) -> Numbers:
    """Eq. 5's P(X >= ceil(eta)), where law `published` rounds eta."""
    return chernoff_link(
        pairs_of_concepts(concepts[:, None]),
        probability=_connected(concepts, texts, d, hierarchy),
        threshold=hierarchy.needed_pairs,
    )


def binomial_single(concepts: Numbers, texts: Numbers, d: float, hierarchy: Hierarchy) -> Numbers:
    """The tail itself instead of Chernoff's bound, X ~ Bin(C(R, 2), p_rr) as in the paper."""
    return _binomial(pairs_of_concepts(concepts[:, None]), _connected(concepts, texts, d, hierarchy), hierarchy)


def binomial_double(concepts: Numbers, texts: Numbers, d: float, hierarchy: Hierarchy) -> Numbers:
    """X ~ Bin(R (R - 1), p_rr): either concept of a pair may be in either skill. The mean is right now."""
    return _binomial(2 * pairs_of_concepts(concepts[:, None]), _connected(concepts, texts, d, hierarchy), hierarchy)


def sized_links(concepts: Numbers, texts: Numbers, d: float, hierarchy: Hierarchy) -> Numbers:
    """p_l of skill_links with the independent kernel: skills of unequal size, binomial counts given the sizes."""
    return _mean_links(concepts, texts, d, hierarchy, independent_kernel)


def right_links(concepts: Numbers, texts: Numbers, d: float, hierarchy: Hierarchy) -> Numbers:
    """p_l of skill_links: skills of unequal size, and counts spread wider than binomial ones."""
    return _mean_links(concepts, texts, d, hierarchy, dispersed_kernel)


def _mean_links(concepts: Numbers, texts: Numbers, d: float, hierarchy: Hierarchy, kernel: Kernel) -> Numbers:
    found, skills = np.empty((len(concepts), hierarchy.levels)), np.asarray(hierarchy.skills)
    least, level = np.unique(hierarchy.needed_pairs, return_inverse=True)
    for row, size, amount in zip(found, concepts, texts, strict=True):
        for each in np.unique(skills):
            links = np.asarray(link_probability(Corpus(size, amount, d), least=least, skills=int(each), kernel=kernel))
            row[skills == each] = links[level][skills == each]
    return found


def site_levels(links: npt.ArrayLike, *, hierarchy: Hierarchy) -> Numbers:
    """gamma_l = f_l share(p_l S_l f_l): Erdos-Renyi graphs whose skills hold their prerequisites or do not.

    f_l = C(gamma_{l-1} S, sigma_l)/C(S, sigma_l). links : p_l without prerequisites, array [..., L].
    """
    free = np.asarray(links, dtype=float)
    outside, below = np.empty(free.shape), np.zeros(free.shape[:-1])
    for i, (size, needed) in enumerate(zip(hierarchy.skills, hierarchy.prerequisites, strict=True)):
        lacking = (
            one_is_missing(below, drawn=needed, skills=hierarchy.skills[i - 1]) if needed else np.zeros_like(below)
        )
        below = outside[..., i] = lacking + (1 - lacking) * _outside_giant(free[..., i] * size * (1 - lacking))
    return np.maximum(1 - outside, 0)


def _outside_giant(mean_degree: Numbers) -> Numbers:
    """1 - share, with all digits when it is tiny: higher levels multiply it."""
    c = np.clip(mean_degree, 1, 700)
    tiny = -lambertw(-c * np.exp(-c)).real / c
    return np.asarray(np.where(mean_degree > 5, tiny, 1 - giant_share(mean_degree)))


def _connected(concepts: Numbers, texts: Numbers, d: float, hierarchy: Hierarchy) -> Numbers:
    return connection_probability(
        concepts[:, None], texts=texts[:, None], mean_text_degree=d, skills=np.asarray(hierarchy.skills)
    )


def _binomial(pairs: Numbers, probability: Numbers, hierarchy: Hierarchy) -> Numbers:
    return tail(hierarchy.needed_pairs, mean=pairs * probability, dispersion=1 - probability)


Links = Callable[[Numbers, Numbers, float, Hierarchy], Numbers]


def _edges(links: Links) -> Theory:
    def giant(concepts: Numbers, texts: Numbers, d: float, hierarchy: Hierarchy) -> Numbers:
        return edge_levels(links(concepts, texts, d, hierarchy), hierarchy=hierarchy)

    return Theory(giant, with_replacement(giant), line="corrected", points_per_decade=100)


def _sites(links: Links) -> Theory:
    def giant(concepts: Numbers, texts: Numbers, d: float, hierarchy: Hierarchy) -> Numbers:
        return site_levels(links(concepts, texts, d, hierarchy), hierarchy=hierarchy)

    return Theory(giant, with_replacement(giant), line="corrected", points_per_decade=4)


def _mean_field(concepts: Numbers, texts: Numbers, d: float, hierarchy: Hierarchy) -> Numbers:
    each = [giant_levels(Corpus(r, t, d), hierarchy=hierarchy).giant for r, t in zip(concepts, texts, strict=True)]
    return np.reshape(each, (len(each), hierarchy.levels))


def _distinct(concepts: Numbers, texts: Numbers, d: float, hierarchy: Hierarchy, task: Task) -> Numbers:
    giant = _mean_field(concepts, texts, d, hierarchy)
    return np.asarray(accuracy(task, giant=giant, hierarchy=hierarchy))


STEPS: dict[str, Theory] = {
    "published": LAWS["published"],
    "corrected line": replace(LAWS["published"], line="corrected"),
    "whole thresholds": _edges(chernoff_whole),
    "exact tail": replace(_edges(binomial_single), points_per_decade=4),
    "all pairs": replace(_edges(binomial_double), points_per_decade=4),
    "unequal sizes in p_l": replace(_edges(sized_links), points_per_decade=4),
    "right links": replace(_edges(right_links), points_per_decade=4),
    "prerequisites of skills": _sites(right_links),
    "unequal skills in gamma_l": Theory(
        _mean_field, with_replacement(_mean_field), line="corrected", points_per_decade=4
    ),
    "distinct skills": Theory(_mean_field, _distinct, line="corrected", points_per_decade=4),
    "whole skills": LAWS["corrected"],
}
