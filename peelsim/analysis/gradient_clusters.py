"""Clusters of gradients of single samples: quanta from gradients (Michaud et al. 2023, sec. 5), the truth being known.

The method groups samples by how alike their gradients are, and takes groups for quanta. For a network that learnt
sparse parity the tasks are known, and so are the patterns that a task's own bits make; how well the groups agree with
either is their adjusted Rand index, 1 if they are the same and 0 on average by chance. Gradients leave out the rows of
the first layer that name the task: with them the answer would be in the question.

Tests: tests/analysis/test_training_figures.py
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

__all__ = [
    "LEARNT",
    "Floats",
    "Network",
    "NetworkError",
    "Score",
    "gradients",
    "needed_sklearn",
    "read_network",
    "scores",
]

LEARNT = 0.1  # of the loss of a guess
_FEWEST = 2  # tasks that can be told apart

Floats = npt.NDArray[np.float64]


class NetworkError(ValueError):
    """A file that holds no network whose gradients can be clustered; says which, why and what would."""


@dataclass(frozen=True, eq=False)
class Network:
    """A network with one hidden layer, trained on sparse parity."""

    masks: npt.NDArray[np.bool_]  # [K, n], the bits of each task
    bit_weights: Floats  # [n, w]
    task_weights: Floats  # [K, w]
    biases: Floats  # [w]
    output: Floats  # [w], of the difference of the outputs
    output_bias: Floats  # []
    losses: Floats  # [K], over that of a guess

    @property
    def learnt(self) -> npt.NDArray[np.int64]:
        """Tasks that it learnt."""
        return np.flatnonzero(self.losses < LEARNT)


@dataclass(frozen=True)
class Score:
    """How well the clusters of one kind of gradient agree with what is known."""

    gradient: str
    tasks: float  # adjusted Rand index against tasks, with as many clusters as tasks
    patterns: float  # against tasks and patterns of their bits, with as many clusters as these
    homogeneity: float  # of these clusters in tasks: 1 if none holds samples of two tasks


def read_network(path: Path) -> Network:
    """The network that `peelsim replay` saved.

    Raises
    ------
    NetworkError : if the file is none, or the network learnt fewer than two tasks.
    """
    wanted = {field.name for field in fields(Network)}
    try:
        with np.load(path, allow_pickle=False) as file:
            found = {name: np.asarray(file[name]) for name in wanted & set(file.files)}
    except OSError as error:
        raise NetworkError(f"{path} cannot be read: {error.strerror or error}") from None
    except (ValueError, EOFError, BadZipFile) as error:
        raise NetworkError(f"{path} cannot be read as a saved network: {error}") from None
    if missing := sorted(wanted - found.keys()):
        cure = "peelsim replay of a sparse-parity result file saves one"
        raise NetworkError(f"{path} holds no network, {missing[0]} is missing: {cure}")
    network = Network(**{name: values.astype(bool if name == "masks" else float) for name, values in found.items()})
    _check_shapes(path, network)
    if len(network.learnt) < _FEWEST:
        raise NetworkError(f"{path}: the network learnt {len(network.learnt)} tasks; train it until it knows 2 or more")
    return network


def _check_shapes(path: Path, network: Network) -> None:
    if network.masks.ndim != 2 or network.biases.ndim != 1:
        raise NetworkError(f"{path} holds no network: masks or biases are of another shape")
    (tasks, bits), (width,) = network.masks.shape, network.biases.shape
    expected = {"bit_weights": (bits, width), "task_weights": (tasks, width), "output": (width,), "losses": (tasks,)}
    for name, shape in {**expected, "output_bias": ()}.items():
        found = getattr(network, name)
        if found.shape != shape or not np.isfinite(found).all():
            raise NetworkError(f"{path} holds no network: {name} is not {shape} finite numbers")


def gradients(network: Network, tasks: npt.NDArray[np.int64], bits: npt.NDArray[np.bool_]) -> Mapping[str, Floats]:
    """Gradients of samples, a row each, by what they are of, but for the rows that name the task.

    Parameters
    ----------
    tasks : [samples].
    bits : [samples, n].
    """
    hidden = network.task_weights[tasks] + bits @ network.bit_weights + network.biases
    active = np.maximum(hidden, 0.0)
    back = network.output * (hidden > 0)
    first = (bits[:, :, None] * back[:, None, :]).reshape(len(tasks), -1)
    output = np.concatenate([first, active, back], axis=1)
    odd = (bits & network.masks[tasks]).sum(axis=1) % 2 == 1
    chance = 1 / (1 + np.exp(-(active @ network.output + network.output_bias)))
    return {"loss": output * (chance - odd)[:, None], "output": output, "output, second layer": active}


def scores(network: Network, *, samples: int, seed: int) -> list[Score]:
    """Cluster gradients of samples of the learnt tasks, each as often as any other, and hold the clusters against both.

    Affinities are 1 - arccos(cosine)/pi, clusters spectral, as Michaud et al. have them.

    Raises
    ------
    ImportError : if scikit-learn is not installed, with the cure.
    """
    needed_sklearn()
    from sklearn.metrics import adjusted_rand_score, homogeneity_score

    rng = np.random.default_rng(seed)
    tasks = rng.choice(network.learnt, samples)
    bits = rng.integers(0, 2, (samples, network.masks.shape[1])).astype(bool)
    patterns = _patterns(network, tasks, bits)
    found = []
    for name, rows in gradients(network, tasks, bits).items():
        coarse = _clusters(rows, len(network.learnt), seed)
        fine = _clusters(rows, len(np.unique(patterns)), seed)
        found.append(
            Score(
                name,
                float(adjusted_rand_score(tasks, coarse)),
                float(adjusted_rand_score(patterns, fine)),
                float(homogeneity_score(tasks, fine)),
            )
        )
    return found


def needed_sklearn() -> None:
    """ImportError, with the cure, if scikit-learn is not installed."""
    try:
        import sklearn  # noqa: F401
    except ImportError as error:
        raise ImportError("clustering needs scikit-learn: pip install 'peelsim[cluster]'") from error


def _patterns(network: Network, tasks: npt.NDArray[np.int64], bits: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """A number for each task and pattern of its bits."""
    rows = np.column_stack([tasks, np.where(network.masks[tasks], bits, False)])
    return np.unique(rows, axis=0, return_inverse=True)[1].ravel()


def _clusters(rows: Floats, number: int, seed: int) -> Any:
    from sklearn.cluster import SpectralClustering

    length = np.linalg.norm(rows, axis=1, keepdims=True)
    unit = rows / np.where(length > 0, length, 1.0)
    affinity = 1 - np.arccos(np.clip(unit @ unit.T, -1, 1)) / np.pi
    return SpectralClustering(n_clusters=number, affinity="precomputed", random_state=seed).fit_predict(affinity)
