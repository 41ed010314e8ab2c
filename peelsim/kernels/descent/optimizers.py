"""Steps of stochastic gradient descent, with momentum and decay of weights, and of Adam (Kingma and Ba 2015).

As PyTorch has them: SGD adds decay to the gradient, v = momentum v + g + decay w, w -= rate v; Adam takes it from the
weights by themselves (Loshchilov and Hutter 2019). Every weight is moved by the same few rounded operations.

Tests: tests/kernels/descent/test_softmax.py
"""

from typing import NamedTuple

import numpy as np

from peelsim.jit import kernel

SGD, ADAM = 0, 1
BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-8  # of Adam


class Optimizer(NamedTuple):
    """What makes a step of a gradient, but for its rate."""

    kind: int  # SGD or ADAM
    momentum: float  # of SGD
    decay: float  # of weights


@kernel
def sgd_step(weights, gradient, velocity, rate, optimizer):
    """A step of SGD. All arrays float64[n, m]; gradient is zero afterwards, velocity is used if there is momentum."""
    rows, columns = weights.shape
    for i in range(rows):
        if optimizer.momentum == 0.0:
            for j in range(columns):
                weights[i, j] -= rate * (gradient[i, j] + optimizer.decay * weights[i, j])
        else:
            for j in range(columns):
                g = gradient[i, j] + optimizer.decay * weights[i, j]
                velocity[i, j] = optimizer.momentum * velocity[i, j] + g
                weights[i, j] -= rate * velocity[i, j]
        for j in range(columns):
            gradient[i, j] = 0.0


@kernel
def adam_scales(step, rate):
    """What step 1, 2, ... of Adam multiplies the mean gradient by, and the root of the mean square: bias corrected."""
    return rate / (1.0 - BETA_1**step), 1.0 / np.sqrt(1.0 - BETA_2**step)


@kernel
def adam_step(weights, gradient, mean, square, step, rate, optimizer):
    """Step number ``step`` = 1, 2, ... of Adam. All arrays float64[n, m]; the gradient is zero afterwards."""
    scale, root = adam_scales(step, rate)
    kept = 1.0 - rate * optimizer.decay
    rows, columns = weights.shape
    for i in range(rows):
        for j in range(columns):
            g = gradient[i, j]
            mean[i, j] = BETA_1 * mean[i, j] + (1.0 - BETA_1) * g
            square[i, j] = BETA_2 * square[i, j] + (1.0 - BETA_2) * (g * g)
            weights[i, j] = kept * weights[i, j] - scale * mean[i, j] / (np.sqrt(square[i, j]) * root + EPSILON)
            gradient[i, j] = 0.0
