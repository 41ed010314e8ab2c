"""Emergence as Nayak and Varshney (2024) have it: link probabilities of eq. 5 in an Erdos-Renyi graph, eq. 6.

A pair of skills is taken to have X ~ Bin(n, p_rr) connected pairs of concepts, n = C(R, 2), p_rr = q/S^2. With
g = exp(-n D(eta/n || p_rr)), Chernoff's bound on either tail,

    P(X >= eta) = 1 - g                                        if eta <= n p_rr,
                  g / sqrt(8 eta (1 - eta/n))                  otherwise,

and that, times gamma_{l-1}^{2 sigma_l} for the prerequisites of both skills, is p_l (law `published`). Both forms are
lower bounds. The first is 0 at eta = n p_rr: as R grows, a level that has emerged vanishes once more when the mean
count passes eta, and with it all levels that rest on it.

Fig. 3 was made otherwise (law `authors_code`): D in bits, but inside exp; 1/sqrt(2 n) before g in the second line; and
the prerequisites counted at level 11 only. What its curves show is in AUTHORS_BUDGETS.
Here eta_l is rounded, to 1 at least. Everything is elementwise.
"""

from math import log

import numpy as np
import numpy.typing as npt
from scipy.special import xlog1py, xlogy

from peelsim.theory.arrays import Numbers, numbers
from peelsim.theory.graphs.giant_component import giant_share
from peelsim.theory.skills.pair_counts import sharing_probability
from peelsim.theory.skills.skill_hierarchy import Hierarchy

__all__ = [
    "AUTHORS_BUDGETS",
    "AUTHORS_LEVEL",
    "authors_levels",
    "authors_link",
    "chernoff_link",
    "connection_probability",
    "divergence",
    "edge_levels",
    "pairs_of_concepts",
    "published_levels",
]

AUTHORS_LEVEL = 11  # of the homogeneous task of Fig. 3, and the one whose prerequisites count
AUTHORS_BUDGETS = np.logspace(2, 20, 200)  # C' of the points of Fig. 3, and of Figs 2 and 4


def pairs_of_concepts(concepts: npt.ArrayLike) -> Numbers:
    """n = C(R, 2), R real."""
    size = np.asarray(concepts, dtype=float)
    return np.asarray(size * (size - 1) / 2)


def connection_probability(
    concepts: npt.ArrayLike, *, texts: npt.ArrayLike, mean_text_degree: npt.ArrayLike, skills: npt.ArrayLike
) -> Numbers:
    """p_rr = (1 - (1 - p^2)^T)/S^2 (App. E): a pair of concepts is connected, the one in s1 and the other in s2."""
    size, amount, d = numbers(concepts, texts, mean_text_degree)
    return np.asarray(
        sharing_probability(size, texts=amount, mean_text_degree=d) / np.asarray(skills, dtype=float) ** 2
    )


def divergence(pairs: npt.ArrayLike, *, probability: npt.ArrayLike, threshold: npt.ArrayLike) -> Numbers:
    """n D(eta/n || p) in nats, for eta <= n."""
    n, p, eta = numbers(pairs, probability, threshold)
    share = eta / np.where(n > 0, n, 1)
    with np.errstate(divide="ignore", invalid="ignore"):  # p = 0: infinite; of no pairs it is nan
        return np.asarray(xlogy(eta, share / p) + xlog1py(n - eta, -share) - xlog1py(n - eta, -p))


def chernoff_link(pairs: npt.ArrayLike, *, probability: npt.ArrayLike, threshold: npt.ArrayLike) -> Numbers:
    """P(X >= eta) by eq. 28, natural logarithms; 0 if eta > n, and g = p^n, its value, at eta = n."""
    n, p, eta = numbers(pairs, probability, threshold)
    possible = np.minimum(eta, n)
    g = np.exp(-divergence(n, probability=p, threshold=possible))
    with np.errstate(divide="ignore", invalid="ignore"):  # eta = n; eta > n
        above = np.where(eta < n, g / np.sqrt(8 * eta * (1 - eta / n)), g)
    return np.where(eta > n, 0.0, np.where(eta <= n * p, 1 - g, above))


def authors_link(pairs: npt.ArrayLike, *, probability: npt.ArrayLike, threshold: npt.ArrayLike) -> Numbers:
    """P(X > eta) as in the figures: g = exp(-n D / ln 2), and g/sqrt(2 n) above the mean."""
    n, p, eta = numbers(pairs, probability, threshold)
    g = np.exp(-divergence(n, probability=p, threshold=np.minimum(eta, n)) / log(2))
    above = g / np.sqrt(2 * np.where(n > 0, n, 1))
    return np.where(eta >= n, 0.0, np.where(eta < n * p, 1 - g, above))


def edge_levels(links: npt.ArrayLike, *, hierarchy: Hierarchy) -> Numbers:
    """gamma_l by eq. 6 at mean degree p_l S_l, p_l = links[..., l-1] gamma_{l-1}^{2 sigma_l}; array [..., L]."""
    free = np.asarray(links, dtype=float)
    giant, below = np.empty(free.shape), np.ones(free.shape[:-1])
    for i, (size, needed) in enumerate(zip(hierarchy.skills, hierarchy.prerequisites, strict=True)):
        below = giant[..., i] = giant_share(free[..., i] * below ** (2 * needed) * size)
    return giant


def published_levels(
    concepts: npt.ArrayLike, *, texts: npt.ArrayLike, mean_text_degree: float, hierarchy: Hierarchy
) -> Numbers:
    """gamma_l, array [..., L]."""
    n, p = _per_level(concepts, texts, mean_text_degree, hierarchy)
    links = chernoff_link(n, probability=p, threshold=hierarchy.rounded_thresholds)
    return edge_levels(links, hierarchy=hierarchy)


def authors_levels(
    concepts: npt.ArrayLike, *, texts: npt.ArrayLike, mean_text_degree: float, hierarchy: Hierarchy
) -> Numbers:
    """gamma_l, array [..., L]; prerequisites at level 11 only."""
    n, p = _per_level(concepts, texts, mean_text_degree, hierarchy)
    links = authors_link(n, probability=p, threshold=hierarchy.rounded_thresholds)
    only = tuple(s if level == AUTHORS_LEVEL else 0 for level, s in enumerate(hierarchy.prerequisites, start=1))
    return edge_levels(links, hierarchy=Hierarchy(hierarchy.skills, hierarchy.thresholds, only))


def _per_level(
    concepts: npt.ArrayLike, texts: npt.ArrayLike, mean_text_degree: float, hierarchy: Hierarchy
) -> tuple[Numbers, Numbers]:
    """n [..., 1] and p_rr [..., L]."""
    size, amount = (each[..., None] for each in numbers(concepts, texts))
    p = connection_probability(size, texts=amount, mean_text_degree=mean_text_degree, skills=hierarchy.skills)
    return pairs_of_concepts(size), p
