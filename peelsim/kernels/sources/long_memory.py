"""An autoregression fitted to a Gaussian series of long memory, its order chosen by Akaike's criterion.

The series is drawn exactly, by embedding its covariances in a circulant matrix (Davies and Harte 1987). Fits of all
orders come from the sample autocovariances by the recursion of Levinson and Durbin.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.jit.copying import copy
from peelsim.kernels.draws.normal import Normals, normals
from peelsim.kernels.sources.fourier import Signal, transform


class Series(NamedTuple):
    """The series, its learner, and their scratch."""

    samples: int  # P
    covariance: npt.NDArray[np.float64]  # [orders + 1] true autocovariances, of noise of variance 1
    spread: npt.NDArray[np.float64]  # [n] square roots of the circulant matrix's eigenvalues over n
    signal: Signal  # [n] scratch
    room: Normals  # scratch
    seen: npt.NDArray[np.float64]  # [orders + 1] sample autocovariances
    coefficients: npt.NDArray[np.float64]  # [orders] scratch
    best: npt.NDArray[np.float64]  # [orders] those of the order chosen


@kernel
def embed(covariance, signal, spread, control):
    """Fill ``spread`` from autocovariances 0 .. n / 2, which fall convexly so that no eigenvalue is below 0.

    Returns False if told to stop.
    """
    n = spread.size
    signal.imaginary[:] = 0.0
    for k in range(n // 2 + 1):
        signal.real[k] = covariance[k]
    for k in range(n // 2 + 1, n):
        signal.real[k] = covariance[n - k]
    if not transform(signal, control):
        return False
    for k in range(n):
        spread[k] = np.sqrt(max(signal.real[k], 0.0) / n)
    return True


@kernel
def write_series(stream, series, control):
    """Fill series.signal.real[:samples] with a series, and the rest with 0; returns False if told to stop."""
    signal, spread, values = series.signal, series.spread, series.room.values
    chunk = values.size // 2
    for first in range(0, spread.size, chunk):
        normals(stream, first, series.room)
        for i in range(min(chunk, spread.size - first)):
            signal.real[first + i] = spread[first + i] * values[i]
            signal.imaginary[first + i] = spread[first + i] * values[chunk + i]
    if not transform(signal, control):
        return False
    signal.real[series.samples :] = 0.0
    signal.imaginary[:] = 0.0
    return True


@kernel
def see_autocovariances(series, control):
    """Fill series.seen from the series in series.signal; returns False if told to stop."""
    signal, n = series.signal, series.signal.real.size
    if not transform(signal, control):
        return False
    for k in range(n):
        signal.real[k] = signal.real[k] * signal.real[k] + signal.imaginary[k] * signal.imaginary[k]
        signal.imaginary[k] = 0.0
    if not transform(signal, control):  # of even numbers: its own inverse
        return False
    for k in range(series.seen.size):
        series.seen[k] = signal.real[k] / n / series.samples
    return True


@kernel
def fit_orders(series):
    """The order of least ln variance + 2 order / P, its coefficients in series.best."""
    seen, a, orders = series.seen, series.coefficients, series.best.size
    variance = seen[0]
    best, chosen = np.log(variance), 0
    for k in range(1, orders + 1):
        partial = seen[k]
        for i in range(k - 1):
            partial -= a[i] * seen[k - 1 - i]
        partial /= variance
        for i in range(k // 2):
            j = k - 2 - i
            low, high = a[i], a[j]
            a[i] = low - partial * high
            if i != j:
                a[j] = high - partial * low
        a[k - 1] = partial
        variance *= 1.0 - partial * partial
        criterion = np.log(variance) + 2.0 * k / series.samples
        if criterion < best:
            best, chosen = criterion, k
            copy(a[:k], series.best)
    return chosen


@kernel
def true_variance(series, order):
    """Variance of the errors of series.best[:order] on a fresh series; 1 is the least there is."""
    a, covariance = series.best, series.covariance
    total = covariance[0]
    for i in range(order):
        inner = -2.0 * covariance[i + 1]
        for j in range(order):
            inner += a[j] * covariance[abs(i - j)]
        total += a[i] * inner
    return total
