"""What each law says of multitask sparse parity, and in which range."""

from typing import Any

import numpy as np

from peelsim.models.sparse_parity.value import Parities
from peelsim.stats.law import Law, Laws, Prediction, Said, Undefined, extrapolated
from peelsim.theory.descent import breakthroughs

_UNITS = 5  # hidden units per task below which a network has no room for all
_KNOWN = (2, "cross-entropy", "adam", 1e-3, 500)
_EPOCHS = 5  # times each sample is seen, from which on data rather than time limit what is learnt


def _finite(model: Parities) -> Prediction:
    """Each task learnt at once after so many sightings, as in the quantization model, of tasks that are finite."""
    if model.samples is not None:
        return Prediction({}, silent="samples are limited, and sightings of the same ones teach less; see law quanta")
    p, steps = model.use, np.array(model.time, dtype=float)
    how: dict[str, Any] = {"batch": model.batch, "sightings": model.sightings}
    when = np.asarray(breakthroughs.learnt_steps(p, **how))
    loss = np.asarray(breakthroughs.unlearnt_after(steps, p, **how))
    learnt = np.asarray(breakthroughs.learnt_after(steps, p, **how))
    said: dict[str, Said] = {
        "loss": loss,
        "learnt": learnt,
        "best_loss": float(loss[-1]),
        "best_learnt": float(learnt[-1]),
        "task_loss": np.where(when > steps[-1], 1.0, 0.0),
        "learnt_step": np.clip(when, steps[0], steps[-1]),
        **{f"task_{k}_loss": np.where(when[k - 1] > steps, 1.0, 0.0) for k in model.watched},
    }
    reason = _outside(model)
    return Prediction(extrapolated(said, reason) if reason else said)


def _quanta(model: Parities) -> Prediction:
    """Each task learnt if limited samples hold enough of it, binomially, by the time of the best loss."""
    if model.samples is None:
        return Prediction({}, silent="samples are without limit, and time limits what is learnt; see law finite")
    chance = breakthroughs.chance_of_data(model.use, samples=model.samples, needed=model.needed_samples)
    said: dict[str, Said] = {
        "best_loss": float(np.sum(model.use * (1 - chance))),
        "best_learnt": float(np.sum(chance)),
        "loss": Undefined("a network that sees the same samples again and again unlearns what it knew of others"),
    }
    reason = _outside(model)
    if model.time[-1] * model.step_samples < _EPOCHS * model.samples:
        reason = f"the samples are seen fewer than {_EPOCHS} times each"
    return Prediction(extrapolated(said, reason) if reason else said)


def _outside(model: Parities) -> str:
    """Why what is known of these networks does not hold for one, empty if it does."""
    if model.width < _UNITS * model.tasks:
        return f"{model.width} hidden units have no room for {model.tasks} tasks, at {_UNITS} each"
    if (model.subset, model.objective, model.optimizer, model.rate, model.batch) != _KNOWN:
        return "sightings were measured for pairs of bits, cross-entropy, and adam at a rate of .001 in batches of 500"
    return ""


LAWS = Laws(
    Law("finite", _finite, "Michaud, Liu, Girit and Tegmark (2023), sec. 2; theory.descent.breakthroughs", "limit"),
    Law("quanta", _quanta, "Michaud, Liu, Girit and Tegmark (2023), sec. 2; theory.descent.breakthroughs", "limit"),
)
