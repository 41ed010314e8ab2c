"""Points beside the renewal law: where the answer is plain, and the few texts or concepts that the recursion is for."""

from math import isfinite, log10, nan

import numpy as np

from peelsim.ensembles import Binomial, TextDegree
from peelsim.theory.renewal.record import RenewalLaw
from peelsim.theory.renewal.survey import EVERY
from peelsim.theory.renewal.texts import several, texts_of

__all__ = ["MOST", "beside", "check"]

MOST = 1e16  # concepts
_LEAST = 5  # concepts
_FEW = 64  # texts: their circle is cut off, see ``circle``
_FEWEST = 16
_LOW_DEGREES = 8


def check(concepts: float, texts: float, omega: TextDegree) -> tuple[float, float]:
    """R and T, or a ValueError."""
    size = float(concepts)
    if not 1 <= size <= MOST or (size <= EVERY and size != int(size)):
        raise ValueError(f"concepts = {concepts} must be 1 to {MOST:g}, and a whole number up to {EVERY}")
    if not (texts >= 0 and isfinite(texts)):
        raise ValueError(f"texts = {texts} is not a number of texts; it must be 0 or more")
    if omega.least_concepts > size:
        raise ValueError(f"texts of {omega.least_concepts:g} concepts where there are only {concepts}")
    return size, float(texts)


def beside(
    size: float, texts: float, omega: TextDegree, split: float, *, texts_fixed: bool
) -> RenewalLaw[float] | None:
    """The law where nothing is ever learnt, or by the exact recursion; None where it is for the renewal equation."""
    everything = isinstance(omega, Binomial) and omega.mean == size
    if texts == 0 or (everything and size > 1) or omega.derivative(1, 1.0) == 0:
        return _nothing_learnt(size, texts, omega, split, texts_fixed=texts_fixed)
    few = texts_fixed and (texts < _FEW if size <= EVERY else texts <= _FEWEST and omega.mean > _LOW_DEGREES)
    if size < _LEAST or few:
        return _recursion(int(size), texts, omega, split, texts_fixed=texts_fixed)
    return None


def _nothing_learnt(
    size: float, texts: float, omega: TextDegree, split: float, *, texts_fixed: bool
) -> RenewalLaw[float]:
    """No text has ever a single concept. ``split`` < 1 makes that stuck."""
    error = 0.0
    if texts > 0:
        whole = isinstance(omega, Binomial) and omega.mean == size
        error = 1.0 if whole else several(texts_of(size, omega), size)[0]
    spread = error * (1 - error) / texts if texts_fixed and texts > 0 else 0.0
    square = {} if texts_fixed or texts == 0 else {"excess_entropy": "not derived where nothing is learnt"}
    return RenewalLaw(
        concepts=size,
        stuck=float(split < 1),
        stuck_log10=0.0,
        unlearnt=1.0,
        unlearnt_if_stuck=1.0,
        unlearnt_if_passed=nan,
        training_error=float(error),
        excess_entropy=nan if square else float(error**2 + spread) / 2,
        complete=0.0,
        undefined={"unlearnt_if_passed": "no trial passes the threshold", **square},
    )


def _recursion(size: int, texts: float, omega: TextDegree, split: float, *, texts_fixed: bool) -> RenewalLaw[float]:
    from peelsim.theory.peeling import exact_law  # it compiles kernels

    degree: float | dict[int, float]
    if isinstance(omega, Binomial):
        degree = omega.mean
    else:
        degrees, shares = omega.law_among(size)
        degree = dict(zip(degrees.tolist(), shares.tolist(), strict=True))
    if texts_fixed:
        law = exact_law.fixed_texts(size, int(texts), degree)
    else:
        law = exact_law.poisson_texts(size, texts, degree)
    unlearnt = size - np.arange(size + 1.0)
    stuck = unlearnt > split * size
    chance, rest = float(law.probability[stuck].sum()), float(law.probability[~stuck].sum())
    undefined = {"excess_entropy": "the recursion has no law of how many texts are stuck"}
    if not chance > 0:
        undefined["unlearnt_if_stuck"] = "no trial is stuck"
    if not rest > 0:
        undefined["unlearnt_if_passed"] = "every trial is stuck"
    return RenewalLaw(
        concepts=float(size),
        stuck=min(1.0, chance),
        stuck_log10=log10(chance) if chance > 0 else -np.inf,
        unlearnt=1 - law.mean / size,
        unlearnt_if_stuck=float(law.probability[stuck] @ unlearnt[stuck]) / chance / size if chance > 0 else nan,
        unlearnt_if_passed=float(law.probability[~stuck] @ unlearnt[~stuck]) / rest / size if rest > 0 else nan,
        training_error=law.training_error,
        excess_entropy=nan,
        complete=law.complete,
        undefined=undefined,
    )
