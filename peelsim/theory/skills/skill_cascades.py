"""Giant components of hierarchies of finitely many skills: full until a first skill is missed, then a cascade.

skill_levels carries the mean share of skills outside giant components from level to level. Each level multiplies it by
sigma, so that 1e-6 of S = 1000 skills soon is all of them; yet it means that one hierarchy in a thousand misses a skill
at all. Here missed skills are whole (derived): while all levels below are full, each skill of level l is missed with
probability epsilon_l, what skill_links has outside the giant component, taken to be independent. So level j is the
first to miss any with probability 1 - (1 - epsilon_j)^S times the product of (1 - epsilon_i)^S over i < j. Given that,
it misses a share epsilon_j / (1 - (1 - epsilon_j)^S) on average, and from there on skill_levels holds. Where
S epsilon_1 is large, all hierarchies begin with a miss and the two theories agree.

Simulated at (R, T, S) = (9500, 45885, 1000), hierarchy of Fig. 3, levels 9, 10, 11: gamma = .892(36), .816(48),
.727(61); here .893, .793, .709; by skill_levels .867, .651, .276.

Range: after its first miss every hierarchy of a course is taken for the mean one, though they differ widely (gamma_10
of single ones by .4, one standard deviation). Where Fig. 3 emerges, simulated in 400 hierarchies of 11 levels, the law
is low by up to .13 in gamma_10 and .08 in accuracy, so that N at accuracy 1/2 of level 10 comes out 2 to 3 % too large:

    R     T        gamma_10          gamma_11          accuracy of level 10, m = 2 to 7
    8000  38 980   .464(19), .338    .302(19), .209    .273(18), .189
    8870  43 062   .728(17), .644    .607(21), .523    .578(21), .500
    9500  45 885   .842(15), .793    .766(18), .709    .745(19), .692     simulated, here

Up to level 7 the two are within .002.
"""

from dataclasses import dataclass
from math import exp, expm1, inf, log1p

import numpy as np

from peelsim.theory.arrays import Numbers
from peelsim.theory.skills.pair_counts import Corpus, Kernel, dispersed_kernel
from peelsim.theory.skills.skill_hierarchy import Hierarchy
from peelsim.theory.skills.skill_levels import LevelGraphs, Levels, next_level
from peelsim.theory.skills.tasks import Task, accuracy

__all__ = ["Cascades", "giant_cascades"]

_NEGLIGIBLE = 1e-9  # chance of a cascade not followed


@dataclass(frozen=True)
class Cascades:
    """What may become of a hierarchy: each row a course, by the level of its first miss."""

    chances: Numbers  # [courses], of sum 1
    acquired: Numbers  # [courses, L], mean share of skills acquired in that course
    giant: Numbers  # [courses, L], gamma_l

    @property
    def mean(self) -> Levels:
        """Over all courses."""
        return Levels(acquired=self.chances @ self.acquired, giant=self.chances @ self.giant)

    def accuracy(self, task: Task, *, hierarchy: Hierarchy) -> float:
        """Mean accuracy: that of each course, weighted. It is no function of the mean gamma."""
        return float(
            self.chances @ np.asarray(accuracy(task, giant=self.giant, hierarchy=hierarchy, acquired=self.acquired))
        )


def giant_cascades(corpus: Corpus, *, hierarchy: Hierarchy, kernel: Kernel = dispersed_kernel) -> Cascades:
    """Acquired are skills whose prerequisites are in giant components, as in skill_levels.giant_levels."""
    graphs = LevelGraphs(corpus, kernel)
    full, courses, chances = 1.0, [], []  # full: chance that no level so far misses a skill
    for level in range(hierarchy.levels):
        if full < _NEGLIGIBLE:
            break
        alone = next_level(graphs, hierarchy, level, below=0.0)
        if alone.giant == 0:
            ln_none, share = -inf, 1.0
        else:
            ln_none = hierarchy.skills[level] * log1p(-alone.outside)
            share = alone.outside / max(-expm1(ln_none), _NEGLIGIBLE)
        miss = full * -expm1(ln_none)
        if miss > _NEGLIGIBLE:
            acquired, giant = np.ones(hierarchy.levels), np.ones(hierarchy.levels)
            giant[level], below = 1 - share, share
            for later in range(level + 1, hierarchy.levels):
                found = next_level(graphs, hierarchy, later, below=below)
                acquired[later], giant[later], below = found.acquired, found.giant, found.outside
            courses.append((acquired, giant))
            chances.append(miss)
        full *= exp(ln_none)
    courses.append((np.ones(hierarchy.levels), np.ones(hierarchy.levels)))
    chances.append(full)
    weights, both = np.asarray(chances), np.asarray(courses)
    return Cascades(chances=weights / weights.sum(), acquired=both[:, 0], giant=both[:, 1])
