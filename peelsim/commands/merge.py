"""`peelsim merge A.h5 B.h5 -o OUT.h5`: unite the files of the shards of a sweep."""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from peelsim.arguments import path_of
from peelsim.printing import complain, say


def parser(prog: str) -> argparse.ArgumentParser:
    """The command's arguments."""
    p = argparse.ArgumentParser(
        prog=prog,
        description="Unite result files of one sweep that hold different points of it, such as those of --shard. "
        "The result is that of a single run, which may go on from it. With --seeds: add up independent runs of one "
        "sweep, which differ in their seeds; no run goes on from the result.",
    )
    p.add_argument("files", type=path_of, nargs="+", metavar="FILE.h5", help="result files of one sweep file")
    p.add_argument("-o", "--output", type=path_of, metavar="OUT.h5", required=True, help="the file to write")
    p.add_argument("--seeds", action="store_true", help="add up runs of different seeds")
    p.add_argument(
        "--trust", action="store_true", help="import functions, and open files elsewhere, that the files name"
    )
    p.add_argument("--fresh", action="store_true", help="overwrite OUT.h5")
    return p


def main(arguments: Sequence[str], prog: str) -> int:
    """Run the command; returns its exit code."""
    options = parser(prog).parse_args(arguments)
    from peelsim.results import ResultsError

    try:
        say(_merge(options))
    except ResultsError as error:
        complain(error)
        return 2
    return 0


def _merge(options: argparse.Namespace) -> str:
    """Write the united file; what to say of it."""
    from peelsim import campaign
    from peelsim.campaign.stored import sweep_of
    from peelsim.results import UNFINISHED, ResultsError, Store, read
    from peelsim.results.errors import ANOTHER_NAME, refused
    from peelsim.results.merge import merged
    from peelsim.results.pool import pooled, seeds_of

    output: Path = options.output
    if os.path.isdir(output):
        raise ResultsError(f"{output} is a folder: ", ANOTHER_NAME)
    if os.path.exists(output) and not options.fresh:
        raise refused(output, "exists")
    files = {path: read(path).without_foreign() for path in options.files}
    if options.seeds and len(files) < len(options.files):
        raise ResultsError("a file is named twice: its trials would count twice")
    result = pooled(files) if options.seeds else merged(files)
    sweep = sweep_of(options.files[0], result, trust=options.trust)
    layout = campaign.layout(sweep, result.predictions, result.ranges)
    if options.seeds:
        layout = replace(layout, seeds=seeds_of(result))
    with Store(output, layout, fresh=True) as store:
        for point, (tally, reason) in enumerate(zip(result.tallies, result.stop_reasons, strict=True)):
            if tally.trials:
                store.commit(point, tally, result.counts[point])
            if reason != UNFINISHED:
                store.finish(point, reason, counted=result.counted[point])
        seconds = sum(float(saved.provenance.get("seconds", 0)) for saved in files.values())
        store.snapshot({**result.provenance, "seconds": seconds, "command": " ".join(sys.argv)})
    trials = sum(tally.trials for tally in result.tallies)
    missing = result.stop_reasons.count(UNFINISHED)
    said = f"{len(result.tallies)} points, {trials:,} trials, stored in {output}"
    if options.seeds:
        return f"seeds {result.identity['seed']}: {said}"
    return f"{said}; {missing} points are unfinished, run the sweep with -o {output} to go on" if missing else said
