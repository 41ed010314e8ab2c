from math import sqrt

import mpmath
import numpy as np
import pytest
from mpmath import mpf
from scipy.special import ndtr

from peelsim.theory.peeling.density_evolution import threshold
from peelsim.theory.printed import authors_code, published
from peelsim.theory.printed.authors_code import bit_erasure, learnt, stuck_probability


def with_three_signs_flipped(concepts, texts, d, epsilon):
    """Eqs 18-23 with fifty digits, three terms of alpha added, L of symbols in some text; x* on a grid from 0.1 on."""
    concepts, texts, d, epsilon = (mpf(each) for each in (concepts, texts, d, epsilon))
    p = d / concepts

    def lam(z, derivative=0):
        return mpmath.ff(texts - 1, derivative) * p**derivative * (p * z + 1 - p) ** (texts - 1 - derivative)

    def rho(z, derivative=0):
        n = concepts / epsilon - 1
        return mpmath.ff(n, derivative) * p**derivative * (p * z + 1 - p) ** (n - derivative)

    def channel(x):
        return x / lam(1 - rho(1 - x))

    start = min((mpf(i) / 400 for i in range(40, 401)), key=channel)
    x = mpmath.findroot(lambda x: mpmath.diff(channel, x), start)
    star, xbar, y = channel(x), 1 - x, 1 - rho(1 - x)
    first = rho(xbar) ** 2 - rho(xbar**2) + rho(xbar, 1) * (1 - 2 * x * rho(xbar)) + xbar**2 * rho(xbar**2, 1)
    second = star**2 * lam(y) ** 2 + star**2 * lam(y**2) + y**2 * star**2 * lam(y**2, 1)
    alpha = mpmath.sqrt(first / (texts * p * lam(y) ** 2 * rho(xbar, 1) ** 2) + second / (texts * p * lam(y) ** 2))
    none = (1 - p) ** texts
    return star, x, y, star * ((p * y + 1 - p) ** texts - none) / (1 - none), alpha


@pytest.mark.parametrize(
    ("concepts", "texts", "d", "epsilon"),
    [(6, 17, 6, 0.5), (20, 60, 3, 0.5), (1500, 9000, 6, 0.5), (1e9, 5e9, 6, 0.5), (300, 900, 5, 0.2)],
)
def test_agrees_with_fifty_digits(concepts, texts, d, epsilon):
    with mpmath.workdps(50):
        oracle = [float(value) for value in with_three_signs_flipped(concepts, texts, d, epsilon)]
    law = authors_code.scaling(concepts, texts=texts, mean_text_degree=d, erasure=epsilon)
    assert [law.erasure, law.message, law.reply, law.height, law.alpha] == pytest.approx(oracle, rel=1e-10)
    waterfall = float(ndtr(-sqrt(concepts / epsilon) * (oracle[0] - epsilon) / oracle[4]))
    given_size = {"texts": texts, "mean_text_degree": d, "erasure": epsilon}
    assert stuck_probability(concepts, **given_size) == pytest.approx(waterfall, rel=1e-6, abs=0)
    assert bit_erasure(concepts, **given_size) == pytest.approx(oracle[3] * waterfall, rel=1e-6, abs=0)
    assert learnt(concepts, **given_size) == pytest.approx(concepts * (1 - oracle[3] * waterfall / epsilon), rel=1e-6)


@pytest.mark.parametrize(
    ("compute", "concepts", "taught", "erasure", "alpha"),
    [
        (1e2, 6.000, 3.34766, 0.399940, 0.790537),
        (14314589.4, 1544.354, 1473.488, 0.528211, 0.967486),
        (1e20, 4.69592e9, 4.69592e9, 0.500041, 0.940336),
    ],
)
def test_numbers_behind_figures_2_and_4(compute, concepts, taught, erasure, alpha):
    law = authors_code.scaling(concepts, texts=compute / concepts, mean_text_degree=6)
    assert learnt(concepts, texts=compute / concepts, mean_text_degree=6) == pytest.approx(taught, rel=2e-5)
    assert law.erasure == pytest.approx(erasure, abs=1.5e-6)
    assert law.alpha == pytest.approx(alpha, abs=1.5e-6)


def test_alpha_at_the_threshold_is_far_too_large():
    size = {"texts": threshold(6).texts_per_concept * 1e13, "mean_text_degree": 6}
    alpha = authors_code.scaling(1e13, **size).alpha
    assert alpha == pytest.approx(0.940298, abs=6e-7)
    assert alpha / 0.3299 == pytest.approx(2.85, abs=0.005)  # 0.3299: see test_published
    assert alpha / published.scaling(1e13, **size).alpha == pytest.approx(0.940298 / 0.590527, rel=1e-5)


def test_a_search_that_ends_at_its_edge_has_no_answer():
    assert published.learnt(1e6, texts=0.46e6, mean_text_degree=6) > 0  # x* = .096
    with pytest.raises(ValueError, match="no critical point: too few texts"):
        learnt(1e6, texts=0.46e6, mean_text_degree=6)
    with pytest.raises(ValueError, match="every erasure probability is decoded"):
        learnt(1e6, texts=880e6, mean_text_degree=6)
    with pytest.raises(ValueError, match="no critical point"):
        learnt(6, texts=0, mean_text_degree=6)


def test_takes_arrays():
    texts = np.array([[4000.0, 5000.0], [6000.0, 9000.0]])
    for law in (published, authors_code):
        for function in (law.learnt, law.stuck_probability, law.bit_erasure):
            each = [[function(1000, texts=t, mean_text_degree=6) for t in row] for row in texts]
            assert function(1000, texts=texts, mean_text_degree=6) == pytest.approx(np.array(each), rel=1e-12)
            assert isinstance(each[0][0], float)
