from math import e, sqrt

import mpmath
import pytest
from mpmath import mpf
from scipy.special import ndtr

from peelsim.theory.peeling.density_evolution import threshold
from peelsim.theory.peeling.scaling_constants import scaling
from peelsim.theory.printed import published
from peelsim.theory.printed.published import bit_erasure, learnt, stuck_probability


def as_printed(concepts, texts, d, epsilon):
    """Eqs 8 and 18-23 transcribed with generating functions and fifty digits; the minimum searched on a grid."""
    concepts, texts, d, epsilon = (mpf(each) for each in (concepts, texts, d, epsilon))
    p = d / concepts

    def lam(x):
        return (p * x + 1 - p) ** (texts - 1)

    def lam1(x):
        return (texts - 1) * p * (p * x + 1 - p) ** (texts - 2)

    def rho(x):
        return (p * x + 1 - p) ** (concepts / epsilon - 1)

    def rho1(x):
        return (concepts / epsilon - 1) * p * (p * x + 1 - p) ** (concepts / epsilon - 2)

    def channel(x):
        return x / lam(1 - rho(1 - x))

    grid = [mpf(i) / 400 for i in range(1, 401)]
    last_minimum = max(i for i in range(1, 399) if channel(grid[i - 1]) > channel(grid[i]) < channel(grid[i + 1]))
    x = mpmath.findroot(lambda x: mpmath.diff(channel, x), grid[last_minimum])
    star, xbar, y = channel(x), 1 - x, 1 - rho(1 - x)
    first = (rho(xbar) ** 2 - rho(xbar**2) + rho1(xbar) * (1 - 2 * x * rho(xbar)) - xbar**2 * rho1(xbar**2)) / (
        texts * p * lam(y) ** 2 * rho1(xbar) ** 2
    )
    second = (star**2 * lam(y) ** 2 - star**2 * lam(y**2) - y**2 * star**2 * lam1(y**2)) / (texts * p * lam(y) ** 2)
    return star, x, y, star * (p * y + 1 - p) ** texts, mpmath.sqrt(first + second)


@pytest.mark.parametrize(
    ("concepts", "texts", "d", "epsilon"),
    [
        (6, 17, 6, 0.5),
        (20, 60, 3, 0.5),
        (1500, 9000, 6, 0.5),
        (1e9, 5e9, 6, 0.5),
        (1e12, 2e12, 4, 0.5),
        (300, 900, 5, 0.2),
    ],
)
def test_agrees_with_the_printed_formulas(concepts, texts, d, epsilon):
    with mpmath.workdps(50):
        oracle = [float(value) for value in as_printed(concepts, texts, d, epsilon)]
    law = published.scaling(concepts, texts=texts, mean_text_degree=d, erasure=epsilon)
    assert [law.erasure, law.message, law.reply, law.height, law.alpha] == pytest.approx(oracle, rel=1e-10)
    waterfall = float(ndtr(-sqrt(concepts / epsilon) * (oracle[0] - epsilon) / oracle[4]))
    given_size = {"texts": texts, "mean_text_degree": d, "erasure": epsilon}
    assert stuck_probability(concepts, **given_size) == pytest.approx(waterfall, rel=1e-6, abs=0)
    assert bit_erasure(concepts, **given_size) == pytest.approx(oracle[3] * waterfall, rel=1e-6, abs=0)
    assert learnt(concepts, **given_size) == pytest.approx(concepts * (1 - oracle[3] * waterfall / epsilon), rel=1e-6)


@pytest.mark.parametrize("ratio", [1.0, 5.0, 30.0])
def test_large_graphs_have_a_lambert_critical_point(ratio):
    """Then epsilon(x) = x exp(d_r e^-u), u = d x / epsilon, is least at u e^-u = 1/d_r, u > 1."""
    u = float(-mpmath.lambertw(-1 / (6 * ratio), -1).real)
    law = published.scaling(1e12, texts=ratio * 1e12, mean_text_degree=6)
    assert law.message == pytest.approx(0.5 * u / 6, rel=1e-9)
    assert law.erasure == pytest.approx(0.5 * u / 6 * mpmath.exp(1 / u), rel=1e-9)


def test_at_the_threshold_the_construction_finds_it_too():
    for d in (4, 6):
        at = threshold(d)
        law = published.scaling(1e12, texts=at.texts_per_concept * 1e12, mean_text_degree=d)
        assert law.erasure == pytest.approx(0.5, rel=1e-9)
        assert law.height / 0.5 == pytest.approx(at.unlearnt, rel=1e-6)


def test_known_alpha_and_how_much_too_wide_it_is():
    c = threshold(6).texts_per_concept
    law = published.scaling(1e12, texts=c * 1e12, mean_text_degree=6)
    assert law.alpha == pytest.approx(0.590527, abs=6e-7)
    step = 1e-4  # from a width in c to one in epsilon: d epsilon* / dc; sqrt(R/epsilon) has its own factor
    above, below = (published.scaling(1e12, texts=c * f * 1e12, mean_text_degree=6) for f in (1 + step, 1 - step))
    slope = (above.erasure - below.erasure) / (2 * c * step)
    right = scaling(6, texts_fixed=True).alpha * slope * sqrt(1 / 0.5)
    assert right == pytest.approx(0.3299, abs=6e-5)
    assert law.alpha / right == pytest.approx(1.79, abs=0.005)


def test_waterfall_falls_and_learnt_rises_with_the_number_of_texts():
    concepts = 1000
    p = [stuck_probability(concepts, texts=c * concepts, mean_text_degree=6) for c in (3, 4, 4.5, 5, 6, 10)]
    assert p == sorted(p, reverse=True)
    assert p[0] > 0.99
    assert p[-1] < 1e-6
    taught = [learnt(concepts, texts=c * concepts, mean_text_degree=6) for c in (4, 4.5, 5, 6)]
    assert taught == sorted(taught)
    assert taught[0] < 0.4 * concepts < 0.98 * concepts < taught[-1] < concepts


def test_the_free_choice_of_epsilon_is_not_free():
    p = {eps: stuck_probability(1000, texts=5000, mean_text_degree=6, erasure=eps) for eps in (0.1, 0.5, 0.9)}
    assert max(p.values()) > 1.2 * min(p.values())


@pytest.mark.parametrize("ratio", [1e-3, 0.3, e / 6 * 0.999])
def test_too_few_texts_have_no_critical_point(ratio):
    with pytest.raises(ValueError, match="no critical point: too few texts"):
        stuck_probability(1e9, texts=ratio * 1e9, mean_text_degree=6)


def test_the_critical_point_begins_at_d_r_equal_e():
    assert published.scaling(1e9, texts=e / 6 * 1.001e9, mean_text_degree=6).erasure > 0


def test_too_many_texts_have_no_critical_point():
    assert published.scaling(1e9, texts=860e9, mean_text_degree=6).erasure < 1
    for ratio in (880, 1e6):
        with pytest.raises(ValueError, match="every erasure probability is decoded"):
            learnt(1e9, texts=ratio * 1e9, mean_text_degree=6)


@pytest.mark.parametrize(
    ("concepts", "texts", "d", "epsilon", "message"),
    [
        (5, 10, 6, 0.5, "mean_text_degree = 6"),
        (10, 10, 0, 0.5, "mean_text_degree = 0"),
        (10, 10, 3, 1.0, "no such code"),
        (10, -1, 3, 0.5, "no such code"),
        (2, 10, 2, 0.95, "alpha"),
    ],
)
def test_refuses_what_has_no_answer(concepts, texts, d, epsilon, message):
    with pytest.raises(ValueError, match=message):
        published.scaling(concepts, texts=texts, mean_text_degree=d, erasure=epsilon)
