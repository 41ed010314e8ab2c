"""Peeling the binomial ensemble round by round, without a graph: a Markov chain on a few counts, exact in law.

The ensemble is exchangeable, so all that a round of peeling needs to know of the graph is how many concepts are
unlearnt and how many texts hold one, or more, of them. A round costs a few binomial draws for any size.
Floor: with a fixed number of texts about 20 binomial draws per round, with a Poisson number one.

Tests: tests/models/test_rounds_engine.py
"""

from math import exp, log1p

from peelsim.jit import kernel
from peelsim.kernels.draws.binomial import binomial
from peelsim.kernels.draws.degree_probabilities import none_of, one_of, some_of, two_or_more_of
from peelsim.kernels.draws.occupancy import occupancy
from peelsim.kernels.draws.poisson import poisson
from peelsim.kernels.draws.random import draw


@kernel
def full_texts(concepts, texts, trajectory):
    """Every text holds every concept (p = 1): a single concept is learnt from any text, several from none."""
    learnt = 1 if concepts == 1 and texts > 0 else 0
    trajectory[:] = learnt
    return learnt, learnt, texts if concepts > 1 else 0


@kernel
def peel_fixed(stream, concepts, texts, p, tails, trajectory, control):
    """One trial with exactly ``texts`` texts; p < 1.

    State: u unlearnt concepts, ``singles`` texts that hold one of them, ``several`` that hold two or more. The
    singles throw a ball each into the u concepts and teach those they hit; a text with two or more of u has,
    independently of the others, none, one or more of the concepts still unlearnt.

    stream: uint64, of the trial. tails: float64[TAILS], scratch. trajectory, control and what is returned: as in
    kernels/graph/peeling.py.
    """
    u, rounds, i = concepts, 0, 2
    log_q = log1p(-p)
    two = two_or_more_of(u, p, log_q)
    singles = binomial(draw(stream, 0), texts, one_of(u, p, log_q))
    several = binomial(draw(stream, 1), texts - singles, two / (two + none_of(u, log_q)))
    while singles > 0:
        if control[0] != 0:
            return -1, -1, -1
        taught = occupancy(draw(stream, i), singles, u, tails)
        u -= taught
        if rounds < trajectory.size:
            trajectory[rounds] = concepts - u
        rounds += 1
        control[1] += 1
        none = none_of(u, log_q) * two_or_more_of(taught, p, log_q)
        one = one_of(u, p, log_q) * some_of(taught, log_q)
        two = two_or_more_of(u, p, log_q)
        singles = binomial(draw(stream, i + 1), several, one / (none + one + two)) if several > 0 else 0
        several -= singles
        if several > 0:
            several -= binomial(draw(stream, i + 2), several, none / (none + two))
        i += 3
    trajectory[rounds:] = concepts - u
    return concepts - u, rounds, several


@kernel
def peel_poisson(stream, concepts, mean_texts, p, trajectory, control):
    """One trial with a Poisson number of texts of this mean; p < 1.

    The texts that would teach a given unlearnt concept in this round, and in none before, are Poisson: those that
    hold it, none of the other u - 1, and one of the d taught a round ago. So each is taught independently.

    Arguments and returned values as in ``peel_fixed``.
    """
    u, rounds, log_q = concepts, 0, log1p(-p)
    rate = mean_texts * p * none_of(u - 1, log_q)
    while u > 0:
        if control[0] != 0:
            return -1, -1, -1
        left = binomial(draw(stream, rounds), u, exp(-rate))  # the few that are left keep their digits
        taught = u - left
        if taught == 0:
            break
        u = left
        if rounds < trajectory.size:
            trajectory[rounds] = concepts - u
        rounds += 1
        control[1] += 1
        rate = mean_texts * p * none_of(u - 1, log_q) * some_of(taught, log_q) if u > 0 else 0.0
    trajectory[rounds:] = concepts - u
    stuck = poisson(draw(stream, rounds + 1), mean_texts * two_or_more_of(u, p, log_q))
    return concepts - u, rounds, stuck
