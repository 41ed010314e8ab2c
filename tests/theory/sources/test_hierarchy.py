import numpy as np
import pytest

from peelsim.theory.sources import hierarchy as theory


def test_printed_norms():
    said = theory.Grammars(symbols=32, rules=8).correlation_strength([1, 2, 3, 4])
    assert said == pytest.approx([0.0541, 0.00677, 0.000846, 0.000106], rel=3e-3)


def test_exponents():
    grammars = theory.Grammars(symbols=16, rules=8)
    assert grammars.data_exponent == pytest.approx(0.1667, abs=5e-5)
    strengths = grammars.correlation_strength([5, 6])
    assert np.log(strengths[0] / strengths[1]) == pytest.approx(grammars.correlation_exponent * np.log(2))
    # between the samples that tell two levels the entropy falls by f
    samples = theory.samples_to_tell(strengths, symbols=16)
    assert np.log(1 / grammars.filled) / np.log(samples[1] / samples[0]) == pytest.approx(grammars.data_exponent)


def test_a_geometric_fall_is_followed_to_its_end():
    levels = 0.3 + 0.8 * 0.25 ** np.arange(6)
    assert theory.Grammars(symbols=32, rules=8).entropy_limit(levels[5], before=levels[4]) == pytest.approx(0.3)


def test_the_edge_is_that_of_noise():
    rng = np.random.default_rng(1)
    noise = rng.standard_normal((200, 200)) / (200 * np.sqrt(50_000))
    edge = theory.noise_edge(symbols=200, samples=50_000)
    assert np.linalg.norm(noise, 2) == pytest.approx(edge, rel=0.03)
    assert theory.samples_to_tell(edge, symbols=200) == pytest.approx(50_000)
