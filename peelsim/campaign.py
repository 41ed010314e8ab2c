"""One run of a sweep into its result file: the points and laws go in, snapshots come out."""

import platform
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from peelsim.models.base import Prediction
from peelsim.results import UNFINISHED, Axis, Coordinate, EventsRule, Layout, Quantity, SnapshotClock, Store
from peelsim.results.errors import refused
from peelsim.stats.tally import Tally
from peelsim.sweep.file.points import Point
from peelsim.sweep.file.spec import Sweep
from peelsim.sweep.run import memory, schedule
from peelsim.sweep.run.executors import Machines, Threads
from peelsim.sweep.run.progress import Progress
from peelsim.sweep.run.stop_word import StopWord

Result = TypeVar("Result")
Predictions = Mapping[str, Mapping[str, npt.NDArray[np.float64]]]  # law -> observable -> values, a row a point


@dataclass(frozen=True)
class Outcome:
    """What a run leaves behind."""

    path: Path
    finished: bool  # False: stopped, and the same command goes on
    tallies: tuple[Tally, ...]  # a point each, in the sweep's order
    reasons: tuple[str, ...]
    predictions: Predictions


def run(
    sweep: Sweep,
    *,
    path: Path,
    threads: int,
    fresh: bool,
    word: StopWord,
    say: Callable[[str], None],
    machines: Machines | None = None,
) -> Outcome:
    """Run the sweep, from where the file at ``path`` is if there is one, until it has ended or the word is set.

    threads: of this process, for laws, and for trials if no machines are given. say: takes remarks for a person.
    Raises SweepError, ResultsError or WorkersError, in words, for what the user can mend, and KeyboardInterrupt if
    the word is set before the file is opened.
    """
    machines = machines or Threads(threads)
    memory.check(sweep, machines.here)
    begun = time.monotonic()
    predictions = unless_stopped(
        lambda: predicted(sweep, threads, say), word, patience=lambda: say("computing what the laws predict ...")
    )
    if predictions is None:
        raise KeyboardInterrupt
    with Store(path, layout(sweep, predictions), fresh=fresh) as store:
        _check_tasks(path, sweep, store.tallies)
        before = float(store.provenance.get("seconds", 0.0))
        clock = SnapshotClock(begun)
        progress = Progress(sweep, word, store.tallies)
        spent = [float(s) for s in np.atleast_1d(store.provenance.get("point_seconds", np.zeros(len(sweep.points))))]

        def save(state: str) -> None:
            seconds = before + time.monotonic() - begun
            start = time.monotonic()
            ended = [reason != UNFINISHED for reason in store.stop_reasons]
            expected = progress.expected(store.tallies, ended, spent)
            store.snapshot(
                {
                    **_provenance(seconds, threads),
                    "machines": str(machines),
                    "state": state,
                    "saved_at": time.time(),
                    "seconds_to_go": progress.to_go(store.tallies, expected),
                    "point_seconds": np.array(spent),
                    "expected_trials": np.array(expected),
                }
            )
            clock.spent(time.monotonic() - start)

        def heartbeat() -> None:
            progress.show(store.tallies, store.stop_reasons, unfinished=UNFINISHED, seconds=spent)
            if clock.due(time.monotonic()):
                save("running")

        finished = False
        try:
            finished = (not machines.here or _warm(sweep, word, say)) and schedule.run(
                sweep, store, workers=machines.start(word), word=word, heartbeat=heartbeat, seconds=spent
            )
        finally:
            progress.close()
            save("finished" if finished else "stopped")
        return Outcome(path, finished, tuple(store.tallies), tuple(store.stop_reasons), predictions)


def _check_tasks(path: Path, sweep: Sweep, tallies: Sequence[Tally]) -> None:
    """Points that share their trials have as many of them."""
    for task in sweep.tasks:
        if len({tallies[index].trials for index in task.indices}) > 1:
            raise refused(path, "is damaged (points of a curve differ in trials)")


def predicted(sweep: Sweep, threads: int, say: Callable[[str], None]) -> Predictions:
    """Every law at every point; NaN where a law has nothing to say, and a remark where it is out of reach."""
    predictions: dict[str, dict[str, npt.NDArray[np.float64]]] = {}
    for law in sweep.laws:
        unreached: list[str] = []

        def said_at(point: Point, law: str = law, unreached: list[str] = unreached) -> Prediction:
            if point.elsewhere:
                return {}
            try:
                return point.model.predict(law)
            except ValueError as error:
                unreached.append(str(error))
                return {}

        with ThreadPoolExecutor(threads) as pool:  # some laws are long calculations that release the GIL
            said = list(pool.map(said_at, sweep.points))
        if unreached:
            say(f"law {law} says nothing at {len(unreached)} of {len(said)} points: {unreached[0]}")
        predictions[law] = {
            o.name: np.array([np.broadcast_to(s.get(o.name, np.nan), o.shape) for s in said], dtype=np.float64)
            for o in sweep.observables
            if any(o.name in s for s in said)
        }
    return predictions


def layout(sweep: Sweep, predictions: Predictions) -> Layout:
    """The result file of the sweep, before any trial."""
    shape = tuple(len(axis) for axis in sweep.axes)
    models = [point.model for point in sweep.points]
    varied = {path for axis in sweep.axes for path in axis.values} | {axis.name for axis in sweep.axes}
    first = models[0].quantities
    quantities = tuple(
        Quantity(name, np.array([m.quantities[name][0] for m in models]).reshape(shape), units, long_name)
        for name, (_, units, long_name) in first.items()
        if name not in varied
    )
    blocks = np.array([point.block_trials for point in sweep.points]).reshape(shape)
    quantities += (Quantity("block_trials", blocks, "1", "trials run and committed together"),)
    events = sweep.stop.max_events
    spans = [{o.name: o.span for o in model.observables} for model in models]
    return Layout(
        name=sweep.name,
        seed=sweep.seed,
        config_toml=sweep.text,
        identity={
            **{f"model.{key}": value for key, value in sweep.constants.items()},
            "engine": ", ".join(sorted({point.engine for point in sweep.points})),
        },
        axes=tuple(
            Axis(
                axis.name,
                tuple(_coordinate(name, values, first) for name, values in axis.values.items()),
                correlated=axis == sweep.coupled,
            )
            for axis in sweep.axes
        ),
        observables=sweep.observables,
        per={
            o.name: np.array([m.per[o.name] for m in models]).reshape(shape)
            for o in sweep.observables
            if o.name in models[0].per
        },
        spans={
            o.name: np.array([span[o.name] for span in spans]).reshape(shape)
            for o in sweep.observables
            if o.rare is not None
        },
        quantities=quantities,
        point_hash=tuple(point.hash for point in sweep.points),
        predictions={
            law: {name: values.reshape(shape + values.shape[1:]) for name, values in said.items()}
            for law, said in predictions.items()
        },
        keep_trials=sweep.keep_trials,
        events_rule=None if events is None else EventsRule(events.observable, events.count),
        binding=sweep.binding,
    )


def _coordinate(name: str, values: tuple[object, ...], known: Mapping[str, tuple[float, str, str]]) -> Coordinate:
    _, units, long_name = known.get(name, (0.0, "1", name))
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    return Coordinate(name, np.array(values if numbers else [str(value) for value in values]), units, long_name)


def _warm(sweep: Sweep, word: StopWord, say: Callable[[str], None]) -> bool:
    """Compile the kernels, or load them, by a block of no trials; False if the word was set meanwhile."""
    points = sorted(
        (task.first for task in sweep.tasks if sweep.cap(task.first)),
        key=lambda point: point.simulated.memory(point.engine),
    )

    def compile_kernels() -> bool:
        for point in points[:1] + points[-1:]:  # kernels come in two widths, by size
            point.simulated.simulator(point.engine).run(point.key, 0, 0, word.control())
        return True

    begun = time.monotonic()
    slow: list[str] = []  # what was said of it

    def patience() -> None:
        slow.append("compiling the kernels, once on this machine ...")
        say(slow[0])

    compiled = unless_stopped(compile_kernels, word, patience)
    if slow and compiled:
        say(f"compiled in {time.monotonic() - begun:.1f} s")
    return compiled is not None


def unless_stopped(
    work: Callable[[], Result], word: StopWord, patience: Callable[[], None] | None = None
) -> Result | None:
    """What ``work`` returns, or None as soon as the word is set; patience: called once if it takes over two seconds.

    It runs in a thread of its own, which is left behind if need be: Ctrl-C is heard while LLVM or a long law works.
    """
    results: list[Result] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=run, daemon=True)
    begun = time.monotonic()
    thread.start()
    while thread.is_alive() and not word.is_set:
        thread.join(0.05)
        if patience is not None and time.monotonic() - begun > 2:
            patience()
            patience = None
    if failures:
        raise failures[0]
    return results[0] if results and not word.is_set else None


def _provenance(seconds: float, threads: int) -> dict[str, str | float | int]:
    versions = {f"version_{name}": _version(name) for name in ("peelsim", "numba", "numpy", "scipy", "h5py")}
    return {
        "seconds": seconds,
        "threads": threads,
        "command": " ".join(sys.argv),
        "python": platform.python_version(),
        "machine": f"{platform.machine()} {platform.system()}",
        "git_commit": _git_commit(),
        **versions,
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # run from a folder that was never installed
        return "unknown"


@cache
def _git_commit() -> str:
    """Commit of the program's own checkout, empty if it is installed from elsewhere."""
    git = ["git", "-C", str(Path(__file__).parent)]
    try:
        ours = subprocess.run(
            [*git, "ls-files", "--error-unmatch", Path(__file__).name], capture_output=True, timeout=2
        )
        if ours.returncode:
            return ""
        return subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, text=True, timeout=2).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""
