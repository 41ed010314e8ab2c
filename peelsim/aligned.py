"""Tables of words in columns, as wide as the terminal."""

import shutil
import sys
from collections.abc import Sequence

_GAP = "  "


def terminal_width() -> int | None:
    """Columns of the terminal that results are printed to; None if they go elsewhere."""
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    return shutil.get_terminal_size().columns


def aligned(
    rows: Sequence[Sequence[str]], *, keys: int, right: bool = False, indent: str = "", width: int | None = None
) -> list[str]:
    """Lines of a table; one that is wider than there is room goes on below, the first ``keys`` columns said again.

    Parameters
    ----------
    rows : of equally many cells, the first of them the heads.
    right : whether cells end where their column ends.
    width : letters that a line may have; None: any number.

    Examples
    --------
    >>> aligned([["size", "seen", "said"], ["10", "0.5", "0.25"]], keys=1, width=12)
    ['size  seen', '10    0.5', '', 'size  said', '10    0.25']
    """
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    lines: list[str] = []
    for columns in _folded(widths, keys, None if width is None else width - len(indent)):
        lines += [""] * bool(lines)
        for row in rows:
            cells = (row[k].rjust(widths[k]) if right else row[k].ljust(widths[k]) for k in columns)
            lines.append((indent + _GAP.join(cells)).rstrip())
    return lines


def _folded(widths: Sequence[int], keys: int, room: int | None) -> list[list[int]]:
    """Which columns stand beside each other; a column that is wider than there is room stands there all the same."""
    first = list(range(keys))
    if room is None:
        return [list(range(len(widths)))]
    parts = [[*first]]
    for column in range(keys, len(widths)):
        wide = sum(widths[k] + len(_GAP) for k in parts[-1]) + widths[column] > room
        if wide and len(parts[-1]) > keys:
            parts.append([*first])
        parts[-1].append(column)
    return parts
