"""The console script `peelsim`: finds the command and hands over.

Tests: tests/test_imports.py
"""

import sys
from importlib import import_module

from peelsim.commands.streams import entered
from peelsim.printing import complain, say

VERBS = {
    "run": "simulate a sweep and store it beside its laws",
    "status": "how far a run is, also while it goes on",
    "models": "kinds of models: parameters, observables, laws, engines, figures",
    "init": "copy an experiment to start from",
    "check": "hold every law of a result file against what was seen",
    "compare": "hold two result files against each other at the points that both have",
    "plot": "draw the figures that suit a result file",
    "report": "figures, verdicts and provenance of result files on one page",
    "export": "a result file as CSV, JSON or LaTeX",
    "merge": "unite the result files of a sweep's shards",
    "optimum": "how to split a budget between parameters and tokens",
    "design": "which degrees of texts, users or bits do most",
    "explain": "which theory explains a measured loss curve",
    "text": "which exponents the statistics of a corpus predict",
    "replay": "simulate one trial of a result file again",
    "quanta-clusters": "hold clusters of a network's gradients against the tasks it learnt",
}


def main() -> int:
    """Dispatch to peelsim.commands.VERB."""
    return entered(_dispatched)


def _dispatched() -> int:
    arguments = sys.argv[1:]
    if arguments and arguments[0] in VERBS:
        verb = arguments[0]
        code: int = import_module(f"peelsim.commands.{verb.replace('-', '_')}").main(arguments[1:], f"peelsim {verb}")
        return code
    verbs = "\n".join(f"  {verb:15} {purpose}" for verb, purpose in VERBS.items())
    if arguments in (["-V"], ["--version"]):
        say(f"peelsim {import_module('peelsim.versions').version_of('peelsim')}")
        return 0
    usage = f"usage: peelsim COMMAND ...\n\ncommands:\n{verbs}\n\n`peelsim COMMAND --help` says more."
    if arguments in (["-h"], ["--help"]):
        say(usage)
        return 0
    said = f"peelsim: unknown command {arguments[0]!r}; known are {', '.join(VERBS)}" if arguments else usage
    complain(said)
    return 2
