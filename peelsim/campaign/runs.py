"""One run of a sweep into its result file: the points and laws go in, snapshots come out."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from peelsim.campaign.ahead import compiling
from peelsim.campaign.laws import Floats, Predicted, predicted, untold
from peelsim.campaign.layouts import before_laws, with_laws
from peelsim.campaign.patience import COMPILING, Aside, unless_stopped, warm
from peelsim.campaign.provenance import provenance
from peelsim.results import UNFINISHED, SnapshotClock, Store
from peelsim.results.errors import refused
from peelsim.results.ranges import Ranges
from peelsim.results.summary import LAWS_TO_COME
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
    remarks: list[str] = []
    laws = Aside(lambda: predicted(sweep, threads, remarks.append, stopped=lambda: word.is_set))
    trials = StopWord(part_of=word)  # which also has the blocks dropped that are ahead of a point's end
    with compiling(sweep if machines.here else None) as ahead:
        made = unless_stopped(  # quantities of null models take time
            lambda: before_laws(sweep), word, patience=lambda: say("drawing null models ...")
        )
        if made is None:
            raise KeyboardInterrupt
        with Store(path, made, fresh=fresh) as store:
            _check_tasks(path, sweep, store.tallies)
            before = float(store.provenance.get("seconds", 0.0))
            clock = SnapshotClock(begun)
            progress = Progress(sweep, trials, store.tallies, display)
            spent = [
                float(s) for s in np.atleast_1d(store.provenance.get("point_seconds", np.zeros(len(sweep.points))))
            ]

            told: list[Predicted] = []  # what the laws say, once it is known

            def save(state: str) -> None:
                seconds = before + time.monotonic() - begun
                start = time.monotonic()
                ended = [reason != UNFINISHED for reason in store.stop_reasons]
                expected = progress.expected(store.tallies, ended, spent)
                store.snapshot(
                    {
                        **provenance(seconds, threads),
                        "machines": str(machines),
                        "sweep_folder": str(sweep.source.absolute().parent),
                        "state": state,
                        "laws": "known" if told or not sweep.laws else LAWS_TO_COME,
                        "saved_at": time.time(),
                        "seconds_to_go": progress.to_go(store.tallies, expected),
                        "point_seconds": np.array(spent),
                        "expected_trials": np.array(expected),
                    }
                )
                clock.spent(time.monotonic() - start)

            def tell() -> None:
                """Put what the laws say into the file; waits for it."""
                said = laws.result(word, patience=lambda: say("computing what the laws predict ..."))
                if said is not None and not told:
                    told.append(said)
                    store.foretell(with_laws(made, sweep, said))
                    for remark in remarks:
                        say(remark)

            def heartbeat() -> None:
                if laws.done:
                    tell()
                progress.show(store.tallies, store.stop_reasons, unfinished=UNFINISHED, seconds=spent)
                if worth_a_file() and clock.due(time.monotonic()):
                    save("running")

            def worth_a_file() -> bool:
                """A function that fails in the first trials is mended and run again, and that is another sweep."""
                return not sweep.observed or bool(store.provenance) or any(tally.trials for tally in store.tallies)

            finished = failed = False
            try:
                if ahead is not None:
                    laws.start()
                    unless_stopped(ahead.wait, word, patience=lambda: say(COMPILING))
                if not machines.here or warm(sweep, word, say):
                    laws.start()  # beside the trials
                    ended = schedule.run(
                        sweep, store, workers=machines.start(trials), word=trials, heartbeat=heartbeat, seconds=spent
                    )
                    if ended and not laws.done:
                        save("running")  # laws may take hours yet, and what is done is kept whatever happens
                    tell()
                    finished = ended and bool(told)
            except OwnFunctionError:
                failed = True
                raise
            finally:
                if not finished:
                    word.set()  # nobody waits for the laws any more
                if not failed or worth_a_file():
                    save("finished" if finished else "stopped")
                progress.close(store.tallies, store.stop_reasons, unfinished=UNFINISHED, seconds=spent)
            said = told[0] if told else untold(sweep)
            return Outcome(path, finished, tuple(store.tallies), tuple(store.stop_reasons), tuple(store.counted), *said)


def _check_tasks(path: Path, sweep: Sweep, tallies: Sequence[Tally]) -> None:
    """Points that share their trials have as many of them."""
    for task in sweep.tasks:
        if len({tallies[index].trials for index in task.indices}) > 1:
            raise refused(path, "is damaged (points of a curve differ in trials)")
