"""Slow twins of the training kernels, in plain NumPy and double precision, on the same random numbers."""

import numpy as np

from tests.naive import splitmix64


def normals(stream, pair, n):
    """Box and Muller from the stream's draws: the cosines of all pairs, then the sines."""
    pairs = (n + 1) // 2
    words = splitmix64(stream, 2 * (pair + pairs))[2 * pair :]
    u = np.array([((word >> 12) + 0.5) / 2**52 for word in words[::2]])
    v = np.array([(word >> 11) / 2**53 for word in words[1::2]])
    radius = np.sqrt(-2 * np.log(u))
    return np.concatenate([radius * np.cos(2 * np.pi * v), radius * np.sin(2 * np.pi * v)])[:n]


def softmax(scores):
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return shares / shares.sum(axis=-1, keepdims=True)


def targets(x, classes, *, sharpness=np.inf, smoothing=0.0):
    """Probabilities that the teacher gives the classes of inputs x, [sample, class]."""
    z = x[:, :classes]
    told = np.eye(classes)[z.argmax(axis=1)] if sharpness == np.inf else softmax(sharpness * z)
    return (1 - smoothing) * told + smoothing / classes


class Sgd:
    """torch.optim.SGD, written out."""

    def __init__(self, momentum=0.0, decay=0.0):
        self.momentum, self.decay, self.velocity = momentum, decay, 0.0

    def step(self, weights, gradient, rate):
        self.velocity = self.momentum * self.velocity + gradient + self.decay * weights
        return weights - rate * self.velocity


class Adam:
    """torch.optim.AdamW, written out."""

    def __init__(self, decay=0.0):
        self.decay, self.steps, self.mean, self.square = decay, 0, 0.0, 0.0

    def step(self, weights, gradient, rate):
        self.steps += 1
        self.mean = 0.9 * self.mean + 0.1 * gradient
        self.square = 0.999 * self.square + 0.001 * gradient**2
        mean = self.mean / (1 - 0.9**self.steps)
        square = self.square / (1 - 0.999**self.steps)
        return weights - rate * self.decay * weights - rate * mean / (np.sqrt(square) + 1e-8)


def train_softmax(stream, *, classes, dimensions, batch, rates, optimizer, **teacher):
    """Weights [class, dimension] after a step of each of the rates."""
    weights, pairs = np.zeros((classes, dimensions)), (dimensions + 1) // 2
    for t, rate in enumerate(rates):
        x = np.array([normals(stream, (t * batch + b) * pairs, dimensions) for b in range(batch)])
        off = softmax(x @ weights.T) - targets(x, classes, **teacher)
        weights = optimizer.step(weights, off.T @ x / batch, rate)
    return weights


class ParityNetwork:
    """Linear, ReLU, Linear with two outputs, on the task's place in a row of ones and zeros and the bits."""

    def __init__(self, first, biases, second, second_biases):
        self.weights = [first, biases, second, second_biases]  # [inputs, w], [w], [w, 2], [2]

    def outputs(self, x):
        first, biases, second, second_biases = self.weights
        self.inputs, self.before = x, x @ first + biases
        self.after = np.maximum(self.before, 0)
        return self.after @ second + second_biases

    def gradients(self, slopes):
        """Of the sum of losses whose derivatives in the outputs are these, [sample, 2]."""
        back = (slopes @ self.weights[2].T) * (self.before > 0)
        return [self.inputs.T @ back, back.sum(axis=0), self.after.T @ slopes, slopes.sum(axis=0)]


def cross_entropy(outputs, labels):
    """Mean loss in nats, and its derivatives."""
    shares = softmax(outputs)
    right = np.eye(2)[labels]
    return -np.log((shares * right).sum(axis=1)).mean(), (shares - right) / len(labels)


def squared(outputs, labels):
    """Mean of the squared distance of the outputs' difference from 1 or -1, and its derivatives."""
    off = outputs[:, 1] - outputs[:, 0] - (2 * labels - 1)
    return (off**2).mean(), 2 * np.column_stack([-off, off]) / len(labels)
