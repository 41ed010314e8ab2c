import numpy as np
import pytest
from scipy import stats

import peelsim
from peelsim.models.base import ParameterError, keys_of
from peelsim.models.softmax_regression.exponents import exponents
from peelsim.theory.descent import gradient_flow

TRIALS = 8
COMMON = {"classes": 4, "dimensions": 8, "rate": 0.1, "time": (1, 3)}


def seen(trials=TRIALS, **parameters):
    """Means over trials, and their standard errors."""
    found = peelsim.simulate(peelsim.SoftmaxRegression(**parameters), trials=trials, seed=1)
    return {name: (x.mean(axis=0), x.std(axis=0, ddof=1) / np.sqrt(trials)) for name, x in found.items()}


# what single long trainings of an independent programme gave, and its standard errors where it told them
KNOWN = {
    "noise": (
        {"classes": 4, "dimensions": 32, "rate": 0.5 / 32, "time": (10_000,)},
        {
            "loss": (0.04308, 0.00024),
            "error": (0.00898, 0.0004),
            "alignment": (20.974, 0.004),
            "residual": (0.1135, 0.0067),
        },
    ),
    "flow": (
        {"classes": 16, "dimensions": 16, "batch": 512, "rate": 1, "time": (1778,)},
        {"loss": (0.18557, 0.00102), "alignment": (8.4654, 0.0)},
    ),
    "soft teacher": (
        {"classes": 16, "dimensions": 16, "batch": 256, "rate": 1, "temperature": 0.05, "time": (1313,)},
        {"loss": (0.0884, 0.0004), "alignment": (7.468, 0.0)},
    ),
    "smoothing": (
        {"classes": 16, "dimensions": 16, "batch": 256, "rate": 1, "smoothing": 0.1, "time": (2000,)},
        {"loss": (0.525, 0.0), "alignment": (3.18, 0.0)},
    ),
}
SLOW = {
    "adam": (
        {"classes": 16, "dimensions": 16, "batch": 16, "rate": 1e-3, "optimizer": "adam", "time": (400,)},
        {"alignment": (18.33, 0.0)},
    ),
    "decay": (
        {"classes": 16, "dimensions": 16, "batch": 256, "rate": 1, "weight_decay": 1e-4, "time": (20_000,)},
        {"alignment": (10.30, 0.0)},
    ),
    "schedule": (
        {
            "classes": 4,
            "dimensions": 16,
            "rate": 0.06,
            "schedule": {"kind": "power", "exponent": 0.5, "steps": 100},
            "time": (3782,),
        },
        {
            "loss": (0.05751, 0.0),
            "error": (0.000933, 0.00006),
            "alignment": (14.889, 0.0),
            "residual": (0.00063, 0.00005),
        },
    ),
    "noise in many dimensions": (
        {"classes": 16, "dimensions": 64, "rate": 1 / 64, "time": (15_625,)},
        {"loss": (0.09659, 0.00109), "error": (0.0270, 0.0008), "alignment": (17.857, 0.0), "residual": (0.248, 0.02)},
    ),
}


@pytest.mark.parametrize("name", [*KNOWN, *(pytest.param(name, marks=pytest.mark.slow) for name in SLOW)])
@pytest.mark.slow
def test_students_are_where_an_independent_programme_had_them(name):
    """To 3 %, or four standard errors of both."""
    parameters, known = {**KNOWN, **SLOW}[name]
    found = seen(**parameters)
    for observable, (value, error) in known.items():
        mean, own = (float(x[-1]) for x in found[observable])
        assert abs(mean - value) < max(0.03 * value, 4 * np.hypot(error, own)), (observable, mean, own)


@pytest.mark.slow
def test_the_exponent_of_sgd_is_one_third():
    """Over tau = 312 .. 10000, of 8 trials: between .331 and .341, where the flow has .337."""
    time = tuple(np.geomspace(312, 10_000, 6).tolist())
    found = peelsim.simulate(
        peelsim.SoftmaxRegression(classes=4, dimensions=32, rate=0.5 / 32, time=time), trials=TRIALS, seed=2
    )
    fitted = found["alignment_exponent"]
    interval = stats.t.ppf(0.975, TRIALS - 1) * fitted.std(ddof=1) / np.sqrt(TRIALS)
    assert interval < 0.003
    assert fitted.mean() == pytest.approx(0.336, abs=0.005)
    assert found["loss_exponent"].mean() == pytest.approx(1 / 3, abs=0.03)


@pytest.mark.slow
def test_the_exponent_of_adam_is_two_fifths():
    time = tuple(np.geomspace(5, 100, 6).tolist())
    model = peelsim.SoftmaxRegression(classes=4, dimensions=8, batch=4, rate=2e-3, optimizer="adam", time=time)
    found = peelsim.simulate(model, trials=TRIALS, seed=2)
    assert 0.40 < found["alignment_exponent"].mean() < 0.46  # and still falling: .403 over tau = 100 .. 2000
    law = model.predict("asymptotic")
    assert law["alignment_exponent"] == pytest.approx(0.4)
    assert model.predict("published")["alignment_exponent"] == pytest.approx(1 / 3)
    assert found["alignment"].mean(axis=0)[-1] == pytest.approx(law["alignment"][-1], rel=0.03)


@pytest.mark.slow
def test_momentum_stretches_time_and_noise():
    common = {"classes": 4, "dimensions": 16}
    slow = seen(rate=0.03, time=(400,), **common)
    fast = seen(rate=0.003, momentum=0.9, time=(40,), **common)
    assert fast["alignment"][0][0] == pytest.approx(slow["alignment"][0][0], rel=0.02)
    assert fast["residual"][0][0] == pytest.approx(slow["residual"][0][0], rel=0.2)
    model = peelsim.SoftmaxRegression(rate=0.003, momentum=0.9, time=(40,), **common)
    assert model.noise == pytest.approx(0.003 * 16 / 0.1)
    assert model.predict("flow")["alignment"] == pytest.approx(
        gradient_flow.flow([400.0], classes=4).alignment, rel=1e-4
    )


def test_without_batch_noise_there_are_no_errors():
    found = seen(trials=2, classes=4, dimensions=4, batch=4096, rate=1, time=(60,))
    assert found["error"][0][0] < 0.01 and found["residual"][0][0] < 1e-3


def test_exponents_are_those_of_late_times():
    times = np.geomspace(1, 1000, 7)
    alignment = 10 * times[None] ** 0.4
    alignment[0, :2] = 1.0  # not late: five times sqrt(2 ln 4) is 8.3
    assert exponents(times, alignment, alignment, classes=4) == pytest.approx(0.4)
    assert exponents(times, 0.01 * alignment, 1 / alignment, classes=4) == pytest.approx(-0.4)  # the last three


def test_ranges_of_laws():
    model = peelsim.SoftmaxRegression(classes=4, dimensions=32, rate=0.5 / 32, time=(10, 10_000))
    ranges = model.predict("asymptotic").ranges("loss")
    assert [each.status for each in ranges] == ["extrapolated", "valid"]
    assert "alignments above 8.33" in ranges[0].reason
    assert model.predict("flow").range("loss").status == "extrapolated"
    quiet = peelsim.SoftmaxRegression(classes=4, dimensions=4, batch=100, rate=1, time=(10,))
    assert quiet.predict("flow").range("loss").status == "valid"
    assert "dimensions 4 times" in quiet.predict("asymptotic").range("loss").reason
    loud = peelsim.SoftmaxRegression(classes=4, dimensions=32, rate=0.2, time=(10_000,))
    assert "noise up to 4" in loud.predict("asymptotic").range("loss").reason
    for law, more in (
        ("asymptotic", {"smoothing": 0.1}),
        ("asymptotic", {"temperature": 0.1, "weight_decay": 0.1}),
        ("asymptotic", {"optimizer": "adam", "weight_decay": 0.1}),
        ("asymptotic", {"schedule": {"kind": "cosine", "steps": 100}, "weight_decay": 0.1}),
        ("published", {"smoothing": 0.1}),
        ("flow", {"temperature": 0.1}),
    ):
        said = peelsim.SoftmaxRegression(**COMMON, **more).predict(law)
        assert not said and said.range("loss").status == "undefined" and said.range("loss").reason


def test_a_rate_can_be_said_by_its_noise():
    keys = keys_of(peelsim.SoftmaxRegression)
    said = {"kind": "softmax-regression", "classes": 2, "dimensions": 40, "batch": 5, "time": [3]}
    model = keys.of({**said, "noise": 0.8}).resolve()
    assert model.rate == pytest.approx(0.1) and model.noise == pytest.approx(0.8)
    spread = keys.of({**said, "rate": 0.1, "time": {"start": 1, "stop": 100, "num": 3, "scale": "log"}}).resolve()
    assert spread.time == pytest.approx((1, 10, 100))
    for wrong in ({}, {"rate": 1, "noise": 1}, {"noise": 1, "optimizer": "adam"}):
        with pytest.raises(ParameterError):
            keys.of({**said, **wrong}).resolve()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"dimensions": 3}, "3 are fewer than the 4 classes"),
        ({"time": (3, 1)}, "do not ascend"),
        ({"time": ()}, "time"),
        ({"time": {"start": 1, "stop": 10, "num": 0}}, "num"),
        ({"optimizer": "adam", "momentum": 0.5}, "adam has its own"),
        ({"rate": 10}, "noise of 80, more than 32"),
        ({"rate": 0.2, "weight_decay": 5}, "takes away all weights"),
        ({"schedule": {"kind": "cosine", "steps": 10}, "time": (1, 2)}, "never add up to 1"),
        ({"schedule": {"kind": "step"}}, "schedule"),
        ({"smoothing": 1}, "smoothing"),
    ],
)
def test_parameters_that_make_no_sense_are_refused(values, message):
    with pytest.raises(ValueError, match=message):
        peelsim.SoftmaxRegression(**{**COMMON, **values})
