"""One run of a sweep into its result file: the points and laws go in, snapshots come out."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from peelsim.campaign.ahead import compiling
from peelsim.campaign.journal import Journal, LawsBeside
from peelsim.campaign.laws import Floats
from peelsim.campaign.layouts import before_laws
from peelsim.campaign.patience import COMPILING, unless_stopped, warm
from peelsim.results import Store
from peelsim.results.errors import refused
from peelsim.results.ranges import Ranges
from peelsim.stats.tally import Tally
from peelsim.sweep.file.spec import Sweep
from peelsim.sweep.own.observed import OwnFunctionError
from peelsim.sweep.run import memory, schedule
from peelsim.sweep.run.display import Display
from peelsim.sweep.run.machines import Machines, Threads
from peelsim.sweep.run.progress import Progress
from peelsim.sweep.run.stop_word import StopWord


@dataclass(frozen=True)
class Outcome:
    """What a run leaves behind."""

    path: Path
    finished: bool  # False: stopped, and the same command goes on
    tallies: tuple[Tally, ...]  # a point each, in the sweep's order
    reasons: tuple[str, ...]
    counted: tuple[str, ...]  # the event that max_events counted when it ended a point, "" elsewhere
    predictions: Mapping[str, Mapping[str, Floats]]  # law -> observable -> values, a row per point
    ranges: Mapping[str, Mapping[str, Ranges]]  # where these are valid, in the same shape


def run(
    sweep: Sweep,
    *,
    path: Path,
    threads: int,
    fresh: bool,
    word: StopWord,
    say: Callable[[str], None],
    machines: Machines | None = None,
    display: Display | None = None,
) -> Outcome:
    """Run the sweep, from where the file at ``path`` is if there is one, until it has ended or the word is set.

    threads: of this process, for laws, and for trials if no machines are given. say: takes remarks for a person.
    display: where progress is shown, by default on standard error.
    Raises SweepError, ResultsError or WorkersError, in words, for what the user can mend, and KeyboardInterrupt if
    the word is set before the file is opened.
    """
    machines = machines or Threads(threads)
    memory.check(sweep, machines.here)
    begun = time.monotonic()
    trials = StopWord(part_of=word)  # which also has the blocks dropped that are ahead of a point's end
    with compiling(sweep if machines.here else None) as ahead:
        made = unless_stopped(  # quantities of null models take time
            lambda: before_laws(sweep), word, patience=lambda: say("drawing null models ...")
        )
        if made is None:
            raise KeyboardInterrupt
        with Store(path, made, fresh=fresh) as store:
            _check_tasks(path, sweep, store.tallies)
            laws = LawsBeside(sweep, made, threads=threads, word=word, say=say)
            journal = Journal(
                sweep,
                store,
                laws,
                progress=Progress(sweep, trials, store.tallies, display),
                begun=begun,
                threads=threads,
                machines=machines,
            )
            finished, worth_a_file = False, True
            try:
                if ahead is not None:
                    laws.start()
                    unless_stopped(ahead.wait, word, patience=lambda: say(COMPILING))
                if not machines.here or warm(sweep, word, say):
                    laws.start()  # beside the trials
                    ended = schedule.run(
                        sweep,
                        store,
                        workers=machines.start(trials),
                        word=trials,
                        heartbeat=journal.heartbeat,
                        seconds=journal.spent,
                    )
                    if ended and not laws.computed:
                        journal.save("running")  # laws may take hours yet, and what is done is kept whatever happens
                    laws.foretell(store)
                    finished = ended and laws.known
            except OwnFunctionError:
                worth_a_file = journal.worth_a_file
                raise
            finally:
                if not finished:
                    word.set()  # nobody waits for the laws any more
                if worth_a_file:
                    journal.save("finished" if finished else "stopped")
                journal.close()
            return Outcome(
                path,
                finished,
                tuple(store.tallies),
                tuple(store.stop_reasons),
                tuple(store.counted),
                *laws.so_far,
            )


def _check_tasks(path: Path, sweep: Sweep, tallies: Sequence[Tally]) -> None:
    """Points that share their trials have as many of them."""
    for task in sweep.tasks:
        if len({tallies[index].trials for index in task.indices}) > 1:
            raise refused(path, "is damaged (points of a curve differ in trials)")
