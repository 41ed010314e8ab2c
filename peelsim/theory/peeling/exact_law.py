"""The exact law of the number of concepts learnt, by dynamic programming: no sampling error.

Peeling may teach the concepts one at a time. Until it stops, the texts with two or more unlearnt concepts are
independent and alike, and so are the concepts: few numbers describe the state. What they are, and how their law is
carried on, is told in ``exact_fixed`` and ``exact_poisson`` (derived; the state is that of Karp, Luby and
Shokrollahi 2004, for LT codes). A text's degree has any law; given it, its concepts are a uniform subset.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isclose, isfinite, sqrt

import numpy as np

from peelsim.ensembles import Binomial, Explicit
from peelsim.theory.peeling.exact_chain import CUT, Floats
from peelsim.theory.peeling.exact_fixed import sequential_chain
from peelsim.theory.peeling.exact_poisson import first_passage
from peelsim.theory.renewal import whole_law
from peelsim.theory.renewal.texts import texts_of

__all__ = ["MAX_BYTES", "MAX_CONCEPTS", "MAX_SECONDS", "WAIT", "ExactLaw", "TextDegree", "fixed_texts", "poisson_texts"]

TextDegree = float | Mapping[int, float]

WAIT = 20  # seconds of the recursion, after which the circle of ``whole_law`` is preferred to it
MAX_SECONDS = 1000  # of a fixed number of texts, on one slow core
MAX_BYTES = 4 << 30
MAX_CONCEPTS = 200_000  # with a Poisson number of texts; half a minute


@dataclass(frozen=True)
class ExactLaw:
    """Law of the number of concepts learnt; every probability is right to 1e-11 of itself, give or take ``dropped``.

    That is below 1e-200, but 1e-12 for a fixed number of texts of many concepts, see ``fixed_texts``.
    """

    probability: Floats  # float64[R + 1], P(learnt = 0), ..., P(learnt = R)
    dropped: float  # at most this much probability was left out
    training_error: float  # mean fraction of texts with an unlearnt concept at the end

    @property
    def concepts(self) -> int:
        """R, the number of concepts."""
        return len(self.probability) - 1

    @property
    def mean(self) -> float:
        """E[learnt]."""
        return float(self.probability @ np.arange(self.concepts + 1.0))

    @property
    def complete(self) -> float:
        """P(learnt = R)."""
        return min(1.0, float(self.probability[-1]))

    def at_most(self, learnt: int) -> float:
        """P(that many concepts or fewer are learnt)."""
        return min(1.0, float(self.probability[: max(0, learnt + 1)].sum()))

    def at_least(self, learnt: int) -> float:
        """P(that many concepts or more are learnt)."""
        return min(1.0, float(self.probability[max(0, learnt) :].sum()))

    def stuck(self, split: float) -> float:
        """P(a fraction of the concepts larger than ``split`` stays unlearnt)."""
        unlearnt = self.concepts - np.arange(self.concepts + 1)
        return min(1.0, float(self.probability[unlearnt > split * self.concepts].sum()))


@dataclass(frozen=True)
class _Text:
    """What one text holds of R concepts, as far as peeling asks."""

    none: float  # P(it holds no concept)
    one: float  # P(it holds just one)
    pair: Floats  # float64[R - 1], P(of the R - j unlearnt it holds two given ones and no other) with j learnt

    @property
    def many(self) -> Floats:
        """float64[R + 1]: P(it holds two or more of u given concepts).

        The sum over v < u of the chance that it holds concept v + 1 and just one of the v before: no differences.
        """
        holds = np.arange(1.0, len(self.pair) + 1) * self.pair[::-1]
        return np.concatenate([[0.0, 0.0], np.cumsum(holds)])


def _text(concepts: int, text_degree: TextDegree) -> _Text:
    if concepts < 1:
        raise ValueError(f"concepts = {concepts} is not a number of concepts; it must be 1 or more")
    return _uniform(concepts, text_degree) if isinstance(text_degree, Mapping) else _binomial(concepts, text_degree)


def _binomial(concepts: int, mean: float) -> _Text:
    """Every concept with probability p = mean / R: pair = p^2 (1-p)^(R-2-j)."""
    from scipy import special  # loads slowly

    if not 0 < mean <= concepts:
        raise ValueError(f"mean text degree {mean} must be above 0 and at most the number of concepts, {concepts}")
    p = mean / concepts
    pair = p * p * np.exp(special.xlog1py(np.arange(concepts - 2.0, -1, -1), -p))
    none, one = np.exp(special.xlog1py([concepts, concepts - 1], -p))
    return _Text(none=float(none), one=float(mean * one), pair=pair)


def _uniform(concepts: int, degrees: Mapping[int, float]) -> _Text:
    """A uniform subset of k concepts with probability Omega_k: pair = sum of Omega_k C(j, k-2) / C(R, k)."""
    if any(k != int(k) or not 0 <= k <= concepts for k in degrees):
        raise ValueError(f"text degrees must be whole numbers from 0 to {concepts}, the number of concepts")
    if not (all(q >= 0 for q in degrees.values()) and isclose(sum(degrees.values()), 1, abs_tol=1e-9)):
        raise ValueError("probabilities of text degrees must not be negative and must sum to 1")
    pair = np.zeros(concepts - 1)
    learnt = np.arange(concepts - 2.0, 0, -1)
    for k, share in degrees.items():
        if k >= 2 and share > 0:  # C(j-1, k-2) = C(j, k-2) (j-k+2) / j, down from j = R-2
            subsets = np.concatenate([[1.0], np.cumprod(np.maximum(learnt - k + 2, 0) / learnt)])[::-1]
            pair += share * (k / concepts) * ((k - 1) / (concepts - 1)) * subsets
    return _Text(none=float(degrees.get(0, 0)), one=float(degrees.get(1, 0)), pair=pair)


def fixed_texts(concepts: int, texts: int, text_degree: TextDegree) -> ExactLaw:
    """Law of ``learnt`` for a fixed number of texts.

    Parameters
    ----------
    concepts : R, 1 or more.
    texts : T, 0 or more. The time goes like R T (T/R)^0.7: 5 s at R = 300, T = 1400. From 20 s on the renewal equation
        on a circle takes over where it is faster: 20 s at R = 2000, the time goes like R^2, and a probability is right
        to 1e-12, no longer to its own last digits.
    text_degree : mean of the binomial ensemble, or a mapping from degrees to their probabilities.

    Raises
    ------
    ValueError : if a mean degree exceeds R, or if the law would take too much time or memory.
    """
    if texts < 0 or texts != int(texts):
        raise ValueError(f"texts = {texts} is not a number of texts; it must be a whole number, 0 or more")
    seconds = 6e-6 * concepts * texts * max(1.0, texts / max(concepts, 1)) ** 0.7
    size = 16 * (texts + 1) * min(texts + 1, 0.4 * texts + 20 * sqrt(texts + 1)) + 64 * concepts
    if (seconds > WAIT or size > MAX_BYTES) and texts >= whole_law.LEAST_TEXTS:
        if (sooner := whole_law.SECONDS * concepts**2) <= min(seconds, MAX_SECONDS) and text_degree != concepts > 1:
            return _on_a_circle(concepts, int(texts), text_degree)
        seconds = min(seconds, sooner)
    if seconds > MAX_SECONDS or size > MAX_BYTES:
        raise ValueError(
            f"concepts = {concepts}, texts = {texts} would take about {seconds:.0f} s and {size / 2**30:.1f} GiB; the "
            f"limits are {MAX_SECONDS} s and {MAX_BYTES / 2**30:.0f} GiB. poisson_texts goes further"
        )
    text = _text(concepts, text_degree)
    learnt = min(concepts, int(texts))  # at most
    stopped, unread = np.zeros(concepts + 1), np.zeros((learnt + 1, 2))
    many, reached = text.many[::-1].copy(), stopped[: learnt + 1]
    left_out = sequential_chain(int(texts), concepts, text.none, text.one, text.pair, many, reached, unread)
    return ExactLaw(stopped, dropped=CUT * left_out, training_error=float(unread[:, 0].sum()) / max(1, texts))


def _on_a_circle(concepts: int, texts: int, text_degree: TextDegree) -> ExactLaw:
    _text(concepts, text_degree)  # its mistakes are told there
    degree = Explicit(dict(text_degree)) if isinstance(text_degree, Mapping) else Binomial(mean=text_degree)
    probability, error = whole_law.fixed_texts_law(texts_of(concepts, degree), texts)
    return ExactLaw(probability, dropped=whole_law.ERROR, training_error=error)


def poisson_texts(concepts: int, mean_texts: float, text_degree: TextDegree) -> ExactLaw:
    """Law of ``learnt`` for a Poisson number of texts.

    Parameters
    ----------
    concepts : R, 1 or more. The time goes like R^1.5: 1 s at R = 20 000.
    mean_texts : mean number of texts, 0 or more, not necessarily whole.
    text_degree : mean of the binomial ensemble, or a mapping from degrees to their probabilities.

    Raises
    ------
    ValueError : if a mean degree exceeds R, or if R is too large for the method.
    """
    if concepts > MAX_CONCEPTS:
        raise ValueError(f"concepts = {concepts} would take too long; the limit is {MAX_CONCEPTS}")
    text = _text(concepts, text_degree)
    if not (mean_texts >= 0 and isfinite(mean_texts)):
        raise ValueError(f"mean_texts = {mean_texts} is not a mean number of texts; it must be 0 or more")
    single = text.one / concepts  # P(a text would teach a given concept, were it the only one unlearnt there)
    teaches = single + np.concatenate([[0.0], np.cumsum(text.pair)])
    hidden = concepts * np.exp(-mean_texts * teaches)
    rise = np.append(concepts, hidden[:-1]) * -np.expm1(-mean_texts * np.append(single, text.pair))
    stopped = np.zeros(concepts + 1)
    left_out = first_passage(rise, hidden, stopped)
    unread = float(stopped @ text.many[::-1]) if mean_texts > 0 else 0.0
    return ExactLaw(stopped, dropped=CUT * left_out, training_error=unread)
