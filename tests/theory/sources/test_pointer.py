from math import log

import mpmath
import numpy as np
import pytest

from peelsim.theory.sources import pointer as theory


@pytest.mark.parametrize(("samples", "excess"), [(1e3, 0.20715404), (1e5, 0.04463980), (1e6, 0.02072000)])
def test_printed_values(samples, excess):
    law = theory.exact(entropy_exponent=0.5, payloads=4, samples=samples)
    assert law == pytest.approx(excess, abs=6e-9)


def test_the_law_is_a_sum_over_types():
    a = np.arange(1.0, 5001) ** -1.4 / float(mpmath.zeta(1.4))
    seen = np.sum(a * (1 - (1 - a / 3) ** 2000))
    law = theory.exact(entropy_exponent=0.4, payloads=3, samples=2000, types=5000)
    assert law == pytest.approx(log(3) * (1 - seen), rel=1e-9)


@pytest.mark.parametrize("gamma", [0.3, 0.5, 1.0])
def test_the_limit_is_come_true(gamma):
    exact = theory.exact(entropy_exponent=gamma, payloads=4, samples=1e9)
    assert theory.asymptotic(1e9, entropy_exponent=gamma, payloads=4) == pytest.approx(exact, rel=2e-3)


def test_entropies_and_exponents():
    gap = theory.entropy_gap([100.0, 10_000.0], entropy_exponent=0.5, payloads=4)
    assert np.log(gap[0] / gap[1]) / np.log(100) == pytest.approx(0.5, abs=2e-3)
    law = theory.asymptotic(np.array([1e6, 1e8]), entropy_exponent=0.5, payloads=4)
    assert np.log(law[0] / law[1]) / np.log(100) == pytest.approx(theory.true_exponent(0.5))
    assert theory.published_exponent(0.5) == pytest.approx(theory.true_exponent(0.5) / 2)
