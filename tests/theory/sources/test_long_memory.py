import numpy as np
import pytest
from scipy.linalg import solve_toeplitz, toeplitz

from peelsim.theory.sources import long_memory as theory


@pytest.mark.parametrize("memory", [0.2, 0.3, 0.4])
def test_partial_correlations_and_entropies_are_those_of_the_autocovariances(memory):
    """Yule and Walker's equations of every order, solved."""
    gamma = theory.autocovariances(memory, lags=60)
    for order in (1, 2, 10, 60):
        fitted = solve_toeplitz(gamma[:order], gamma[1 : order + 1])
        assert fitted[-1] == pytest.approx(theory.partial_autocorrelation(order, memory=memory), rel=1e-9)
        variance = gamma[0] - fitted @ gamma[1 : order + 1]
        assert theory.entropy_gap(order, memory=memory) == pytest.approx(np.log(variance) / 2, rel=1e-8)
    assert np.linalg.eigvalsh(toeplitz(gamma)).min() > 0


def test_autocovariances_are_those_of_the_moving_average():
    """x_t is the sum of psi_k of past noise, psi_k = prod (j - 1 + d) / j."""
    j = np.arange(1.0, 2_000_000)
    psi = np.concatenate([[1.0], np.cumprod((j - 1 + 0.1) / j)])
    direct = [psi @ psi] + [psi[k:] @ psi[:-k] for k in (1, 5)]
    np.testing.assert_allclose(theory.autocovariances(0.1, lags=5)[[0, 1, 5]], direct, rtol=1e-4)


def test_printed_values():
    said = [theory.corrected(memory=d, samples=2**18).excess for d in (0.2, 0.3, 0.4)]
    assert said == pytest.approx([0.000391, 0.000586, 0.000781], abs=5e-7)
    assert [theory.published_exponent(d) for d in (0.2, 0.3, 0.4)] == pytest.approx([0.833, 1.25, 2.5], abs=5e-4)


def test_the_best_order_is_where_costs_are_equal():
    orders = np.arange(1.0, 2000)
    loss = orders / (2 * 1e6) + 0.3**2 / (2 * orders)
    law = theory.corrected(memory=0.3, samples=1e6)
    assert loss.min() == pytest.approx(law.excess, rel=1e-6)
    assert orders[loss.argmin()] == pytest.approx(law.horizon, abs=1)
