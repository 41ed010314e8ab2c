"""Means of fixed horizons are exact ones, to 1e-5 of false alarm; printed means of chosen ones are met."""

import numpy as np
import pytest

from peelsim.kernels.draws.normal import room_for_normals
from peelsim.kernels.sources.additive import Additive, Text, learn_from_moments
from peelsim.kernels.sources.additive_text import learn_from_text, write_tokens
from peelsim.kernels.sources.additive_trials import EXCESS, HORIZON, run_moments, run_texts
from peelsim.theory.sources.additive import FOURTH_MOMENTS, Source, exact, risks, serial_risks
from tests.agreement import mean_is

UNIT = 2.0**40


def additive(theory, *, samples, lags, horizon=-1):
    n = np.arange(1.0, lags + 1)
    channels = theory.channels(n).astype(np.int64)
    return Additive(
        weight=np.sqrt(theory.squared_weight(n)),
        channels=channels,
        signal=theory.signal(int(channels[-1])),
        gap=theory.entropy_gap(),
        kurtosis=theory.fourth_moment - 2,
        samples=float(samples),
        horizon=horizon,
    )


def source(tokens="normal", lags=None, beta=0.88, gamma=0.325):
    moment = FOURTH_MOMENTS[tokens]
    return Source(correlation_exponent=beta, entropy_exponent=gamma, lags=lags, fourth_moment=moment)


def text_of(samples, lags, tokens):
    return Text(np.zeros(lags + samples), np.zeros(samples), room_for_normals(512), tokens == "bits")


def from_moments(given, trials, key=1):
    counts = np.zeros((trials, 2), np.int64)
    assert run_moments(np.uint64(key), 0, given, room_for_normals(512), counts, np.zeros(2, np.int64))
    return counts[:, EXCESS] / UNIT, counts[:, HORIZON]


def from_texts(given, tokens, trials, key=2):
    counts = np.zeros((trials, 2), np.int64)
    text = text_of(int(given.samples), given.weight.size, tokens)
    assert run_texts(np.uint64(key), 0, given, text, counts, np.zeros(2, np.int64))
    return counts[:, EXCESS] / UNIT, counts[:, HORIZON]


@pytest.mark.parametrize("tokens", ["bits", "normal"])
@pytest.mark.plain_cases(1)
def test_fixed_horizons_cost_what_they_should(tokens):
    """Seen to 0.3 %: of independent windows from moments; of a text, whose windows go together, 1.2 % more."""
    theory, trials = source(tokens, lags=12), 40_000
    given = additive(theory, samples=100, lags=12, horizon=6)
    alone, together = risks(theory, samples=100, lags=12)[6], serial_risks(theory, samples=100)[6]
    assert together > 1.012 * alone
    for expected, (excess, horizon) in (
        (alone, from_moments(given, trials)),
        (together, from_texts(given, tokens, trials)),
    ):
        assert set(horizon) == {6} and excess.std() / np.sqrt(trials) < 3e-3 * expected
        mean_is(excess, expected)


def test_bits_and_normal_tokens_differ_by_their_fourth_moment():
    """The squared weights of the lags used, over P."""
    bits, normal = (risks(source(tokens, lags=12), samples=100, lags=12)[9] for tokens in ("bits", "normal"))
    n = np.arange(1.0, 10)
    theory = source(lags=12)
    used = np.sum(theory.channels(n) * theory.squared_weight(n))
    assert normal - bits == pytest.approx(used / 100, rel=1e-9)


def naive_learner(given, tokens_of, noise_of):
    """Covariances of whole arrays; gains and risks of each lag."""
    samples, lags = int(given.samples), given.weight.size
    gains, gone = np.zeros(lags), np.zeros(lags)
    for j in range(given.signal.size):
        x, y = tokens_of(j), noise_of(j)
        own = [n for n in range(lags) if given.channels[n] > j]
        for n in own:
            y = y + given.weight[n] * x[lags - 1 - n : lags - 1 - n + samples]
        for n in own:
            c = np.mean(y * x[lags - 1 - n : lags - 1 - n + samples])
            v = (1 + given.signal[j] + given.kurtosis * given.weight[n] ** 2) / samples
            gains[n] += c * c - 2 * v
            gone[n] += ((c - given.weight[n]) ** 2 - given.weight[n] ** 2) / 2
    return gains, gone


@pytest.mark.parametrize("tokens", ["bits", "normal"])
def test_a_text_is_learnt_as_its_covariances_say(tokens):
    from peelsim.kernels.draws.random import draw
    from peelsim.kernels.draws.streams import NOISE, TOKENS
    from peelsim.kernels.sources.additive import add_normals

    lags, samples, stream = 40, 130, np.uint64(77)
    given = additive(source(tokens, lags=lags), samples=samples, lags=lags)
    text = text_of(samples, lags, tokens)
    gains, gone = np.zeros(lags), np.zeros(lags)
    assert learn_from_text(stream, given, text, gains, gone, np.zeros(2, np.int64))

    def tokens_of(channel):
        write_tokens(np.uint64(draw(np.uint64(draw(stream, TOKENS)), channel)), text)
        return text.tokens.copy()

    def noise_of(channel):
        noise = np.zeros(samples)
        add_normals(np.uint64(draw(np.uint64(draw(stream, NOISE)), channel)), noise, text.room)
        return noise

    expected = naive_learner(given, tokens_of, noise_of)
    np.testing.assert_allclose(gains, expected[0], rtol=1e-10, atol=1e-13)
    np.testing.assert_allclose(gone, expected[1], rtol=1e-10, atol=1e-13)


def test_both_engines_choose_alike():
    """Printed for 4000 samples of normal tokens, 60 lags: .01667(24) from texts, .016558(39) from moments."""
    given = additive(source(lags=60), samples=4000, lags=60)
    moments, horizons = from_moments(given, 20_000)
    mean_is(moments, 0.016558, error=0.000039)
    texts, seen = from_texts(given, "normal", 300)
    mean_is(texts, moments.mean(), error=moments.std() / np.sqrt(len(moments)))
    mean_is(seen, horizons.mean(), error=horizons.std() / np.sqrt(len(horizons)))


@pytest.mark.parametrize(
    ("samples", "excess", "error", "horizon"),
    [(1e4, 0.030546, 0.000143, 33.2), (1e5, 0.019828, 0.000035, 123), (1e6, 0.012864, 0.000008, 466)],
)
def test_printed_means(samples, excess, error, horizon):
    theory = source()
    lags = int(6 * (0.05 * samples) ** (1 / 1.76)) + 50
    seen, chosen = from_moments(additive(theory, samples=samples, lags=lags), 200)
    mean_is(seen, excess, error=error)
    assert chosen.mean() == pytest.approx(horizon, rel=0.08)
    best, _ = from_moments(
        additive(theory, samples=samples, lags=lags, horizon=int(exact(theory, samples=samples).horizon)), 200
    )
    mean_is(best, exact(theory, samples=samples).excess)


def test_a_stop_is_heard_and_a_trial_stands_alone():
    given = additive(source(), samples=1e5, lags=500)
    room = room_for_normals(512)
    assert not learn_from_moments(np.uint64(1), given, room, np.zeros(500), np.zeros(500), np.ones(2, np.int64))
    together = np.zeros((3, 2), np.int64)
    assert run_moments(np.uint64(5), 10, given, room, together, np.zeros(2, np.int64))
    alone = np.zeros((1, 2), np.int64)
    assert run_moments(np.uint64(5), 12, given, room, alone, np.zeros(2, np.int64))
    assert (together[2] == alone[0]).all()
