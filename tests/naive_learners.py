"""Obviously right and slow twins of the learners, in plain Python."""

from collections.abc import Callable

import numpy as np
from scipy.stats import poisson


def poisson_sets(rng: np.random.Generator, mean: float, skills: int, first: int = 0) -> Callable[[], set[int]]:
    """Draws uniform sets of the skills first, first + 1, ..., of a Poisson size given that it is ``skills`` at most."""
    below = poisson.cdf(np.arange(skills + 1), mean) / poisson.cdf(skills, mean)

    def drawn() -> set[int]:
        size = int(np.searchsorted(below, rng.random()))
        return set((first + rng.permutation(skills)[:size]).tolist())

    return drawn


def capacities(rng: np.random.Generator, success: tuple[float, ...], texts: int) -> list[int]:
    """D of each text, P(D > k) = success[k]."""
    return [sum(u < s for s in success) for u in rng.random(texts)]


def learn(texts: list[set[int]], capacities: list[int], skills: int, known: set[int] = frozenset()) -> list[int]:
    """Present all texts round after round: the round that taught each skill, 0 for none, -1 for the known ones."""
    learnt_in = [-1 if skill in known else 0 for skill in range(skills)]
    number = 0
    while True:
        number += 1
        taught = set()
        for text, capacity in zip(texts, capacities, strict=True):
            novel = {skill for skill in text if learnt_in[skill] == 0}
            if len(novel) <= capacity:
                taught |= novel
        if not taught:
            return learnt_in
        for skill in taught:
            learnt_in[skill] = number
