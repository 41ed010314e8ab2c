"""What a trial costs at any size: `python benchmarks/cost_curves.py` prints a table and draws docs/figures/cost.png.

T = 5 R texts of 6 concepts on average, one thread. Each point is the best of a few rounds, all engines in turn:
whatever else the machine does can only add to it. It takes a few minutes.
"""

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import floors
import machine
import numpy as np
import yardsticks
from interleaved import Clock, in_turn
from peeled import sweep, trial
from rows import UNITS
from yardsticks import Peeling, UnavailableError, Workload

from peelsim.analysis.figures import style

_FIGURE = Path(__file__).parents[1] / "docs" / "figures" / "cost.png"
_GRAPHS = [1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000]
_ALL = [*_GRAPHS, 10**8, 10**9, 10**10, 10**11, 10**12]
_LARGEST_C = 1_000_000  # the C programme keeps every edge: gigabytes beyond
_ROUNDS = 3  # of graphs beyond that size one, after one that warms up
_CURVE = 500  # numbers of texts
_NAMES = {
    "graph": "engine graph",
    "tuned C": "tuned C",
    "floor": "draws and random updates",
    "rounds": "engine rounds, fixed $T$",
    "Poisson": "engine rounds, Poisson $T$",
    "curve": f"engine curve, {_CURVE} values of $T$",
}


def measured(into: Path) -> dict[str, dict[int, float]]:
    """Seconds of a trial: name -> R -> the least of the rounds. C programmes are compiled into that folder."""
    found: dict[str, dict[int, float]] = {name: {} for name in _NAMES}
    for concepts in _ALL:
        rounds = 1 if _LARGEST_C < concepts <= _GRAPHS[-1] else _ROUNDS
        for name, seconds in in_turn(dict(_clocks(concepts, into)), rounds=rounds).items():
            found[name][concepts] = float(seconds.min())
    return {name: costs for name, costs in found.items() if costs}


def _clocks(concepts: int, into: Path) -> Iterator[tuple[str, Clock]]:
    """Of all that can do this size."""
    work = Workload(concepts, 5 * concepts, 6, max(1, 300_000 // concepts))
    chains = Workload(concepts, 5 * concepts, 6, 1000)
    yield "rounds", trial(chains, "rounds")
    yield "Poisson", trial(chains, "rounds", texts_fixed=False)
    if concepts not in _GRAPHS:
        return
    yield "graph", trial(work, "graph")
    yield "floor", floors.of_trial(work)
    texts = [round(work.texts * (k + 1) / _CURVE) for k in range(_CURVE)]
    yield "curve", sweep(work, texts=texts, engine="curve")
    if concepts <= _LARGEST_C:
        try:
            yardstick = Peeling(yardsticks.built("peel", into))
            yield "tuned C", lambda: yardstick.measure(work)
        except UnavailableError:
            pass


def table(found: Mapping[str, Mapping[int, float]]) -> str:
    """Markdown: microseconds a trial, a line per size."""
    lines = ["| R | " + " | ".join(f"{_NAMES[name]}, us" for name in found) + " |", "|---" * (len(found) + 1) + "|"]
    for concepts in _ALL:
        costs = [found[name].get(concepts) for name in found]
        cells = ["" if cost is None else f"{cost / UNITS['us']:.3g}" for cost in costs]
        lines.append(f"| {concepts:.0e} | " + " | ".join(cells) + " |")
    return "\n".join(lines).replace("$", "")


@style.publication()
def drawn(found: Mapping[str, Mapping[int, float]]) -> bytes:
    """Nanoseconds an edge beside microseconds a trial, against R."""
    figure = style.new_figure(style.DOUBLE, 2.9)
    left, right = figure.subplots(1, 2)
    left.set(xscale="log", xlabel="concepts, $R$", ylabel="cost of an edge (ns)")
    right.set(xscale="log", yscale="log", xlabel="concepts, $R$", ylabel="cost of a trial (µs)")
    for (name, costs), look in zip(found.items(), style.looks(len(found)), strict=True):
        concepts, seconds = np.array(list(costs)), np.array(list(costs.values()))
        drawing = {"marker": look.marker, "color": look.colour, "label": _NAMES[name]}
        right.plot(concepts, seconds / UNITS["us"], **drawing)
        if name in ("graph", "tuned C", "floor", "curve"):
            left.plot(concepts, seconds / (30 * concepts) / UNITS["ns"], **drawing)
    left.set_ylim(bottom=0)
    figure.legend(handles=right.get_legend_handles_labels()[0], loc="outside upper center", ncols=3)
    return style.encode(figure, "png")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        costs = measured(Path(folder))
    _FIGURE.write_bytes(drawn(costs))
    print(f"{machine.described()}\n\n{table(costs)}\n\n{_FIGURE}")
