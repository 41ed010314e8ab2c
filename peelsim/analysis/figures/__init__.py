"""Figures, one module each, in folders by subject.

A module has MODELS, the kinds whose results it may suit; NEEDS, requirements that decide whether these results are
such and say so; and ``draw(results)``, which returns a matplotlib figure. It may have ``summary(results)``, lines of
text that go with the figure, and TOGETHER = True, if ``draw`` takes several results and puts them into one panel. A
module without MODELS is no figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pkgutil import walk_packages
from typing import TYPE_CHECKING, Any

from peelsim.analysis.requirements import Requirement, unmet
from peelsim.analysis.results import Results, needed

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class FigureKind:
    """A figure that some results suit."""

    name: str
    module: Any

    @property
    def needs(self) -> Sequence[Requirement]:
        """What results must hold."""
        return tuple(self.module.NEEDS)

    def unmet(self, results: Results) -> Requirement | None:
        """The first thing that these results lack, None if the figure suits them."""
        return unmet(self.needs, results)

    def suits(self, results: Results) -> bool:
        """Whether the axes and observables it needs are there."""
        return self.unmet(results) is None

    @property
    def together(self) -> bool:
        """Whether it puts several results into one panel."""
        return bool(getattr(self.module, "TOGETHER", False))

    def draw(self, *results: Results) -> "Figure":
        """The figure, signed with what it is of; points of equal identity count once.

        ValueError, in words, for results that cannot be drawn though they suit.
        """
        from peelsim.analysis.figures.style import sign
        from peelsim.analysis.figures.ticks import space

        figure: Figure = self.module.draw(*(each.counted_once() for each in results))
        space(figure)
        sign(figure, *results)
        return figure

    def summary(self, results: Results) -> str:
        """Lines of text that go with the figure, "" if there are none."""
        summary = getattr(self.module, "summary", None)
        return "" if summary is None else str(summary(results.counted_once()))


def figures_of(kind: str) -> dict[str, FigureKind]:
    """Figures that may suit the results of a kind of model, by name; none for an unknown kind.

    Raises ImportError, with the cure, if matplotlib is not installed.
    """
    needed("matplotlib", "drawing")
    paths = [found.name for found in walk_packages(__path__, f"{__name__}.") if not found.ispkg]
    modules = {path.rpartition(".")[2]: import_module(path) for path in paths}
    return {name: FigureKind(name, module) for name, module in modules.items() if kind in getattr(module, "MODELS", ())}
