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


class Laws:
    """What the laws of a sweep say, computed beside its trials."""

    def __init__(self, sweep: Sweep, threads: int, word: StopWord, say: Callable[[str], None]) -> None:
        self._sweep, self._word, self._say = sweep, word, say
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
        """Whether they are computed and heard, or there are none."""
        return self._said is not None or not self._sweep.laws

    def wait(self) -> Predicted | None:
        """What they say, the first time that it is known; None afterwards, and if the word was set meanwhile."""
        if self._said is not None:
            return None
        self._said = self._work.result(self._word, lambda: self._say("computing what the laws predict ..."))
        for remark in [] if self._said is None else self._remarks:
            self._say(remark)
        return self._said

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
        laws: Laws,
        *,
        made: Layout,
        progress: Progress,
        begun: float,
        threads: int,
        machines: Machines,
    ) -> None:
        """made: the layout before laws. begun: monotonic time of the run."""
        self._sweep, self._store, self._laws, self._made, self._progress = sweep, store, laws, made, progress
        self._begun, self._threads, self._machines = begun, threads, machines
        self._seconds_before = float(store.provenance.get("seconds", 0.0))
        self._clock = SnapshotClock(begun)
        spent = np.atleast_1d(store.provenance.get("point_seconds", np.zeros(len(sweep.points))))
        self.spent = [float(seconds) for seconds in spent]  # on each point, by all runs; kept by whoever runs them

    @property
    def worth_a_file(self) -> bool:
        """A function that fails in the first trials is mended and run again, and that is another sweep."""
        store = self._store
        return not self._sweep.observed or bool(store.provenance) or any(tally.trials for tally in store.tallies)

    def heartbeat(self) -> None:
        """Look at the clock, and at the laws: to be called several times a second."""
        if self._laws.computed:
            self.foretell()
        store = self._store
        self._progress.show(store.tallies, store.stop_reasons, unfinished=UNFINISHED, seconds=self.spent)
        if self.worth_a_file and self._clock.due(time.monotonic()):
            self.save("running")

    def foretell(self) -> None:
        """Put into the file what the laws say, once; waits for it."""
        said = self._laws.wait()
        if said is not None:
            self._store.foretell(with_laws(self._made, self._sweep, said))

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
