"""Engine `arrivals`: its kernel against the exact law, the renewal law, and curves of sampled graphs."""

from math import log1p

import numpy as np
import pytest

from peelsim.ensembles import Binomial, Explicit
from peelsim.kernels.rounds.arrivals import DEPTH, OneText, Stretches, run_arrivals
from peelsim.models.concept_text import ConceptText
from peelsim.theory.peeling import exact_law
from peelsim.theory.renewal.renewal_law import law, laws
from tests.agreement import against, mean_is, same_law

LISTED = {0: 0.1, 1: 0.2, 2: 0.3, 4: 0.4}


def one_text(concepts, degree):
    if isinstance(degree, dict):
        omega = np.zeros(max(degree) + 1)
        omega[list(degree)] = list(degree.values())
        return OneText(concepts, 0.0, 0.0, omega, np.zeros_like(omega), np.zeros_like(omega))
    p, none = degree / concepts, np.zeros(0)
    return OneText(concepts, p, log1p(-p) if p < 1 else -np.inf, none, none, none)


def trials(concepts, degree, mean_texts, number, seed=5):
    learnt = np.zeros((number, len(mean_texts)), np.int64)
    stuck = np.zeros_like(learnt)
    ahead = Stretches(np.zeros(DEPTH, np.int64), np.zeros(DEPTH))
    text, points = one_text(concepts, degree), np.array(mean_texts, float)
    assert run_arrivals(np.uint64(seed), 0, text, points, ahead, learnt, stuck, np.zeros(2, np.int64))
    return learnt, stuck


@pytest.mark.parametrize(
    ("concepts", "degree", "mean_texts"),
    [
        (1, 0.5, [3.0]),
        (2, 1.5, [2.5]),
        (2, 2.0, [5.0]),
        (30, 4.0, [45.0]),
        (60, 6.0, [290.5]),
        (40, LISTED, [30.0, 50.0]),
    ],
)
@pytest.mark.plain_cases(3)
def test_whole_distribution_is_the_exact_law(concepts, degree, mean_texts):
    learnt, stuck = trials(concepts, degree, mean_texts, 200_000)
    for point, mean in enumerate(mean_texts):
        exact = exact_law.poisson_texts(concepts, mean, degree)
        against(np.bincount(learnt[:, point], minlength=concepts + 1), exact.probability)
        mean_is(stuck[:, point] / mean, exact.training_error)


@pytest.mark.parametrize("degree", [Binomial(mean=2.5), Explicit(LISTED)])
@pytest.mark.slow
def test_several_points_of_a_curve_are_joined_as_in_a_graph(degree):
    """The joint law of three numbers learnt, 6 and 12 concepts, against engine curve."""
    for concepts, curve in ((6, (3.0, 6.0, 9.0)), (12, (9.0, 12.0, 20.0))):
        model = ConceptText(concepts=concepts, texts=curve[-1], text_degree=degree, texts_fixed=False, curve=curve)
        plain = degree.mean if isinstance(degree, Binomial) else degree.probabilities
        learnt, _ = trials(concepts, plain, curve, 150_000)
        graphs = model.simulator("curve").run(11, 0, 150_000, np.zeros(2, np.int64))
        same_law(learnt, graphs["learnt"])
        increments = np.diff(graphs["learnt"], axis=1)
        assert np.corrcoef(increments.T)[0, 1] != pytest.approx(0, abs=0.01)  # they are not independent


@pytest.mark.parametrize(("d", "concepts"), [(4.0, 1000), (6.0, 100_000), (3.0, 10**9)])
@pytest.mark.plain_cases(2)
def test_large_sizes_follow_the_renewal_law(d, concepts):
    middle = law_of_half(d, concepts)
    width = 1.5 / np.sqrt(concepts)
    means = [middle * (1 - width), middle, middle * (1 + width)]
    learnt, _ = trials(concepts, d, means, 4000)
    said = laws(concepts, texts=means, text_degree=d, texts_fixed=False)
    for point in range(3):
        assert 0.1 < said.stuck[point] < 0.95
        limit = law(concepts, texts=means[point], text_degree=d, texts_fixed=False)
        mean_is(learnt[:, point] / concepts, limit.learnt_fraction, error=2e-6)


def law_of_half(d, concepts):
    """T at which half the trials are stuck, about."""
    from peelsim.theory.peeling.finite_length import texts_per_concept_at

    return concepts * float(texts_per_concept_at(concepts, window=0, text_degree=d, texts_fixed=False))


def test_texts_never_take_away():
    learnt, _ = trials(500, 4.0, np.linspace(0, 1500, 40), 300)
    assert np.all(np.diff(learnt, axis=1) >= 0)
    assert np.all(learnt[:, 0] == 0)


def test_a_trial_is_the_same_alone_and_in_a_block():
    whole = trials(200, 6.0, [800.0, 950.0], 30)
    alone = np.zeros((1, 2), np.int64), np.zeros((1, 2), np.int64)
    ahead, control = Stretches(np.zeros(DEPTH, np.int64), np.zeros(DEPTH)), np.zeros(2, np.int64)
    run_arrivals(np.uint64(5), 17, one_text(200, 6.0), np.array([800.0, 950.0]), ahead, *alone, control)
    assert np.array_equal(alone[0][0], whole[0][17]) and np.array_equal(alone[1][0], whole[1][17])


def test_the_stop_word_is_heard():
    learnt, stuck = np.zeros((5, 1), np.int64), np.zeros((5, 1), np.int64)
    ahead = Stretches(np.zeros(DEPTH, np.int64), np.zeros(DEPTH))
    said = np.array([1, 0])
    assert not run_arrivals(np.uint64(5), 0, one_text(50, 4.0), np.array([70.0]), ahead, learnt, stuck, said)
