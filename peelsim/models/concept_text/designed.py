"""Text degrees that are designed for each size, by a linear programme.

Tests: tests/models/test_designed.py
"""

from dataclasses import replace
from functools import lru_cache
from math import ceil, isqrt, sqrt
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from peelsim.ensembles import Explicit
from peelsim.fields import Real, Whole
from peelsim.models.base import ParameterError
from peelsim.models.parts.sizes import Sizes
from peelsim.records import in_plain_words

if TYPE_CHECKING:
    from peelsim.theory.optimum.text_design import TextDesign

Fraction = Annotated[Real, Field(gt=0, lt=1, title="fraction of concepts")]

_ROUNDS = 50  # of finding the number of concepts that a budget pays


@in_plain_words
@dataclass(frozen=True, config=ConfigDict(extra="forbid", allow_inf_nan=False))
class Designed:
    """The text degrees with which the fewest texts teach a fraction of the concepts.

    Parameters
    ----------
    mean : mean text degree.
    learnt : fraction of concepts that is to be learnt.
    stuck : probability that less is, about; measured to hold within a factor of two from 1000 concepts on.
    largest : largest text degree.

    Examples
    --------
    >>> round(Designed(mean=6).at(100_000).texts_per_concept, 3)
    1.01
    """

    mean: Annotated[Real, Field(ge=1, le=1e4, title="mean number of concepts per text")]
    learnt: Fraction = 0.99
    stuck: Annotated[Real, Field(gt=0, lt=1, title="probability")] = 0.02
    largest: Annotated[Whole, Field(ge=1, le=2000, title="degree")] = 100
    kind: Literal["designed"] = "designed"

    def at(self, concepts: float) -> "TextDesign":
        """The design for so many concepts; ParameterError if there is none."""
        return _design(self, concepts)

    def sized(self, sizes: Sizes, *, as_designed: bool) -> tuple[Sizes, Explicit]:
        """Sizes and text degrees; as_designed: as many texts as the design takes, whatever else is said of them."""
        if sizes.concepts is not None:
            design = self.at(sizes.concepts)
            if as_designed:
                texts = float(ceil(design.texts_per_concept * sizes.concepts))
                return replace(sizes, texts=texts, texts_per_concept=None, optimum=None), design.text_degree
            return sizes, design.text_degree
        budget, ratio = sizes.budget, sizes.texts_per_concept
        if budget is None or not (as_designed or ratio):
            said = "designed degrees need concepts, or a budget (compute or flops) with texts_per_concept"
            raise ParameterError("text_degree", said)
        concepts = max(1, isqrt(int(budget)))
        for _ in range(_ROUNDS):
            before = concepts
            spent = self.at(concepts).texts_per_concept if as_designed or not ratio else ratio
            concepts = max(1, int(sqrt(budget / spent)))
            if concepts == before:
                break
        made = replace(sizes, concepts=concepts, texts_per_concept=None, optimum=None)
        return made, self.at(concepts).text_degree


@lru_cache(maxsize=1024)
def _design(how: Designed, concepts: float) -> "TextDesign":
    from peelsim.theory.optimum.text_design import design_texts, margin_for  # whose solver takes time to load

    try:
        return design_texts(
            how.mean,
            unlearnt=1 - how.learnt,
            concepts=concepts,
            margin=margin_for(how.stuck),
            largest=min(how.largest, int(min(concepts, 1e9))),
        )
    except ValueError as error:
        raise ParameterError("text_degree", str(error)) from None
