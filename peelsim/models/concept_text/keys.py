"""The keys of a sweep file that say how large a concept-text graph is, and of what."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from peelsim.ensembles import Binomial, TextDegree, thinned
from peelsim.fields import Flag, Real
from peelsim.models.base import Keys, ParameterError, Quantities
from peelsim.models.concept_text.designed import Designed
from peelsim.models.concept_text.value import Concepts, Split, Texts
from peelsim.models.parts.sizes import OptimumLaw, Sizes
from peelsim.theory.printed.dummy_nodes import AUTHORS_ERASURE

Budget = Annotated[Real, Field(gt=0, title="budget")]
TextsPerConcept = Annotated[Real, Field(ge=0, le=1e15, title="number of texts per concept")]
PerUnit = Annotated[Real, Field(gt=0, title="number")]


class SizeKeys(Keys):
    """The ways to say R and T; models above the concept-text model have them, too."""

    instead: ClassVar[Mapping[str, tuple[str, ...]]] = {
        **dict.fromkeys(("texts_per_concept", "window", "compute", "flops"), ("texts",)),
        **dict.fromkeys(("parameters", "optimum"), ("concepts", "texts")),
    }

    concepts: Concepts | None = None
    texts: Texts | None = None
    texts_per_concept: TextsPerConcept | None = None
    window: Annotated[Real, Field(title="number of window widths")] | None = None
    compute: Budget | None = None
    flops: Budget | None = None
    parameters: Annotated[Real, Field(gt=0, title="number of parameters")] | None = None
    optimum: OptimumLaw | None = None
    parameters_per_concept: PerUnit | None = None
    tokens_per_text: PerUnit | None = None
    text_degree: Annotated[TextDegree, Field(discriminator="kind")]
    texts_fixed: Flag = True
    split: Split | None = None

    @property
    def ways(self) -> Sizes:
        """What is said of the sizes."""
        return Sizes(**{field.name: getattr(self, field.name) for field in fields(Sizes)})

    def counted(self) -> tuple[Sizes, TextDegree]:
        """The sizes and text degrees of what is to be learnt."""
        return self.ways, self.text_degree

    def given(self) -> dict[str, Any]:
        sizes, degree = self.counted()
        concepts, texts = sizes.resolve(text_degree=degree, texts_fixed=self.texts_fixed)
        return {**super().given(), "concepts": concepts, "texts": texts, "text_degree": degree}

    def noted(self, model: Any) -> Quantities:
        """N and D of a budget in FLOPs, at the realised R and T."""
        if self.flops is None:
            return {}
        scales = self.ways.scales
        return {
            "parameters": (scales.parameters(self.size_of(model)), "1", "parameters N"),
            "tokens": (scales.tokens(model.texts), "1", "tokens D"),
        }

    def size_of(self, model: Any) -> float:
        """The number of concepts that a budget pays for."""
        return float(model.concepts)


class ConceptTextKeys(SizeKeys):
    """Keys of a concept-text sweep."""

    hidden: ClassVar[frozenset[str]] = frozenset({"curve"})  # made of an axis by the engines that run along it

    text_degree: Annotated[TextDegree | Designed, Field(discriminator="kind")]  # type: ignore[assignment]  # more kinds
    texts_per_concept: TextsPerConcept | Literal["designed"] | None = None  # type: ignore[assignment]
    erasure: Annotated[Real, Field(gt=0, lt=1, title="share of a code's symbols")] | None = None
    edge_deletion: Annotated[Real, Field(ge=0, lt=1, title="probability of deletion")] = 0.0

    @classmethod
    def in_place_of_hidden(cls, model: Any) -> Mapping[str, Any]:
        if model.curve:
            said = "a sweep has curves along an axis; give one to the grid, and take engine curve or arrivals"
            raise ParameterError("curve", said)
        return {}

    def counted(self) -> tuple[Sizes, TextDegree]:
        """Those of what is left once edges are deleted; designed degrees are made for all of them."""
        sizes, degree = self._designed()
        if self.erasure is not None:
            sizes, degree = self._erased(sizes, degree)
        return sizes, thinned(degree, self.edge_deletion)

    def _designed(self) -> tuple[Sizes, TextDegree]:
        """Sizes and text degrees; with ``texts_per_concept = "designed"`` or an optimum, as many texts as it takes."""
        as_designed = self.texts_per_concept == "designed"
        if not isinstance(self.text_degree, Designed):
            if as_designed:
                said = 'designed degrees say it; take text_degree = { kind = "designed", ... } or a number'
                raise ParameterError("texts_per_concept", said)
            return self.ways, self.text_degree
        if self.optimum is not None and self.parameters is not None:
            raise ParameterError("parameters", "designed degrees know no such optimum; give compute, flops or concepts")
        sizes = self.ways if not as_designed else replace(self.ways, texts_per_concept=None)
        return self.text_degree.sized(sizes, as_designed=as_designed or self.optimum is not None)

    def _erased(self, sizes: Sizes, degree: TextDegree) -> tuple[Sizes, TextDegree]:
        """What is unknown, if a share ``erasure`` of the paper's code is erased.

        In App. C the R concepts are half of a code's symbols, erased by choice, and each of its symbols is in a text
        with probability d/R. With a share e erased instead, 2 e R concepts are unknown, and 2 e d of them in a text.
        """
        assert self.erasure is not None
        if not isinstance(degree, Binomial):
            raise ParameterError("erasure", "the code's texts have binomial degrees; take text_degree.kind = binomial")
        if sizes.optimum is not None:
            raise ParameterError("erasure", "an optimum is that of the model itself; give the sizes in another way")
        share = self.erasure / AUTHORS_ERASURE
        return sizes.times(share), Binomial(mean=degree.mean * share)

    def size_of(self, model: Any) -> float:
        """Those of the code, of which a share is erased."""
        return float(model.concepts) * (1 if self.erasure is None else AUTHORS_ERASURE / self.erasure)
