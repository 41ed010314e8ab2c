"""Where peeling ends once it is past the threshold, and what that leaves unlearnt.

At the stop j = R - u the martingale u / (R S_j), S_j = exp(-theta t_j), has mean exactly 1 (derived: a concept that is
not taught at i is not taught at j > i with chance S_j/S_i). Trials that are not stuck end near the smallest fixed point
u_s of u = R S_(R-u). Expanded there to second order, G(u) = u/(R S) has

    G' = (1 - m)/u_s,    G'' = ((1 - m)^2 - 1 + u_s^2 theta t'')/u_s^2,     m = u_s theta t',

so that with Var u = u_s (1 - u_s/R)/(1 - m)^2 what stuck trials leave of the mean 1 gives

    E[u - u_s; not stuck] = (E[1 - G; stuck] - G'' Var(u) P(not stuck)/2) / G'.

It has the correlation with a graph's own threshold in it, which is of order R^(-1/2); its error is of order R^(-3/2).

Tests: tests/theory/renewal/test_renewal_law.py
"""

import numpy as np

from peelsim.jit import kernel
from peelsim.theory.renewal.counts import Complexes
from peelsim.theory.renewal.texts import Texts, several, teaching

__all__ = ["LEAST", "passed", "settled"]

LEAST = 1e-100  # below it nothing is left unlearnt


@kernel
def settled(texts: Texts, theta: complex) -> tuple[complex, complex]:
    """u_s, the concepts left unlearnt past the threshold, and the slope m < 1 there."""
    size, u = texts.concepts, 0j
    for _ in range(60):
        u = size * np.exp(-theta * teaching(texts, size - u)[0])
    if abs(u) < LEAST:
        return 0j, 0j
    for _ in range(5):
        t, slope, _ = teaching(texts, size - u)
        m = u * theta * slope
        if abs(1 - m) > 0.1:  # else near a cusp: no Newton's method, and nothing is settled
            u -= u * (np.log(u / size) + theta * t) / (1 - m)
    return u, u * theta * teaching(texts, size - u)[1]


@kernel
def passed(texts: Texts, theta: complex, stuck: complex, balance: complex, most: float) -> Complexes:
    """P(not stuck), and E[u], E[P2(u)], E[P2(u)^2] over those trials, P2(u) = P(a text holds two or more of u).

    stuck: P(stuck). balance: E[1 - G; stuck]. most: no trial that is not stuck leaves more concepts unlearnt; taken
    where there is no fixed point below it.
    """
    size, through = texts.concepts, 1 - stuck
    (u, m), shift, variance = settled(texts, theta), 0j, 0j
    if abs(u) > most or abs(1 - m) < 0.1:
        u = most + 0j
    elif abs(u) >= LEAST:
        bend = u * u * theta * teaching(texts, size - u)[2]
        variance = through * u * (1 - u / size) / (1 - m) ** 2
        shift = (u * balance - ((1 - m) ** 2 - 1 + bend) / (2 * u) * variance) / (1 - m)
    error, slope, curve = several(texts, u)
    found = np.empty(4, np.complex128)
    found[0], found[1] = through, through * u + shift
    found[2] = through * error + slope * shift + curve / 2 * variance
    found[3] = through * error**2 + 2 * error * slope * shift + (slope**2 + error * curve) * variance
    return found
