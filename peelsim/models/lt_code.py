"""LT codes (Luby 2002): the concept-text model in the words of rateless codes.

Tests: tests/models/test_codes.py
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, ClassVar

from pydantic import Field

from peelsim.ensembles import TextDegree
from peelsim.fields import Real, Whole
from peelsim.models.base import Graph, Model, Quantities, Shows, Simulator, model
from peelsim.models.concept_text import ConceptText
from peelsim.models.parts.peeled_graphs import PeelsGraph
from peelsim.stats.law import Laws
from peelsim.stats.observable import Counted, Observable

__all__ = ["LTCode"]

_LAWS = ("corrected", "density_evolution", "exact")
_SAME = {"learnt_fraction": "decoded_fraction", "complete": "decoded", "stuck": "stuck", "rounds": "rounds"}


def _says(name: str) -> Any:
    return lambda code: {_SAME[k]: v for k, v in ConceptText.laws[name].predict(code.texts).said(*_SAME).items()}


@model
class LTCode(Model):
    """Symbols to be decoded from received ones, each the sum of a few; overhead = received / symbols - 1.

    Parameters
    ----------
    symbols : k.
    overhead : received symbols beyond k, over k; their number is rounded.
    symbol_degree : how many symbols a received one sums, such as ``RobustSoliton(size=1000, c=.05, delta=.5)``.

    Examples
    --------
    >>> import peelsim
    >>> degree = peelsim.RobustSoliton(size=50, c=0.05, delta=0.5)
    >>> 0 < peelsim.predict(peelsim.LTCode(symbols=50, overhead=0.2, symbol_degree=degree), law="exact")["decoded"] < 1
    True
    """

    symbols: Annotated[Whole, Field(ge=1, le=10**15, title="number of symbols")]
    overhead: Annotated[Real, Field(ge=-1, le=1e6, title="overhead")]
    symbol_degree: Annotated[TextDegree, Field(discriminator="kind")]

    kind: ClassVar[str] = "lt-code"
    example: ClassVar[Mapping[str, Any]] = {
        "symbol_degree": {"kind": "robust-soliton", "size": 40, "c": 0.05, "delta": 0.5},
        "symbols": 40,
        "overhead": 0,
    }
    headline: ClassVar[str] = "decoded"
    engines: ClassVar[tuple[str, ...]] = ("rounds", "graph")
    redrawn: ClassVar[Mapping[str, int]] = {"rounds": 1, "graph": 1}
    shows: ClassVar[Shows] = "learning"
    laws: ClassVar[Laws] = Laws(*(replace(ConceptText.laws[name], says=_says(name)) for name in _LAWS))

    def __post_init__(self) -> None:
        _ = self.texts

    @property
    def texts(self) -> ConceptText:
        """The same model in the words of concepts and texts."""
        received = round(self.symbols * (1 + self.overhead))
        return ConceptText(concepts=self.symbols, texts=received, text_degree=self.symbol_degree)

    @property
    def observables(self) -> tuple[Observable, ...]:
        return tuple(replace(each, name=_SAME[each.name]) for each in self.texts.observables if each.name in _SAME)

    @property
    def quantities(self) -> Quantities:
        received = self.texts.texts
        return {
            "symbols": (self.symbols, "1", "symbols k"),
            "received": (received, "1", "symbols received"),
            "overhead": (received / self.symbols - 1, "1", "realised overhead"),
        }

    def resolve_engine(self, engine: str) -> str:
        return self.texts.resolve_engine(super().resolve_engine(engine))

    @property
    def expected_edges(self) -> float:
        return self.texts.expected_edges

    def block_trials(self, engine: str) -> int:
        return self.texts.block_trials(engine)

    def bytes_per_thread(self, engine: str) -> int:
        return self.texts.bytes_per_thread(engine)

    def simulator(self, engine: str) -> Simulator:
        inside = self.texts.simulator(engine)
        return _RenamedGraphs(inside) if engine == "graph" else _Renamed(inside)


class _Renamed:
    """The engine of the concept-text model, its observables by their names here."""

    def __init__(self, engine: Any) -> None:
        self.engine = engine

    def run(self, key: int, first: int, trials: int, control: Any) -> Mapping[str, Counted] | None:
        """Counts of the observables of trials first .. first + trials - 1; None if stopped on the way."""
        found = self.engine.run(key, first, trials, control)
        return None if found is None else {_SAME[name]: each for name, each in found.items() if name in _SAME}


class _RenamedGraphs(PeelsGraph, _Renamed):
    """The same of the engine that samples graphs, which it can show."""

    held = "symbols"

    def graph(self, key: int, trial: int, place: int = 0) -> Graph:
        """Symbols received, and what they are sums of."""
        shown: Graph = self.engine.graph(key, trial, place)
        return shown

    def unlearnt_by_round(self, key: int, trial: int, place: int = 0) -> Sequence[int]:
        """Symbols not decoded before the first round, and after each."""
        unlearnt: Sequence[int] = self.engine.unlearnt_by_round(key, trial, place)
        return unlearnt
