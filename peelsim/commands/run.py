"""`peelsim run SWEEP.toml`: simulate a sweep, hold it against its laws, store both."""

import argparse
import os
import shlex
import signal
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from peelsim.arguments import path_of
from peelsim.commands.streams import INTERRUPTED, flushed
from peelsim.commands.whole_numbers import whole_number
from peelsim.printing import complain, printable, say

if TYPE_CHECKING:
    from peelsim.sweep.file.spec import Sweep


def parser(prog: str) -> argparse.ArgumentParser:
    """The command's arguments."""
    p = argparse.ArgumentParser(
        prog=prog,
        description="Simulate every point of a sweep file, hold the rates against its laws, and store both in HDF5. "
        "Run again after an interruption, the same command goes on where it was.",
    )
    p.add_argument("sweep", type=path_of, metavar="SWEEP.toml", help="the sweep file; see experiments/ for examples")
    p.add_argument("-o", "--output", type=path_of, metavar="FILE", help="result file (default: results/<name>.h5)")
    where = p.add_mutually_exclusive_group()
    threads, processes = (whole_number(f"number of {what}", least=1, most=4096) for what in ("threads", "processes"))
    where.add_argument("--threads", type=threads, metavar="N", help="threads to use (default: one per core)")
    where.add_argument("--processes", type=processes, metavar="N", help="processes instead of threads")
    where.add_argument(
        "--dask",
        type=_address,
        metavar="ADDRESS",
        help="workers of a Dask scheduler, tcp://HOST:PORT; local: one here, of processes",
    )
    p.add_argument("--shard", type=_shard, metavar="I/N", help="every N-th point, from the I-th on, into its own file")
    p.add_argument("--smoke", action="store_true", help="the sweep's small version, its [smoke] table over the rest")
    p.add_argument("--dry-run", action="store_true", help="check the file and say what would be run, and what it costs")
    p.add_argument("--fresh", action="store_true", help="begin anew, whatever the result file holds")
    return p


def main(arguments: Sequence[str], prog: str) -> int:
    """Run the command; returns its exit code."""
    options = parser(prog).parse_args(arguments)
    said = f"stopped\ngo on with: {_again(options, prog)}\n"

    def leave(signum: int, frame: FrameType | None) -> None:  # no exception: some imports swallow those
        with suppress(OSError):
            os.write(2, printable(said).encode())
        os._exit(INTERRUPTED)

    before = {number: signal.signal(number, leave) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1)}
    try:
        return _reported(options, prog)
    except KeyboardInterrupt:  # before the file was opened; a law may still be computed in a thread nothing can stop
        complain(said.rstrip())
        os._exit(INTERRUPTED)
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)


def _reported(options: argparse.Namespace, prog: str) -> int:
    """Run; what the user can mend is said in words, exit code 2."""
    from peelsim.mistakes import SweepError
    from peelsim.results import ResultsError
    from peelsim.sweep.run.job import LostWorkersError, WorkersError

    try:
        return _run(options, prog)
    except LostWorkersError as error:
        complain(f"{error}; what is done is kept, go on with: {_again(options, prog)}")
        return 2
    except (SweepError, ResultsError, WorkersError) as error:
        complain(error)
        return 2


def _run(options: argparse.Namespace, prog: str) -> int:
    from peelsim import campaign
    from peelsim.commands.table import table
    from peelsim.sweep.file import spec
    from peelsim.sweep.file.shards import Shard
    from peelsim.sweep.run.dask import Dask
    from peelsim.sweep.run.job import cores
    from peelsim.sweep.run.machines import Machines, Processes, Threads
    from peelsim.sweep.run.stop_word import StopWord, signals_to

    sweep = spec.read(options.sweep, smoke=options.smoke)
    if options.shard:
        sweep = Shard(*map(int, options.shard.split("/"))).apply(sweep)
        if all(point.elsewhere for point in sweep.points):
            complain(f"shard {options.shard} has no points: {len(sweep.tasks)} are shared, nothing is left to run")
    path = options.output or sweep.path
    threads = options.threads or cores()
    machines: Machines = Threads(threads)
    workers = f"{threads} threads"
    if options.processes:
        machines, workers = Processes(options.processes), f"{options.processes} processes"
    elif options.dask:
        machines = Dask(options.dask, processes=cores())
        workers = f"{machines.here} processes" if machines.here else "a single worker"
    if options.dry_run:
        say(_plan(sweep, path, machines.here, workers))
        return 0
    word = StopWord()
    with signals_to(word):
        outcome = campaign.run(
            sweep, path=path, threads=threads, fresh=options.fresh, word=word, say=complain, machines=machines
        )
    if outcome.finished:
        say(table(sweep, outcome))
        say(f"engine {' and '.join(sorted({point.engine for point in sweep.points}))}, exact in law")
        say(f"stored in {outcome.path}")
        return 0
    trials = sum(tally.trials for tally in outcome.tallies)
    complain(f"stopped; {trials:,} trials are kept in {outcome.path}")
    complain(f"go on with: {_again(options, prog)}")
    flushed()
    os._exit(INTERRUPTED)  # a compilation may still be under way in a thread that nothing can stop


def _plan(sweep: "Sweep", path: Path, here: int, workers: str) -> str:
    """What a run would do, and what it would cost on these workers, of which so many are on this machine."""
    from peelsim.campaign.plan import plan
    from peelsim.stats.durations import in_words

    found = plan(sweep, here)
    longest = "point" if sweep.coupled is None else "curve"
    return "\n".join(
        [
            f"{sweep.name}: {found.points} points of {sweep.kind}, engine {sweep.points[0].engine}",
            *(
                f"  {axis.name}: {len(axis)} values" + ", from the same trials" * (axis == sweep.coupled)
                for axis in sweep.axes
            ),
            f"at most {found.trials:,} trials, {found.edges:.3g} expected edges; "
            f"{found.memory / 1e6:.1f} MB per thread",
            f"at most about {in_words(found.on(max(here, 1)))} on {workers}, a {longest} up to "
            f"{in_words(found.longest)} of one; by {found.tried:,} trials run to find out",
            *([f"laws {', '.join(sweep.laws)}, whose time is not in that"] if sweep.laws else []),
            *([f"the largest point {found.lacking}"] if found.lacking else []),
            f"would be stored in {path}",
        ]
    )


def _again(options: argparse.Namespace, prog: str) -> str:
    """The command that resumes this run."""
    words = [*prog.split(), str(options.sweep)]
    given = {"-o": options.output, "--shard": options.shard}
    given |= {"--threads": options.threads, "--processes": options.processes, "--dask": options.dask}
    for option, value in given.items():
        words += [option, str(value)] if value else []
    return " ".join(_quoted(word) for word in [*words, *["--smoke"] * options.smoke])


def _quoted(word: str) -> str:
    """A word as a shell takes it, also where it is no text: then byte by byte, as bash and zsh know it."""
    if printable(word) == word and word.isprintable():
        return shlex.quote(word)
    plain = (chr(b) if 32 <= b < 127 and chr(b) not in "'\\" else f"\\x{b:02x}" for b in os.fsencode(word))
    return f"$'{''.join(plain)}'"


def _address(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("'' is no address; give tcp://HOST:PORT of a Dask scheduler, or local")
    return text


def _shard(text: str) -> str:
    number, _, of = text.partition("/")
    digits = number.isdecimal() and of.isdecimal() and len(text) < 16
    if not digits or not 1 <= int(number) <= int(of) <= 1_000_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no shard; give I/N, such as 1/10 for the first of ten")
    return text
