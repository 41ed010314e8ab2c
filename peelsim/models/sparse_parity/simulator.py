"""Training of networks: scratch memory of one thread, the kernel that uses it, and what follows from losses."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.kernels.descent.optimizers import ADAM, SGD
from peelsim.kernels.descent.parity_data import Problem
from peelsim.kernels.descent.parity_network import room_for_network
from peelsim.kernels.descent.parity_training import Course, Data, Moments
from peelsim.kernels.descent.parity_trials import Room, run_networks
from peelsim.kernels.draws.alias import alias_table
from peelsim.models.base import Control
from peelsim.models.sparse_parity.value import HALF, LEARNT, Parities
from peelsim.stats.fixed_point import FRACTION, STEPS
from peelsim.stats.observable import Counted

Losses = npt.NDArray[np.float64]  # [times, K]


class Network(NamedTuple):
    """A trained network, and the tasks it was trained on."""

    masks: npt.NDArray[np.bool_]  # [K, n], the bits of each task
    bit_weights: npt.NDArray[np.float32]  # [n, w], first layer
    task_weights: npt.NDArray[np.float32]  # [K, w]
    biases: npt.NDArray[np.float32]  # [w]
    output: npt.NDArray[np.float32]  # [w], of the difference of the outputs
    output_bias: npt.NDArray[np.float32]  # []
    losses: npt.NDArray[np.float64]  # [K], at the end, of a guess's


class Trainer:
    """Scratch memory of one thread."""

    def __init__(self, model: Parities) -> None:
        self.model = model
        words = -(-model.bits // 64)
        masks = np.zeros((model.tasks, words), np.uint64)
        self.problem = Problem(model.bits, model.subset, masks, np.zeros(model.bits, np.int64), alias_table(model.use))
        kind = ADAM if model.optimizer == "adam" else SGD
        self.course = Course(model.width, model.batch, kind, float(model.rate), model.objective == "squared")
        self.net = room_for_network(model.bits, model.tasks, model.width)
        stored = model.samples or 0
        self.data = Data(
            np.zeros(stored, np.int64),
            np.zeros((stored, words), np.uint64),
            np.zeros(stored, np.int64),
            np.zeros(words, np.uint64),
        )
        self.moments = Moments(np.zeros_like(self.net.weights), np.zeros_like(self.net.weights))
        self.steps = np.array(model.time, np.int64)

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, Counted] | None:
        """Counts of the observables of trials first .. first + trials - 1; None if stopped on the way."""
        losses = np.zeros((trials, len(self.steps), self.model.tasks), np.int64)
        return self._observed(losses) if self._train(key, first, losses, control) else None

    def network(self, key: int, trial: int) -> Mapping[str, npt.NDArray[Any]]:
        """The network of a trial at its end, the fields of ``Network``."""
        losses = np.zeros((1, len(self.steps), self.model.tasks), np.int64)
        self._train(key, trial, losses, np.zeros(2, np.int64))
        m, net = self.model, self.net
        rows = net.weights.reshape(-1, int(net.wide))[:, : m.width].copy()
        spots = np.arange(m.bits)
        masks = (self.problem.masks[:, spots // 64] >> (spots % 64).astype(np.uint64)) & np.uint64(1)
        return Network(
            masks=masks.astype(bool),
            bit_weights=rows[: m.bits],
            task_weights=rows[m.bits : -3],
            biases=rows[-3],
            output=rows[-2],
            output_bias=rows[-1, 0].copy(),
            losses=losses[0, -1] / FRACTION,
        )._asdict()

    def _train(self, key: int, first: int, losses: Counted, control: Control) -> bool:
        """Fill the losses at the times, int64[trials, times, K]; False if stopped on the way."""
        room = Room(self.problem, self.course, self.net, self.data, self.moments)
        return bool(run_networks(np.uint64(key), first, self.steps, self.model.test_samples, room, losses, control))

    def _observed(self, counted: Counted) -> dict[str, Counted]:
        """Observables of trials, from losses int64[trials, times, K]."""
        m = self.model
        losses = counted / FRACTION
        mean, learnt = losses @ m.use, (losses < LEARNT).sum(axis=2)
        trials, best = np.arange(len(losses)), mean.argmin(axis=1)
        when = [breakthrough_steps(self.steps, each) for each in losses]
        return {
            "loss": _units(mean, FRACTION),
            "learnt": learnt,
            "best_loss": _units(mean[trials, best], FRACTION),
            "best_learnt": learnt[trials, best],
            "task_loss": counted[:, -1],
            "learnt_step": _units(np.reshape(when, (-1, m.tasks)), STEPS),
            **{f"task_{k}_loss": counted[:, :, k - 1] for k in m.watched},
        }


def breakthrough_steps(steps: npt.NDArray[np.int64], losses: Losses) -> npt.NDArray[np.float64]:
    """When the loss of each task first passes through one half, [K]; the last step for those that never do.

    Between two steps the loss is taken as a straight line in the logarithm of the step. What is below one half at the
    first step passed through it there.
    """
    below = losses < HALF
    after = below.argmax(axis=0)
    before = np.maximum(after - 1, 0)
    tasks = np.arange(losses.shape[1])
    high, low = losses[before, tasks], losses[after, tasks]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(high > low, (high - HALF) / (high - low), 1.0)
    log_steps = np.log(steps)
    found = np.exp(log_steps[before] + np.clip(share, 0, 1) * (log_steps[after] - log_steps[before]))
    return np.where(below.any(axis=0), found, float(steps[-1]))


def _units(values: npt.NDArray[np.float64], unit: float) -> Counted:
    return np.rint(values * unit).astype(np.int64)
