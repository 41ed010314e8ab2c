"""Figures, one module each, named in the ``figures`` of the models whose results they may suit.

A module has NEEDS, in words; ``suits(results)``, whether these results are such; and ``draw(results)``, which returns
a matplotlib figure. It may have ``summary(results)``, lines of text that go with the figure.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from peelsim.analysis.results import Results, needed
from peelsim.models.base import kinds, model_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class FigureModule(Protocol):
    """What a module of this package offers."""

    NEEDS: str

    def suits(self, results: Results) -> bool:
        """Whether the axes and observables it needs are there."""

    def draw(self, results: Results) -> "Figure":
        """The figure. ValueError, in words, for results that cannot be drawn though they suit."""


def figures_of(kind: str) -> dict[str, FigureModule]:
    """Figures that may suit the results of a kind of model, by name; none for an unknown kind.

    Raises ImportError, with the cure, if matplotlib is not installed.
    """
    needed("matplotlib", "drawing")
    names = model_of(kind).figures if kind in kinds() else ()
    return {name: cast(FigureModule, import_module(f"{__name__}.{name}")) for name in names}
