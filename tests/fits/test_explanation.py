"""Curves of known truth: the theory that made them is found, and what the points do not decide is said so."""

import numpy as np
import pytest

import peelsim
from peelsim.fits.explanation import CLOSE
from peelsim.fits.fit import fit, profile
from peelsim.fits.measured import MeasurementError, curve
from peelsim.fits.theories import ONE_THIRD, POWER_LAW, QUANTA, THEORIES, THRESHOLD, horizon
from peelsim.theory.quanta import endless

X = np.geomspace(1e3, 1e8, 16)


def noisy(loss, relative=1e-3, seed=1):
    return loss * (1 + relative * np.random.default_rng(seed).standard_normal(len(loss)))


TRUTHS = {
    "power_law": 1.7 + 30 * X**-0.25,
    "one_third": 0.3 + 8 * X ** (-1 / 3),
    "quanta": 0.5 + 3 * endless.unlearnt(X / 2000, exponent=0.8),
    "threshold": 0.8 + 2 * THRESHOLD.falls(X, (3e5, 0.8)),
}


@pytest.mark.parametrize(
    ("name", "errors"),
    [("power_law", True), ("one_third", True), ("quanta", True), ("threshold", False), ("quanta", False)],
)
@pytest.mark.slow
def test_the_theory_that_made_a_curve_is_found(name, errors):
    loss = noisy(TRUTHS[name])
    found = peelsim.explain(X, loss, 1e-3 * TRUTHS[name] if errors else None)
    best = found.theories[0]
    close = {each.name for each in found.theories if each.behind < CLOSE}
    assert name in close and not found[name].fit.rejected
    if name in ("quanta", "threshold"):
        assert best.name == name and found.identified, found.verdict
    else:
        assert "threshold" not in close and not found.identified  # far quanta fall like a power, too
    far = [each for each in found.theories if each.behind > 50]
    assert far and (not errors or all(each.fit.rejected for each in far))


def test_what_is_not_identified_is_said():
    found = peelsim.explain(X, noisy(TRUTHS["power_law"]), theories=["power_law", "horizon", "threshold"])
    assert not found.identified and "the same curves" in found.verdict and "threshold" not in found.verdict
    few = peelsim.explain(X[:7], noisy(TRUTHS["one_third"][:7], 0.05), theories=["power_law", "one_third"])
    assert not few.identified and few.verdict.startswith("not identified")
    with pytest.raises(KeyError, match=r"there is no theory 'one_thrid'; did you mean one_third\?"):
        few["one_thrid"]
    rubbish = peelsim.explain(X, 1 + np.sin(np.arange(16)) ** 2, np.full(16, 1e-3), theories=["power_law"])
    assert not rubbish.identified and rubbish.verdict.startswith("none fits")


def test_the_exponent_of_the_corpus_tells_the_horizon():
    truth = 2.0 + 9 * X**-0.185
    given = horizon(0.325, 0.8787)
    found = peelsim.explain(X, noisy(truth, 1e-4), 1e-4 * truth, theories=[given, "one_third", "quanta"])
    assert found.theories[0].name == "horizon" and found["one_third"].fit.rejected
    assert found["horizon"].fit.exponent == pytest.approx(0.18494, abs=1e-4)


@pytest.mark.slow
def test_intervals_cover_and_are_no_wider_than_they_should():
    """Of 40 curves the 95 % intervals of the exponent miss about 2, of the floor as well."""
    truth, missed = 1.7 + 30 * X**-0.25, np.zeros(2)
    widths = []
    for seed in range(40):
        loss = noisy(truth, 2e-3, seed)
        measured = curve(X, loss, 2e-3 * truth if seed % 2 else None)
        found = fit(measured, POWER_LAW)
        said = profile(measured, found)
        for place, (name, value) in enumerate((("exponent", 0.25), ("floor", 1.7))):
            missed[place] += not said[name].low <= value <= said[name].high
        widths.append((said["exponent"].high - said["exponent"].low) / 2 / abs(found.shape[0] - 0.25))
    assert 2 < np.median(widths) < 4.5  # half a 95 % interval over the median error is 1.96 / 0.674
    assert (missed < 11).all(), missed  # binomial(40, .05) is above with probability 1e-5


def test_profiles_are_where_the_likelihood_says():
    measured = curve(X, noisy(TRUTHS["power_law"]), 1e-3 * TRUTHS["power_law"])
    found = fit(measured, POWER_LAW)
    ends = profile(measured, found)["exponent"]

    def squares(exponent):
        design = np.stack([np.ones(16), X**-exponent], axis=1) / measured.error[:, None]
        residual = measured.loss / measured.error
        return np.sum((residual - design @ np.linalg.lstsq(design, residual)[0]) ** 2)

    allowed = 3.841 * max(1, found.squares / 13)
    for end in (ends.low, ends.high):
        assert squares(end) - squares(found.shape[0]) == pytest.approx(allowed, rel=0.02)


def test_a_floor_that_cannot_be_seen_is_open():
    loss = noisy(5 * X[:9] ** -0.3, 0.02)
    ends = profile(curve(X[:9], loss), fit(curve(X[:9], loss), POWER_LAW))["floor"]
    assert ends.open_low and ends.low == 0 and not ends.identified


def test_forecasts_are_of_points_held_out():
    truth = 1.7 + 30 * X**-0.25
    found = peelsim.explain(
        X, truth * (1 + 1e-9 * np.cos(np.arange(16))), held_out=0.25, theories=["power_law", "threshold"]
    )
    right, wrong = found["power_law"].forecast, found["threshold"].forecast
    assert right.held_out == 4 and right.error < 1e-6 < 1e-3 < wrong.error
    seen = fit(curve(X[:12], truth[:12]), THRESHOLD)
    assert wrong.bias == pytest.approx(np.mean(seen.at(X[12:]) / truth[12:] - 1), rel=1e-3)


@pytest.mark.parametrize("theory", [POWER_LAW, QUANTA, ONE_THIRD, THRESHOLD], ids=lambda t: t.name)
def test_curves_fall_and_exponents_are_their_slopes(theory):
    shape = {"power_law": (0.4,), "quanta": (0.7, 1.0), "one_third": (), "threshold": (1e5, 0.5)}[theory.name]
    falls = theory.falls(np.geomspace(1, 1e14, 60), shape)
    assert (np.diff(falls) <= 0).all()
    if theory.exponent is not None:
        far = theory.falls(np.array([1e12, 1e14]), shape)
        assert np.log(far[0] / far[1]) / np.log(100) == pytest.approx(theory.exponent(shape), rel=2e-3)


def test_endless_quanta_are_many_quanta():
    from peelsim.theory.quanta import quantization
    from peelsim.theory.quanta.zipf import share_beyond

    for exponent in (0.3, 1.0, 3.0):
        for samples in (0.1, 3.0, 200.0, 1e5):
            beyond = share_beyond(10**9, s=1 + exponent)
            how = {"exponent": exponent, "quanta": 10**9, "samples_fixed": False}
            expected = quantization.unlearnt(samples=samples * (1 - beyond), **how) * (1 - beyond) + beyond
            assert endless.unlearnt(samples, exponent=exponent) == pytest.approx(expected, rel=2e-4)


@pytest.mark.parametrize(
    ("x", "loss", "message"),
    [
        ([1, 2, 3], [1, 2], "different shapes"),
        ([1, 2, 0], [1, 2, 3], "x, point 3: 0 is not above 0"),
        ([1, 2, 1e-320], [1, 2, 3], "x, point 3: 9.99989e-321 is not within 1e-50 to"),
        ([1, 2, 3], [1, 1e300, 3], r"loss, point 2: 1e\+300 is not within"),
        ([1, 2, 3], [1, np.nan, 3], "loss, point 2"),
        ([1, 2], [2, 1], "too few points"),
    ],
)
def test_what_is_no_curve_is_refused(x, loss, message):
    with pytest.raises(MeasurementError, match=message):
        peelsim.explain(x, loss)


def test_an_unknown_theory_is_refused():
    with pytest.raises(MeasurementError, match="known are power_law"):
        peelsim.explain(X, X, theories=["magic"])
    assert set(THEORIES) == {"power_law", "horizon", "quanta", "one_third", "threshold"}


@pytest.mark.slow
def test_intervals_hold_what_they_are_of():
    """Also floors that fit so badly that they lie above some of the points."""
    loss = (1.7 + 30 * X**-0.25) * (1 + 1e-3 * np.random.default_rng(3).standard_normal(len(X)))
    found = peelsim.explain(X, loss)
    assert found["threshold"].fit.floor > loss.min()
    for each in found.theories:
        for name, ends in each.intervals.items():
            assert ends.low <= ends.value * (1 + 1e-12) and ends.value <= ends.high * (1 + 1e-12), (each.name, name)
