"""peelsim beside tuned C, plain Numba, SciPy, igraph and networkx: one table, with what is wanted and reached.

`python benchmarks/compare.py` takes about five minutes and prints Markdown. What is compared is timed in turn, in one
thread unless a row says otherwise: medians, with quartiles in brackets, of the processor's seconds (of the clock's
where there are two threads) and of the ratio of each round.
`--quick` runs everything at a hundredth of the size, to see that it runs; its figures mean nothing.
"""

import argparse
import itertools
import sys
import tempfile
from pathlib import Path

import compared_codes
import compared_components
import compared_peeling
import machine
from plan import FULL, QUICK
from rows import Row, table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a hundredth of the size, to see that everything runs")
    plan = QUICK if parser.parse_args().quick else FULL
    described, rows = machine.described(), list[Row]()
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder)
        peeling, components = compared_peeling.rows(plan, into), compared_components.rows(plan, into)
        for row in itertools.chain(peeling, compared_codes.rows(plan), components):
            print(": ".join(cell for cell in row.cells if cell), file=sys.stderr)
            rows.append(row)
    print(f"{described}\n\n{table(rows)}")


if __name__ == "__main__":
    main()
