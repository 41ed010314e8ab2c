"""Links between the skills of one level: a random graph whose nodes are of unequal size.

Skills of n1 and n2 concepts are linked with probability K(n1, n2), see pair_counts, if both are acquired. Given the
sizes links are taken to be independent: an inhomogeneous random graph (Bollobas, Janson and Riordan 2007), with size n
of weight w(n). Simulation (R = 2e4, T = 1e5, S = 200, d = 6) has the giant component within .005 of it where
the Erdos-Renyi graph of as many links is wrong by up to .35.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from peelsim.theory.arrays import Numbers, plain
from peelsim.theory.skills.pair_counts import Corpus, Kernel, dispersed_kernel
from peelsim.theory.skills.skill_sizes import SizeRule, binomial_rule

__all__ = ["GiantComponent", "criticality", "giant_component", "link_probability", "links_between"]

_NEWTON_STEPS = 100  # far more than needed: from above the error is halved at worst, and squared in the end
_EXACT = 1e-13


def link_probability(
    corpus: Corpus, *, least: npt.ArrayLike, skills: int, kernel: Kernel = dispersed_kernel
) -> Numbers | float:
    """p_l: two skills out of S, both acquired, have ``least`` connected pairs or more; elementwise in ``least``.

    Sum over n1 of Bin(R, 1/S) and, n1 given, n2 of Bin(R - n1, 1/(S - 1)) of K(n1, n2).
    """
    ours = binomial_rule(corpus.concepts, probability=1 / skills)
    theirs = [binomial_rule(corpus.concepts - n, probability=1 / (skills - 1)) for n in ours.sizes]
    n1 = np.concatenate([np.full(len(rule.sizes), n) for n, rule in zip(ours.sizes, theirs, strict=True)])
    n2 = np.concatenate([rule.sizes for rule in theirs])
    weights = np.concatenate([w * rule.weights for w, rule in zip(ours.weights, theirs, strict=True)])
    wanted = np.asarray(least, dtype=float)
    linked = [float(weights @ kernel(corpus, each, n1, n2)) for each in wanted.ravel()]
    probability: Numbers | float = plain(np.reshape(linked, wanted.shape))
    return probability


def links_between(corpus: Corpus, *, least: float, rule: SizeRule, kernel: Kernel) -> Numbers:
    """K(n1, n2) at all pairs of sizes of the rule, [n1, n2], symmetric."""
    n1, n2 = np.triu_indices(len(rule.sizes))
    between = np.empty((len(rule.sizes),) * 2)
    between[n1, n2] = between[n2, n1] = kernel(corpus, least, rule.sizes[n1], rule.sizes[n2])
    return between


def criticality(links: Numbers, *, sites: Numbers, skills: int) -> float:
    """(S - 1) times the spectral radius of K(n, m) sites(m): there is a giant component if it is above 1.

    sites : w(n) times the chance that a skill of n concepts is acquired.
    """
    from scipy.linalg import eigvalsh

    root = np.sqrt(sites)
    return (skills - 1) * max(float(eigvalsh(root[:, None] * links * root)[-1]), 0.0)


@dataclass(frozen=True)
class GiantComponent:
    """Shares of all S skills."""

    share: float  # gamma, in the giant component; 0 if there is none
    missed: float  # acquired, but outside it; with all digits when tiny, as higher levels multiply it


def giant_component(links: Numbers, *, sites: Numbers, skills: int) -> GiantComponent:
    """gamma = sum of sites(n) g(n), and the sum of sites(n) (1 - g(n)).

    An acquired skill of n concepts is in the giant component with probability
    g(n) = 1 - exp(-(S - 1) sum_m K(n, m) sites(m) g(m)). The right side is concave and increasing, so that Newton's
    method from g = 1 falls to the largest solution.

    Raises
    ------
    ArithmeticError : if the solution is not found, which no tested case does.
    """
    if criticality(links, sites=sites, skills=skills) <= 1:
        return GiantComponent(share=0.0, missed=float(sites.sum()))
    branching = (skills - 1) * links * sites
    g, identity = np.ones(len(sites)), np.eye(len(sites))
    for _ in range(_NEWTON_STEPS):
        missed = np.exp(-branching @ g)
        step = np.linalg.solve(identity - missed[:, None] * branching, g - 1 + missed)
        g = g - step
        if np.max(np.abs(step)) < _EXACT:
            missed = np.exp(-branching @ g)
            return GiantComponent(share=float(sites @ (1 - missed)), missed=float(sites @ missed))
    raise ArithmeticError(f"the giant component of {skills} skills was not found in {_NEWTON_STEPS} steps")
