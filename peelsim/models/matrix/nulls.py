"""Is a matrix special? What peeling leaves of it beside what it leaves of random graphs that share something with it.

Each draw has its own erased concepts, chosen texts and deleted edges. ``configuration`` joins the sockets of the
unknown concepts and of the texts anew, uniformly, by the round chain (no graph); ``binomial`` puts every concept into
every text with one probability, for as many edges on average; ``texts`` gives each text as many concepts as it has,
uniformly.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from peelsim.kernels.codes.building import chain_scratch, erased, sockets_of
from peelsim.kernels.codes.chain import run_chains
from peelsim.kernels.codes.ensemble import REMAINING
from peelsim.kernels.draws.random import draw
from peelsim.kernels.given.erasing import scratch_for
from peelsim.kernels.given.null_graphs import BINOMIAL, TEXTS, degrees_of_part, left_of_null
from peelsim.models.matrix.value import Given, by_concept, degrees_of

Integers = npt.NDArray[np.int64]

_KEEPS = {"binomial": BINOMIAL, "texts": TEXTS}
_KEY = 0x9E3779B97F4A7C15F39CC0605CEDC835  # of the draws: they are the same whatever the seed of a sweep


def names(null: str) -> dict[str, str]:
    """Quantities that a null model gives, with what they are."""
    what = f"concepts unknown at the end in null model {null}"
    return {
        f"null_{null}_unknown": f"mean number of {what}",
        f"null_{null}_unknown_low": f"2.5 % quantile of the {what}",
        f"null_{null}_unknown_high": f"97.5 % quantile of the {what}",
        f"null_{null}_unknown_p": f"two-sided rank p-value of the mean in the matrix among {what}",
    }


def compared(model: Given, null: str) -> dict[str, float]:
    """These quantities.

    The p-value is twice the smaller share of draws at or beyond the matrix's own mean, itself counted in. It is exact
    where nothing of the matrix is drawn; elsewhere draws differ in what is erased as well, and it errs on the safe
    side.
    """
    return _compared(model.graph, model.part, model.null_draws, model.is_fixed, null)


@lru_cache(maxsize=10_000)
def _compared(graph: Any, part: Any, number: int, fixed: bool, null: str) -> dict[str, float]:
    own, left = _draws(by_concept(graph), part, number, fixed, null)
    mean = own.mean()
    beyond = min(np.sum(left <= mean), np.sum(left >= mean))
    low, high = np.quantile(left, (0.025, 0.975), method="inverted_cdf")
    values = (left.mean(), low, high, min(1.0, 2 * (1 + beyond) / (number + 1)))
    return dict(zip(names(null), map(float, values), strict=True))


def _draws(graph: Any, part: Any, number: int, fixed: bool, null: str) -> tuple[Integers, Integers]:
    """Concepts left of the matrix and of the null model, a draw each."""
    scratch, control = scratch_for(graph), np.zeros(2, np.int64)
    key = np.uint64(np.random.SeedSequence(_KEY).generate_state(1, np.uint64)[0])
    concepts, texts = np.zeros(len(graph.starts) - 1, np.int64), np.zeros(len(graph.whole), np.int64)
    own, left = np.zeros(1 if fixed else number, np.int64), np.zeros(number, np.int64)
    chain: Any = None
    for i in range(number):
        stream = np.uint64(draw(key, i))
        if i < len(own):
            unknown, own[i] = degrees_of_part(stream, graph, part, scratch, concepts, texts, control)
        if not (texts > 0).any():  # no text holds an unknown concept, in whatever graph
            left[i] = unknown
            continue
        if null in _KEEPS:
            left[i] = left_of_null(stream, _KEEPS[null], texts, unknown, control)
            continue
        if i < len(own):
            chain = _Chain(concepts, texts)
        left[i] = chain.left(key, i)
    return own, left


class _Chain:
    """The round chain of a uniform matching of these sockets."""

    def __init__(self, concepts: Integers, texts: Integers) -> None:
        number = degrees_of(concepts[concepts >= 0])
        checks = degrees_of(texts[texts > 0])
        row = [checks.get(degree, 0) for degree in range(max(checks, default=0) + 1)]
        self.sockets = sockets_of([{0: degree} for degree in number], [row], column=[0] * len(number))
        self.begin = erased(list(number.values()), bits=sum(number.values()))
        self.scratch: Any = chain_scratch(self.sockets) if number else None

    def left(self, key: np.uint64, draw_number: int) -> int:
        if self.scratch is None:
            return 0
        counts, control = np.zeros((1, REMAINING + 1), np.int64), np.zeros(2, np.int64)
        trajectories = np.zeros((1, 0), np.int64)
        run_chains(key, draw_number, self.begin, self.sockets, self.scratch, counts, trajectories, control)
        return int(counts[0, REMAINING])


class WithNulls(Mapping[str, tuple[float, str, str]]):
    """Quantities of a model, and those of its null models, which are drawn when they are asked for."""

    def __init__(self, model: Given, known: Mapping[str, tuple[float, str, str]]) -> None:
        self._model, self._known = model, known
        self._words = {name: (null, words) for null in model.null for name, words in names(null).items()}

    def __getitem__(self, name: str) -> tuple[float, str, str]:
        if name in self._known:
            return self._known[name]
        null, words = self._words[name]
        return compared(self._model, null)[name], "1", words

    def __iter__(self) -> Any:
        yield from self._known
        yield from self._words

    def __len__(self) -> int:
        return len(self._known) + len(self._words)
