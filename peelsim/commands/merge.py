"""`peelsim merge A.h5 B.h5 -o OUT.h5`: unite the files of the shards of a sweep."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from peelsim.arguments import path_of
from peelsim.printing import complain, say


def parser(prog: str) -> argparse.ArgumentParser:
    """The command's arguments."""
    p = argparse.ArgumentParser(
        prog=prog,
        description="Unite result files of one sweep that hold different points of it, such as those of --shard. "
        "The result is that of a single run, which may go on from it.",
    )
    p.add_argument("files", type=path_of, nargs="+", metavar="FILE.h5", help="result files of one sweep file")
    p.add_argument("-o", "--output", type=path_of, metavar="OUT.h5", required=True, help="the file to write")
    p.add_argument("--trust", action="store_true", help="import the functions that the files name")
    p.add_argument("--fresh", action="store_true", help="overwrite OUT.h5")
    return p


def main(arguments: Sequence[str], prog: str) -> int:
    """Run the command; returns its exit code."""
    options = parser(prog).parse_args(arguments)
    from peelsim.results import ResultsError

    try:
        say(_merge(options.files, options.output, fresh=options.fresh, trust=options.trust))
    except ResultsError as error:
        complain(str(error))
        return 2
    return 0


def _merge(paths: Sequence[Path], output: Path, *, fresh: bool, trust: bool) -> str:
    """Write the united file; what to say of it."""
    from peelsim import campaign
    from peelsim.campaign.stored import sweep_of
    from peelsim.results import UNFINISHED, ResultsError, Store, read
    from peelsim.results.errors import refused
    from peelsim.results.merge import merged

    if output.is_dir():
        raise ResultsError(f"{output} is a folder: give the name of a file with -o")
    if output.exists() and not fresh:
        raise refused(output, "exists")
    files = {path: read(path) for path in paths}
    result = merged(files)
    sweep = sweep_of(paths[0], result, trust=trust)
    with Store(output, campaign.layout(sweep, result.predictions, result.ranges), fresh=True) as store:
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
    return f"{said}; {missing} points are unfinished, run the sweep with -o {output} to go on" if missing else said
