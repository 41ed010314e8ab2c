"""The published numbers of data/, which tests hold the code against."""

import csv
from pathlib import Path

DATA = Path(__file__).parent.parent / "data"


def published(name):
    """Rows of data/NAME.csv as tuples of floats; an empty cell is NaN."""
    with (DATA / f"{name}.csv").open() as file:
        rows = list(csv.reader(line for line in file if not line.startswith("#")))
    return [tuple(float(cell or "nan") for cell in row) for row in rows[1:]]
