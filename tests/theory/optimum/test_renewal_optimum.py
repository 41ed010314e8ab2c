import numpy as np
import pytest

from peelsim.ensembles import Explicit, Regular
from peelsim.theory.optimum.compute_optimal import optimum
from peelsim.theory.optimum.optimum_asymptotics import limit
from peelsim.theory.renewal.renewal_law import law

MIXED = Explicit({0: 0.02, 1: 0.12, 2: 0.1, 4: 0.5, 9: 0.26})


@pytest.mark.parametrize(
    ("compute", "d", "concepts", "learnt", "within"),
    [
        (400, 3, 14, 12.118536, 0),
        (1e4, 6, 28, 21.94735, 0),
        (1e5, 6, 114, 107.80336, 0),
        (1e6, 6, 406.907, 396.68331, 0.03),
        (1e8, 6, 4476.73, 4449.23703, 0.2),
        (1e10, 6, 46197.5, 46120.4178, 2),
        (1e5, 4, 228.066, 222.30091, 0.03),
        (1e6, 4, 762.999, 753.18888, 0.05),
        (1e8, 4, 8035.74, 7994.33367, 0.2),
        (1e6, 3.5, 854.23, 838.81893, 0.06),
    ],
)
@pytest.mark.plain_cases(3)
def test_optima(compute, d, concepts, learnt, within):
    """By the same law, other code, and the exact recursion; simulated R* is 406.4 +- 1.3 at 1e6, d = 6."""
    best = optimum(compute, text_degree=d, law="renewal")
    assert best.concepts == pytest.approx(concepts, abs=within)
    assert best.learnt == pytest.approx(learnt, rel=2e-6)
    assert best.texts == pytest.approx(compute / best.concepts)


def test_listed_degrees():
    best = optimum(3e5, text_degree=MIXED, law="renewal")
    for factor in (0.98, 1.02):
        other = law(best.concepts * factor, texts=best.texts / factor, text_degree=MIXED, texts_fixed=True)
        assert other.learnt < best.learnt


@pytest.mark.parametrize("d", [2.0, 2.9])
@pytest.mark.plain_cases(1)
def test_goes_where_density_evolution_puts_it_if_that_is_no_threshold(d):
    best = optimum(1e10, text_degree=d, law="renewal")
    assert best.texts_per_concept == pytest.approx(limit(d).texts_per_concept, rel=0.02)


def test_budgets_in_an_array_and_the_former_call():
    both = optimum(np.array([400.0, 1e4]), mean_text_degree=6, law="renewal")
    assert both.concepts.shape == (2,)
    assert optimum(1e4, law="renewal").concepts == both.concepts[1]


def test_refuses_what_has_no_answer():
    with pytest.raises(ValueError, match="one of"):
        optimum(1e5, mean_text_degree=6, text_degree=6, law="renewal")
    with pytest.raises(ValueError, match="take renewal"):
        optimum(1e5, text_degree=MIXED, law="corrected")
    with pytest.raises(ValueError, match="ever learnt"):
        optimum(1e5, text_degree=Regular(degree=3), law="renewal")
    with pytest.raises(ValueError, match="too small"):
        optimum(4, text_degree=6, law="renewal")
