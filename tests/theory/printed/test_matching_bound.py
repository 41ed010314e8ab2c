import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mpf

from peelsim.theory.printed.dummy_nodes import critical_point, dummy_node_code
from peelsim.theory.printed.matching_bound import bound, few_texts_claim, few_texts_limit


@pytest.mark.parametrize(
    ("concepts", "texts", "d", "epsilon"),
    [(6, 17, 6, 0.5), (20, 60, 3, 0.5), (1500, 9000, 6, 0.5), (1e6, 1e3, 6, 0.5), (300, 900.5, 5, 0.2)],
)
def test_agrees_with_the_integrals(concepts, texts, d, epsilon):
    with mpmath.workdps(30):
        p = mpf(d) / mpf(concepts)
        rho = mpmath.quad(lambda z: (p * z + 1 - p) ** (mpf(concepts) / mpf(epsilon) - 1), [0, 0.5, 0.9, 1])
        lam = mpmath.quad(lambda z: (p * z + 1 - p) ** (mpf(texts) - 1), [0, 0.5, 0.9, 1])
    found = bound(concepts, texts=texts, mean_text_degree=d, erasure=epsilon)
    assert found == pytest.approx(float(rho / lam), rel=1e-10)


@settings(max_examples=300)
@given(st.floats(0, 20), st.floats(0.01, 1), st.floats(0.05, 0.95), st.floats(-8, 4))
def test_the_inequality_of_case_a_holds(log_concepts, share, epsilon, log_ratio):
    concepts = float(np.exp(log_concepts))
    size = {"texts": concepts * np.exp(log_ratio), "mean_text_degree": min(share * concepts, 20), "erasure": epsilon}
    assert bound(concepts, **size) - epsilon <= few_texts_claim(concepts, **size) + 1e-9


def test_few_texts_leave_the_threshold_below_epsilon():
    for d in (1, 2, 6, 20):
        limit = few_texts_limit(d)
        assert limit < 0
        assert bound(1e12, texts=1e4, mean_text_degree=d) - 0.5 == pytest.approx(limit, rel=1e-5)
        assert few_texts_claim(1e12, texts=1e4, mean_text_degree=d) == pytest.approx(limit, rel=1e-5)
    assert np.all(few_texts_limit(1.0, erasure=np.linspace(0.1, 0.99, 50)) < 0)


def test_for_fewer_concepts_in_a_text_case_a_proves_nothing():
    assert few_texts_limit(0.7969) < 0 < few_texts_limit(0.7968 - 1e-4)
    assert bound(1e12, texts=1e4, mean_text_degree=0.5) > 0.5


def test_bounds_the_critical_point_of_large_graphs():
    texts = 1e9 * np.geomspace(0.46, 100, 200)
    for d in (6, 10):
        star = critical_point(dummy_node_code(1e9, texts, d, 0.5)).erasure
        assert np.all(star <= bound(1e9, texts=texts, mean_text_degree=d))


def test_does_not_bound_it_where_few_symbols_are_in_a_text():
    code = dummy_node_code(1e9, 2.72e9, 1, 0.5)
    assert critical_point(code).erasure > bound(1e9, texts=2.72e9, mean_text_degree=1)


def test_refuses_what_has_no_bound():
    with pytest.raises(ValueError, match="texts must be positive"):
        bound(10, texts=0, mean_text_degree=3)
    with pytest.raises(ValueError, match="mean_text_degree"):
        few_texts_claim(10, texts=5, mean_text_degree=11)
    with pytest.raises(ValueError, match="positive"):
        few_texts_limit(0)
