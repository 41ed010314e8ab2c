"""Density evolution with classes of skills and of texts (Liao, Chang and Hong 2024).

A text of class j holds a Poisson(c_jk) number of skills of class k; there are r_jk = T_j / S_k such texts for each
skill of class k. A round takes the fractions unlearnt from q to

    q_k = exp(-sum_j r_jk c_jk P_j(sum_k' c_jk' q_k')),

P_j the success probability of the learner of class j. The map rises in every q, so iterating it from q = 1 ends at the
largest fixed point.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from peelsim.theory.learning.learners import Success, success_function, success_probability

__all__ = ["Floats", "novel_skills", "round_of_learning", "trajectory", "unlearnt"]

Floats = npt.NDArray[np.float64]

_MOST_ROUNDS = 20_000
_STILL = 1e-14  # change of q in a round at which it is said to have ended


def novel_skills(mean_skills: npt.ArrayLike, unlearnt: Floats) -> Floats:
    """Unlearnt skills of a text of each class on average, float64[J]."""
    novel: Floats = np.sum(np.asarray(mean_skills) * unlearnt, axis=1)
    return novel


def round_of_learning(
    unlearnt: Floats, *, learners: Sequence[Success], texts_per_skill: npt.ArrayLike, mean_skills: npt.ArrayLike
) -> Floats:
    """q after one round more, float64[K].

    Parameters
    ----------
    unlearnt : q, float64[K].
    learners : one a class of texts.
    texts_per_skill, mean_skills : r and c, float64[J, K].
    """
    taught = [
        success_probability(learner, others=float(novel))
        for learner, novel in zip(learners, novel_skills(mean_skills, unlearnt), strict=True)
    ]
    rates = np.asarray(texts_per_skill) * np.asarray(mean_skills) * np.array(taught)[:, None]
    after: Floats = np.exp(-np.sum(rates, axis=0))
    return after


def trajectory(
    learners: Sequence[Success], *, texts_per_skill: npt.ArrayLike, mean_skills: npt.ArrayLike, rounds: int
) -> Floats:
    """q after each round, float64[rounds, K]; parameters as in ``round_of_learning``."""
    functions = [success_function(learner) for learner in learners]
    found = np.empty((rounds, np.shape(mean_skills)[1]))
    q = np.ones(found.shape[1])
    for i in range(rounds):
        q = round_of_learning(q, learners=functions, texts_per_skill=texts_per_skill, mean_skills=mean_skills)
        found[i] = q
    return found


def unlearnt(learners: Sequence[Success], *, texts_per_skill: npt.ArrayLike, mean_skills: npt.ArrayLike) -> Floats:
    """Fraction of each class's skills unlearnt at the end, float64[K]; parameters as in ``round_of_learning``.

    Raises ValueError if it still moves after 20 000 rounds, as it does within 1e-7 of a threshold.
    """
    functions = [success_function(learner) for learner in learners]
    q = np.ones(np.shape(mean_skills)[1])
    for _ in range(_MOST_ROUNDS):
        before = q
        q = round_of_learning(q, learners=functions, texts_per_skill=texts_per_skill, mean_skills=mean_skills)
        if np.max(before - q) <= _STILL:
            return q
    raise ValueError(f"density evolution has not ended after {_MOST_ROUNDS} rounds: this is a threshold")
