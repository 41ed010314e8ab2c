from math import inf, nan, sqrt

import numpy as np
import pytest

from peelsim.theory.optimum import compute_optimal
from peelsim.theory.optimum.compute_optimal import Scales, optimum, size_exponent, texts_for
from peelsim.theory.optimum.exact_optimum import most_learnt
from peelsim.theory.peeling.density_evolution import threshold
from peelsim.theory.peeling.exact_law import fixed_texts
from peelsim.theory.peeling.finite_length import unlearnt_fraction
from peelsim.theory.peeling.mean_learnt import MeanLearnt
from peelsim.theory.printed import authors_code, published
from tests.published import published as printed


def corrected(concepts, texts, d):
    left = unlearnt_fraction(concepts, texts_per_concept=texts / concepts, text_degree=d, texts_fixed=True)
    return concepts * (1 - left)


def eq2(law):
    return lambda concepts, texts, d: law.learnt(concepts, texts=texts, mean_text_degree=d)


LEARNT = {"corrected": corrected, "published": eq2(published), "authors_code": eq2(authors_code)}


@pytest.mark.parametrize(
    ("d", "compute", "concepts", "texts_per_concept", "share"),
    [
        (4, 1e5, 230.33, 1.88494, 0.98065),
        (4, 1e8, 8038.06, 1.54774, 0.99497),
        (6, 1e5, 121.16, 6.81194, 0.96563),
        (6, 1e8, 4484.73, 4.97196, 0.99433),
    ],
)
def test_corrected_optima(d, compute, concepts, texts_per_concept, share):
    best = optimum(compute, mean_text_degree=d)
    assert best.concepts == pytest.approx(concepts, abs=0.006)
    assert best.texts_per_concept == pytest.approx(texts_per_concept, abs=6e-6)
    assert best.learnt_fraction == pytest.approx(share, abs=6e-6)
    assert best.concepts * best.texts == pytest.approx(compute, rel=1e-12)


@pytest.mark.parametrize(
    ("compute", "concepts", "taught"),
    [(1e2, 6.000, 3.34766), (14314589.4, 1544.354, 1473.488), (1e20, 4.69592e9, 4.69592e9)],
)
def test_optima_of_the_figures(compute, concepts, taught):
    best = optimum(compute, law="authors_code")
    assert best.concepts == pytest.approx(concepts, rel=1e-6)
    assert best.learnt == pytest.approx(taught, rel=1.5e-5)


@pytest.mark.parametrize("law", ["corrected", "published", "authors_code"])
@pytest.mark.parametrize(("compute", "d"), [(300, 3), (3e3, 6), (1e5, 3), (1e6, 6), (1e9, 4), (1e13, 6)])
@pytest.mark.plain_cases(2)
def test_no_point_of_a_grid_is_better(law, compute, d):
    best = optimum(compute, mean_text_degree=d, law=law)
    scale = sqrt(compute * threshold(6).texts_per_concept / threshold(d).texts_per_concept)
    low, high = (d, compute / d) if law == "corrected" else (max(d, 0.2 * scale), 0.6 * scale)
    best_taught = LEARNT[law](best.concepts, compute / best.concepts, d)
    assert best.learnt == pytest.approx(best_taught, rel=1e-9)
    near = best.concepts * np.exp(np.linspace(-1e-3, 1e-3, 401))
    for grid in (np.geomspace(low, high, 4001), near[(near >= low) & (near <= high)]):
        taught = []
        for concepts in np.array_split(grid, len(grid) if law == "authors_code" and d == 3 else 1):
            try:
                taught += list(np.atleast_1d(LEARNT[law](concepts, compute / concepts, d)))
            except ValueError:  # the law has no critical point there
                taught += [0.0]
        assert max(taught) <= best.learnt * (1 + 1e-12)


def test_an_array_gives_arrays():
    budgets = np.array([[1e3, 1e5], [1e8, 1e16]])
    for law in ("corrected", "published", "authors_code"):
        best = optimum(budgets, law=law)
        for at in np.ndindex(2, 2):
            alone = optimum(float(budgets[at]), law=law)
            assert isinstance(alone.concepts, float) and isinstance(alone.learnt_fraction, float)
            assert (best.concepts[at], best.texts[at], best.learnt[at]) == pytest.approx(
                (alone.concepts, alone.texts, alone.learnt), rel=1e-8
            )
    assert optimum([100, 400], mean_text_degree=3, law="exact").concepts.tolist() == [7, 14]


@pytest.mark.parametrize("d", [2.8, 4, 6, 10])
def test_mean_learnt_is_the_finite_length_law(d):
    c = threshold(d).texts_per_concept * np.array([0.01, 0.3, 0.8, 0.999, 1, 1.01, 1.3, 3])
    for concepts in (20.0, 1e3, 1e6):
        share = MeanLearnt(d).learnt(np.full(c.shape, concepts), concepts * c) / concepts
        expected = 1 - unlearnt_fraction(concepts, texts_per_concept=c, text_degree=d, texts_fixed=True)
        assert share == pytest.approx(expected, rel=1e-9)


def test_the_published_maximum_beyond_the_range_is_meaningless():
    """Just above d T/R = e eq. 2 leaves 1/d unlearnt; in truth peeling hardly starts there."""
    best = optimum(1e12, law="published")
    concepts = sqrt(1e12 / 0.4535)
    assert published.learnt(concepts, texts=1e12 / concepts, mean_text_degree=6) > 2 * best.learnt
    assert corrected(concepts, 1e12 / concepts, 6) < 0.01 * concepts


def test_exact_optimum():
    best = optimum(400, mean_text_degree=3, law="exact")
    assert (best.concepts, best.texts) == (14, 28)
    assert best.learnt == pytest.approx(12.118536, abs=6e-7)
    assert fixed_texts(13, 400 // 13, 3).mean == pytest.approx(11.918628, abs=6e-7)


@pytest.mark.parametrize(("compute", "d"), [(1, 1), (5.5, 1), (10, 2), (60.5, 0.7), (100, 6), (300, 4), (7, 6), (6, 6)])
def test_exact_optimum_is_the_best_of_all(compute, d):
    everywhere = {r: fixed_texts(r, int(compute // r), d).mean for r in range(int(np.ceil(d)), int(compute) + 1)}
    best = optimum(compute, mean_text_degree=d, law="exact")
    assert best.learnt == max(everywhere.values())
    assert best.concepts == min(r for r, taught in everywhere.items() if taught == best.learnt)
    assert best.texts == compute // best.concepts


@pytest.mark.parametrize("d", [1, 3, 4])
def test_a_bound_that_bounds(d):
    for concepts, texts in [(4, 9), (10, 10), (20, 50), (40, 5), (30, 0), (60, 100)]:
        taught = fixed_texts(concepts, texts, d).mean
        assert taught <= most_learnt(concepts, texts, d) <= min(concepts, texts) * 1.0001


def test_exact_and_corrected_agree_in_order_of_magnitude_only():
    """At small budgets the law is optimistic about R: simulated R* = 114 at C' = 1e5, d = 6, against 121."""
    exact, law = (optimum(1000, mean_text_degree=4, law=name) for name in ("exact", "corrected"))
    assert exact.concepts == 17
    assert 1 < law.concepts / exact.concepts < 1.2


@pytest.mark.parametrize("law", ["corrected", "published", "authors_code"])
def test_parameters_and_tokens_scale_equally_in_the_end(law):
    """Proposition 1: both slopes tend to 1/2, that of N from above."""
    slopes = size_exponent(np.array([1e6, 1e9, 1e12, 1e16, 1e20]), law=law)
    assert np.all(np.diff(slopes) < 0)
    assert slopes[-1] == pytest.approx(0.5, abs=1e-4)
    assert slopes[-1] > 0.5


def test_slope_of_size_against_compute():
    assert size_exponent(1e8) == pytest.approx(0.5103, abs=5e-5)  # with c* for c in the derivative it is .511
    below, above = optimum(np.array([0.99e8, 1.01e8])).concepts
    assert size_exponent(1e8) == pytest.approx(np.log(above / below) / np.log(1.01 / 0.99), abs=1e-5)
    by_ratio = optimum(np.array([0.99e8, 1.01e8]))
    elasticity = np.diff(np.log(by_ratio.texts_per_concept)) / np.diff(np.log(by_ratio.concepts))
    assert size_exponent(1e8) == pytest.approx(float(1 / (2 + elasticity[0])), abs=1e-5)


@pytest.mark.parametrize("law", ["corrected", "published", "authors_code"])
@pytest.mark.parametrize("d", [4, 6, 10])
@pytest.mark.plain_cases(1)
def test_texts_of_a_size_are_those_of_the_budget_it_is_best_for(law, d):
    for concepts in (500.0, 3e4, 1e7, 1e12):
        texts = texts_for(concepts, mean_text_degree=d, law=law)
        assert optimum(concepts * texts, mean_text_degree=d, law=law).concepts == pytest.approx(concepts, rel=2e-8)


@pytest.mark.slow
def test_texts_of_the_sizes_of_the_emergence_sweep():
    """By a root of ln(R*(C') / R), each R* found by maximising."""
    maximised = [
        *(398, 546, 745, 1036, 1444, 2025, 2862, 4060, 5789, 8283, 11894, 17138, 24753, 35841, 52001, 75578, 110007),
        *(160328, 233928, 341630, 499312, 730267, 1068657, 1564593, 2291615, 3357609, 4920896, 7213783, 10577202),
        *(15511463, 22750828, 33372916, 48959286, 71831157, 105395376, 154652217, 226940712),
    ]
    sizes = np.geomspace(50, 5e7, 37)
    texts = [size * texts_for(float(size)) / round(size) for size in sizes]
    assert np.floor(texts).tolist() == maximised


def test_scales_of_the_paper():
    scales = Scales()
    assert scales.flops(1.0) == 6 * 2e5 * 8e5
    assert scales.compute(scales.flops(1e8)) == pytest.approx(1e8)
    best = optimum(scales.compute(5.76e23))
    n, tokens = scales.parameters(best.concepts), scales.tokens(best.texts)
    assert 6 * n * tokens == pytest.approx(5.76e23)
    assert tokens / n == pytest.approx(4 * best.texts_per_concept)
    assert Scales(parameters_per_concept=1, tokens_per_text=2).flops(3.0) == 36


def test_chinchilla_table_lies_near_the_optimum():
    for parameters, flops, tokens in printed("chinchilla_table3"):
        scales = Scales()
        best = optimum(scales.compute(flops))
        assert 0.5 < scales.parameters(best.concepts) / parameters < 2
        assert 0.5 < scales.tokens(best.texts) / tokens < 2


@pytest.mark.parametrize("compute", [0, -1, inf, nan])
def test_refuses_what_is_no_budget(compute):
    with pytest.raises(ValueError, match="not a budget"):
        optimum(compute)


def test_refuses_what_has_no_optimum():
    for law in ("corrected", "published", "authors_code"):
        with pytest.raises(ValueError, match="no threshold"):
            optimum(1e6, mean_text_degree=2.7, law=law)
    for law in ("published", "authors_code", "exact"):
        with pytest.raises(ValueError, match="too small"):
            optimum(5, law=law)
    with pytest.raises(ValueError, match="no law"):
        optimum(1e6, law="printed")
    with pytest.raises(ValueError, match="whole"):
        size_exponent(1e3, law="exact")
    with pytest.raises(ValueError, match="tokens_per_text is 0; it must be a number above 0"):
        Scales(tokens_per_text=0)


def test_a_small_budget_ends_at_one_text_of_all_concepts():
    best = optimum(30, mean_text_degree=6)
    assert (best.concepts, best.texts) == (6, 5)
    assert compute_optimal.maximise(lambda r, t: r, *np.broadcast_arrays(1.0, 2.0, 3.0)) == 3
