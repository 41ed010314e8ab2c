"""What models have in common whose variables fall into slots: random access, and hypergraphs.

Tests: tests/models/test_codes.py
"""

from functools import lru_cache
from math import sqrt
from typing import Any, ClassVar

import numpy as np

from peelsim.kernels.codes.building import arrived, sockets_of
from peelsim.kernels.codes.placing import DISTINCT, THROWN
from peelsim.models.base import ParameterError
from peelsim.models.parts import socket_laws
from peelsim.models.parts.sockets import Degree, Layout, Peeled
from peelsim.models.parts.ways import exactly_one, most
from peelsim.theory.codes import floors, scaling
from peelsim.theory.codes.evolution import Slots
from peelsim.theory.codes.exact import ExactLaw, regular_users

_FULLEST = 1e4  # replicas a slot has on average at most
_NO_CHAIN = "without coinciding replicas the counts of a graph are tied together; rounds needs {}"


class Slotted(Peeled):
    """Variables with replicas in slots. A subclass says its numbers in its own words."""

    split: float | None
    chained: ClassVar[str]  # the placements with an engine rounds, as a sweep file says them

    @property
    def slot_number(self) -> int:
        """Slots, or vertices."""
        raise NotImplementedError

    @property
    def number(self) -> float:
        """Users, or edges: fixed, or the mean of a Poisson number."""
        raise NotImplementedError

    @property
    def number_fixed(self) -> bool:
        """Whether their number is fixed."""
        raise NotImplementedError

    @property
    def degree(self) -> Degree:
        """Replicas of a user, or vertices of an edge."""
        raise NotImplementedError

    @property
    def where(self) -> str:
        """``"independent"``, ``"distinct"``, or ``"parts"``: one replica in each part of the slots."""
        raise NotImplementedError

    @property
    def no_chain(self) -> str:
        return _NO_CHAIN.format(self.chained) if self.where == "distinct" else ""

    def check_slots(self, *, slots: str, degree: str, where: str) -> None:
        """ParameterError if the numbers do not fit together; the keys by which a sweep file calls them."""
        degrees = self.degree.law[0]
        if self.where == "distinct" and degrees[-1] > self.slot_number:
            said = f"{degrees[-1]} distinct ones do not fit into {self.slot_number}; lower it, or take independent"
            raise ParameterError(degree, said)
        if self.where == "parts":
            if len(degrees) > 1 or degrees[0] < 1:
                raise ParameterError(where, "parts have one replica each, so all have the same number, 1 or more")
            if self.slot_number % degrees[0]:
                raise ParameterError(slots, f"{degrees[0]} parts need a multiple of {degrees[0]} of them")
        if self.number * float(degrees[-1]) / self.slot_number > _FULLEST:
            raise ParameterError(slots, f"there would be more than {_FULLEST:g} replicas in each; give more slots")

    @property
    def ensemble(self) -> Slots:
        """The ensemble of theory."""
        return slots_of(self.degree)

    @property
    def load(self) -> float:
        """Users per slot, edges per vertex."""
        return self.number / self.slot_number

    @property
    def variables(self) -> float:
        return float(self.number)

    @property
    def most_edges(self) -> float:
        return max(float(self.slot_number), self.number * self.degree.mean)

    @property
    def stuck_above(self) -> float:
        return socket_laws.default_split(self.ensemble) if self.split is None else self.split

    @property
    def likely_rounds(self) -> float:
        return float((40 + self.slot_number**0.25) * len(self.degree.law[0]) ** 0.5)

    @property
    def layout(self) -> Layout:
        degrees, shares = self.degree.law
        parts = int(degrees[0]) if self.where == "parts" else 1
        variables = most(self.number, fixed=self.number_fixed)
        room = _room(variables * float(degrees[-1]), self.slot_number)
        row = [self.slot_number // parts] + [0] * room
        edges = [dict.fromkeys(range(parts), 1)] if parts > 1 else [{0: int(degree)} for degree in degrees]
        begin = arrived(shares.tolist(), mean=self.number, fixed=self.number_fixed)
        how = DISTINCT if self.where == "distinct" else THROWN
        return Layout(begin, sockets_of(edges, [row] * parts), how, variables, variables * int(degrees[-1]))

    @property
    def setting(self) -> socket_laws.Setting:
        """The model as the laws see it."""
        edges = {"independent": floors.MULTIPLE, "distinct": floors.SIMPLE, "parts": floors.PARTS}[self.where]
        return socket_laws.Setting(
            self.ensemble,
            size=float(self.slot_number),
            load=self.load,
            variables=float(self.number),
            fixed=self.number_fixed,
            edges=edges,
            split=self.split,
            stuck_above=self.stuck_above,
            trajectory_rounds=self.trajectory_rounds,
            exact=self._exact,
        )

    def _exact(self) -> ExactLaw:
        if len(self.degree.law[0]) > 1 or self.where != "independent" or not self.number_fixed:
            raise ValueError("the exact law is that of a fixed number with as many independent replicas each")
        return regular_users(self.slot_number, degree=int(self.degree.mean), users=int(self.number))


def _room(edges: float, slots: int) -> int:
    """The fullest slot of any trial: beyond its mean by 14 standard deviations and 40, or all there are."""
    mean = edges / slots
    return int(min(edges, mean + 14 * sqrt(mean) + 40)) + 2


@lru_cache(maxsize=256)
def slots_of(degree: Degree) -> Slots:
    """The slots of this degree; the same object for equal ones, as its threshold is worth keeping."""
    return Slots(degree)


def resolved_number(slots: int, degree: Degree, *, fixed: bool, **ways: Any) -> float:
    """Users or edges from one of three ways to say them: number, load (by slot) or window, in this order."""
    way = exactly_one(**ways)
    (number, load, _), value = tuple(ways), ways[way]
    if way == number:
        return float(value)
    if way != load:
        try:
            value = float(scaling.load_at(slots_of(degree), slots, window=ways[way], fixed=fixed))
        except ValueError as error:
            raise ParameterError(way, str(error)) from None
        if not (np.isfinite(value) and value >= 0):
            raise ParameterError(way, f"{ways[way]:g} asks for a load of {value:.4g} at {slots} slots")
    found = value * slots
    return float(round(found)) if fixed else float(found)
