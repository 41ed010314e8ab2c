from math import e

import numpy as np
import pytest
from scipy.stats import norm

from peelsim.theory.optimum.compute_optimal import optimum, size_exponent
from peelsim.theory.optimum.optimum_asymptotics import approach, limit
from peelsim.theory.peeling.density_evolution import fixed_points, threshold
from peelsim.theory.peeling.finite_length import first_order
from peelsim.theory.peeling.scaling_constants import scaling


@pytest.mark.parametrize("d", [3.2, 4, 6, 10])
def test_the_limit_is_the_threshold(d):
    end = limit(d)
    assert end.at_threshold
    assert end.texts_per_concept == threshold(d).texts_per_concept
    ratio = optimum(np.array([1e12, 1e16, 1e24]), mean_text_degree=d).texts_per_concept
    assert np.all(np.diff(ratio) < 0)
    assert ratio[-1] == pytest.approx(end.texts_per_concept, rel=1e-4)


def test_one_over_root_c_at_the_degree_of_the_paper():
    assert limit(6).concepts_per_root == pytest.approx(0.46969, abs=5e-6)


@pytest.mark.parametrize("d", [0.3, 1, 2, e, 2.8, 3, 3.09])
def test_for_small_degrees_the_limit_is_above_the_threshold(d):
    """Brute force: the largest (1 - x)/sqrt(c), x the fixed point peeling ends at."""
    end = limit(d)
    assert not end.at_threshold
    c = end.texts_per_concept * np.exp(np.linspace(-1, 1, 2001))
    value = [(1 - fixed_points(d, texts_per_concept=each)[-1]) / each**0.5 for each in c]
    assert c[int(np.argmax(value))] == pytest.approx(end.texts_per_concept, rel=1.1e-3)
    assert max(value) <= (1 - end.unlearnt) / end.texts_per_concept**0.5 * (1 + 1e-12)
    if d > e:
        assert optimum(1e20, mean_text_degree=d).texts_per_concept == pytest.approx(end.texts_per_concept, rel=1e-6)


def test_where_the_two_regimes_meet():
    assert limit(3.0966).at_threshold is False
    assert limit(3.0967).at_threshold is True
    with pytest.raises(ValueError, match="does not go to a threshold"):
        approach(1e6, mean_text_degree=3)


@pytest.mark.parametrize("d", [4, 6])
def test_the_optimum_approaches_its_asymptotics(d):
    best = optimum(np.array([1e6, 1e8, 1e12, 1e20]), mean_text_degree=d)
    near = approach(best.concepts, mean_text_degree=d)
    above = best.texts_per_concept - threshold(d).texts_per_concept
    assert np.all(np.abs(near.texts_per_concept - best.texts_per_concept) < np.array([5e-2, 2e-2, 1e-3, 1e-5]) * above)
    stuck = first_order(best.concepts, texts_per_concept=best.texts_per_concept, text_degree=d, texts_fixed=True)
    assert np.all(np.abs(near.stuck_probability / stuck - 1) < np.array([0.6, 0.3, 0.12, 0.055]))
    exact = norm.pdf(near.window) / near.window / norm.sf(near.window)  # phi/z against Q
    assert np.all(exact > 1) and exact[-1] < 1.06
    slopes = size_exponent(np.array([1e6, 1e8, 1e12, 1e20]), mean_text_degree=d)
    assert np.all(np.abs(near.size_exponent - slopes) < np.array([5e-3, 5e-4, 5e-6, 1e-8]) + 1e-8)


def test_without_a_small_fixed_point_the_equation_is_simple():
    """phi(z) = alpha / (2 c* x* sqrt(R)), exactly at d = 6 and within 4 % at d = 4."""
    for d, rel in ((6, 1e-9), (4, 0.04)):
        law, z = scaling(d, texts_fixed=True), approach(1e8, mean_text_degree=d).window
        simple = law.alpha / (2 * law.threshold.texts_per_concept * law.threshold.unlearnt * 1e4)
        assert norm.pdf(z) == pytest.approx(simple, rel=rel)


def test_stuck_at_the_optimum_like_one_over_root_r_log_r():
    sizes = np.array([1e8, 1e12, 1e16, 1e24])
    scaled = approach(sizes, mean_text_degree=6).stuck_probability * np.sqrt(sizes * np.log(sizes))
    assert np.all(np.diff(scaled) < 0)
    assert scaled[-1] / scaled[-2] == pytest.approx(1, abs=0.04)


def test_derivative_of_c():
    sizes = np.array([1e6 * (1 - 1e-5), 1e6 * (1 + 1e-5)])
    slope = np.diff(np.log(approach(sizes, mean_text_degree=6).texts_per_concept)) / np.diff(np.log(sizes))
    assert approach(1e6, mean_text_degree=6).size_exponent == pytest.approx(float(1 / (2 + slope[0])), rel=1e-8)


def test_where_there_is_no_answer():
    assert np.isnan(approach([1, 10], mean_text_degree=6).window).all()
    with pytest.raises(ValueError, match="positive"):
        limit(0)
