"""What is timed of the concept-text model: trials of an engine in one thread, of several threads, and of sweeps."""

import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np
from interleaved import Clock, clock
from yardsticks import Workload

import peelsim
from peelsim.models.base import Simulator

_TOLD_APART = 2e7  # edges that take longer than a sweep of no trials varies
_SWEEP = """
[sweep]
name = "timed"
seed = 1
[model]
kind = "concept-text"
concepts = {concepts}
text_degree = {{ kind = "binomial", mean = {mean} }}
[grid]
texts = {texts}
[stop]
max_trials = {trials}
[run]
engine = "{engine}"
"""


def model_of(work: Workload, *, texts_fixed: bool = True) -> peelsim.ConceptText:
    """The binomial ensemble of this size."""
    degree = peelsim.Binomial(mean=work.mean)
    return peelsim.ConceptText(concepts=work.concepts, texts=work.texts, text_degree=degree, texts_fixed=texts_fixed)


def simulator_of(work: Workload, engine: str, *, texts_fixed: bool = True) -> Simulator:
    """Scratch of one thread, its kernels compiled."""
    warmed = model_of(work, texts_fixed=texts_fixed).simulator(engine)
    warmed.run(1, 0, 1, np.zeros(2, np.int64))
    return warmed


def trial(work: Workload, engine: str, *, texts_fixed: bool = True) -> Clock:
    """Seconds of one trial, from ``work.trials`` of them."""
    simulator, control = simulator_of(work, engine, texts_fixed=texts_fixed), np.zeros(2, np.int64)
    return clock(lambda: simulator.run(1, 0, work.trials, control), per=work.trials)


def threads(work: Workload, *, trials: int, number: int) -> Clock:
    """Seconds of that many trials through ``peelsim.simulate``."""
    model = model_of(work)
    return clock(
        lambda: peelsim.simulate(model, trials=trials, seed=1, engine="graph", threads=number), time=perf_counter
    )


def sweep(work: Workload, *, texts: list[int], engine: str) -> Clock:
    """Seconds of one more trial of each number of texts, by whole sweeps that differ in their number of trials.

    The difference leaves out what a sweep costs once: reading, scratch memory, writing the file.
    """
    sizes = {"concepts": work.concepts, "mean": work.mean, "texts": texts, "engine": engine}
    few = work.trials
    many = few + max(5 * few, round(_TOLD_APART / (work.mean * work.texts)))
    files = {trials: _SWEEP.format(trials=trials, **sizes) for trials in (few, many)}

    def seconds() -> float:
        with tempfile.TemporaryDirectory() as folder:
            spent = {trials: _run(text, Path(folder) / f"{trials}.toml") for trials, text in files.items()}
        return (spent[many] - spent[few]) / (many - few)

    return seconds


def _run(text: str, path: Path) -> float:
    path.write_text(text)
    return clock(lambda: peelsim.run_sweep(path, output=path.with_suffix(".h5"), threads=1))()
