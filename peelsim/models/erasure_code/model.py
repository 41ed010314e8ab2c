"""Erasure codes of sparse graphs.

Tests: tests/models/test_codes.py
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from peelsim.fields import Real
from peelsim.kernels.codes.ensemble import REMAINING
from peelsim.models.base import Keys, ParameterError, Quantities, model
from peelsim.models.erasure_code.layout import layout_of
from peelsim.models.erasure_code.value import Ensemble, Erasure, code_of
from peelsim.models.parts import socket_laws
from peelsim.models.parts.sockets import CodeDegree, Layout, left_unknown
from peelsim.models.parts.ways import exactly_one
from peelsim.stats.law import Laws, Prediction
from peelsim.stats.observable import Dimension, Observable
from peelsim.theory.codes import floors, scaling
from peelsim.theory.codes.exact import ExactLaw, regular_code

_COUPLED = "no law in closed form is known of coupled codes"


class ErasureCodeKeys(Keys):
    """Keys of an erasure-code sweep."""

    instead: ClassVar[Mapping[str, tuple[str, ...]]] = {"window": ("erasure",)}

    bit_degree: CodeDegree
    check_degree: CodeDegree
    erasure: Erasure | None = None
    window: Annotated[Real, Field(title="number of window widths")] | None = None

    def given(self) -> dict[str, Any]:
        given = super().given()
        exactly_one(erasure=self.erasure, window=self.window)
        if self.window is None:
            return given
        if given.get("coupling") is not None:
            raise ParameterError("window", "coupled codes have no window; give erasure")
        code, bits, fixed = code_of(self.bit_degree, self.check_degree), given["bits"], given["erasures"] == "fixed"
        try:
            erasure = float(scaling.load_at(code, bits, window=self.window, fixed=fixed))
        except ValueError as error:
            raise ParameterError("window", str(error)) from None
        if not 0 <= erasure <= 1:
            raise ParameterError("window", f"{self.window:g} asks for an erasure of {erasure:.4g} at {bits} bits")
        return {**given, "erasure": erasure}


@model
class ErasureCode(Ensemble):
    """A sparse-graph code on the erasure channel, decoded by peeling.

    Parameters
    ----------
    bits : n.
    bit_degree, check_degree : shares of bits and checks by degree, such as ``Regular(degree=3)``; numbers of bits are
        whole by largest remainder, and edges that fill no check make one of their own.
    erasure : probability that a bit is erased.
    erasures : ``"bernoulli"``, every bit by itself, or ``"fixed"``, a uniform set of round(erasure n) bits.
    placement : ``"standard"``, a uniform matching of sockets, in which double edges count as two (configuration
        model); ``"layered"``, each edge of a bit in its own partition of the bits (Gallager 1963); ``"resampled"``, a
        uniform graph without double edges.
    coupling : ``{"length": L, "window": w}`` for a chain of coupled codes (Kudekar et al. 2011).
    split : a trial is ``stuck`` if a larger fraction of all bits stays unknown; by default half of that at the
        threshold.
    trajectory_rounds : rounds after which the unknown fraction is noted, 0 for none.

    Raises
    ------
    ValueError : for degrees, sizes or placements that do not fit together.

    Examples
    --------
    >>> import peelsim
    >>> degrees = {"bit_degree": peelsim.Regular(degree=3), "check_degree": peelsim.Regular(degree=6)}
    >>> code = peelsim.ErasureCode(bits=24, erasure=0.4, **degrees)
    >>> code.checks, round(peelsim.predict(code, law="exact")["block_error"], 6)
    (12, 0.656797)
    """

    kind: ClassVar[str] = "erasure-code"
    example: ClassVar[Mapping[str, Any]] = {
        "bit_degree": {"kind": "regular", "degree": 3},
        "check_degree": {"kind": "regular", "degree": 6},
        "bits": 24,
        "erasure": 0,
    }
    headline: ClassVar[str] = "block_error"
    engines: ClassVar[tuple[str, ...]] = ("rounds", "graph")
    keys: ClassVar[type[Keys]] = ErasureCodeKeys
    laws: ClassVar[Laws] = socket_laws.laws_in(
        {
            "unknown": "unknown",
            "fraction": "bit_error",
            "failed": "block_error",
            "complete": "complete",
            "stuck": "stuck",
            "checks": "stuck_checks",
            "trajectory": "trajectory",
        }
    )

    @property
    def layout(self) -> Layout:
        return layout_of(self)

    @property
    def no_chain(self) -> str:
        if self.placement != "resampled":
            return ""
        return "that a graph has no double edges ties its counts together; rounds needs placement = standard or layered"

    @property
    def stuck_above(self) -> float:
        return socket_laws.default_split(self.code) if self.split is None else self.split

    @property
    def observables(self) -> tuple[Observable, ...]:
        found = self.counted("unknown", "bit_error", "stuck_checks", "bits")
        words = "probability that some bit stays unknown"
        found.append(Observable("block_error", "event", words, column=lambda counts: left_unknown(counts) > 0))
        words = "probability that every bit is found"
        found.append(Observable("complete", "event", words, column=lambda counts: left_unknown(counts) == 0))
        degrees = self.bit_degree.law[0]
        if len(degrees) > 1:
            axis = Dimension("degree", len(degrees), values=tuple(map(float, degrees)), long_name="degree of the bits")
            words = "fraction of all bits that are unknown and of a degree"
            each = Observable(
                "bit_error_by_degree",
                "number",
                words,
                dimension=axis,
                rare="stuck",
                span=1.0,
                per=float(self.bits),
                column=lambda counts: counts[..., REMAINING:],
            )
            found.append(each)
        return (*found, *self.trajectory)

    @property
    def quantities(self) -> Quantities:
        return {
            "bits": (self.bits, "1", "bits n"),
            "checks": (self.checks, "1", "checks"),
            "design_rate": (1 - self.checks / self.bits, "1", "realised design rate 1 - checks / n"),
            "erasure": (self.realised_erasure, "1", "erasure probability, or share"),
            "realised_window": (socket_laws.window(self.setting), "1", "place in the critical window"),
            "split": (self.stuck_above, "1", "unknown fraction above which a trial is stuck"),
        }

    @property
    def likely_rounds(self) -> float:
        chain = 60 * self.coupling.length**2 if self.coupling else 1
        return float(chain * (40 + self.bits**0.25) * len(self.bit_degree.law[0]) ** 0.5)

    @property
    def setting(self) -> socket_laws.Setting:
        """The code as the laws see it."""
        edges = {"standard": floors.MULTIPLE, "layered": floors.PARTS, "resampled": floors.SIMPLE}[self.placement]
        return socket_laws.Setting(
            self.code,
            size=float(self.bits),
            load=self.realised_erasure,
            variables=float(self.bits),
            fixed=self.erasures == "fixed",
            edges=edges,
            split=self.split,
            stuck_above=self.stuck_above,
            trajectory_rounds=self.trajectory_rounds,
            exact=self._exact,
        )

    def _exact(self) -> ExactLaw:
        regular = len(self.bit_degree.law[0]) == 1 and len(self.check_counts) == 1
        if not regular or self.placement != "standard":
            raise ValueError("the exact law is that of regular codes with placement = standard")
        degrees = {"degree": int(self.bit_degree.mean), "check_degree": next(iter(self.check_counts))}
        if self.erasures == "fixed":
            return regular_code(self.bits, **degrees, unknown=self.erased)
        return regular_code(self.bits, **degrees, erasure=self.erasure)

    def predict(self, law: str) -> Prediction:
        if self.coupling is not None:
            return Prediction({}, silent=_COUPLED)
        return super().predict(law)
