import pytest

from peelsim.theory.sources import exponents


def test_the_papers_predictions():
    said = {
        name: exponents.published(entropy_exponent=gamma, correlation_exponent=beta)
        for name, (gamma, beta) in exponents.MEASURED.items()
    }
    assert said == {"TinyStories": pytest.approx(0.185, abs=5e-4), "WikiText-103": pytest.approx(0.141, abs=5e-4)}


def test_a_slow_fall_within_the_horizon_decides():
    assert exponents.published(entropy_exponent=1.0, correlation_exponent=0.5, within=0.3) == 0.3
    assert exponents.published(entropy_exponent=1.0, correlation_exponent=1.0, within=1.0) == 0.5


def test_exponents_must_fall():
    with pytest.raises(ValueError, match="above 0"):
        exponents.published(entropy_exponent=0.3, correlation_exponent=0)
