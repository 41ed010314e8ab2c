"""The parameters of the concept-text model, and what follows from them alone."""

from math import nan
from typing import Annotated

from pydantic import Field

from peelsim.ensembles import Binomial, TextDegree
from peelsim.fields import Flag, Real, Rounded, Whole
from peelsim.mistakes import in_full
from peelsim.models.base import Model, ParameterError, model
from peelsim.models.parts.ways import check_whole, most
from peelsim.theory.peeling import density_evolution, finite_length

Concepts = Annotated[Whole, Field(ge=1, le=10**15, title="number of concepts")]
Texts = Annotated[Real, Field(ge=0, le=1e15, title="number of texts"), Rounded]
Split = Annotated[Real, Field(gt=0, lt=1, title="share of concepts")]
Rounds = Annotated[Whole, Field(ge=0, le=1_000_000, title="number of rounds")]


@model
class Bipartite(Model):
    """R concepts, T texts, and which concepts a text holds; see ``ConceptText``."""

    concepts: Concepts
    texts: Texts
    text_degree: Annotated[TextDegree, Field(discriminator="kind")]
    texts_fixed: Flag = True
    split: Split | None = None
    trajectory_rounds: Rounds = 0
    curve: tuple[Texts, ...] = ()

    def __post_init__(self) -> None:
        if self.text_degree.least_concepts > self.concepts:
            raise ParameterError(
                "text_degree",
                f"texts of {in_full(self.text_degree.least_concepts)} concepts where there are only {self.concepts}; "
                "lower it, or raise concepts",
            )
        if not isinstance(self.text_degree, Binomial):
            try:
                self.text_degree.law_among(self.concepts)
            except ValueError as error:
                raise ParameterError("text_degree", str(error)) from None
        check_whole(self.texts, key="texts", fixed=self.texts_fixed)
        if self.curve:
            self._check_curve()

    def _check_curve(self) -> None:
        ascending = all(a < b for a, b in zip(self.curve, self.curve[1:], strict=False))
        if not ascending or self.curve[-1] != self.texts:
            raise ParameterError("curve", f"give numbers of texts that ascend to texts = {self.texts:.17g}")
        for texts in self.curve:
            check_whole(texts, key="curve", fixed=self.texts_fixed)
        if self.trajectory_rounds:
            said = "peeling of texts that arrive one at a time has no rounds; leave it out"
            raise ParameterError("trajectory_rounds", said)

    @property
    def texts_per_concept(self) -> float:
        """Realised T / R."""
        return self.texts / self.concepts

    @property
    def edge_probability(self) -> float:
        """p = d_t / R."""
        return self.text_degree.mean / self.concepts

    @property
    def window(self) -> float:
        """Place in the critical window, NaN where there is none."""
        try:
            return float(
                finite_length.window(
                    self.concepts,
                    texts_per_concept=self.texts_per_concept,
                    text_degree=self.text_degree,
                    texts_fixed=self.texts_fixed,
                )
            )
        except ValueError:
            return nan

    @property
    def stuck_above(self) -> float:
        """Unlearnt fraction above which a trial counts as stuck."""
        return density_evolution.split(self.text_degree) if self.split is None else self.split

    @property
    def most_texts(self) -> int:
        """No trial has more texts."""
        return most(self.texts, fixed=self.texts_fixed)

    @property
    def expected_edges(self) -> float:
        return self.text_degree.mean * self.texts
