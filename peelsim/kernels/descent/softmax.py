"""A softmax student of a softmax teacher: class scores, targets, gradients (Liu, Liu, Pehlevan and Gore 2026).

An input is a standard normal vector x of N numbers; the teacher scores class k by x_k, the student by the k-th entry of
W' x. Weights lie as [dimension, class], so that a sum over dimensions runs over rows, in the order of the dimensions.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.kernels.draws.elementary import exponential, logarithm
from peelsim.kernels.draws.normal import Normals, normals, room_for_normals


class Teacher(NamedTuple):
    """What the student is told: a share ``smoothing`` of all classes alike, the rest a softmax or the best class."""

    sharpness: float  # beta*, inverse temperature; infinite: the best class
    smoothing: float


class Scratch(NamedTuple):
    """Room for one sample."""

    inputs: Normals  # x
    target: npt.NDArray[np.float64]  # [V] probabilities of the teacher
    scores: npt.NDArray[np.float64]  # [V] of the student
    shares: npt.NDArray[np.float64]  # [V] its probabilities, or what it is off


def room_for_sample(classes: int, dimensions: int) -> Scratch:
    """Scratch memory."""
    return Scratch(room_for_normals(dimensions), np.zeros(classes), np.zeros(classes), np.zeros(classes))


@kernel
def best(scores):
    """The place of the first largest of the scores."""
    at = 0
    for k in range(1, scores.size):
        if scores[k] > scores[at]:
            at = k
    return at


@kernel
def softmax(scores, scale, shares):
    """Fill shares with exp(scale scores) over its sum; returns the log of the sum."""
    top = scores[best(scores)]
    for k in range(shares.size):
        shares[k] = exponential(scale * (scores[k] - top))
    total = 0.0
    for k in range(shares.size):
        total += shares[k]
    for k in range(shares.size):
        shares[k] /= total
    return scale * top + logarithm(total)


@kernel
def sample(stream, number, teacher, scratch):
    """Draw sample ``number`` of a stream: its input and target. Returns the teacher's best class."""
    normals(stream, number * scratch.inputs.radius.size, scratch.inputs)
    target = scratch.target
    z = scratch.inputs.values[: target.size]
    at = best(z)
    if teacher.sharpness == np.inf:
        target[:] = 0.0
        target[at] = 1.0
    else:
        softmax(z, teacher.sharpness, target)
    if teacher.smoothing > 0.0:
        for k in range(target.size):
            target[k] = (1.0 - teacher.smoothing) * target[k] + teacher.smoothing / target.size
    return at


@kernel
def score(weights, inputs, scores):
    """Fill scores with W' x, row by row of the weights. weights: float64[N, V]; inputs: float64[N or more]."""
    n, classes = weights.shape
    scores[:] = 0.0
    whole = n - n % 4
    for j in range(0, whole, 4):  # four rows at a time: the same sums in the same order, fewer trips to memory
        a, b, c, d = inputs[j], inputs[j + 1], inputs[j + 2], inputs[j + 3]
        for k in range(classes):
            so_far = scores[k] + a * weights[j, k]
            so_far += b * weights[j + 1, k]
            so_far += c * weights[j + 2, k]
            scores[k] = so_far + d * weights[j + 3, k]
    for j in range(whole, n):
        for k in range(classes):
            scores[k] += inputs[j] * weights[j, k]


@kernel
def add_gradient(weights, scale, scratch, to):
    """Add ``scale`` times the gradient of the sample's cross-entropy at these weights to an array, maybe to them."""
    score(weights, scratch.inputs.values, scratch.scores)
    off = scratch.shares
    softmax(scratch.scores, 1.0, off)
    for k in range(off.size):
        off[k] = scale * (off[k] - scratch.target[k])
    for j in range(weights.shape[0]):
        x = scratch.inputs.values[j]
        for k in range(off.size):
            to[j, k] += x * off[k]
