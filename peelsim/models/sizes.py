"""The ways to say how many texts there are, given the number of concepts."""

from math import isfinite

from peelsim.ensembles import TextDegree
from peelsim.models.base import ParameterError
from peelsim.theory import finite_length

WAYS = ("texts", "texts_per_concept", "window")


def number_of_texts(
    concepts: int,
    *,
    texts: float | None,
    texts_per_concept: float | None,
    window: float | None,
    text_degree: TextDegree,
    texts_fixed: bool,
) -> float:
    """Texts T from exactly one of T, T / R and the window z = sqrt(R) (T/R - c* - beta R^(-2/3)) / alpha.

    A fixed number is rounded; the mean of a Poisson number is not.
    """
    given = [way for way, value in zip(WAYS, (texts, texts_per_concept, window), strict=True) if value is not None]
    if len(given) != 1:
        said = " and ".join(given) if given else "none of them"
        raise ParameterError("model", f"give exactly one of {', '.join(WAYS)}; here there is {said}")
    if texts is not None:
        if texts_fixed and texts != int(texts):
            raise ParameterError("texts", f"{texts:g} is not a whole number; texts_fixed = false takes a mean")
        return texts
    if window is not None:
        try:
            texts_per_concept = float(
                finite_length.texts_per_concept_at(
                    concepts, window=window, text_degree=text_degree, texts_fixed=texts_fixed
                )
            )
        except ValueError as error:
            raise ParameterError("window", str(error)) from None
        if not (isfinite(texts_per_concept) and texts_per_concept >= 0):
            raise ParameterError(
                "window", f"{window:g} asks for {texts_per_concept:.4g} texts a concept at R = {concepts}"
            )
    assert texts_per_concept is not None
    texts = texts_per_concept * concepts
    return float(round(texts)) if texts_fixed else texts
