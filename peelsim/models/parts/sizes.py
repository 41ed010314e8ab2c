"""The ways to say how many concepts and texts there are."""

from dataclasses import dataclass, replace
from math import ceil, floor, isfinite, sqrt
from typing import Literal

from peelsim.ensembles import Binomial, TextDegree
from peelsim.mistakes import in_full
from peelsim.models.base import ParameterError
from peelsim.models.parts.ways import check_whole, exactly_one
from peelsim.theory.optimum import compute_optimal
from peelsim.theory.optimum.compute_optimal import Scales
from peelsim.theory.peeling import finite_length

WAYS = ("texts", "texts_per_concept", "window", "compute", "flops")
_ROUNDING = 1e-15
OptimumLaw = Literal["corrected", "published", "authors_code"]


@dataclass(frozen=True)
class Sizes:
    """Some of the numbers that fix R and T; None where nothing is said.

    compute: C' = R T. flops: C = 6 N D with N = parameters_per_concept R parameters and D = tokens_per_text T tokens.
    window: z = sqrt(R) (T/R - c* - beta R^(-2/3)) / alpha. parameters: N. optimum: the law by which R and T are
    compute-optimal, for a budget or for N.
    """

    concepts: int | None
    texts: float | None
    texts_per_concept: float | None
    window: float | None
    compute: float | None
    flops: float | None
    parameters: float | None
    optimum: OptimumLaw | None
    parameters_per_concept: float | None
    tokens_per_text: float | None

    def resolve(self, *, text_degree: TextDegree, texts_fixed: bool) -> tuple[int, float]:
        """R and T. A fixed number of texts is rounded, under a budget down; the mean of a Poisson number is not.

        From R and one of the ways to say T; from a budget and T/R, the window or a law's optimum; or from N and a
        law's optimum.
        """
        ways = tuple(way for way in (*WAYS, "parameters", "optimum") if getattr(self, way) is not None)
        if self.concepts is not None:
            exactly_one(**{way: getattr(self, way) for way in WAYS})
            if len(ways) > 1:
                raise ParameterError(
                    "model", f"concepts and {ways[0]} fix the sizes; leave out {' and '.join(ways[1:])}"
                )
            return self.concepts, self._texts(self.concepts, text_degree, texts_fixed)
        concepts, budget = self._concepts(ways, text_degree, texts_fixed)
        whole = max(1, round(concepts))
        return whole, _spent(budget, whole, texts_fixed)

    def _concepts(self, ways: tuple[str, ...], text_degree: TextDegree, texts_fixed: bool) -> tuple[float, float]:
        """R before rounding, and the budget C'."""
        how, by = set(ways) - {"compute", "flops", "parameters"}, set(ways) & {"compute", "flops", "parameters"}
        if len(by) == 1 and how == {"optimum"}:
            return self._at_optimum(text_degree)
        if len(how) == len(by) == 1 and by != {"parameters"} and how <= {"texts_per_concept", "window"}:
            budget = self.budget
            assert budget is not None
            if self.window is not None:
                return _place_on_budget(budget, self.window, text_degree, texts_fixed), budget
            ratio = self.texts_per_concept
            if not ratio:
                raise ParameterError("texts_per_concept", "0 texts per concept do not say how to spend a budget")
            return sqrt(budget / ratio), budget
        what = (
            "concepts is missing; a budget (compute or flops) with texts_per_concept, window or optimum does without "
            "it, and so does parameters with optimum"
        )
        raise ParameterError("model", what)

    def times(self, share: float) -> "Sizes":
        """The same with ``share`` times as many concepts and as many texts; the window stays where it is."""

        def scaled(value: float | None, by: float) -> float | None:
            return None if value is None else value * by

        return replace(
            self,
            concepts=None if self.concepts is None else max(1, round(self.concepts * share)),
            texts_per_concept=scaled(self.texts_per_concept, 1 / share),
            compute=scaled(self.compute, share),
            flops=scaled(self.flops, share),
        )

    @property
    def scales(self) -> Scales:
        """Parameters per concept, tokens per text."""
        usual = Scales()
        return Scales(
            parameters_per_concept=self.parameters_per_concept or usual.parameters_per_concept,
            tokens_per_text=self.tokens_per_text or usual.tokens_per_text,
        )

    @property
    def budget(self) -> float | None:
        """C'."""
        return self.scales.compute(self.flops) if self.flops is not None else self.compute

    def _at_optimum(self, text_degree: TextDegree) -> tuple[float, float]:
        """R* and C' of a law's compute-optimal line."""
        assert self.optimum is not None
        if not isinstance(text_degree, Binomial):
            raise ParameterError("optimum", "compute-optimal sizes are known for binomial text degrees only")
        d, budget = text_degree.mean, self.budget
        try:
            if budget is not None:
                return compute_optimal.optimum(budget, mean_text_degree=d, law=self.optimum).concepts, budget
            assert self.parameters is not None
            size = self.parameters / self.scales.parameters_per_concept
            return size, size * compute_optimal.texts_for(size, mean_text_degree=d, law=self.optimum)
        except ValueError as error:
            raise ParameterError("optimum", str(error)) from None

    def _texts(self, concepts: int, text_degree: TextDegree, texts_fixed: bool) -> float:
        budget, ratio = self.budget, self.texts_per_concept
        if budget is not None:
            return _spent(budget, concepts, texts_fixed)
        if self.texts is not None:
            check_whole(self.texts, key="texts", fixed=texts_fixed)
            return self.texts
        if self.window is not None:
            ratio = _in_window(concepts, self.window, text_degree, texts_fixed)
        assert ratio is not None
        texts = ratio * concepts
        return float(round(texts)) if texts_fixed else texts


def _spent(budget: float, concepts: int, texts_fixed: bool) -> float:
    """Texts that a budget C' leaves for so many concepts; a share of a budget may miss a whole number by rounding."""
    return float(floor(budget / concepts * (1 + _ROUNDING))) if texts_fixed else budget / concepts


def _in_window(concepts: float, window: float, text_degree: TextDegree, texts_fixed: bool) -> float:
    try:
        ratio = float(
            finite_length.texts_per_concept_at(
                concepts, window=window, text_degree=text_degree, texts_fixed=texts_fixed
            )
        )
    except ValueError as error:
        raise ParameterError("window", str(error)) from None
    if not (isfinite(ratio) and ratio >= 0):
        raise ParameterError("window", f"{in_full(window)} asks for {ratio:.4g} texts per concept at R = {concepts}")
    return ratio


def _place_on_budget(budget: float, window: float, text_degree: TextDegree, texts_fixed: bool) -> float:
    """The R with R T = C' at place z of the critical window; the least a text needs, if R would be smaller.

    z falls as R grows along R T = C', once c* R^(2/3) > beta/3: for d = 6 from R = 2 on.
    """
    from scipy.optimize import brentq

    least = max(1.0, ceil(text_degree.least_concepts))

    def excess(concepts: float) -> float:
        z = finite_length.window(
            concepts, texts_per_concept=budget / concepts**2, text_degree=text_degree, texts_fixed=texts_fixed
        )
        return float(z) - window

    try:
        if excess(least) <= 0:
            return least
        most = 2 * least
        while excess(most) > 0:
            most *= 2
    except ValueError as error:
        raise ParameterError("window", str(error)) from None
    return float(brentq(excess, least, most, rtol=1e-14))
