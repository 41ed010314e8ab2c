"""What each law says of the quanta's observables; an observable a law says nothing of is left out."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from peelsim.models.base import Prediction
from peelsim.theory.quanta import quantization

if TYPE_CHECKING:
    from peelsim.models.quanta.model import Quanta


def _exact(model: Quanta) -> Prediction:
    """The mean of every observable, by summation over the quanta."""
    how: dict[str, Any] = {
        "exponent": model.exponent,
        "quanta": model.quanta,
        "capacity": model.capacity,
        "samples": inf if model.samples is None else model.samples,
        "sightings": model.sightings,
        "samples_fixed": model.samples_fixed,
    }
    said: dict[str, float | npt.NDArray[np.float64]] = {
        "learnt": quantization.learnt(**how),
        **_of_unlearnt(model, quantization.unlearnt(**how)),
    }
    if model.tasks:
        missed = [quantization.chance_unlearnt(members, **how).mean() for members in model.tasks.values()]
        said["task_loss"] = model.learnt_loss + (model.unlearnt_loss - model.learnt_loss) * np.array(missed)
    return said


def _asymptotic(model: Quanta) -> Prediction:
    """Many quanta learnt of quanta without end; nothing where capacity and samples both limit, or neither."""
    if model.samples is None and model.capacity:
        return _of_unlearnt(model, quantization.power_law_parameters(model.capacity, exponent=model.exponent))
    if model.samples and model.capacity is None:
        law = quantization.power_law_data(model.samples, exponent=model.exponent, sightings=model.sightings)
        return _of_unlearnt(model, law)
    return {}


def _published(model: Quanta) -> Prediction:
    """The power laws with quanta learnt after k0 expected sightings."""
    if model.samples and model.capacity is None:
        law = quantization.published_data(model.samples, exponent=model.exponent, sightings=model.sightings)
        return _of_unlearnt(model, law)
    return _asymptotic(model)


def _of_unlearnt(model: Quanta, unlearnt: Any) -> dict[str, Any]:
    """What follows from the use of the unlearnt quanta."""
    excess = (model.unlearnt_loss - model.learnt_loss) * unlearnt
    return {"unlearnt": unlearnt, "loss": model.learnt_loss + excess, "excess_loss": excess}


LAWS: dict[str, Callable[[Quanta], Prediction]] = {
    "exact": _exact,
    "asymptotic": _asymptotic,
    "published": _published,
}
