"""`peelsim text FILE`: which exponents the statistics of a corpus predict, as far as it identifies them."""

import argparse
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from peelsim.arguments import path_of
from peelsim.commands.written import folder_of, write_figure
from peelsim.printing import complain, say

if TYPE_CHECKING:
    from peelsim.text.statistics import Progress

_UNITS = ("bytes", "characters", "words")


def parser(prog: str) -> argparse.ArgumentParser:
    """The command's arguments."""
    p = argparse.ArgumentParser(
        prog=prog,
        description="Correlations of tokens against their distance, entropies of the next token given n, and losses of "
        "n-gram learners; the exponents beta, gamma and alpha of these with their intervals, or why they are not "
        "identified; and whether gamma / (2 beta) is the exponent of the loss.",
    )
    p.add_argument("file", type=path_of, metavar="FILE", help="a text, or a .npy file of whole numbers")
    p.add_argument("--unit", choices=_UNITS, default="bytes", help="what a token of a text is (default: bytes)")
    p.add_argument("--vocabulary", type=int, default=256, metavar="V", help="kinds told apart (default: 256)")
    p.add_argument("--separator", metavar="S", help="what ends a document: a string, or a token of a .npy file")
    p.add_argument("--lags", type=int, nargs="+", metavar="N", help="distances (default: 20 from 1 to 1000)")
    p.add_argument("--orders", type=int, default=8, metavar="N", help="most tokens that are given (default: 8)")
    p.add_argument("-o", "--output", type=folder_of, metavar="FOLDER", help="write figure (pdf, png) and JSON there")
    p.add_argument("--json", action="store_true", help="print JSON instead of tables")
    return p


def main(arguments: Sequence[str], prog: str) -> int:
    """Run the command; returns its exit code."""
    options = parser(prog).parse_args(arguments)
    from peelsim.results.errors import ResultsError
    from peelsim.text.corpus import CorpusError

    try:
        _run(options)
    except (CorpusError, ResultsError, ImportError) as error:
        complain(error)
        return 2
    except KeyboardInterrupt:
        complain("stopped: nothing was written")
        return 130
    return 0


def _run(options: argparse.Namespace) -> None:
    from peelsim.text.corpus import read
    from peelsim.text.report import report
    from peelsim.text.statistics import text_statistics

    text = read(options.file, unit=options.unit, vocabulary=options.vocabulary, separator=options.separator)
    found = text_statistics(text, lags=options.lags, orders=options.orders, progress=_progress())
    plain = found.as_json()
    if options.output is not None:
        from peelsim.analysis.results import needed

        needed("matplotlib", "drawing")
        from peelsim.analysis.text_figure import of_text

        write_figure(options.output, f"{options.file.stem}-text", of_text(found), plain)
    say(json.dumps(plain, indent=2) if options.json else report(found))


def _progress() -> "Progress":
    """A bar on a terminal, silence elsewhere."""
    from tqdm import tqdm

    bar = tqdm(disable=None, leave=False, file=sys.stderr)

    def told(what: str, done: int, steps: int) -> None:
        bar.total = steps
        bar.set_description(what)
        bar.update()
        if done == steps:
            bar.close()

    return told
