"""What one run keeps of itself while it goes on: its file, what its laws say, how long it took and how far it is.

Tests: tests/campaign/test_runs.py
"""

import time
from collections.abc import Callable

import numpy as np

from peelsim.campaign.laws import Predicted, predicted, untold
from peelsim.campaign.layouts import with_laws
from peelsim.campaign.patience import Aside
from peelsim.campaign.provenance import provenance
from peelsim.results import UNFINISHED, Layout, SnapshotClock, Store
from peelsim.results.layout import LAWS_TO_COME
from peelsim.sweep.file.spec import Sweep
from peelsim.sweep.run.machines import Machines
from peelsim.sweep.run.progress import Progress
from peelsim.sweep.run.stop_word import StopWord


class LawsBeside:
    """What the laws of a sweep say, computed beside its trials."""

    def __init__(self, sweep: Sweep, made: Layout, *, threads: int, word: StopWord, say: Callable[[str], None]) -> None:
        """made: the layout before laws."""
        self._sweep, self._made, self._word, self._say = sweep, made, word, say
        self._remarks: list[str] = []
        self._work = Aside(lambda: predicted(sweep, threads, self._remarks.append, stopped=lambda: word.is_set))
        self._said: Predicted | None = None

    def start(self) -> None:
        """Begin, unless they have begun."""
        self._work.start()

    @property
    def computed(self) -> bool:
        """Whether nobody has to wait for them."""
        return self._work.done

    @property
    def known(self) -> bool:
        """Whether the store has them, or there are none."""
        return self._said is not None or not self._sweep.laws

    def foretell(self, store: Store) -> None:
        """Put what they say into the store, once; waits for it, unless the word is set."""
        if self._said is not None:
            return
        said = self._work.result(self._word, lambda: self._say("computing what the laws predict ..."))
        if said is None:
            return
        store.foretell(with_laws(self._made, self._sweep, said))
        self._said = said
        for remark in self._remarks:
            self._say(remark)

    @property
    def so_far(self) -> Predicted:
        """What is known of them."""
        return untold(self._sweep) if self._said is None else self._said


class Journal:
    """The file of a run that has begun, saved from time to time, and what is shown of it."""

    def __init__(
        self,
        sweep: Sweep,
        store: Store,
        laws: LawsBeside,
        *,
        progress: Progress,
        begun: float,
        threads: int,
        machines: Machines,
    ) -> None:
        """begun: monotonic time of the run."""
        self._sweep, self._store, self._laws, self._progress = sweep, store, laws, progress
        self._begun, self._threads, self._machines = begun, threads, machines
        self._seconds_before = float(store.provenance.get("seconds", 0.0))
        self._clock = SnapshotClock(begun)
        spent = np.atleast_1d(store.provenance.get("point_seconds", np.zeros(len(sweep.points))))
        self.spent = [float(seconds) for seconds in spent]  # on each point, by all runs; kept by whoever runs them

    @property
    def worth_a_file(self) -> bool:
        """Whether there is something to keep: a function that fails in the first trials is mended and run again, and
        that is another sweep.
        """
        store = self._store
        return not self._sweep.observed or bool(store.provenance) or any(tally.trials for tally in store.tallies)

    def heartbeat(self) -> None:
        """Look at the clock, and at the laws: to be called several times a second."""
        if self._laws.computed:
            self._laws.foretell(self._store)
        store = self._store
        self._progress.show(store.tallies, store.stop_reasons, unfinished=UNFINISHED, seconds=self.spent)
        if self.worth_a_file and self._clock.due(time.monotonic()):
            self.save("running")

    def save(self, state: str) -> None:
        """Put the file on disk. state: running, stopped or finished."""
        store, start = self._store, time.monotonic()
        seconds = self._seconds_before + start - self._begun
        ended = [reason != UNFINISHED for reason in store.stop_reasons]
        expected = self._progress.expected(store.tallies, ended, self.spent)
        store.snapshot(
            {
                **provenance(seconds, self._threads),
                "machines": str(self._machines),
                "sweep_folder": str(self._sweep.source.absolute().parent),
                "state": state,
                "laws": "known" if self._laws.known else LAWS_TO_COME,
                "saved_at": time.time(),
                "seconds_to_go": self._progress.to_go(store.tallies, expected),
                "point_seconds": np.array(self.spent),
                "expected_trials": np.array(expected),
            }
        )
        self._clock.spent(time.monotonic() - start)

    def close(self) -> None:
        """Show the end."""
        store = self._store
        self._progress.close(store.tallies, store.stop_reasons, unfinished=UNFINISHED, seconds=self.spent)
