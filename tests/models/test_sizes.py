from math import floor, sqrt

import pytest

from peelsim.models.base import ParameterError
from peelsim.models.concept_text import Parameters
from peelsim.theory import finite_length

SIX = {"kind": "binomial", "mean": 6}


def resolved(**values):
    return Parameters.of({"kind": "concept-text", "text_degree": SIX, **values}).resolve()


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
