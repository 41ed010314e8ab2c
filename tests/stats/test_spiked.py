import numpy as np
import pytest

from peelsim.stats import spiked


def test_a_value_is_found_behind_what_is_seen():
    for sigma in (1.01e-3, 5e-3, 1.0):
        found = spiked.seen(sigma, size=100, variance=1e-8)
        assert found > max(sigma, spiked.edge(100, 1e-8))
        assert spiked.behind(found, size=100, variance=1e-8) == pytest.approx(sigma, rel=1e-5)
    assert spiked.behind(spiked.seen(9e-4, size=100, variance=1e-8), size=100, variance=1e-8) is None


def test_a_spike_in_noise():
    rng = np.random.default_rng(1)
    noise = 1e-3 * rng.standard_normal((300, 300))
    assert np.linalg.norm(noise, 2) == pytest.approx(spiked.edge(300, 1e-6), rel=0.03)
    noise[0, 0] += 0.025
    assert np.linalg.norm(noise, 2) == pytest.approx(spiked.seen(0.025, size=300, variance=1e-6), rel=0.03)


def joint_law(levels_up):
    """Level 2 or 3 of the specification's hierarchy, v = 16, m = 8, s = 2, six levels; the grammar of seed 500."""
    rng = np.random.default_rng(500)
    rules = []
    for _ in range(6):
        tuples = rng.choice(256, 128, replace=False).reshape(16, 8)
        rules.append(np.stack([tuples // 16, tuples % 16], axis=-1))
    last = []
    for rule in rules:
        step = np.zeros((16, 16))
        for symbol in range(16):
            np.add.at(step[symbol], rule[symbol, :, 1], 1 / 8)
        last.append(step)
    law = np.full(16, 1 / 16)
    for step in last[: 6 - levels_up]:
        law = law @ step
    joint = np.zeros((16, 16))
    for symbol in range(16):
        for pair in rules[6 - levels_up][symbol]:
            joint[pair[0], pair[1]] += law[symbol] / 8
    for step in last[6 - levels_up + 1 :]:
        joint = step.T @ joint @ step
    return joint / joint.sum()


def covariance(joint):
    return joint - np.outer(joint.sum(axis=1), joint.sum(axis=0))


@pytest.mark.parametrize(
    ("level", "true", "samples", "raw", "inverse", "error", "split"),
    [
        (2, 0.004707, 10**4, 0.006086, 0.004701, 0.000112, 0.002140),
        (2, 0.004707, 10**5, 0.004850, 0.004717, 0.000027, 0.004463),
        (3, 0.000850, 10**6, 0.000925, 0.000851, 0.000009, 0.000706),
    ],
)
def test_the_printed_bias_at_the_edge(level, true, samples, raw, inverse, error, split):
    """Raw norms are too large there, halves of the sample too small, and what is solved for is right."""
    joint, rng = joint_law(level), np.random.default_rng(2)
    assert np.linalg.norm(covariance(joint), 2) == pytest.approx(true, abs=6e-7)
    norms, solved, halved = [], [], []
    for _ in range(200):
        halves = [
            covariance(rng.multinomial(samples // 2, joint.ravel()).reshape(16, 16) * 2 / samples) for _ in range(2)
        ]
        norms.append(np.linalg.norm((halves[0] + halves[1]) / 2, 2))
        variance = 1 / (16**2 * samples)
        solved.append(spiked.behind(norms[-1], size=16, variance=variance) or np.sqrt(16 * variance))
        both = []
        for one, other in (halves, halves[::-1]):
            u, _, v = np.linalg.svd(one)
            both.append(u[:, 0] @ other @ v[0])
        halved.append(np.mean(both))
    assert np.mean(norms) == pytest.approx(raw, rel=0.02)
    assert np.mean(solved) == pytest.approx(inverse, abs=4.4 * error + 0.02 * true)
    assert np.mean(solved) == pytest.approx(true, rel=0.06)
    assert np.mean(halved) == pytest.approx(split, rel=0.25 if samples == 10**4 else 0.03)
    assert np.mean(halved) < np.mean(solved) < np.mean(norms)
