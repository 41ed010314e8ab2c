"""Rows about the concept-text model: whole trials, large ones, curves, the rounds engine, threads and compilation."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import floors
import numpy as np
import yardsticks
from interleaved import Quartiles, clock, in_turn
from peak_memory import peak
from peeled import sweep, threads, trial
from plan import Plan
from rows import Row, Wanted, compared, in_unit
from yardsticks import Peeling, UnavailableError, Workload

from peelsim.sweep.run.job import cores

_EXPERIMENT = Path(__file__).parents[1] / "experiments" / "sweep.toml"
_LARGE = Workload(10_000_000, 50_000_000, 6, 1)
_CURVE = 500  # numbers of texts


def rows(plan: Plan, into: Path) -> Iterator[Row]:
    """All of them, as they are measured; C programmes are compiled into that folder."""
    yield from _whole_trials(plan, into)
    yield _large(plan)
    yield from _memory(plan)
    yield from _curves(plan)
    yield from _rounds(plan)
    yield from _two_threads(plan)
    yield _compilation(plan)


def _titled(name: str, work: Workload) -> str:
    return f"{name} (R = {work.concepts:,}, T = {work.texts:,})"


def _whole_trials(plan: Plan, into: Path) -> Iterator[Row]:
    """Sample, build, peel, beside the C programme and beside the draws and random updates alone."""
    for name, limit, above in (("W1", 0.65, 1.3), ("W2", 0.55, 1.4), ("W3", 0.55, 1.4)):
        work, wanted = plan.work(name), Wanted(limit)
        title = f"{_titled(name, work)}, a trial"
        clocks = {"ours": trial(work, "graph"), "the floor": floors.of_trial(work)}
        try:
            yardstick = Peeling(yardsticks.built("peel", into))
            clocks["tuned C"] = lambda y=yardstick, w=work: y.measure(w)
        except UnavailableError as reason:
            yield Row(title, wanted=wanted, skipped=str(reason))
        seconds = in_turn(clocks, rounds=plan.rounds)
        ours = seconds.pop("ours")
        for beside, theirs in sorted(seconds.items(), reverse=True):
            asked = wanted if beside == "tuned C" else Wanted(above)
            yield compared(title, ours, theirs, beside=beside, units=("ms", "ms"), wanted=asked)


def _large(plan: Plan) -> Row:
    """The cost of an edge at the largest size against that at W3."""
    works = {"large": plan.work_of(_LARGE), "W3": plan.work("W3")}
    seconds = in_turn({name: trial(work, "graph") for name, work in works.items()}, rounds=plan.part(3))
    edge = {name: seconds[name] / (work.mean * work.texts) for name, work in works.items()}
    title = f"{_titled('Large', works['large'])}, an edge"
    return compared(title, edge["large"], edge["W3"], beside="W3", units=("ns", "ns"), wanted=Wanted(1.8))


def _memory(plan: Plan) -> Iterator[Row]:
    """Bytes per text and a concept, from sizes that differ in one of them; all so that everything is learnt."""
    large = plan.work_of(_LARGE)
    halved = replace(large, concepts=large.concepts // 2)
    both = replace(halved, texts=large.texts // 2)
    whole, half, quarter = peak(large), peak(halved), peak(both)
    beside = f"{whole / 1e6:.3g} MB in all"
    for unit, limit, found in (
        ("text", 5, (half - quarter) / (large.texts - both.texts)),
        ("concept", 16, (whole - half) / (large.concepts - halved.concepts)),
    ):
        title, wanted = f"{_titled('Large', large)}, memory per {unit}", Wanted(limit, "bytes")
        yield Row(title, Quartiles.of(np.array([found])), "bytes", beside, wanted=wanted)


def _curves(plan: Plan) -> Iterator[Row]:
    """Every number of texts of an axis from one graph, beside one trial with the most of them."""
    for name in ("W1", "W2"):
        work, wanted = plan.work(name), Wanted(1.5)
        texts = sorted({round(work.texts * (k + 1) / _CURVE) for k in range(_CURVE)} - {0})
        title = f"{_titled(name, work)}, a curve of {len(texts)} values of T"
        clocks = {
            "curve": sweep(work, texts=texts, engine="curve"),
            "trial": sweep(work, texts=[work.texts], engine="graph"),
        }
        seconds = in_turn(clocks, rounds=plan.part(2))
        beside, units = "a graph trial", ("ms", "ms")
        yield compared(title, seconds["curve"], seconds["trial"], beside=beside, units=units, wanted=wanted)


def _rounds(plan: Plan) -> Iterator[Row]:
    """The rounds engine beside a sampled graph of that size; what is wanted is its own cost."""
    graph, many = plan.work("W3"), plan.work_of(Workload(335_000, 1_800_000, 6, 2000))
    for kind, limit, fixed in (("fixed", 10, True), ("Poisson", 2, False)):
        clocks = {
            "rounds": trial(many, "rounds", texts_fixed=fixed),
            "graph": trial(graph, "graph", texts_fixed=fixed),
        }
        seconds = in_turn(clocks, rounds=plan.rounds)
        title, wanted = f"{_titled('W3', graph)}, {kind} T, engine rounds", Wanted(limit, "us")
        beside, units = "engine graph", ("us", "ms")
        yield compared(title, seconds["rounds"], seconds["graph"], beside=beside, units=units, wanted=wanted)


def _two_threads(plan: Plan) -> Iterator[Row]:
    """Through peelsim.simulate, which also starts the threads and gives each its scratch memory."""
    for name, trials, limit in (("W1", 8000, 1.85), ("W3", 12, 1.6)):
        work, wanted = plan.work(name), Wanted(limit, at_least=True)
        title = f"{_titled(name, work)}, {trials} trials in two threads"
        if cores() < 2:
            yield Row(title, wanted=wanted, skipped="there is but one core")
            continue
        clocks = {number: threads(work, trials=trials, number=number) for number in (1, 2)}
        seconds = in_turn({str(number): timed for number, timed in clocks.items()}, rounds=plan.part(2))
        yield compared(title, seconds["2"], seconds["1"], beside="one thread", units=("ms", "ms"), wanted=wanted)


def _compilation(plan: Plan) -> Row:
    """A small waterfall in a process of its own, with an empty cache of compiled kernels and again with a full one."""
    title, wanted = "Compilation of a waterfall sweep", Wanted(10, "s")
    if plan.quick:
        return Row(title, wanted=wanted, skipped="it takes its time at any size")
    found = []
    for _ in range(plan.part(5)):
        with tempfile.TemporaryDirectory() as folder:
            run = clock(lambda folder=folder: _run_sweep(Path(folder)), time=_of_children)
            found.append((run(), run()))
    cold, warm = np.array(found).T
    return Row(title, in_unit(cold - warm, "s"), "s", f"the rest of the run {in_unit(warm, 's')} s", wanted=wanted)


def _of_children() -> float:
    """The processor's seconds of all processes that were started and have ended."""
    times = os.times()
    return times.children_user + times.children_system


def _run_sweep(folder: Path) -> None:
    """The experiment's smoke run, with its cache and its result in that folder."""
    command = [sys.executable, "-m", "peelsim.run", str(_EXPERIMENT), "--smoke", "--fresh", "--threads", "1"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
    subprocess.run([*command, "-o", str(folder / "compiled.h5")], check=True, env=environment, **quiet)
