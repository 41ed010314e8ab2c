"""What each law says of softmax regression along time, and in which range."""

import numpy as np
import numpy.typing as npt

from peelsim.kernels.descent.schedule import rate_of
from peelsim.models.parts.schedules import Constant
from peelsim.models.softmax_regression.exponents import FEWEST, exponents, least_alignment
from peelsim.models.softmax_regression.value import Regression
from peelsim.stats.law import Extrapolated, Law, Laws, Prediction, Said
from peelsim.theory.descent import adam, batch_noise, gradient_flow, soft_teacher

_MANY_DIMENSIONS = 4  # times the classes: noise then is mostly outside the teacher's own dimensions
_LOUD, _QUIET = 4.0, 0.05  # noise up to which laws with and laws without noise are derived
_CELLS = 400  # of steps, over which rates of a schedule are added up

Numbers = npt.NDArray[np.float64]


def _asymptotic(model: Regression) -> Prediction:
    """The law of late times that the optimizer, its noise and the teacher have."""
    if model.smoothing:
        return Prediction({}, silent="labels are smoothed, which stops the student: there is no law of late times")
    if model.optimizer == "adam":
        return _adam(model)
    return _soft(model) if model.temperature else _noisy(model)


def _noisy(model: Regression) -> Prediction:
    """SGD of a teacher that names the best class; rates may change, slowly."""
    noise, driven = _noise(model), None
    if not isinstance(model.schedule, Constant):
        if model.weight_decay:
            return Prediction({}, silent="there is no law for decay of weights and changing rates together")
        driven = _driven(model)
    late = batch_noise.late(_time(model), classes=model.classes, noise=noise, decay=model.weight_decay, driven=driven)
    said: dict[str, Said] = {
        "loss": late.loss,
        "error": late.error,
        "alignment": late.alignment,
        "residual": late.residual,
    }
    return _in_range(model, said, late.alignment, noise=noise, quiet=_LOUD)


def _soft(model: Regression) -> Prediction:
    if model.weight_decay:
        return Prediction({}, silent="there is no law for decay of weights and a soft teacher together")
    late = soft_teacher.late(_time(model), classes=model.classes, sharpness=model.sharpness)
    said: dict[str, Said] = {"loss": late.loss, "alignment": late.alignment}
    return _in_range(model, said, late.alignment, noise=_noise(model), quiet=_QUIET)


def _adam(model: Regression) -> Prediction:
    if model.temperature or model.weight_decay:
        return Prediction({}, silent="the law of adam is of a teacher that names the best class, without decay")
    late = adam.late(model.reached, classes=model.classes, batch=model.batch)
    said: dict[str, Said] = {"loss": late.loss, "alignment": late.alignment}
    noise = adam.noise(late.alignment, classes=model.classes, batch=model.batch, rate=1.0)
    return _in_range(model, said, late.alignment, noise=noise * _rates(model) * model.dimensions, quiet=0.5)


def _published(model: Regression) -> Prediction:
    """One third, through what ``asymptotic`` says of the last time."""
    late = _asymptotic(model)
    if "alignment" not in late:
        return late
    since = np.cbrt(model.reached / model.reached[-1])
    said: dict[str, Said] = {}
    for name, falls in (("loss", True), ("error", True), ("alignment", False)):
        if name in late:
            last = np.asarray(late[name])[-1]
            said[name] = last / since if falls else last * since
    alignment = np.asarray(late["alignment"])
    return _in_range(model, said, alignment, noise=np.zeros_like(alignment), quiet=1.0)


def _flow(model: Regression) -> Prediction:
    """Batches without end."""
    if model.optimizer != "sgd" or model.temperature or model.smoothing or model.weight_decay:
        return Prediction(
            {}, silent="gradient flow is solved for SGD, a teacher that names the best class, and no decay"
        )
    found = gradient_flow.flow(_time(model), classes=model.classes)
    reason = f"it is of batches without end, and noise is {model.noise:.3g}, more than {_QUIET:g}"
    loud = np.full(len(model.time), model.noise > _QUIET)
    return _with_numbers(model, {"loss": found.loss, "alignment": found.alignment}, loud, reason)


def _in_range(
    model: Regression, said: dict[str, Said], alignment: Numbers, *, noise: Numbers, quiet: float
) -> Prediction:
    """The same numbers, extrapolated where the student is not late, or noise is too much or in too few dimensions."""
    least = least_alignment(model.classes)
    early, loud = alignment < least, noise > quiet
    few = np.full(alignment.shape, model.dimensions < _MANY_DIMENSIONS * model.classes and quiet == _LOUD)
    reasons = [
        said
        for place, said in (
            (early, f"it is of alignments above {least:.3g}"),
            (loud, f"it is of noise up to {quiet:g}"),
            (few, f"it is of dimensions {_MANY_DIMENSIONS} times the classes or more"),
        )
        if place.any()
    ]
    return _with_numbers(model, said, early | loud | few, " and ".join(reasons))


def _with_numbers(model: Regression, said: dict[str, Said], outside: npt.NDArray[np.bool_], reason: str) -> Prediction:
    """The same along time, and the numbers of a trial that follow; extrapolated at places outside a law's range."""
    ranged: dict[str, Said] = {
        name: Extrapolated(np.asarray(value), reason, outside) if outside.any() else np.asarray(value)
        for name, value in said.items()
    }
    numbers = {"final_loss": float(np.asarray(said["loss"])[-1])}
    if len(model.time) >= FEWEST:
        alignment, loss = (np.asarray(said[name])[None] for name in ("alignment", "loss"))
        how = {"classes": model.classes}
        numbers["alignment_exponent"] = float(exponents(model.reached, alignment, alignment, **how)[0])
        numbers["loss_exponent"] = -float(exponents(model.reached, alignment, loss, **how)[0])
    beyond = {"final_loss": outside[-1], "alignment_exponent": outside[-FEWEST:].any()}
    beyond["loss_exponent"] = beyond["alignment_exponent"]
    ranged |= {name: Extrapolated(value, reason) if beyond[name] else value for name, value in numbers.items()}
    return Prediction(ranged)


def _time(model: Regression) -> Numbers:
    """tau, stretched by momentum."""
    return model.reached / (1 - model.momentum)


def _rates(model: Regression) -> Numbers:
    """Rates at the steps at which the student is looked at."""
    schedule = model.schedule.of(model.rate)
    return np.array([rate_of(schedule, int(t)) for t in model.steps])


def _noise(model: Regression) -> Numbers:
    return _rates(model) * model.noise / model.rate


def _driven(model: Regression) -> Numbers:
    """What the residual of every rate adds to the drive up to each time."""
    schedule, last = model.schedule.of(model.rate), int(model.steps[-1])
    edges = np.unique(np.concatenate([model.steps, np.geomspace(1, last, _CELLS).astype(np.int64)]))
    edges = np.concatenate([[0], edges])
    middle = (edges[:-1] + edges[1:] + 1) / 2
    rates = np.array([rate_of(schedule, t) for t in middle])
    driven = [
        batch_noise.drive(rates[:i], np.diff(edges)[:i], noise_per_rate=model.noise / model.rate)
        for i in np.searchsorted(edges, model.steps)
    ]
    return np.array(driven) / (1 - model.momentum)


_PAPER = "Liu, Liu, Pehlevan and Gore (2026)"

LAWS = Laws(
    Law("asymptotic", _asymptotic, "derived in theory.descent: batch_noise, adam, soft_teacher", "limit"),
    Law("published", _published, f"{_PAPER}: exponent 1/3, through asymptotic at the last time", "limit"),
    Law("flow", _flow, "derived in theory.descent.gradient_flow", "limit"),
)
