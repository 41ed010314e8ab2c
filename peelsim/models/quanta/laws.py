"""What each law says of the quanta's observables."""

from math import inf
from typing import Any

import numpy as np

from peelsim.models.quanta.value import Learnable
from peelsim.stats.law import Law, Laws, Prediction, Said, extrapolated
from peelsim.theory.quanta import quantization

_MANY = 10.0  # quanta learnt from which on a power law may hold


def _exact(model: Learnable) -> dict[str, Said]:
    """The mean of every observable, by summation over the quanta."""
    how: dict[str, Any] = {
        "exponent": model.exponent,
        "quanta": model.quanta,
        "capacity": model.capacity,
        "samples": inf if model.samples is None else model.samples,
        "sightings": model.sightings,
        "samples_fixed": model.samples_fixed,
    }
    said: dict[str, Said] = {
        "learnt": quantization.learnt(**how),
        **_of_unlearnt(model, quantization.unlearnt(**how)),
    }
    if model.tasks:
        missed = [quantization.chance_unlearnt(members, **how).mean() for members in model.tasks.values()]
        said["task_loss"] = model.learnt_loss + model.gap * np.array(missed)
    return said


def _asymptotic(model: Learnable) -> Prediction:
    """Many quanta learnt of quanta without end."""
    if model.samples is None and model.capacity:
        unlearnt = quantization.power_law_parameters(model.capacity, exponent=model.exponent)
        return _where_many(model, unlearnt, learnt=model.capacity)
    if model.samples and model.capacity is None:
        unlearnt = quantization.power_law_data(model.samples, exponent=model.exponent, sightings=model.sightings)
        return _where_many(model, unlearnt, learnt=_learnt(model))
    return _no_power(model)


def _published(model: Learnable) -> Prediction:
    """The power laws with quanta learnt after k0 expected sightings."""
    if model.samples and model.capacity is None:
        unlearnt = quantization.published_data(model.samples, exponent=model.exponent, sightings=model.sightings)
        return _where_many(model, unlearnt, learnt=_learnt(model))
    return _asymptotic(model)


def _learnt(model: Learnable) -> float:
    """Quanta expected to be seen often enough."""
    assert model.samples is not None
    return float(quantization.often_seen(model.samples, exponent=model.exponent, sightings=model.sightings))


def _where_many(model: Learnable, unlearnt: float, *, learnt: float) -> Prediction:
    if not unlearnt <= 1:
        few = f"so few quanta are learnt ({learnt:.3g}) that the power law has more than all of the use unlearnt"
        return Prediction({}, silent=few)
    said = _of_unlearnt(model, unlearnt)
    if learnt < _MANY:
        return Prediction(extrapolated(said, f"it holds where many quanta are learnt, and these are {learnt:.3g}"))
    if learnt >= model.quanta:
        return Prediction(extrapolated(said, f"it is of quanta without end, and all {model.quanta} are learnt"))
    return Prediction(said)


def _no_power(model: Learnable) -> Prediction:
    if model.samples is None:
        limits = "neither data nor parameters limit what is learnt" if model.capacity is None else "nothing is learnt"
    else:
        limits = "nothing is seen" if not model.samples else "data and parameters both limit what is learnt"
    return Prediction({}, silent=f"{limits}, and there is no power law of that")


def _of_unlearnt(model: Learnable, unlearnt: float) -> dict[str, Said]:
    """What follows from the use of the unlearnt quanta."""
    excess = model.gap * unlearnt
    return {"unlearnt": unlearnt, "loss": model.learnt_loss + excess, "excess_loss": excess}


LAWS = Laws(
    Law("exact", _exact, "derived in theory.quanta.quantization, by summation over the quanta"),
    Law("asymptotic", _asymptotic, "derived in theory.quanta.quantization, many quanta of quanta without end", "limit"),
    Law("published", _published, "Michaud, Liu, Girit and Tegmark (2023), sec. 2", "limit"),
)
