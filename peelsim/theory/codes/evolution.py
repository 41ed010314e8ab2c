"""Density evolution of codes, random access and hypergraphs: what peeling leaves unknown when they are very large.

Code: x is the probability that a bit tells a check nothing, y = 1 - rho(1 - x) that a check tells a bit nothing. From
x = epsilon a round takes x to epsilon lambda(y) and leaves epsilon Lambda(y) of the bits unknown (Luby et al. 2001).
Slots: replicas fall into a slot in a Poisson number of mean G d, G users per slot with d replicas each, so that y goes
to 1 - exp(-G d lambda(y)) from y = 1, and Lambda(y) of the users are left (Liva 2011). A hypergraph is the same, its
edges the users: G edges per vertex, each of k vertices.
Both are read off the curve of loads at which a given place is a fixed point; see ``record_minima``.

Tests: tests/theory/codes/test_floors.py
"""

from dataclasses import dataclass
from functools import cached_property
from math import exp, expm1, inf, log1p
from typing import Any

import numpy as np
import numpy.typing as npt

from peelsim.theory.codes import record_minima
from peelsim.theory.codes.degrees import Degrees

__all__ = ["Code", "Ensemble", "Floats", "Slots", "Threshold"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Threshold:
    """Where the unknown fraction jumps."""

    load: float  # erasure probability, or users per slot, above which peeling gets stuck
    place: float  # x* of a code, y* of slots
    unknown: float  # nu*, fraction of all bits or users that is unknown just above the threshold


class Ensemble:
    """What codes and slots have in common."""

    name: str  # of the load

    def curve(self, place: float) -> float:
        """The load at which this place is a fixed point."""
        raise NotImplementedError

    def slope(self, place: float) -> float:
        """A number of the sign of the curve's derivative."""
        raise NotImplementedError

    def unknown_at(self, load: float, place: float) -> float:
        """Fraction unknown at a fixed point."""
        raise NotImplementedError

    def step(self, load: float, place: float) -> float:
        """The place after one more round."""
        raise NotImplementedError

    def begin(self, load: float) -> float:
        """The place before the first round."""
        raise NotImplementedError

    def unknown_after(self, load: float, place: float) -> float:
        """Fraction unknown after a round from this place."""
        raise NotImplementedError

    @property
    def stability(self) -> float:
        """The load below which a small unknown fraction shrinks: the curve's limit at 0."""
        raise NotImplementedError

    @cached_property
    def turns(self) -> list[tuple[float, bool]]:
        """Extrema of the curve, see ``record_minima.extrema``."""
        return record_minima.extrema(self.slope)

    @cached_property
    def thresholds(self) -> tuple[Threshold, ...]:
        """All thresholds at which the unknown fraction jumps, from the largest down; none if it grows continuously."""
        places = record_minima.record_minima(self.curve, self.turns)
        return tuple(Threshold(self.curve(x), x, self.unknown_at(self.curve(x), x)) for x in places)

    @property
    def threshold(self) -> Threshold:
        """The first one; ValueError if there is none."""
        if not self.thresholds:
            raise ValueError(
                f"no threshold with a jump: the unknown fraction grows continuously from {self.name} = "
                f"{self.stability:.6g}, the stability limit"
            )
        return self.thresholds[0]

    @property
    def decoding_threshold(self) -> float:
        """The load up to which nothing stays unknown: the curve's least value."""
        return min([self.stability, *(each.load for each in self.thresholds)])

    def resting_place(self, load: float, *, below: float = inf) -> float:
        """The largest stable fixed point, or the largest below a place; 0 if there is none."""
        begin = self.begin(load)
        if load > 0 and begin < below and self.step(load, begin) >= begin:  # no check teaches
            return begin
        places = record_minima.resting_points(self.curve, self.turns, load) if load > 0 else []
        return next((place for place in places if place < below), 0.0)

    def unknown(self, load: float) -> float:
        """Fraction unknown when peeling ends."""
        return self.unknown_at(load, self.resting_place(load))

    def trajectory(self, load: float, *, rounds: int) -> Floats:
        """Fraction unknown after each round."""
        after, place = np.zeros(rounds), self.begin(load)
        for i in range(rounds):
            after[i] = self.unknown_after(load, place)
            place = self.step(load, place)
        return after


class Code(Ensemble):
    """A code given by the degrees of its bits and checks.

    Parameters
    ----------
    bits, checks : shares of nodes by degree, see ``Degrees``.

    Examples
    --------
    >>> Code({3: 1}, {6: 1}).threshold.load
    0.42943981...
    """

    name = "erasure"

    def __init__(self, bits: Any, checks: Any) -> None:
        self.bits, self.checks = Degrees(bits), Degrees(checks)

    def check_silent(self, x: float) -> float:
        """y = 1 - rho(1 - x), the probability that a check tells a bit nothing."""
        if self.checks.mean == 0:  # there is no edge to tell along
            return 1.0
        weights = self.checks.degree * self.checks.share / self.checks.mean
        if x >= 1.0:
            return float(weights[self.checks.degree > 1].sum())
        return float(-(weights @ np.expm1((self.checks.degree - 1) * log1p(-x))))

    def curve(self, place: float) -> float:
        taught = self.bits.edge(self.check_silent(place))
        return place / taught if taught > 0 else inf

    def slope(self, place: float) -> float:
        y = self.check_silent(place)
        taught = self.bits.edge(y)
        return 1 - place * self.bits.edge(y, 1) * self.checks.edge(1 - place, 1) / taught if taught > 0 else 1.0

    def unknown_at(self, load: float, place: float) -> float:
        return load * self.bits.node(self.check_silent(place))

    unknown_after = unknown_at

    def step(self, load: float, place: float) -> float:
        return load * self.bits.edge(self.check_silent(place))

    def begin(self, load: float) -> float:
        return load

    @property
    def stability(self) -> float:
        """1 / (lambda'(0) rho'(1)); 0 with bits of degree 1, infinite without bits of degree 2."""
        if self.bits.of(1) > 0:
            return 0.0
        growth = self.bits.edge(0.0, 1) * self.checks.edge(1.0, 1)
        return 1 / growth if growth > 0 else inf

    @property
    def design_rate(self) -> float:
        """1 - Lambda'(1) / P'(1), of independent checks."""
        return 1 - self.bits.mean / self.checks.mean


class Slots(Ensemble):
    """Users whose replicas fall into slots, or edges of a hypergraph among vertices.

    Parameters
    ----------
    users : shares of users by their number of replicas, see ``Degrees``.

    Examples
    --------
    >>> Slots({3: 1}).threshold.load
    0.81846916...
    """

    name = "load"

    def __init__(self, users: Any) -> None:
        self.users = Degrees(users)

    def curve(self, place: float) -> float:
        taught = self.users.edge(place)
        return -log1p(-place) / (self.users.mean * taught) if taught > 0 else inf

    def slope(self, place: float) -> float:
        taught = self.users.edge(place)
        return (
            place / (-(1 - place) * log1p(-place)) - place * self.users.edge(place, 1) / taught if taught > 0 else 1.0
        )

    def unknown_at(self, load: float, place: float) -> float:
        return self.users.node(place)

    def step(self, load: float, place: float) -> float:
        return -expm1(-load * self.users.mean * self.users.edge(place))

    def begin(self, load: float) -> float:
        return 1.0

    def unknown_after(self, load: float, place: float) -> float:
        return self.unknown_at(load, self.step(load, place))

    @property
    def stability(self) -> float:
        """1 / (2 Lambda_2); 0 with users of one replica, infinite without users of two."""
        if self.users.of(1) > 0:
            return 0.0
        return 1 / (2 * self.users.of(2)) if self.users.of(2) > 0 else inf

    def stuck_slots(self, load: float) -> float:
        """Share of the slots that hold replicas of two or more unknown users at the end.

        1 - exp(-mu) (1 + mu), mu = G d lambda(y) the mean number of unknown replicas: of a hypergraph, the share of its
        vertices in the 2-core (Molloy 2005).
        """
        mu = load * self.users.mean * self.users.edge(self.resting_place(load))
        return -expm1(-mu) - mu * exp(-mu)
