from dataclasses import dataclass
from math import e, exp, inf, log, log1p, nextafter, perm

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peelsim.theory.peeling import fixed_point_curve
from peelsim.theory.peeling.density_evolution import (
    critical_points,
    curve,
    fixed_points,
    split,
    threshold,
    thresholds,
    training_error,
    trajectory,
)
from peelsim.theory.peeling.finite_density_evolution import finite_fixed_point, finite_trajectory
from tests.published import published


@dataclass(frozen=True, eq=False)
class Explicit:
    """Omega as a polynomial, {degree: probability}."""

    weights: dict[int, float]

    def derivative(self, order, x):
        powers = ((w * perm(k, order), k - order) for k, w in self.weights.items() if k >= order)
        return sum(factor * (exp(power * log1p(-x)) if x < 1 else 0.0**power) for factor, power in powers)


MIXED = Explicit({0: 0.02, 1: 0.12, 2: 0.1, 4: 0.5, 9: 0.26})
TWO_JUMPS = Explicit({1: 0.05, 3: 0.35, 100: 0.6})
LOW_SECOND_PEAK = Explicit({1: 0.1, 4: 0.5, 60: 0.4})
SMOOTH = Explicit({1: 0.5, 2: 0.5})

degrees = st.one_of(
    st.floats(0.1, 30),
    st.dictionaries(st.integers(0, 40), st.floats(0.01, 1), min_size=1, max_size=5).map(
        lambda w: Explicit({k: v / sum(w.values()) for k, v in w.items()})
    ),
)


def iterate(text_degree, c, rounds=100_000):
    """The map itself, until it rests."""
    x = 1.0
    for _ in range(rounds):
        taught = text_degree * exp(-text_degree * x) if isinstance(text_degree, float) else text_degree.derivative(1, x)
        x, before = exp(-c * taught), x
        if abs(x - before) <= 1e-16:
            return x
    return x


@pytest.mark.parametrize(("d", "c", "x"), [*published("thresholds"), (MIXED, 1.560667, 0.637088)])
def test_known_thresholds(d, c, x):
    assert threshold(d).texts_per_concept == pytest.approx(c, abs=6e-7)
    assert threshold(d).unlearnt == pytest.approx(x, abs=6e-7 if d != 10 else 6e-5)


@pytest.mark.parametrize("d", [2.72, 3.0, 6.0, 25.0])
def test_critical_points_of_the_binomial_ensemble_are_lambert_branches(d):
    with mpmath.workdps(40):
        oracle = [float(mpmath.exp(mpmath.lambertw(-1 / mpmath.mpf(d), branch).real)) for branch in (-1, 0)]
    assert critical_points(d) == pytest.approx(oracle, rel=1e-12)


@pytest.mark.parametrize("omega", [MIXED, TWO_JUMPS, LOW_SECOND_PEAK])
def test_threshold_is_the_supremum_of_the_curve_above_the_split(omega):
    xs = np.linspace(split(omega), 1, 20_001)[:-1]
    brute = max(curve(omega, unlearnt=float(x)) for x in xs)
    assert threshold(omega).texts_per_concept == pytest.approx(brute, rel=1e-6)


@pytest.mark.parametrize("d", [3.0, 4.0, MIXED, TWO_JUMPS])
def test_peeling_from_all_unlearnt_jumps_at_the_threshold(d):
    c, x = threshold(d).texts_per_concept, threshold(d).unlearnt
    assert iterate(d, c * (1 - 1e-3)) > x
    assert iterate(d, c * (1 + 1e-3)) < split(d)


def test_every_jump_is_found_in_order():
    first, second = thresholds(TWO_JUMPS)
    assert first.texts_per_concept < second.texts_per_concept
    assert first.unlearnt > second.unlearnt
    between = (first.texts_per_concept + second.texts_per_concept) / 2
    assert first.unlearnt > iterate(TWO_JUMPS, between) > second.unlearnt
    assert iterate(TWO_JUMPS, second.texts_per_concept * 1.001) < 0.01
    assert split(TWO_JUMPS) == pytest.approx((first.unlearnt + critical_points(TWO_JUMPS)[2]) / 2)


def test_a_maximum_lower_than_one_passed_before_is_no_jump():
    assert len(critical_points(LOW_SECOND_PEAK)) == 4
    assert len(thresholds(LOW_SECOND_PEAK)) == 1
    assert iterate(LOW_SECOND_PEAK, thresholds(LOW_SECOND_PEAK)[0].texts_per_concept * 1.001) < 0.01


@pytest.mark.parametrize("d", [1, 2.7, e, SMOOTH, Explicit({1: 1.0})])
def test_a_smooth_transition_has_no_threshold(d):
    assert thresholds(d) == ()
    assert split(d) == 0.5
    with pytest.raises(ValueError, match="no threshold"):
        threshold(d)


@pytest.mark.parametrize("weights", [{2: 1.0}, {3: 1.0}, {0: 0.1, 2: 0.5, 3: 0.4}, {50: 1.0}])
def test_without_texts_of_one_concept_peeling_never_starts(weights):
    omega = Explicit(weights)
    assert threshold(omega).texts_per_concept == inf
    assert threshold(omega).unlearnt == 1
    assert 0 < split(omega) < 1
    for c in (0, 0.3, 1, 20):
        assert fixed_points(omega, texts_per_concept=c)[-1] == 1


@pytest.mark.parametrize("distance", [1e-3, 1e-5, 1e-7])
def test_extrema_closer_than_the_grid_are_found(distance):
    d = e * (1 + distance)  # x1 and x* are a factor of 1 + sqrt(8 distance) apart, the grid 1.05
    found = fixed_point_curve.critical_points(lambda x: d * exp(-d * x), lambda x: d * d * exp(-d * x))
    assert found == pytest.approx(critical_points(d), rel=1e-7)


def test_split_of_the_binomial_ensemble():
    x1, x = critical_points(4)
    assert 4 * x1 * log(1 / x1) == pytest.approx(1)
    assert split(4) == pytest.approx((x1 + x) / 2)


def test_known_rounds():
    first = trajectory(4, texts_per_concept=1.6, rounds=200)
    assert first[:5] == pytest.approx([0.889389, 0.833223, 0.795795, 0.766973, 0.742508], abs=6e-7)
    assert first[-1] == pytest.approx(0.0017368344, abs=6e-11)
    second = trajectory(2, texts_per_concept=1.5, rounds=200)
    assert second[:3] == pytest.approx([0.666306, 0.453227, 0.297643], abs=6e-7)
    assert second[-1] == pytest.approx(0.0760071340, abs=6e-11)
    assert trajectory(4, texts_per_concept=1, rounds=0).shape == (0,)


@settings(max_examples=60)
@given(degrees, st.floats(0.01, 8))
@pytest.mark.slow
def test_fixed_points_solve_the_equation_and_the_largest_is_where_peeling_ends(text_degree, c):
    found = fixed_points(text_degree, texts_per_concept=c)
    assert list(found) == sorted(set(found))
    for x in found:
        assert trajectory_step(text_degree, c, x) == pytest.approx(x, rel=1e-9, abs=1e-300)
    rounds = trajectory(text_degree, texts_per_concept=c, rounds=3000)
    assert np.all(np.diff(rounds) <= 1e-15)
    assert np.all(rounds >= found[-1] * (1 - 1e-9))
    if rounds[-2] - rounds[-1] < 1e-15 and not near_a_jump(text_degree, c):
        assert rounds[-1] == pytest.approx(found[-1], rel=1e-6, abs=1e-13)


def trajectory_step(text_degree, c, x):
    if isinstance(text_degree, float):
        return exp(-c * text_degree * exp(-text_degree * x))
    return exp(-c * text_degree.derivative(1, x))


def near_a_jump(text_degree, c):
    return any(abs(c / curve(text_degree, unlearnt=x) - 1) < 1e-4 for x in critical_points(text_degree))


@settings(max_examples=60)
@given(degrees, st.floats(0.01, 8))
@pytest.mark.slow
def test_no_fixed_point_is_missed(text_degree, c):
    """As many as sign changes of the map on a grid twenty times finer than the one in use."""
    if near_a_jump(text_degree, c):
        return
    log_odds = np.linspace(-30, 14, 20_001)
    xs = 1 / (1 + np.exp(-log_odds))
    found = np.array(fixed_points(text_degree, texts_per_concept=c))
    inside = found[(found > xs[0]) & (found < xs[-1])]
    above = [trajectory_step(text_degree, c, float(x)) > x for x in xs]
    assert len(inside) == np.count_nonzero(np.diff(above))


@pytest.mark.parametrize(("d", "c"), [(6, 50), (2, 3), (4, 1.2), (4, 1.46635), (3, 0.9)])
def test_fixed_points_agree_with_forty_digits(d, c):
    with mpmath.workdps(40):
        for x in fixed_points(d, texts_per_concept=c):
            root = mpmath.findroot(lambda w: w + c * d * mpmath.exp(-d * mpmath.exp(w)), log(x))
            assert x == pytest.approx(float(mpmath.exp(root)), rel=1e-11, abs=0)


def test_one_fixed_point_outside_and_three_between_the_extrema():
    lower, upper = sorted(curve(4, unlearnt=x) for x in critical_points(4))
    for c, number in [(lower * 0.999, 1), (lower * 1.001, 3), (upper * 0.999, 3), (upper * 1.001, 1)]:
        assert len(fixed_points(4, texts_per_concept=c)) == number


def test_on_the_boundary_the_double_fixed_point_counts_once():
    at = threshold(4)
    small, large = fixed_points(4, texts_per_concept=at.texts_per_concept)
    assert large == at.unlearnt
    assert small < 0.01


@pytest.mark.parametrize("d", [nextafter(e, 0), e, nextafter(e, 9), e + 1e-12])
def test_at_the_cusp(d):
    assert fixed_points(d, texts_per_concept=1) == pytest.approx(
        [1 / e], abs=2e-5
    )  # a triple root: a third of 16 digits


def test_extremes_of_the_number_of_texts():
    assert fixed_points(6, texts_per_concept=0) == (1,)
    assert fixed_points(MIXED, texts_per_concept=0) == (1,)
    assert fixed_points(6, texts_per_concept=50) == pytest.approx([exp(-300)], rel=1e-12, abs=0)
    assert fixed_points(50, texts_per_concept=100)[0] == 0  # e^-5000
    assert fixed_points(MIXED, texts_per_concept=1e-12) == pytest.approx([1], abs=1e-11)
    with pytest.raises(ValueError, match="texts_per_concept = -1"):
        fixed_points(6, texts_per_concept=-1)


@pytest.mark.parametrize(
    "omega", [4.0, MIXED, Explicit({2: 0.9, 1000: 1e-4, 0: 0.0999}), Explicit({3: 0.999, 10**6: 1e-3})]
)
@pytest.mark.parametrize("x", [1, 0.3, 1e-2, 1e-4, 1e-8, 1e-30])
def test_training_error_keeps_its_digits(omega, x):
    with mpmath.workdps(120):
        z = 1 - mpmath.mpf(x)
        if isinstance(omega, float):
            value, slope = mpmath.exp(-omega * x), omega * mpmath.exp(-omega * x)
            total = mpmath.mpf(1)
        else:
            weights = {k: mpmath.mpf(w) for k, w in omega.weights.items()}
            value = mpmath.fsum(w * z**k for k, w in weights.items())
            slope = mpmath.fsum(w * k * z ** (k - 1) for k, w in weights.items() if k)
            total = mpmath.fsum(weights.values())  # 1 to sixteen digits, which would drown x^2
        oracle = float(total - value - x * slope)
    assert training_error(omega, unlearnt=x) == pytest.approx(oracle, rel=1e-12, abs=0)


def test_training_error_at_the_ends():
    assert training_error(4, unlearnt=0) == 0
    assert training_error(MIXED, unlearnt=0) == 0
    assert training_error(MIXED, unlearnt=1) == pytest.approx(1 - 0.02 - 0.12)
    assert training_error(Explicit({1: 1.0}), unlearnt=0.7) == pytest.approx(0, abs=1e-15)
    with pytest.raises(ValueError, match="not a fraction"):
        training_error(4, unlearnt=1.1)


def test_finite_degrees_tend_to_the_limit():
    for d, c in [(4, 1.6), (4, 1.2), (2, 1.5)]:
        limit = fixed_points(d, texts_per_concept=c)[-1]
        for concepts in (1e4, 1e8):
            finite = finite_fixed_point(concepts, texts=c * concepts, mean_text_degree=d)
            assert abs(finite - limit) < 30 / concepts
    assert finite_trajectory(1e9, texts=1.6e9, mean_text_degree=4, rounds=3) == pytest.approx(
        [0.88938943, 0.83322336, 0.79579472], abs=2e-8
    )


def test_first_round_of_finite_degrees_is_exact():
    """A concept stays unlearnt in round one if none of T texts holds it alone: cells of the degree law, summed."""
    rng = np.random.default_rng(3)
    concepts, texts, d = 12, 9, 3.0
    edges = rng.random((60_000, texts, concepts)) < d / concepts
    alone = edges & (edges.sum(axis=2, keepdims=True) == 1)
    simulated = 1 - alone.any(axis=1).mean()
    assert finite_trajectory(concepts, texts=texts, mean_text_degree=d, rounds=1)[0] == pytest.approx(
        simulated, abs=0.002
    )


@pytest.mark.parametrize(
    ("concepts", "texts", "d"), [(20, 40, 4), (20, 20, 4), (50, 60, 3), (30, 150, 6), (7, 5.5, 2), (5, 1, 3), (8, 9, 8)]
)
def test_finite_fixed_point_is_where_the_rounds_end(concepts, texts, d):
    rounds = finite_trajectory(concepts, texts=texts, mean_text_degree=d, rounds=4000)
    assert finite_fixed_point(concepts, texts=texts, mean_text_degree=d) == pytest.approx(rounds[-1], rel=1e-9, abs=0)


def test_finite_degrees_in_small_worlds():
    assert finite_fixed_point(10, texts=0, mean_text_degree=2) == 1
    assert finite_fixed_point(1, texts=1, mean_text_degree=1) == 0  # one text, one concept, an edge for sure
    assert finite_fixed_point(1, texts=3, mean_text_degree=0.5) == pytest.approx(0.125)
    with pytest.raises(ValueError, match="no such graph"):
        finite_fixed_point(5, texts=5, mean_text_degree=6)
