"""The split of a budget is the best there is: tried against all others, and against the exact law."""

from typing import get_args

import numpy as np
import pytest

from peelsim.ensembles import Binomial, Explicit
from peelsim.theory.optimum.budget_split import SplitLaw, optimum
from peelsim.theory.optimum.compute_optimal import optimum as optimum_of
from peelsim.theory.peeling.exact_law import fixed_texts
from peelsim.theory.peeling.mean_learnt import MeanLearnt
from peelsim.theory.renewal.renewal_law import law as renewal

MIXED = Explicit({0: 0.02, 1: 0.12, 2: 0.1, 4: 0.5, 9: 0.26})


def test_sizes_are_those_of_the_paper():
    """C = 6 N D, with 2e5 parameters per concept and 8e5 tokens per text."""
    split = optimum(flops=1e21, law="corrected")
    assert split.flops == pytest.approx(1e21) and split.spent == pytest.approx(1)
    assert 6 * split.parameters * split.tokens == pytest.approx(1e21)
    assert split.parameters == 2e5 * split.concepts and split.tokens == 8e5 * split.texts
    assert split.concepts == pytest.approx(14750, rel=1e-4)  # as a sweep of that budget has it
    by_texts = optimum(compute=split.concepts * split.texts, law="corrected")
    assert by_texts.concepts == pytest.approx(split.concepts)


def test_what_is_lost_beside_it():
    mean = MeanLearnt(6.0)
    split = optimum(compute=1e8, law="corrected")

    def learnt(concepts):
        return float(mean.learnt(np.array([concepts]), np.array([1e8 / concepts]))[0])

    assert split.learnt == pytest.approx(learnt(split.concepts))
    assert split.lost_with_half == pytest.approx(1 - learnt(split.concepts / 2) / split.learnt)
    assert split.lost_with_twice == pytest.approx(1 - learnt(split.concepts * 2) / split.learnt)
    assert np.isnan(optimum(compute=1e8, law="published").lost_with_twice)  # beyond the authors' range


@pytest.mark.slow
def test_of_a_limited_number_of_texts_all_are_read_by_the_best_number_of_concepts():
    """Against the exact recursion at other numbers of concepts."""
    split = optimum(compute=1e5, text_degree=6, tokens_at_most=200 * 8e5)
    exact = {r: fixed_texts(r, 200, 6).mean for r in (18, 22, 26, 27, 28, 29, 30, 34, 40)}
    assert split.texts == 200 and split.spent < 1
    assert split.concepts == max(exact, key=exact.__getitem__) and split.learnt == pytest.approx(max(exact.values()))
    assert split.lost_with_half == pytest.approx(1 - fixed_texts(14, 200, 6).mean / split.learnt, rel=1e-5)


@pytest.mark.parametrize("degrees", [Binomial(mean=2.0), MIXED])
@pytest.mark.slow
def test_any_text_degrees_with_few_tokens(degrees):
    split = optimum(compute=1e8, text_degree=degrees, tokens_at_most=2000 * 8e5)
    sizes = split.concepts * np.array([0.7, 0.9, 0.97, 1.03, 1.1, 1.5])
    others = [renewal(float(r), texts=2000.0, text_degree=degrees, texts_fixed=True).learnt for r in sizes]
    assert split.learnt > max(others)


def test_tokens_that_do_not_bind_change_nothing():
    assert optimum(compute=1e8, law="corrected", tokens_at_most=1e20) == optimum(compute=1e8, law="corrected")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "give one budget"),
        ({"flops": 1e21, "compute": 1e8}, "give one budget"),
        ({"flops": -1}, "is not a budget"),
        ({"flops": "1e21"}, "is not a budget"),
        ({"flops": [1e21]}, "is not a budget"),
        ({"flops": np.array([1e20, 1e21])}, "is not a budget"),
        ({"flops": 1e21, "law": "corrected", "tokens_at_most": [1e9]}, "is not a number of tokens"),
        ({"flops": 1e21, "law": "best"}, "no law 'best'"),
        ({"flops": 1e21, "tokens_at_most": 0}, "is not a number of tokens"),
        ({"flops": 1e21, "text_degree": MIXED, "law": "corrected"}, "take renewal"),
        ({"flops": 1e21, "text_degree": 2.0, "law": "corrected"}, "no threshold"),
        ({"flops": 1e12, "law": "corrected"}, "not worth a single text"),
        ({"compute": 7}, "not worth a single text"),
        ({"compute": 12}, "not worth a single text"),
    ],
)
def test_refusals(given, words):
    with pytest.raises(ValueError, match=words):
        optimum(**given)


@pytest.mark.parametrize(("compute", "mean"), [(80, 6), (200, 6), (300, 6), (500, 8)])
@pytest.mark.plain_cases(2)
def test_of_a_few_texts_the_best_number_of_concepts_is_that_of_the_exact_recursion(compute, mean):
    """Where single texts teach all there is, near R = mean^2/2 and far from the threshold; whole T or real."""
    split = optimum(compute=compute, text_degree=mean)
    exact = optimum_of(compute, text_degree=float(mean), law="exact")
    assert split.learnt == pytest.approx(exact.learnt, rel=0.02)
    assert split.lost_with_twice > 0 and not split.lost_with_half < 0


def test_a_budget_has_no_place_by_position():
    with pytest.raises(TypeError):
        optimum(1e21)


@pytest.mark.parametrize("law", get_args(SplitLaw))
@pytest.mark.parametrize(
    "budget", [{"compute": 5e-324}, {"compute": 1e-320}, {"compute": 0.5}, {"compute": 1e308}, {"flops": 1e-300}]
)
def test_budgets_beyond_all_use_are_said_in_a_line(law, budget, recwarn):
    with pytest.raises(ValueError, match=r"not worth a single text|is too large") as error:
        optimum(**budget, law=law)
    assert "\n" not in str(error.value) and not recwarn
