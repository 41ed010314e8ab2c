"""The parameters of an erasure code, and what follows from them alone.

Tests: tests/models/test_codes.py
"""

from functools import cached_property
from math import exp
from typing import Annotated, Literal

import numpy as np
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from peelsim.ensembles import Degrees, Shares
from peelsim.fields import Real, Whole
from peelsim.models.base import ParameterError, model
from peelsim.models.parts.sockets import CodeDegree, Degree, Peeled, Rounds, Split
from peelsim.records import Record, in_plain_words
from peelsim.theory.codes.evolution import Code

Bits = Annotated[Whole, Field(ge=1, le=10**15, title="number of bits", description="bits n")]
Erasure = Annotated[Real, Field(ge=0, le=1, title="probability", description="erasure probability")]

_MOST_TRIES = 1e4  # graphs drawn until one has no double edge


@in_plain_words
@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Coupling(Record):
    """A chain of coupled codes: the edges of a bit spread over ``window`` positions of checks, from its own on."""

    length: Annotated[Whole, Field(ge=1, le=10_000, title="number of positions")]
    window: Annotated[Whole, Field(ge=1, le=16, title="number of positions")]


@model
class Ensemble(Peeled):
    """n bits and their checks; see ``ErasureCode``."""

    bits: Bits
    bit_degree: CodeDegree
    check_degree: CodeDegree
    erasure: Erasure
    erasures: Literal["bernoulli", "fixed"] = "bernoulli"
    placement: Literal["standard", "layered", "resampled"] = "standard"
    coupling: Coupling | None = None
    split: Split | None = None
    trajectory_rounds: Rounds = 0

    def __post_init__(self) -> None:
        edges = float(self.bit_counts @ self.bit_degree.law[0])
        if self.check_degree.mean == 0:
            raise ParameterError("check_degree", "checks of degree 0 have no bits; give them some")
        if edges >= 2**53:
            raise ParameterError("bits", f"{edges:.3g} edges are beyond 2^53; lower bits or bit_degree")
        if self.placement == "layered":
            self._check_regular("placement", "layered")
            if self.bits % self.check_degree.law[0][0]:
                r = self.check_degree.law[0][0]
                raise ParameterError("bits", f"a layer of checks of degree {r} needs a multiple of {r} bits")
        if self.placement == "resampled" and self.tries > _MOST_TRIES:
            said = f"about {self.tries:.3g} graphs must be drawn until one has no double edge; take standard"
            raise ParameterError("placement", said)
        if self.coupling is not None:
            self._check_coupling(self.coupling)

    def _check_regular(self, key: str, what: str) -> None:
        if len(self.bit_degree.law[0]) > 1 or len(self.check_degree.law[0]) > 1 or self.bit_degree.mean == 0:
            raise ParameterError(key, f"{what} codes are regular; take kind = regular for both degrees, of 1 or more")

    def _check_coupling(self, coupling: Coupling) -> None:
        self._check_regular("coupling", "coupled")
        if self.placement != "standard":
            raise ParameterError("placement", "coupled codes have placement = standard")
        l, r = int(self.bit_degree.mean), int(self.check_degree.mean)  # noqa: E741  # the field's letters
        if coupling.window**l > 10_000:
            raise ParameterError("coupling", "window to the power of the degree of bits is above 10000; lower either")
        unit = int(np.lcm(coupling.window**l, r // np.gcd(l, r))) * coupling.length
        if self.bits % unit:
            said = f"this coupling needs a multiple of {unit} bits, such as {-(-self.bits // unit) * unit}"
            raise ParameterError("bits", said)

    @cached_property
    def code(self) -> Code:
        """The ensemble of theory: degrees as asked for."""
        return code_of(self.bit_degree, self.check_degree)

    @property
    def bit_counts(self) -> Degrees:
        """Bits of each degree: the shares of n, whole by largest remainder."""
        return largest_remainder(self.bits, self.bit_degree.law[1])

    @property
    def check_counts(self) -> dict[int, int]:
        """Checks of each degree: as many as the edges fill, and one for the edges left over."""
        degrees, shares = self.check_degree.law
        edges = int(self.bit_counts.astype(object) @ self.bit_degree.law[0].astype(object))
        filled = edges / self.check_degree.mean
        number = {int(j): int(filled * share) for j, share in zip(degrees, shares, strict=True) if j > 0}
        largest = max(number)
        left = edges - sum(j * m for j, m in number.items())
        while left < 0:  # at 1e15 edges a product of floats is off by one
            number[largest] -= 1
            left += largest
        whole, rest = divmod(left, largest)
        number[largest] += whole
        if rest:
            number[rest] = number.get(rest, 0) + 1
        return number

    @property
    def checks(self) -> int:
        """Number of checks; of a coupled code, with those at the chain's ends."""
        if self.coupling is not None:
            positions = self.coupling.length + self.coupling.window - 1
            return self._checks_at_each * positions
        return sum(self.check_counts.values())

    @property
    def _checks_at_each(self) -> int:
        assert self.coupling is not None
        at_each = self.bits // self.coupling.length
        return int(at_each * int(self.bit_degree.mean) // int(self.check_degree.mean))

    @property
    def erased(self) -> int:
        """Bits erased where their number is fixed."""
        return round(self.erasure * self.bits)

    @property
    def realised_erasure(self) -> float:
        """The share of the bits that is erased, or the probability."""
        return self.erased / self.bits if self.erasures == "fixed" else self.erasure

    @property
    def tries(self) -> float:
        """Graphs drawn on average until one has no double edge: exp(lambda'(1) rho'(1) / 2)."""
        return exp(min(self.code.bits.edge(1.0, 1) * self.code.checks.edge(1.0, 1) / 2, 700.0))

    @property
    def variables(self) -> float:
        return float(self.bits)

    @property
    def most_edges(self) -> float:
        if self.coupling is not None:
            return float(self.checks * self.check_degree.mean)
        return float(self.bits * self.bit_degree.mean)


def largest_remainder(number: int, shares: Shares) -> Degrees:
    """Whole numbers that sum to ``number``, in these shares."""
    exact = number * shares
    whole = np.floor(exact).astype(np.int64)
    left = number - int(whole.sum())
    if left < 0:  # a share times 1e15 is rounded up
        whole[np.argmax(whole)] += left
        left = 0
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[:left]] += 1
    return whole


def code_of(bit_degree: Degree, check_degree: Degree) -> Code:
    """The code of these degrees; the same object for equal ones, as its threshold is worth keeping."""
    key = (bit_degree, check_degree)
    if key not in _CODES:
        if len(_CODES) > 256:
            _CODES.clear()
        _CODES[key] = Code(bit_degree, check_degree)
    return _CODES[key]


_CODES: dict[tuple[Degree, Degree], Code] = {}
