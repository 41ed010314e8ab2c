"""Training of students and networks, one thread: microseconds per sample, beside the same training in NumPy."""

import time

import numpy as np
import pytest

import peelsim

STUDENTS = {"4 x 16": (4, 16), "4 x 64": (4, 64), "16 x 64": (16, 64), "128 x 128": (128, 128)}
NETWORKS = {"16 bits, 100 units": (16, 100), "32 bits, 200 units": (32, 200)}


def per_sample(benchmark, model, control):
    simulator = model.simulator("graph")
    simulator.run(1, 0, 1, control)
    control[1] = 0
    simulator.run(1, 0, 1, control)
    benchmark.pedantic(lambda: simulator.run(1, 0, 1, np.zeros(2, np.int64)), rounds=5)
    return benchmark.stats.stats.median / control[1] * 1e6


def told(benchmark, ours, theirs):
    benchmark.extra_info["us per sample"] = f"{ours:.3g}"
    benchmark.extra_info["times as fast as NumPy"] = f"{theirs / ours:.3g}"


@pytest.mark.parametrize("batch", [1, 64])
@pytest.mark.parametrize("name", STUDENTS)
def test_softmax_regression(benchmark, name, batch):
    classes, dimensions = STUDENTS[name]
    rate, samples = 0.5 * batch / dimensions, 64_000
    model = peelsim.SoftmaxRegression(
        classes=classes,
        dimensions=dimensions,
        batch=batch,
        rate=rate,
        time=(rate * samples / batch,),
        test_samples=1,
    )
    ours = per_sample(benchmark, model, np.zeros(2, np.int64))
    told(benchmark, ours, numpy_softmax(classes, dimensions, batch, rate, steps=max(50, 20_000 // batch)))


@pytest.mark.parametrize("name", NETWORKS)
def test_sparse_parity(benchmark, name):
    bits, width = NETWORKS[name]
    model = peelsim.SparseParity(tasks=20, bits=bits, subset=2, exponent=0.5, width=width, time=(200,), test_samples=1)
    ours = per_sample(benchmark, model, np.zeros(2, np.int64))
    told(benchmark, ours, numpy_parity(20, bits, width, batch=500, steps=40))


def numpy_softmax(classes, dimensions, batch, rate, *, steps):
    """Microseconds of processor time per sample."""
    rng, weights = np.random.default_rng(1), np.zeros((classes, dimensions))
    begun = time.process_time()
    for _ in range(steps):
        x = rng.standard_normal((batch, dimensions))
        off = np.exp(x @ weights.T)
        off /= off.sum(axis=1, keepdims=True)
        off[np.arange(batch), x[:, :classes].argmax(axis=1)] -= 1
        weights -= rate / batch * off.T @ x
    return (time.process_time() - begun) / steps / batch * 1e6


def numpy_parity(tasks, bits, width, *, batch, steps):
    """The same of a network, in single precision, by Adam, as a matrix of one-hot tasks and bits."""
    rng = np.random.default_rng(1)
    first, second = rng.uniform(-0.2, 0.2, (tasks + bits, width)), rng.uniform(-0.1, 0.1, (width, 2))
    weights = [first.astype(np.float32), np.zeros(width, np.float32), second.astype(np.float32)]
    moments = [(np.zeros_like(w), np.zeros_like(w)) for w in weights]
    begun = time.process_time()
    for step in range(1, steps + 1):
        x = np.zeros((batch, tasks + bits), np.float32)
        x[np.arange(batch), rng.integers(0, tasks, batch)] = 1
        x[:, tasks:] = rng.integers(0, 2, (batch, bits))
        odd = x[:, tasks : tasks + 2].sum(axis=1).astype(int) % 2
        before = x @ weights[0] + weights[1]
        after = np.maximum(before, 0)
        off = np.exp(after @ weights[2])
        off /= off.sum(axis=1, keepdims=True)
        off[np.arange(batch), odd] -= 1
        off /= batch
        back = (off @ weights[2].T) * (before > 0)
        for w, g, (mean, square) in zip(weights, (x.T @ back, back.sum(axis=0), after.T @ off), moments, strict=True):
            mean += np.float32(0.1) * (g - mean)
            square += np.float32(0.001) * (g * g - square)
            scale = np.float32(1e-3 / (1 - 0.9**step))
            w -= scale * mean / (np.sqrt(square / np.float32(1 - 0.999**step)) + np.float32(1e-8))
    return (time.process_time() - begun) / steps / batch * 1e6
