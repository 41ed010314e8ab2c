import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from peelsim.theory.printed.dummy_nodes import critical_point, dummy_node_code


def by_scanning(code):
    """Local minimum of x / lambda(1 - rho(1 - x)) with the largest x, on a fine grid in rho's exponent."""
    end = -(code.others * np.log1p(-min(code.p, 1 - 1e-15)))
    w = np.linspace(1e-3, min(end, 60, 20 * code.others), 200_001)  # beyond, x is 1 to rounding
    x = -np.expm1(-w / code.others) / code.p
    channel = np.log(x) - (code.texts - 1) * np.log1p(-code.p * np.exp(-w))
    inner = np.flatnonzero((channel[1:-1] < channel[:-2]) & (channel[1:-1] < channel[2:])) + 1
    return (float(np.exp(channel[inner[-1]])), float(x[inner[-1]])) if inner.size else None


@settings(max_examples=150)
@given(st.floats(0.7, 25), st.floats(0.5, 12), st.floats(0.1, 0.9), st.floats(-1, 4))
@pytest.mark.slow
def test_agrees_with_a_scan(log_concepts, d, epsilon, log_ratio):
    concepts = float(np.exp(log_concepts))
    texts = concepts * np.exp(log_ratio)
    d = min(d, concepts)
    kinds = critical_point(dummy_node_code(concepts, texts * np.array([0.98, 1, 1.02]), d, epsilon)).erasure
    assume(np.ptp(np.isnan(kinds) + 2.0 * np.isinf(kinds)) == 0)  # where one appears the scan is too coarse
    code = dummy_node_code(concepts, texts, d, epsilon)
    at, scanned = critical_point(code), by_scanning(code)
    if np.isfinite(at.erasure):
        assert scanned == pytest.approx((float(at.erasure), float(at.message)), rel=2e-3)
        assert at.erasure == pytest.approx(at.message / code.lambda_(at.known), rel=1e-12)
    else:
        assert scanned is None or (np.isinf(at.erasure) and scanned[0] > 0.999)


def test_what_has_no_critical_point_is_marked():
    at = critical_point(dummy_node_code(1e9, np.array([0.1e9, 0.45e9, 0.46e9, 860e9, 880e9, 1e12]), 6, 0.5))
    assert np.isnan(at.erasure).tolist() == [True, True, False, False, False, False]
    assert np.isinf(at.erasure).tolist() == [False, False, False, False, True, True]
    assert np.isnan(at.message).tolist() == [True, True, False, False, True, True]


def test_names_the_code_that_is_none():
    with pytest.raises(ValueError, match="concepts = 4, texts = 9, mean_text_degree = 6"):
        dummy_node_code(np.array([8.0, 4.0]), 9, 6, 0.5)
