"""Mean field of peeling where concepts differ in weight: from the quantization model to a threshold.

Weights w_i add up to 1. A text holds Poisson(d) occurrences, each of concept i with probability w_i; n is the mean
number of occurrences in all texts. With x_i the chance that concept i is unlearnt and mu = d sum_i w_i x_i, an
occurrence of i has no other occurrence of an unlearnt concept in its text with probability e^-mu, and n w_i e^-mu
occurrences teach i (Poisson numbers; derived):

    x_i = exp(-n w_i e^-mu),   mu = d sum_i w_i x_i

Peeling from all unlearnt, mu = d, goes down to the largest root. In y = n e^-mu it is explicit: with the weight
unlearnt, u(y) = sum_i w_i exp(-y w_i), ln n = ln y + d u(y), and the largest mu is the smallest y. For d = 0 that is
u(n), the quantization model with k0 = 1 and a Poisson number of samples; for equal weights it is density evolution
(Nayak and Varshney 2024, App. C). Where ln y + d u(y) does not rise throughout, learning jumps as n grows.

Two approximations, both of order d w_i, matter where a handful of concepts has most of the weight. mu is taken as
certain, and of rare concepts alone it is: the law is wrong about when heavy ones are learnt, and a jump it predicts is
none. And a second occurrence of i in a text is counted as company of the first, while in the model a text holds a
concept once. Without repeats a text holds i with probability p_i = 1 - exp(-d w_i), and (derived, T = n / d)

    x_i = exp(-T p_i prod_{j != i} (1 - p_j x_j)),

which is this law as d w_i -> 0. Likewise training_error counts texts with two unlearnt occurrences, of one concept or
two. Simulated at exponent 3/2, d = 6, 2000 concepts (d w_1 = 2.3): this law's unlearnt weight is .04, .07 and .13 too
high at 5, 10 and 17 texts, that without repeats .00 too high, .02 and .07 too low; from 29 texts on, past the jump,
both are too low by about the same (.38 and .36).
"""

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, e, exp, expm1, inf, log

import numpy as np
import numpy.typing as npt
from scipy.special import gammainc

from peelsim.theory.arrays import Numbers
from peelsim.theory.quanta.zipf import nodes

__all__ = ["State", "Weights", "critical_text_degree", "jump", "learning_curve", "peeled", "split"]

_STEP = 0.05  # of ln y; u(y) varies over steps of 1


@dataclass(frozen=True, eq=False)
class Weights:
    """Weights that add up to 1, and how many concepts each stands for.

    Sums are taken by np.sum: products of vectors this long wake the threads of a linear algebra library in vain.
    """

    values: Numbers
    number: Numbers

    @classmethod
    def given(cls, weights: npt.ArrayLike) -> "Weights":
        """Weights one by one, in any unit."""
        values = np.asarray(weights, dtype=float)
        return cls(values / values.sum(), np.ones_like(values))

    @classmethod
    def zipf(cls, concepts: int, *, exponent: float) -> "Weights":
        """w_k in proportion to k^-exponent, k = 1 .. concepts; exponent 0 for equal ones."""
        rank, number = nodes(concepts)
        values = rank**-exponent
        return cls(values / np.sum(number * values), number)

    def unlearnt(self, y: float) -> float:
        """u(y), the weight unlearnt."""
        return float(np.sum(self.number * self.values * np.exp(-y * self.values)))

    def fall(self, y: float) -> float:
        """-du / d ln y."""
        return float(np.sum(self.number * self.values**2 * y * np.exp(-y * self.values)))


@dataclass(frozen=True)
class State:
    """Where peeling ends."""

    unlearnt_weight: float
    learnt: float  # mean number of concepts
    training_error: float  # share of the texts with any occurrence that hold two of unlearnt concepts


def peeled(weights: Weights, *, occurrences: float, mean_text_degree: float) -> State:
    """The state at the largest root, from n and d."""
    n, d = occurrences, mean_text_degree
    y = _first_root(weights, n, d) if n > 0 else 0.0
    u = weights.unlearnt(y)
    mu = d * u
    learnt = float(np.sum(weights.number * -np.expm1(-y * weights.values)))
    return State(u, learnt, float(gammainc(2, mu)) / -expm1(-d) if d > 0 and n > 0 else 0.0)


def learning_curve(weights: Weights, *, mean_text_degree: float) -> tuple[Numbers, Numbers]:
    """n, rising, and the weight unlearnt there, from hardly anything learnt to hardly anything left.

    Two points of nearly one n are the ends of a jump.
    """
    steps = _range(weights)
    unlearnt = np.array([weights.unlearnt(exp(t)) for t in steps])
    ln_n = steps + mean_text_degree * unlearnt
    highest = np.maximum.accumulate(ln_n)
    first = ln_n >= highest  # what lies lower is passed over
    return np.exp(ln_n[first]), unlearnt[first]


def critical_text_degree(weights: Weights) -> float:
    """d above which learning jumps, 1 / max(-du / d ln y): e for equal weights."""
    steps = _range(weights)
    best = int(np.argmax([weights.fall(exp(t)) for t in steps]))
    fine = np.linspace(steps[best - 1], steps[best + 1], 201)
    return 1 / max(weights.fall(exp(t)) for t in fine)


def jump(weights: Weights, *, mean_text_degree: float) -> float:
    """n at which the state with most unlearnt disappears; infinite if learning does not jump."""
    turns = _turns(weights, mean_text_degree)
    if turns is None:
        return inf
    top = turns[0]
    return exp(top + mean_text_degree * weights.unlearnt(exp(top)))


def split(weights: Weights, *, mean_text_degree: float) -> float | None:
    """Weight unlearnt that tells trials that get stuck from those that go on; None if learning does not jump.

    Midway between the weight unlearnt where ln n(y) turns down, which is lost at the jump, and where it turns up again:
    states are unstable between the two, so few trials end there (as ``density_evolution.split``).
    """
    turns = _turns(weights, mean_text_degree)
    return None if turns is None else sum(weights.unlearnt(exp(turn)) for turn in turns) / 2


def _turns(weights: Weights, d: float) -> tuple[float, float] | None:
    """ln y where ln n = ln y + d u(y) first turns down, and where it turns up again; None if it does not.

    It never does for d <= e: y w e^(-y w) is at most 1/e, and so is -du / d ln y.
    """
    from scipy.optimize import brentq

    if d <= e:
        return None

    def slope(t: float) -> float:
        return 1 - d * weights.fall(exp(t))

    steps = _range(weights)
    rises = np.array([slope(t) >= 0 for t in steps])
    if rises.all():
        return None
    down = int(np.argmin(rises))
    up = down + int(np.argmax(rises[down:]))
    first, second = (brentq(slope, steps[i - 1], steps[i], xtol=1e-13) for i in (down, up))
    return first, second


def _first_root(weights: Weights, n: float, d: float) -> float:
    """The smallest y with ln y + d u(y) = ln n; it is between n e^-d and n."""

    from scipy.optimize import brentq

    def above(t: float) -> float:
        return t + d * weights.unlearnt(exp(t)) - log(n)

    def slope(t: float) -> float:
        return 1 - d * weights.fall(exp(t))

    steps = _grid(log(n) - d, log(n))
    for start, end in pairwise(steps):
        if above(end) >= 0:
            return exp(brentq(above, start, end, xtol=1e-13)) if above(start) < 0 else exp(start)
        if slope(start) > 0 > slope(end):  # a top between the two, which may reach 0
            top = brentq(slope, start, end, xtol=1e-13)
            if above(top) >= 0:
                return exp(brentq(above, start, top, xtol=1e-13))
    return n


def _range(weights: Weights) -> Numbers:
    """ln y from where hardly anything is learnt to where hardly anything is left."""
    weighty = weights.values[weights.values > 0]  # beside the heaviest the lightest may be nothing
    return _grid(log(1e-3 / weighty.max()), log(50 / weighty.min()))


def _grid(start: float, end: float) -> Numbers:
    return np.linspace(start, end, 2 + ceil((end - start) / _STEP))
