"""The law of ``learnt`` with a Poisson number of texts: first passage of an empirical process.

Call a concept taught once some text holds it and otherwise learnt concepts only. Learning the (j+1)-th concept adds
a Poisson number of such texts to every concept not learnt, independently of all else: theta times the chance that a
text holds both and otherwise learnt ones. So the chance that a concept is not taught yet depends on j alone, and
peeling stops at the first j at which just j concepts are taught. (The usual chain (u, r) counts the texts as well.)

Tests: tests/theory/peeling/test_exact_law.py
"""

from math import exp

import numpy as np

from peelsim.jit import kernel
from peelsim.theory.peeling.exact_chain import CUT, Floats, add_scaled, log_poisson, poisson_band, window

__all__ = ["first_passage"]


@kernel
def first_passage(rise: Floats, hidden: Floats, stopped: Floats) -> float:
    """Law of the first j at which the number N(j) of concepts taught is j.

    With a Poisson(R) number of concepts N has independent Poisson increments; the law is conditioned on N ending at R.

    rise: float64[R], means of N(0), N(1) - N(0), ... hidden: float64[R], mean of N(infinity) - N(j).
    stopped: float64[R + 1], gets P(learnt = j). Returns how many masses below ``CUT`` were left out, at most.
    """
    concepts = rise.size
    whole = log_poisson(concepts, float(concepts))
    floor = CUT * exp(whole)  # no mass grows by more than exp(-whole) when N(infinity) = R is given
    mass, merged, band = np.zeros(concepts + 1), np.zeros(concepts + 1), np.zeros(concepts + 1)
    mass[0] = 1.0
    low = high = peak = 0
    left_out = 0.0
    stopped[:] = 0.0
    for j in range(concepts):
        first, last = poisson_band(band, rise[j], floor)
        left_out += (high - low + 1.0) * (last - first + 3)
        merged[low + first : min(high + last, concepts) + 1] = 0.0
        left = right = peak
        for seen in range(first, last + 1):
            end = min(high, concepts - seen)
            top = min(peak, end)
            if top >= low and mass[top] * band[seen] >= floor:
                left, right = window(mass, floor / band[seen], low, end, top, min(left, top), min(right, end))
                add_scaled(merged[left + seen : right + seen + 1], mass[left : right + 1], band[seen])
        low, high = low + first, min(high + last, concepts)
        mass, merged = merged, mass
        while low <= high and mass[low] * exp(log_poisson(concepts - low, hidden[j]) - whole) < CUT:
            low += 1
        while low <= high and mass[high] * exp(log_poisson(concepts - high, hidden[j]) - whole) < CUT:
            high -= 1
        if low == j and low <= high:
            stopped[j] = mass[j] * exp(log_poisson(concepts - j, hidden[j]) - whole)
            low += 1
        if low > high:
            return float(left_out)
        peak = low + int(np.argmax(mass[low : high + 1]))
    stopped[concepts] = mass[concepts] * exp(log_poisson(0, hidden[concepts - 1]) - whole)
    return float(left_out)
