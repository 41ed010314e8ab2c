"""The random hierarchy: each trial draws a grammar, and a learner tells its levels by the correlations of pairs.

The learner takes the loss of the highest level up to which it has told all: it knows the grammar within its horizon, so
this tests the horizon, not learning. Laws and exponents are those of ``theory.sources.hierarchy``.

Tests: tests/models/test_sources.py
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from peelsim.fields import Whole
from peelsim.kernels.sources.belief import Tree
from peelsim.kernels.sources.hierarchy_trials import Found, Hierarchy, run_hierarchies
from peelsim.models.base import Control, Model, ParameterError, Quantities, Simulator, model
from peelsim.stats.fixed_point import FRACTION
from peelsim.stats.law import Law, Laws, Prediction
from peelsim.stats.observable import Counted, Dimension, Observable
from peelsim.theory.sources.hierarchy import Grammars

__all__ = ["HierarchySource"]

Samples = Annotated[Whole, Field(ge=1, le=10**15, title="number of samples")]
Symbols = Annotated[Whole, Field(ge=2, le=64, title="number of symbols")]
Rules = Annotated[Whole, Field(ge=2, le=4096, title="number of rules per symbol")]
Branching = Annotated[Whole, Field(ge=2, le=4, title="number of symbols a rule makes")]
Levels = Annotated[Whole, Field(ge=1, le=12, title="number of levels")]
Trees = Annotated[Whole, Field(ge=1, le=10**6, title="number of trees")]

_MOST_TUPLES, _MOST_TOKENS = 10**6, 2**14
_OTHER = "the law is of the squares of correlations"


def _asymptotic(source: "HierarchySource") -> Prediction:
    return Prediction({"squared_correlation": np.ones(source.levels)}, silent=_OTHER)


def _finite_size(source: "HierarchySource") -> Prediction:
    return Prediction(
        {"squared_correlation": source.grammars.corrected_strength(source.heights) ** 2 / source.unit}, silent=_OTHER
    )


class Learner:
    """Scratch of one thread."""

    def __init__(self, source: "HierarchySource") -> None:
        self.source = source
        v, s, levels = source.symbols, source.branching, source.levels
        self.hierarchy = Hierarchy(
            samples=source.samples,
            trees=source.trees,
            rules=np.zeros((levels, v, source.rules, s), np.int16),
            tuples=np.zeros(v**s, np.int64),
            laws=np.zeros((levels + 1, v)),
            pairs=np.zeros((levels, v, v)),
            squares=np.zeros((3, v, v)),
            tree=Tree(
                symbols=np.zeros(s**levels, np.int16),
                next_symbols=np.zeros(s**levels, np.int16),
                messages=np.zeros((s**levels, v)),
                siblings=np.zeros((levels, s - 1, v)),
                down=np.zeros((2, v)),
            ),
            unit=source.unit,
        )

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, Counted] | None:
        """Counts of the observables of trials first .. first + trials - 1; None if stopped on the way."""
        levels = self.source.levels
        told, strength, square = (np.zeros((trials, levels), np.int64) for _ in range(3))
        found = Found(told, strength, square, np.zeros((trials, levels + 1), np.int64))
        if not run_hierarchies(np.uint64(key), first, self.hierarchy, found, control):
            return None
        level = np.cumprod(told, axis=1).sum(axis=1)
        return {
            "level": level,
            "loss": found.entropy[np.arange(trials), level],
            "told": told,
            "correlation_strength": strength,
            "squared_correlation": square,
            "entropy": found.entropy,
        }


@model
class HierarchySource(Model):
    """Texts of a random grammar, and a learner that tells levels by how far tokens are correlated.

    Parameters
    ----------
    samples : P pairs of tokens seen, at each level.
    symbols : v.
    rules : m per symbol, fewer than v^(s - 1).
    branching : s, symbols that a rule makes.
    levels : L, so that a text has s^L tokens.
    trees : texts on which the entropies of a trial are measured.

    Raises
    ------
    ValueError : for as many rules as would fill a level, or a grammar or text too large to hold.

    Examples
    --------
    >>> import peelsim
    >>> model = peelsim.HierarchySource(samples=10**5, symbols=16, rules=8, levels=5)
    >>> round(model.grammars.data_exponent, 4), model.predict("asymptotic")["squared_correlation"].shape
    (0.1667, (5,))
    """

    samples: Samples
    symbols: Symbols
    rules: Rules
    branching: Branching = 2
    levels: Levels = 6
    trees: Trees = 100

    kind: ClassVar[str] = "hierarchy-source"
    example: ClassVar[Mapping[str, Any]] = {
        "symbols": 8,
        "rules": 3,
        "levels": 3,
        "trees": 4,
        "samples": 50,
        "branching": 2,
    }
    laws: ClassVar[Laws] = Laws(
        Law("asymptotic", _asymptotic, "derived in theory.sources.hierarchy, many symbols", "limit"),
        Law("finite_size", _finite_size, "derived in theory.sources.hierarchy, to order 1 / v", "limit"),
    )
    headline: ClassVar[str] = "loss"
    engines: ClassVar[tuple[str, ...]] = ("moments",)

    def __post_init__(self) -> None:
        tuples = self.symbols ** (self.branching - 1)
        if self.rules >= tuples:
            said = f"{self.rules} rules per symbol leave no tuple out of {self.symbols}^{self.branching}; lower it"
            raise ParameterError("rules", said)
        if tuples * self.symbols > _MOST_TUPLES:
            raise ParameterError("symbols", f"{tuples * self.symbols} tuples are more than {_MOST_TUPLES}; lower it")
        if self.branching**self.levels > _MOST_TOKENS:
            said = f"a text would have {self.branching**self.levels} tokens, more than {_MOST_TOKENS}; lower it"
            raise ParameterError("levels", said)

    @property
    def grammars(self) -> Grammars:
        """The grammars as their theory has them."""
        return Grammars(symbols=self.symbols, rules=self.rules, branching=self.branching)

    @property
    def heights(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Levels up to a common ancestor."""
        return np.arange(1.0, self.levels + 1)

    @property
    def unit(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Squared Frobenius norms of many symbols, by which those of each level are divided."""
        return np.asarray(self.grammars.correlation_strength(self.heights) ** 2)

    @property
    def observables(self) -> tuple[Observable, ...]:
        up = Dimension("height", self.levels, long_name="levels up to the common ancestor")
        seen = Dimension("seen", self.levels + 1, values=tuple(range(self.levels + 1)), long_name="levels seen")
        told = "probability that correlations are told from noise"
        strength, squares = "largest singular value of the covariance", "squared norm of the covariance over its limit"
        entropy = "entropy of the last token given the others of so many levels"
        return (
            Observable("level", "number", "levels told, each one and all below it"),
            Observable("loss", "number", "entropy given the levels told", units="nat", per=FRACTION),
            Observable("told", "event", told, dimension=up),
            Observable("correlation_strength", "number", strength, dimension=up, per=FRACTION),
            Observable("squared_correlation", "number", squares, dimension=up, per=FRACTION),
            Observable("entropy", "number", entropy, units="nat", dimension=seen, per=FRACTION),
        )

    @property
    def quantities(self) -> Quantities:
        exponent = "exponent of the loss between the samples that tell levels, gamma / (2 beta)"
        return {**super().quantities, "data_exponent": (self.grammars.data_exponent, "1", exponent)}

    @property
    def expected_edges(self) -> float:
        """Products of messages up the trees, and of matrices of the grammar."""
        v, m, s = self.symbols, self.rules, self.branching
        tree = s**self.levels / (s - 1) * v * m * s + self.levels**2 * v * m * s
        return float(self.trees * tree + self.levels * (30.0 * v**3 + 2 * m * v**2) + self.levels * v**s)

    def block_trials(self, engine: str) -> int:
        """Trials of about 0.1 s, at 1.5 ns per product."""
        return max(1, min(int(1e8 / (1.5 * self.expected_edges + 1000)), 100_000))

    def bytes_per_thread(self, engine: str) -> int:
        v, m, s, levels = self.symbols, self.rules, self.branching, self.levels
        grammar = 2 * levels * v * m * s + 8 * v**s + 8 * (levels + 4) * v * v
        tree = int(s**levels) * (4 + 8 * v) + 8 * levels * s * v
        return int(grammar + tree) + 100 * (levels + 2) * self.block_trials(engine) + 1_000_000

    def simulator(self, engine: str) -> Simulator:
        return Learner(self)
