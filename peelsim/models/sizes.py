"""The ways to say how many concepts and texts there are."""

from dataclasses import dataclass
from math import floor, isfinite, sqrt

from peelsim.ensembles import TextDegree
from peelsim.models.base import ParameterError
from peelsim.theory import finite_length

PARAMETERS_PER_CONCEPT, TOKENS_PER_TEXT = 2e5, 8e5  # Nayak and Varshney 2024, sec. 3.1
WAYS = ("texts", "texts_per_concept", "window", "compute", "flops")


@dataclass(frozen=True)
class Sizes:
    """Some of the numbers that fix R and T; None where nothing is said.

    compute: C' = R T. flops: C = 6 N D with N = parameters_per_concept R parameters and D = tokens_per_text T tokens.
    window: z = sqrt(R) (T/R - c* - beta R^(-2/3)) / alpha.
    """

    concepts: int | None
    texts: float | None
    texts_per_concept: float | None
    window: float | None
    compute: float | None
    flops: float | None
    parameters_per_concept: float | None
    tokens_per_text: float | None

    def resolve(self, *, text_degree: TextDegree, texts_fixed: bool) -> tuple[int, float]:
        """R and T. A fixed number of texts is rounded, under a budget down; the mean of a Poisson number is not.

        From R and one of the ways to say T; or from a budget and T / R.
        """
        ways = [way for way in WAYS if getattr(self, way) is not None]
        budgets = [way for way in ("compute", "flops") if way in ways]
        if self.concepts is None:
            if len(budgets) == 1 and ways == ["texts_per_concept", *budgets]:
                return self._along_a_ratio(texts_fixed)
            what = "concepts is missing; only a budget (compute or flops) with texts_per_concept does without it"
            raise ParameterError("model", what)
        if len(ways) != 1:
            said = " and ".join(ways) if ways else "none of them"
            raise ParameterError("model", f"give exactly one of {', '.join(WAYS)}; here there is {said}")
        return self.concepts, self._texts(self.concepts, text_degree, texts_fixed)

    @property
    def _budget(self) -> float | None:
        """C'."""
        if self.flops is not None:
            parameters = self.parameters_per_concept or PARAMETERS_PER_CONCEPT
            return self.flops / (6 * parameters * (self.tokens_per_text or TOKENS_PER_TEXT))
        return self.compute

    def _along_a_ratio(self, texts_fixed: bool) -> tuple[int, float]:
        budget, ratio = self._budget, self.texts_per_concept
        assert budget is not None and ratio is not None
        if not ratio > 0:
            raise ParameterError("texts_per_concept", "0 texts a concept do not say how to spend a budget")
        concepts = max(1, round(sqrt(budget / ratio)))
        return concepts, _spent(budget, concepts, texts_fixed)

    def _texts(self, concepts: int, text_degree: TextDegree, texts_fixed: bool) -> float:
        budget, ratio = self._budget, self.texts_per_concept
        if budget is not None:
            return _spent(budget, concepts, texts_fixed)
        if self.texts is not None:
            if texts_fixed and self.texts != int(self.texts):
                raise ParameterError("texts", f"{self.texts:g} is not a whole number; texts_fixed = false takes a mean")
            return self.texts
        if self.window is not None:
            ratio = _in_window(concepts, self.window, text_degree, texts_fixed)
        assert ratio is not None
        texts = ratio * concepts
        return float(round(texts)) if texts_fixed else texts


def _spent(budget: float, concepts: int, texts_fixed: bool) -> float:
    """Texts that a budget C' leaves for so many concepts."""
    return float(floor(budget / concepts)) if texts_fixed else budget / concepts


def _in_window(concepts: int, window: float, text_degree: TextDegree, texts_fixed: bool) -> float:
    try:
        ratio = float(
            finite_length.texts_per_concept_at(
                concepts, window=window, text_degree=text_degree, texts_fixed=texts_fixed
            )
        )
    except ValueError as error:
        raise ParameterError("window", str(error)) from None
    if not (isfinite(ratio) and ratio >= 0):
        raise ParameterError("window", f"{window:g} asks for {ratio:.4g} texts a concept at R = {concepts}")
    return ratio
