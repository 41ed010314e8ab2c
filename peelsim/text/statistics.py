"""Statistics of a corpus, the exponents they give, and whether the loss of learners falls as these predict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from peelsim.arguments import is_list
from peelsim.quoting import shown
from peelsim.text.corpus import Corpus, CorpusError, corpus, whole_number
from peelsim.text.correlations import Strength, strength
from peelsim.text.entropies import Entropy, entropies
from peelsim.text.exponents import Exponent, of_fall, of_strengths
from peelsim.text.learners import Ladder, ladder
from peelsim.text.partial import LAGS, partial_strengths

__all__ = ["Outcome", "Progress", "TextStatistics", "Verdict", "text_statistics", "verdict"]

Outcome = Literal["holds", "fails", "not identified"]
Progress = Callable[[str, int, int], None]  # what is done, how many of how many steps are

_LONGEST = 1000
_LAGS = 20


@dataclass(frozen=True)
class Verdict:
    """Whether a prediction of the exponent of the loss agrees with what was measured.

    Parameters
    ----------
    predicted : the exponent, with the interval of those it is made of.
    outcome : holds, fails, or not identified.
    why : in words.
    """

    predicted: Exponent
    outcome: Outcome
    why: str


@dataclass(frozen=True, eq=False)
class TextStatistics:
    """Everything measured of a corpus.

    Parameters
    ----------
    corpus : what it is of.
    strengths : correlations by lag.
    partial : partial correlations by lag, 1, 2, ...
    entropies : of the next token given 0, 1, ... tokens; the last one may be unreliable.
    ladder : losses of learners, None if the corpus is too short for them.
    gamma, beta, partial_beta, alpha : exponents of entropies, of correlations plain and partial, and of the loss.
    published : gamma / (2 beta) against alpha.
    corrected : gamma / (2 partial_beta) against alpha.
    """

    corpus: Corpus
    strengths: Sequence[Strength]
    partial: Sequence[Strength]
    entropies: Sequence[Entropy]
    ladder: Ladder | None
    gamma: Exponent
    beta: Exponent
    partial_beta: Exponent
    alpha: Exponent
    published: Verdict
    corrected: Verdict

    def as_json(self) -> dict[str, Any]:
        """Everything as plain values; NaN as null."""
        text = self.corpus
        exponents = ("gamma", "beta", "partial_beta", "alpha")
        return {
            "name": text.name,
            "sha256": text.sha256,
            "tokens": len(text),
            "documents": len(text.starts) - 1,
            "vocabulary": text.vocabulary,
            "lumped": text.lumped,
            "strengths": [_strength(each) for each in self.strengths],
            "partial": [_strength(each) for each in self.partial],
            "entropies": [{**vars(each), "corrected": each.corrected} for each in self.entropies],
            "ladder": self.ladder and {"samples": self.ladder.samples.tolist(), "loss": self.ladder.loss.tolist()},
            **{name: _exponent(getattr(self, name)) for name in exponents},
            "published": _verdict(self.published),
            "corrected": _verdict(self.corrected),
        }


def _strength(each: Strength) -> dict[str, Any]:
    error = each.error if np.isfinite(each.error) else None
    edge = each.edge if np.isfinite(each.edge) else None
    values = {"lag": each.lag, "pairs": each.pairs, "raw": each.raw, "normalised": each.normalised}
    return {**values, "edge": edge, "strength": each.strength, "log_error": error}


def _exponent(each: Exponent) -> dict[str, Any]:
    numbers = {
        name: None if np.isnan(getattr(each, name)) else getattr(each, name) for name in ("value", "low", "high")
    }
    return {**numbers, "points": each.points, "identified": each.identified, "why": each.why}


def _verdict(each: Verdict) -> dict[str, Any]:
    return {"predicted": _exponent(each.predicted), "outcome": each.outcome, "why": each.why}


def text_statistics(
    tokens: npt.ArrayLike | Corpus,
    *,
    lags: Sequence[int] | None = None,
    orders: int = 8,
    vocabulary: int = 256,
    separator: int | None = None,
    progress: Progress | None = None,
) -> TextStatistics:
    """Correlations and entropies of a sequence of tokens, and the exponent of the loss that they predict.

    Parameters
    ----------
    tokens : [n] whole numbers from 0, which may be memory-mapped; or a ``peelsim.text.corpus.Corpus``, which
        ``peelsim.text.corpus.read(path)`` makes of a file.
    lags : at which tokens are correlated; None: 20 from 1 to 1000, evenly spaced in their logarithm.
    orders : up to so many tokens are given when the entropy of the next one is taken.
    vocabulary : the most kinds of tokens told apart; rarer ones are put together.
    separator : the token that ends a document; pairs and strings never span two documents.
    progress : called with what is done, and how many of how many steps are.

    Returns
    -------
    TextStatistics : an exponent that the data do not bound says why; a prediction holds or fails only if every
    exponent passed its gate.

    Raises
    ------
    CorpusError : for what is no sequence of tokens, lags below 1, or a ``progress`` that cannot be called.

    Examples
    --------
    >>> import numpy as np
    >>> coin = np.random.default_rng(1).integers(0, 2, 5000)
    >>> found = text_statistics(coin, lags=[1, 2, 4, 8, 16])
    >>> found.beta.why
    'less than a decade of lags is above the noise (none is)'
    >>> found.published.outcome
    'not identified'
    """
    if not (progress is None or callable(progress)):
        raise CorpusError(f"progress is {shown(progress)}; give a function of what is done and two numbers, or None")
    text = tokens if isinstance(tokens, Corpus) else corpus(tokens, vocabulary=vocabulary, separator=separator)
    chosen = (
        _lags(text)
        if lags is None
        else sorted({whole_number(lag, "lag") for lag in (lags if is_list(lags) else [lags])})
    )
    if not chosen or chosen[0] < 1:
        raise CorpusError(f"lags begin at 1, not {chosen[0] if chosen else 'nothing'}")
    orders = whole_number(orders, "number of orders")
    if orders < 1:
        raise CorpusError(f"orders = {orders} gives no entropy of a token given another; give 1 or more")
    control = np.zeros(2, np.int64)
    steps, done = len(chosen) + 3, 0

    def tell(what: str) -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(what, done, steps)

    strengths = []
    for lag in chosen:
        found = strength(text, lag, control)
        strengths += [] if found is None else [found]
        tell(f"correlations, lag {lag}")
    partial = partial_strengths(text, LAGS, control)
    tell("partial correlations")
    told = entropies(text, orders, control)
    tell("entropies")
    losses = ladder(text, control)
    tell("n-gram learners")
    return _assembled(text, strengths, partial, told, losses)


def _lags(text: Corpus) -> list[int]:
    most = min(_LONGEST, max(len(text) // 20, 1))
    return sorted(set(np.round(np.geomspace(1, most, _LAGS)).astype(int).tolist()))


def _assembled(
    text: Corpus,
    strengths: Sequence[Strength],
    partial: Sequence[Strength],
    told: Sequence[Entropy],
    losses: Ladder | None,
) -> TextStatistics:
    beta, partial_beta = of_strengths(strengths), of_strengths(partial)
    reliable = [each for each in told if each.reliable and each.order > 0 and each.corrected > 0]
    nothing = Exponent(np.nan, np.nan, np.nan, 0, "the corpus is too short")
    gamma = nothing
    if reliable:
        gamma = of_fall(
            [each.order for each in reliable], [each.corrected for each in reliable], what="reliable entropies"
        )
    alpha = nothing
    if losses is not None and (losses.best > 0).all():
        alpha = of_fall(losses.samples, losses.best, what="losses")
    return TextStatistics(
        corpus=text,
        strengths=tuple(strengths),
        partial=tuple(partial),
        entropies=tuple(told),
        ladder=losses,
        gamma=gamma,
        beta=beta,
        partial_beta=partial_beta,
        alpha=alpha,
        published=verdict(gamma, beta, alpha, name="beta"),
        corrected=verdict(gamma, partial_beta, alpha, name="beta'"),
    )


def verdict(gamma: Exponent, beta: Exponent, alpha: Exponent, *, name: str) -> Verdict:
    """Whether gamma / (2 beta) is the exponent alpha of the loss: each must have passed its gate to tell.

    Parameters
    ----------
    gamma, beta, alpha : of the entropies, the correlations and the loss.
    name : what beta is called.
    """
    open_gates = [
        f"{letter}: {each.why}" for letter, each in (("gamma", gamma), (name, beta), ("alpha", alpha)) if each.why
    ]
    if np.isnan(gamma.value) or np.isnan(beta.value) or beta.low <= 0:
        why = "; ".join(open_gates) or f"{name} may be 0"
        return Verdict(Exponent(np.nan, np.nan, np.nan, 0, why), "not identified", why)
    low, high = gamma.low / (2 * beta.high), gamma.high / (2 * beta.low)
    unsure = "; ".join(part for part in open_gates if not part.startswith("alpha"))
    predicted = Exponent(gamma.value / (2 * beta.value), low, high, min(gamma.points, beta.points), unsure)
    if open_gates:
        return Verdict(predicted, "not identified", "; ".join(open_gates))
    agree = alpha.low <= high and low <= alpha.high
    said = f"the loss falls with {alpha}, and {predicted} is predicted"
    return Verdict(predicted, "holds" if agree else "fails", said)
