"""A table for a person: aligned in a terminal, ruled in a notebook.

Tests: tests/commands/test_table.py
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from peelsim.aligned import aligned, terminal_width

_MOST = 40  # rows that are shown; of more the first and the last


@dataclass(frozen=True)
class Table:
    """Rows of words under their heads.

    Examples
    --------
    >>> print(Table("two", ("name", "value"), (("a", "1"), ("long", "20"))))
    two
      name  value
      a     1
      long  20
    """

    title: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]

    def __str__(self) -> str:
        rows = [self.heads, *self._shown()]
        lines = aligned(rows, keys=1, indent="  ", width=terminal_width())
        return "\n".join([*([self.title] if self.title else []), *lines])

    def html(self, most: int = _MOST) -> str:
        """The table as HTML, of so many rows at most."""
        heads = "".join(f"<th>{escape(head)}</th>" for head in self.heads)
        rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in self._shown(most))
        caption = f"<caption>{escape(self.title)}</caption>"
        return f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"

    def _shown(self, most: int = _MOST) -> list[tuple[str, ...]]:
        rows = list(self.rows)
        if len(rows) <= most:
            return rows
        half, gap = most // 2, ("...", *[""] * (len(self.heads) - 1))
        return [*rows[:half], gap, *rows[-half:]]


def short(value: object) -> str:
    """A value of a cell: a float in six digits, anything else as it is.

    Examples
    --------
    >>> short(1 / 3), short(2), short("bonds")
    ('0.333333', '2', 'bonds')
    """
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def rate(value: float) -> str:
    """A mean or a probability in four digits; scientific where a plain number would show none of them.

    Examples
    --------
    >>> rate(0.25), rate(1e-7), rate(123456.0), rate(float("nan"))
    ('0.2500', '1e-07', '1.23e+05', '-')
    """
    if value != value:
        return "-"
    return f"{value:.4f}" if 1e-3 <= abs(value) < 1e4 or value == 0 else f"{value:.3g}"
