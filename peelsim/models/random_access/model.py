"""Coded random access by successive interference cancellation (Liva 2011), slotted ALOHA with replicas.

Tests: tests/models/test_codes.py
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from peelsim.fields import Flag, Real, Rounded, Whole
from peelsim.kernels.codes.ensemble import REMAINING
from peelsim.models.base import Keys, Quantities, model
from peelsim.models.parts import socket_laws
from peelsim.models.parts.slots import Slotted, resolved_number
from peelsim.models.parts.sockets import CodeDegree, Degree, Rounds, Split, begun, left_unknown
from peelsim.models.parts.ways import check_whole
from peelsim.stats.law import Extrapolated, Laws, Prediction
from peelsim.stats.observable import Counted, Dimension, Observable

SlotNumber = Annotated[Whole, Field(ge=1, le=10**15, title="number of slots", description="slots")]
Users = Annotated[Real, Field(ge=0, le=1e15, title="number of users"), Rounded]


class RandomAccessKeys(Keys):
    """Keys of a random-access sweep."""

    instead: ClassVar[Mapping[str, tuple[str, ...]]] = {"load": ("users",), "window": ("users",)}

    slots: SlotNumber
    user_degree: CodeDegree
    users_fixed: Flag = True
    users: Users | None = None
    load: Annotated[Real, Field(ge=0, le=1000, title="number of users per slot")] | None = None
    window: Annotated[Real, Field(title="number of window widths")] | None = None

    def given(self) -> dict[str, Any]:
        ways = {"users": self.users, "load": self.load, "window": self.window}
        number = resolved_number(self.slots, self.user_degree, fixed=self.users_fixed, **ways)
        return {**super().given(), "users": number}


@model
class RandomAccess(Slotted):
    """Users send replicas into slots; a slot with the replica of a single unknown user yields it.

    Parameters
    ----------
    slots : of a frame.
    users : M, or with users_fixed = False the mean of a Poisson number of users.
    user_degree : replicas of a user, such as ``Explicit({2: .5, 3: .28, 8: .22})``; drawn for every user.
    replicas : ``"distinct"``, a uniform set of slots; ``"independent"``, uniform slots that may coincide;
        ``"subframes"``, one in each of as many equal parts of the frame.
    split : a trial is ``stuck`` if a larger fraction of the users is lost; by default half of that at the threshold.
    trajectory_rounds : rounds after which the fraction lost is noted, 0 for none.

    Raises
    ------
    ValueError : for numbers that do not fit together.

    Examples
    --------
    >>> import peelsim
    >>> frame = peelsim.RandomAccess(
    ...     slots=20, users=14, user_degree=peelsim.Regular(degree=3), replicas="independent"
    ... )
    >>> round(peelsim.predict(frame, law="exact")["packet_loss"], 6)
    0.239254
    """

    slots: SlotNumber
    users: Users
    user_degree: CodeDegree
    replicas: Literal["distinct", "independent", "subframes"] = "distinct"
    users_fixed: Flag = True
    split: Split | None = None
    trajectory_rounds: Rounds = 0

    kind: ClassVar[str] = "random-access"
    example: ClassVar[Mapping[str, Any]] = {
        "user_degree": {"kind": "explicit", "probabilities": {"2": 0.5, "3": 0.28, "8": 0.22}},
        "slots": 40,
        "load": 0.5,
        "replicas": "distinct",
    }
    headline: ClassVar[str] = "packet_loss"
    engines: ClassVar[tuple[str, ...]] = ("rounds", "graph")
    chained: ClassVar[str] = "replicas = independent or subframes"
    keys: ClassVar[type[Keys]] = RandomAccessKeys
    laws: ClassVar[Laws] = socket_laws.laws_in(
        {
            "unknown": "lost",
            "fraction": "packet_loss",
            "failed": "any_loss",
            "complete": "complete",
            "stuck": "stuck",
            "checks": "stuck_slots",
            "trajectory": "trajectory",
        }
    )

    def __post_init__(self) -> None:
        check_whole(self.users, key="users", fixed=self.users_fixed, switch="users_fixed")
        self.check_slots(slots="slots", degree="user_degree", where="replicas")

    @property
    def slot_number(self) -> int:
        return self.slots

    @property
    def number(self) -> float:
        return self.users

    @property
    def number_fixed(self) -> bool:
        return self.users_fixed

    @property
    def degree(self) -> Degree:
        return self.user_degree

    @property
    def where(self) -> str:
        return "parts" if self.replicas == "subframes" else self.replicas

    @property
    def observables(self) -> tuple[Observable, ...]:
        found = self.counted("lost", "packet_loss", "stuck_slots", "users")
        slots = self.slots
        found += [
            Observable(
                "throughput",
                "number",
                "users resolved per slot",
                rare="stuck",
                span=-self.load,
                per=slots,
                column=lambda counts: begun(counts) - left_unknown(counts),
            ),
            Observable("any_loss", "event", "probability that some user is lost", column=_some),
            Observable("complete", "event", "probability that no user is lost", column=lambda counts: ~_some(counts)),
        ]
        degrees = self.user_degree.law[0]
        if len(degrees) > 1:
            axis = Dimension("degree", len(degrees), values=tuple(map(float, degrees)), long_name="replicas of a user")
            words = "users lost of a degree, as a fraction of all users"
            each = Observable(
                "packet_loss_by_degree",
                "number",
                words,
                dimension=axis,
                rare="stuck",
                span=1.0,
                per=self.users or 1.0,
                column=lambda counts: counts[..., REMAINING:],
            )
            found.append(each)
        return (*found, *self.trajectory)

    @property
    def quantities(self) -> Quantities:
        return {
            "slots": (self.slots, "1", "slots"),
            "users": (self.users, "1", "users M" if self.users_fixed else "mean number of users"),
            "load": (self.load, "1", "users per slot G"),
            "realised_window": (socket_laws.window(self.setting), "1", "place in the critical window"),
            "split": (self.stuck_above, "1", "fraction lost above which a trial is stuck"),
        }

    def predict(self, law: str) -> Prediction:
        """What a law says, with the throughput that follows from the packet loss."""
        said = super().predict(law).said(*(each.name for each in self.observables))
        loss, load = said.get("packet_loss"), self.load
        if isinstance(loss, Extrapolated):
            said["throughput"] = Extrapolated(load * (1 - loss.value), loss.reason)
        elif isinstance(loss, float):
            said["throughput"] = load * (1 - loss)
        elif loss is not None:
            said["throughput"] = loss
        return Prediction(said)


def _some(counts: Counted) -> npt.NDArray[np.bool_]:
    return np.asarray(left_unknown(counts) > 0)
