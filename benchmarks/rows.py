"""A row of the comparison: what was done, what it cost here and beside, and whether that is what is wanted."""

from collections.abc import Iterable
from dataclasses import dataclass

from interleaved import Quartiles, Seconds

UNITS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}
HEAD = ("work", "peelsim", "beside", "ratio", "wanted", "reached")


@dataclass(frozen=True)
class Wanted:
    """A limit of a row's ratio, or with a unit of its cost."""

    limit: float
    unit: str = ""
    at_least: bool = False

    def __str__(self) -> str:
        return f"{'>=' if self.at_least else '<='} {self.limit:g} {self.unit}".rstrip()

    def reached(self, figure: float) -> bool:
        return figure >= self.limit if self.at_least else figure <= self.limit


@dataclass(frozen=True)
class Row:
    """Figures with their quartiles, or why there are none."""

    work: str
    cost: Quartiles | None = None
    unit: str = ""
    beside: str = ""
    ratio: Quartiles | None = None
    wanted: Wanted | None = None
    skipped: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether the median is as wanted; None if nothing was wanted or measured."""
        if self.wanted is None or self.cost is None:
            return None
        assert self.wanted.unit in ("", self.unit), self
        judged = self.cost if self.wanted.unit else self.ratio
        return None if judged is None else self.wanted.reached(judged.median)

    @property
    def cells(self) -> tuple[str, ...]:
        """As ``HEAD`` has them."""
        cost = f"skipped: {self.skipped}" if self.cost is None else f"{self.cost} {self.unit}"
        ratio, wanted = ("" if said is None else str(said) for said in (self.ratio, self.wanted))
        return self.work, cost, self.beside, ratio, wanted, {True: "yes", False: "no", None: ""}[self.reached]


def compared(
    work: str, ours: Seconds, theirs: Seconds, *, beside: str, units: tuple[str, str], wanted: Wanted | None
) -> Row:
    """The row of ours over theirs, round by round; or if so much at least is wanted, of theirs over ours.

    units: of ours and of theirs.
    """
    quicker = wanted is not None and wanted.at_least
    ratio = Quartiles.of(theirs / ours if quicker else ours / theirs)
    said = f"{beside} {in_unit(theirs, units[1])} {units[1]}"
    return Row(work, in_unit(ours, units[0]), units[0], said, ratio, wanted)


def in_unit(seconds: Seconds, unit: str) -> Quartiles:
    """Quartiles of a time in a unit."""
    return Quartiles.of(seconds / UNITS[unit])


def table(rows: Iterable[Row]) -> str:
    """Markdown, in columns that also read well as they are."""
    lines = [HEAD, *(row.cells for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    padded = ["| " + " | ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)) + " |" for line in lines]
    rule = "|" + "|".join("-" * (w + 2) for w in widths) + "|"
    return "\n".join([padded[0], rule, *padded[1:]])
