"""Giant components of a skill hierarchy, level by level (a mean-field law; law `corrected` is that of skill_cascades).

What Nayak and Varshney (2024, sec. 3.3 and App. E) approximate by an Erdos-Renyi graph, with five corrections: twice as
many connected pairs, the exact tail instead of Chernoff's bound, counts spread wider than binomial ones, skills of
unequal size, and prerequisites as a property of the skill instead of the link. See skill_links and pair_counts.

A level is acquired in one of two ways:

- giant: a skill's prerequisites all lie in the giant component of their level, which holds gamma_{l-1} S of S skills;
  so f_l = C(gamma_{l-1} S, sigma_l)/C(S, sigma_l) of the skills are acquired (derived; the paper's analysis).
- learnt: its prerequisites are acquired and one of its n concepts is learnt, y being the learnt fraction of concepts:
  a_{l-1}^sigma_l (1 - (1-y)^n), of mean a_l = a_{l-1}^sigma_l (1 - (1 - y/S)^R) (derived; the paper's sec. 2.4).

Full levels are unstable: a share of skills missing takes sigma_l times as many from the next level. So missing shares
are carried, not 1 minus them, else rounding alone empties level 40. They are means; once fewer than one of the S
skills is missing on average, most hierarchies miss none, and the mean does not follow itself: see skill_cascades.
"""

from dataclasses import dataclass
from math import exp, inf, log, log1p

import numpy as np

from peelsim.theory.arrays import Numbers
from peelsim.theory.skills.pair_counts import Corpus, Kernel, dispersed_kernel
from peelsim.theory.skills.skill_hierarchy import Hierarchy
from peelsim.theory.skills.skill_links import GiantComponent, giant_component, links_between
from peelsim.theory.skills.skill_sizes import SizeRule, binomial_rule
from peelsim.theory.skills.tasks import one_is_missing

__all__ = ["LevelGraphs", "Levels", "OneLevel", "giant_levels", "learnt_levels", "next_level"]


@dataclass(frozen=True)
class Levels:
    """What becomes of levels 1 to L; arrays [L]."""

    acquired: Numbers  # share of skills acquired, f_l or a_l
    giant: Numbers  # gamma_l: share of skills in the giant component


def giant_levels(corpus: Corpus, *, hierarchy: Hierarchy, kernel: Kernel = dispersed_kernel) -> Levels:
    """Acquired are skills whose prerequisites are in giant components.

    Takes up to 100 ms for the hundred levels of Fig. 3. Simulated at (R, T, S) = (4000, 2e4, 1000), eta = 1, 2, 2, 3,
    sigma = 0, 1, 2, 2: gamma = .980 .960 .904 .764; here .982 .964 .912 .784 with the independent kernel.
    """
    graphs = LevelGraphs(corpus, kernel)
    acquired, giant, below = np.zeros(hierarchy.levels), np.zeros(hierarchy.levels), 0.0
    for level in range(hierarchy.levels):
        found = next_level(graphs, hierarchy, level, below=below)
        acquired[level], giant[level], below = found.acquired, found.giant, found.outside
    return Levels(acquired=acquired, giant=giant)


@dataclass(frozen=True)
class OneLevel:
    """Shares of the skills of a level."""

    acquired: float
    giant: float
    outside: float  # 1 - giant, with all digits when tiny


def next_level(graphs: "LevelGraphs", hierarchy: Hierarchy, level: int, *, below: float) -> OneLevel:
    """Level ``level`` + 1, if a share ``below`` of the skills under it is outside the giant component there."""
    needed, skills = hierarchy.prerequisites[level], hierarchy.skills[level]
    unacquired = float(one_is_missing(below, drawn=needed, skills=hierarchy.skills[level - 1])) if needed else 0.0
    sites = (1 - unacquired) * graphs.sizes(skills).weights
    component = graphs.giant(hierarchy.needed_pairs[level], skills, sites)
    return OneLevel(acquired=1 - unacquired, giant=component.share, outside=unacquired + component.missed)


def learnt_levels(
    corpus: Corpus, *, hierarchy: Hierarchy, learnt_fraction: float, kernel: Kernel = dispersed_kernel
) -> Levels:
    """Acquired are skills whose prerequisites are, and one of whose concepts is learnt.

    learnt_fraction : y; concepts are learnt independently, and all pairs of concepts count.
    """
    if not 0 <= learnt_fraction <= 1:
        raise ValueError(f"learnt_fraction = {learnt_fraction} is not between 0 and 1")
    graphs = LevelGraphs(corpus, kernel)
    acquired, giant, below = np.zeros(hierarchy.levels), np.zeros(hierarchy.levels), 0.0  # below: ln a of that level
    for i, least in enumerate(hierarchy.needed_pairs):
        rule = graphs.sizes(hierarchy.skills[i])
        unlearnt = (1 - learnt_fraction) ** rule.sizes  # chance that none of its concepts is learnt
        prepared = exp(hierarchy.prerequisites[i] * below) if hierarchy.prerequisites[i] else 1.0
        sites = prepared * (1 - unlearnt) * rule.weights
        missed = min(float(rule.weights @ unlearnt), 1.0)
        below = log(prepared) + log1p(-missed) if prepared > 0 and missed < 1 else -inf
        acquired[i] = exp(below)
        giant[i] = graphs.giant(least, hierarchy.skills[i], sites).share
    return Levels(acquired=acquired, giant=giant)


class LevelGraphs:
    """Size rules and link probabilities of one corpus, which levels of equal S and ceil(eta) share."""

    def __init__(self, corpus: Corpus, kernel: Kernel) -> None:
        self.corpus, self.kernel = corpus, kernel
        self.rules: dict[int, SizeRule] = {}
        self.links: dict[tuple[int, int], Numbers] = {}

    def sizes(self, skills: int) -> SizeRule:
        if skills not in self.rules:
            self.rules[skills] = binomial_rule(self.corpus.concepts, probability=1 / skills)
        return self.rules[skills]

    def giant(self, least: int, skills: int, sites: Numbers) -> GiantComponent:
        if not sites.any():
            return GiantComponent(share=0.0, missed=0.0)
        if (least, skills) not in self.links:
            self.links[least, skills] = links_between(
                self.corpus, least=least, rule=self.sizes(skills), kernel=self.kernel
            )
        return giant_component(self.links[least, skills], sites=sites, skills=skills)
