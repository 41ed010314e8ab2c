"""Whether a sweep fits in memory, before any of it is asked for.

Trials are counted, by what they need per thread. Laws, one per thread beside them, are not: those of all experiments
took at most 50 MB, of sizes up to 1e15, as their arrays are of meshes and levels and not of what is peeled. Only sums
over all states grow with the model, and their limits keep them to a quarter of a gigabyte (``theory.codes.exact``,
``theory.sources.additive``). A law that finds no memory says nothing, and that as its reason (``campaign.laws``).

Tests: tests/sweep/run/test_executors.py
"""

from peelsim.machine import available_memory
from peelsim.mistakes import SweepError
from peelsim.models.base import Model
from peelsim.sweep.file.spec import Sweep


def shortage(model: Model, engine: str, threads: int) -> str | None:
    """What is missing, in words, if that many threads cannot hold the model; else None."""
    need, have = model.bytes_per_thread(engine), available_memory()
    if need * threads <= have:
        return None
    cure = "one thread, or smaller sizes" if threads > 1 and need <= have else "smaller sizes"
    return f"needs {need / 1e9:.3g} GB per thread with {threads} of them, {have / 1e9:.3g} GB are free; take {cure}"


def check(sweep: Sweep, threads: int) -> None:
    """SweepError if the largest points, one per thread, do not fit."""
    simulated = [task.first for task in sweep.tasks if sweep.cap(task.first)]
    if not simulated:
        return
    largest = max(simulated, key=lambda point: point.simulated.bytes_per_thread(point.engine))
    said = shortage(largest.simulated, largest.engine, threads)
    if said:
        at = ", ".join(f"{name} = {value}" for name, value in largest.coordinates.items()) or "the model"
        raise SweepError(str(sweep.source), [f"{at} {said}"])
