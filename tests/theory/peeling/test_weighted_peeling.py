import numpy as np
import pytest

from peelsim.theory.peeling import density_evolution
from peelsim.theory.peeling.weighted_peeling import (
    Weights,
    critical_text_degree,
    jump,
    learning_curve,
    peeled,
    split,
)
from peelsim.theory.quanta import quantization

FEW = Weights.given([5, 3, 3, 1, 0.5, 0.5, 0.1])


def iterated(weights, n, d):
    """From all unlearnt downwards, rounds as many as it takes."""
    mu = d
    for _ in range(200_000):
        before, mu = mu, d * float(weights.number @ (weights.values * np.exp(-n * weights.values * np.exp(-mu))))
        if before - mu < 1e-14:
            break
    return mu


@pytest.mark.parametrize("weights", [FEW, Weights.zipf(300, exponent=1.2), Weights.zipf(50, exponent=0)], ids=str)
@pytest.mark.parametrize("d", [0.5, 3.0, 6.0, 12.0])
@pytest.mark.parametrize("n", [0.5, 30, 3000, 1e5])
def test_peeling_goes_down_to_the_largest_root(weights, d, n):
    mu = iterated(weights, n, d)
    state = peeled(weights, occurrences=n, mean_text_degree=d)
    assert state.unlearnt_weight == pytest.approx(mu / d, rel=1e-6, abs=1e-12)
    unlearnt = np.exp(-n * weights.values * np.exp(-mu))
    assert state.learnt == pytest.approx(float(weights.number @ (1 - unlearnt)), rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("d", [2.0, 4.0, 6.0])
def test_equal_weights_are_density_evolution(d):
    weights = Weights.zipf(10**6, exponent=0)
    for c in (0.3, 1.4, 1.5, 4.5, 4.6):
        x = density_evolution.fixed_points(d, texts_per_concept=c)[-1]
        state = peeled(weights, occurrences=c * d * 1e6, mean_text_degree=d)
        assert state.unlearnt_weight == pytest.approx(x, rel=1e-6)
        assert state.learnt == pytest.approx(1e6 * (1 - x), rel=1e-6)
        error = density_evolution.training_error(d, unlearnt=x)
        assert state.training_error == pytest.approx(error / (1 - np.exp(-d)), rel=1e-5)
    assert critical_text_degree(weights) == pytest.approx(np.e, rel=1e-6)
    if d > np.e:
        threshold = density_evolution.threshold(d).texts_per_concept
        assert jump(weights, mean_text_degree=d) == pytest.approx(threshold * d * 1e6, rel=1e-9)
    else:
        assert jump(weights, mean_text_degree=d) == np.inf


def test_texts_of_one_concept_are_the_quantization_model():
    weights = Weights.zipf(100_000, exponent=1.4)
    for n in (0, 10.0, 12_345.0):
        state = peeled(weights, occurrences=n, mean_text_degree=0)
        how = {"exponent": 0.4, "quanta": 100_000, "samples": n, "samples_fixed": False}
        assert state.unlearnt_weight == pytest.approx(quantization.unlearnt(**how), rel=1e-9)
        assert state.learnt == pytest.approx(quantization.learnt(**how), rel=1e-6, abs=1e-9)
        assert state.training_error == 0


def test_without_texts_nothing_is_learnt():
    state = peeled(FEW, occurrences=0, mean_text_degree=3)
    assert (state.unlearnt_weight, state.learnt, state.training_error) == (1, 0, 0)


@pytest.mark.parametrize(("exponent", "critical"), [(0.0, 2.71828), (0.5, 3.54427), (1.5, 4.81251), (2.0, 3.74949)])
def test_learning_jumps_above_a_critical_degree(exponent, critical):
    weights = Weights.zipf(100_000, exponent=exponent)
    d = critical_text_degree(weights)
    assert d == pytest.approx(critical, rel=1e-5)
    assert jump(weights, mean_text_degree=0.99 * d) == np.inf
    at = jump(weights, mean_text_degree=1.1 * d)
    below, above = (peeled(weights, occurrences=at * f, mean_text_degree=1.1 * d) for f in (1 - 1e-9, 1 + 1e-9))
    assert below.unlearnt_weight - above.unlearnt_weight > 0.1


@pytest.mark.parametrize("d", [0, 3.0, 6.0])
def test_the_learning_curve_is_made_of_states(d):
    weights = Weights.zipf(2000, exponent=0.5)
    n, unlearnt = learning_curve(weights, mean_text_degree=d)
    assert (np.diff(n) >= 0).all() and unlearnt[0] > 0.99 and unlearnt[-1] < 1e-10
    for place in range(0, len(n), 17):
        state = peeled(weights, occurrences=n[place], mean_text_degree=d)
        assert state.unlearnt_weight == pytest.approx(unlearnt[place], rel=1e-6, abs=1e-14)


@pytest.mark.parametrize("d", [3.0, 6.0, 10.0])
def test_equal_weights_are_split_where_density_evolution_is(d):
    assert split(Weights.zipf(10**6, exponent=0), mean_text_degree=d) == pytest.approx(density_evolution.split(d))


@pytest.mark.parametrize(("weights", "d"), [(Weights.zipf(3000, exponent=0.5), 6.0), (FEW, 12.0)], ids=str)
def test_a_split_lies_between_what_is_unlearnt_on_either_side_of_the_jump(weights, d):
    n = jump(weights, mean_text_degree=d)
    before, after = (peeled(weights, occurrences=n * by, mean_text_degree=d).unlearnt_weight for by in (0.9999, 1.0001))
    assert after + 0.1 < split(weights, mean_text_degree=d) < before - 0.1


@pytest.mark.parametrize(
    "weights", [FEW, Weights.zipf(10**5, exponent=0.8), Weights.given([1e100, 1, 1e-300])], ids=str
)
def test_learning_that_does_not_jump_has_no_split(weights):
    critical = critical_text_degree(weights)
    for d in (0.0, 2.7, 0.99 * critical):
        assert split(weights, mean_text_degree=d) is None and jump(weights, mean_text_degree=d) == np.inf
    assert split(weights, mean_text_degree=1.1 * critical) is not None
