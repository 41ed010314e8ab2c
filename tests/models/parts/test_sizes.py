from math import floor, log, sqrt

import pytest
from scipy.stats import poisson

from peelsim.models.base import ParameterError, keys_of
from peelsim.models.concept_text import ConceptText
from peelsim.models.parts.ways import most
from peelsim.theory.optimum.compute_optimal import optimum
from peelsim.theory.peeling import finite_length

SIX = {"kind": "binomial", "mean": 6}


def resolved(**values):
    return keys_of(ConceptText).of({"kind": "concept-text", "text_degree": SIX, **values}).resolve()


def test_texts_by_number_and_by_ratio():
    assert resolved(concepts=100, texts=7).texts == 7
    assert resolved(concepts=7, texts_per_concept=4.5).texts == 32  # 31.5, rounded to even
    assert resolved(concepts=7, texts_per_concept=4.5, texts_fixed=False).texts == 31.5


@pytest.mark.parametrize("texts_fixed", [True, False])
def test_the_window_is_that_of_the_finite_length_law(texts_fixed):
    model = resolved(concepts=10**6, window=0.5, texts_fixed=texts_fixed)
    z = finite_length.window(10**6, texts_per_concept=model.texts_per_concept, text_degree=6, texts_fixed=texts_fixed)
    assert z == pytest.approx(0.5, abs=1e-4)


def test_a_budget_is_never_exceeded():
    assert resolved(concepts=14, compute=400).texts == floor(400 / 14)
    assert resolved(concepts=14, compute=400, texts_fixed=False).texts == 400 / 14
    flops = 6 * (2e5 * 14) * (8e5 * 28.5)
    assert resolved(concepts=14, flops=flops).texts == 28
    assert resolved(concepts=14, flops=6 * 14 * 28.5, parameters_per_concept=1, tokens_per_text=1).texts == 28


def test_a_budget_and_a_ratio_fix_both_sizes():
    model = resolved(compute=1e8, texts_per_concept=5)
    assert model.concepts == round(sqrt(1e8 / 5))
    assert model.texts == floor(1e8 / model.concepts)
    assert resolved(compute=0.5, texts_per_concept=5, text_degree={"kind": "regular", "degree": 1}).concepts == 1


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"concepts": 10},
        {"texts": 10},
        {"compute": 1e6},
        {"concepts": 10, "texts": 3, "compute": 30},
        {"concepts": 10, "compute": 30, "flops": 30},
        {"compute": 30, "flops": 30, "texts_per_concept": 2},
        {"compute": 30, "texts": 5},
        {"compute": 30, "texts_per_concept": 0},
        {"concepts": 10, "texts": 2.5},
        {"concepts": 10, "window": -1e9},
    ],
)
def test_too_little_and_too_much_is_refused(values):
    with pytest.raises(ParameterError):
        resolved(**values)


@pytest.mark.parametrize(("compute", "window"), [(1e6, 0), (1e6, 3), (1e14, -1.5), (1e20, 4.5)])
def test_a_budget_and_a_place_in_the_window_fix_both_sizes(compute, window):
    model = resolved(compute=compute, window=window)
    assert model.texts == floor(compute / model.concepts)
    z = [
        finite_length.window(r, texts_per_concept=compute / r**2, text_degree=6, texts_fixed=True)
        for r in (model.concepts - 0.51, model.concepts + 0.51)
    ]
    assert z[1] <= window <= z[0]


def test_no_text_holds_more_concepts_than_there_are():
    assert resolved(compute=100, window=3).concepts == 6
    assert resolved(compute=100, window=3, text_degree={"kind": "binomial", "mean": 5.4}).concepts == 6


@pytest.mark.parametrize("law", ["corrected", "published", "authors_code"])
def test_the_optimum_of_a_law(law):
    best = optimum(1e10, law=law)
    by_budget, by_flops = resolved(compute=1e10, optimum=law), resolved(flops=6 * 2e5 * 8e5 * 1e10, optimum=law)
    by_size = resolved(parameters=2e5 * by_budget.concepts, optimum=law)
    assert by_budget.concepts == by_flops.concepts == by_size.concepts == round(best.concepts)
    assert by_budget.texts == by_flops.texts == pytest.approx(best.texts, rel=1e-4)
    assert by_size.texts == pytest.approx(best.texts, rel=1e-4)
    assert resolved(parameters=70 * 500, parameters_per_concept=70, optimum=law).concepts == 500


def test_a_share_of_the_code_that_is_erased():
    model = resolved(concepts=1000, texts=5000, erasure=0.4)
    assert (model.concepts, model.texts, model.text_degree.mean) == (800, 5000, pytest.approx(4.8))
    assert model.edge_probability == pytest.approx(6 / 1000)
    assert resolved(concepts=1000, texts=5000, erasure=0.5) == resolved(concepts=1000, texts=5000)
    for ways in ({"concepts": 1000, "texts_per_concept": 5}, {"compute": 5e6, "texts_per_concept": 5}):
        model = resolved(erasure=0.4, **ways)
        assert (model.concepts, model.texts) == (800, 5000)
    assert resolved(concepts=700, compute=700 * 4200, erasure=0.35).texts == 4200
    model = resolved(compute=1e12, window=1.0, erasure=0.4)
    assert model.concepts / 0.8 * model.texts == pytest.approx(1e12, rel=1e-5)
    z = finite_length.window(
        model.concepts, texts_per_concept=model.texts_per_concept, text_degree=4.8, texts_fixed=True
    )
    assert z == pytest.approx(1, abs=1e-2)
    with pytest.raises(ParameterError, match="optimum"):
        resolved(compute=1e8, optimum="corrected", erasure=0.4)
    with pytest.raises(ParameterError, match="binomial"):
        resolved(concepts=1000, texts=5000, erasure=0.4, text_degree={"kind": "regular", "degree": 3})


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"parameters": 1e6, "optimum": "authors_code"}, "no budget whose optimum is R = 5"),
        ({"compute": 5, "optimum": "published"}, "too small"),
        ({"compute": 1e6, "optimum": "corrected", "text_degree": {"kind": "binomial", "mean": 2}}, "no threshold"),
        ({"compute": 1e6, "optimum": "corrected", "text_degree": {"kind": "regular", "degree": 3}}, "binomial"),
        ({"compute": 1e6, "window": 1, "text_degree": {"kind": "binomial", "mean": 2}}, "no threshold"),
        ({"compute": 1e6, "window": 1, "optimum": "corrected"}, "concepts is missing"),
        ({"parameters": 1e9}, "concepts is missing"),
        ({"parameters": 1e9, "compute": 1e6, "optimum": "corrected"}, "concepts is missing"),
        ({"parameters": 1e9, "window": 1}, "concepts is missing"),
        ({"concepts": 10, "optimum": "corrected"}, "exactly one"),
        ({"concepts": 10, "parameters": 1e6}, "exactly one"),
    ],
)
def test_what_fixes_no_sizes_is_refused(values, said):
    with pytest.raises(ParameterError, match=said):
        resolved(**values)


@pytest.mark.parametrize("mean", [0, 0.01, 1, 30, 1e3, 1e5, 1e9])
def test_a_poisson_number_has_the_room_that_is_made_for_it(mean):
    """Kernels write as many texts as are drawn."""
    assert poisson.logsf(most(mean), mean) < log(1e-80)
    assert most(mean) <= mean + 25 * sqrt(mean) + 101 and most(7, fixed=True) == 7
