"""`peelsim replay FILE.h5 --point K --trial J`: one trial of a result file again, step by step."""

import argparse
import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peelsim.arguments import path_of
from peelsim.commands.streams import INTERRUPTED
from peelsim.commands.whole_numbers import whole_number
from peelsim.commands.written import write_file
from peelsim.printing import complain, say

if TYPE_CHECKING:
    from peelsim.models.base import ShowsGraph, ShowsNetwork, Simulator
    from peelsim.results import Saved
    from peelsim.sweep.file.points import Point
    from peelsim.sweep.file.spec import Sweep

_SHOWN = 10  # numbers of a row that are printed

Counts = Mapping[str, Any]  # observable -> what one trial counted


def parser(prog: str) -> argparse.ArgumentParser:
    """The command's arguments."""
    p = argparse.ArgumentParser(
        prog=prog,
        description="Simulate one trial of a result file again: print what it counted and how its peeling went round "
        "by round, and save its graph, texts x concepts or nodes x nodes, for scipy.sparse.load_npz, or the neural "
        "network that it trained for numpy.load.",
    )
    p.add_argument("file", type=path_of, metavar="FILE.h5", help="a result file")
    place, trial = whole_number("number of a point"), whole_number("number of a trial")
    p.add_argument(
        "--point", type=place, required=True, metavar="K", help="place in the grid, from 0, last axis fastest"
    )
    p.add_argument("--trial", type=trial, required=True, metavar="J", help="number of the trial, from 0")
    p.add_argument(
        "--trust", action="store_true", help="import functions, and open files elsewhere, that the file names"
    )
    p.add_argument("-o", "--output", type=path_of, metavar="GRAPH.npz", help="where its graph goes, or what it trained")
    return p


def main(arguments: Sequence[str], prog: str) -> int:
    """Run the command; returns its exit code."""
    options = parser(prog).parse_args(arguments)
    from peelsim.campaign import unless_stopped
    from peelsim.results import ResultsError
    from peelsim.sweep.run.job import WorkersError
    from peelsim.sweep.run.stop_word import StopWord, signals_to

    word = StopWord()
    output = options.output or _usual_output(options.file, options.point, options.trial)
    try:
        with signals_to(word):
            said = unless_stopped(lambda: _replay(options, output), word)
    except (ResultsError, WorkersError) as error:
        complain(error)
        return 2
    if said is None:
        complain("stopped")
        os._exit(INTERRUPTED)  # the trial is under way in a thread that nothing waits for
    say(said)
    return 0


def _usual_output(path: Path, point: int, trial: int) -> Path:
    """Beside the result file, with its name."""
    return path.parent / f"{path.stem}.point-{point}.trial-{trial}.npz"


def _replay(options: argparse.Namespace, output: Path) -> str:
    """Simulate the trial; what to say of it."""
    import numpy as np

    from peelsim.campaign.stored import check_one_run, sweep_of
    from peelsim.results import ResultsError, read
    from peelsim.sweep.run import memory

    path, number, trial = options.file, options.point, options.trial
    if output.suffix.lower() != ".npz":
        raise ResultsError(f"graphs and networks are stored as .npz: name one in place of {output}, -o GRAPH.npz")
    saved = read(path)
    check_one_run(path, saved)
    sweep = sweep_of(path, saved, trust=options.trust)
    if number >= len(sweep.points):
        raise ResultsError(f"{path} has no point {number}: give --point 0 to {len(sweep.points) - 1}")
    trials = saved.tallies[number].trials
    if trial >= trials:
        known = f"give --trial 0 to {trials - 1}" if trials else "it has none"
        raise ResultsError(f"{path} has no trial {trial} of point {number}: {known}")
    point = sweep.points[number]
    _check_is_not_given(point, output)
    too_large = memory.shortage(point.simulated, point.engine, 1)
    if too_large:
        raise ResultsError(f"{path}: point {number} {too_large}")
    simulator = point.simulated.simulator(point.engine)
    counts = simulator.run(point.key, trial, 1, np.zeros(2, np.int64))
    assert counts is not None  # nothing stops it
    one = {name: values[0] for name, values in point.counts(counts).items()}
    _check_as_kept(path, saved, number, trial, one)
    at = ", ".join(f"{name} = {value}" for name, value in point.coordinates.items()) or "the only one"
    said = [f"point {number} ({at}), trial {trial}, engine {point.engine}", *_values(sweep, point, one)]
    return "\n".join([*said, *_trace(point, simulator, trial), *_shown(point, simulator, trial, output)])


def _check_is_not_given(point: "Point", output: Path) -> None:
    """ResultsError if the output is the file that the model reads."""
    from peelsim.results.errors import ANOTHER_NAME, refused

    source = getattr(getattr(point.model, "graph", None), "source", None)  # of models that read one
    if source is not None and os.path.exists(output) and output.samefile(source.path):
        raise refused(output, "is the graph that the trials are of", ANOTHER_NAME)


def _check_as_kept(path: Path, saved: "Saved", number: int, trial: int, counts: Counts) -> None:
    """ResultsError if the file keeps the trial and it was another."""
    from peelsim.results import ResultsError

    for name, kept in saved.counts[number].items():
        if (kept[trial] != counts[name]).any():
            raise ResultsError(f"{path} keeps another trial {trial} of point {number}: {name} differs, made elsewhere?")


def _values(sweep: "Sweep", point: "Point", counts: Counts) -> list[str]:
    """A line for each observable that the sweep asks for."""
    import numpy as np

    width = max(len(observable.name) for observable in sweep.observables)
    scales = {observable.name: observable.per for observable in point.model.observables}
    lines = []
    for observable in sweep.observables:
        values = np.atleast_1d(counts[observable.name])
        shown = values[:_SHOWN] if scales[observable.name] is None else values[:_SHOWN] / scales[observable.name]
        words = [f"{value:.12g}" for value in shown.tolist()]
        more = f" ... ({len(values)} in all)" if len(values) > _SHOWN else ""
        lines.append(f"  {observable.name:{width}}  {' '.join(words)}{more}")
    return lines


def _trace(point: "Point", simulator: "Simulator", trial: int) -> list[str]:
    """What each round of peeling or of learning taught; nothing for a model without rounds."""
    from peelsim.models.base import ShowsRounds

    if not isinstance(simulator, ShowsRounds):
        return []
    unlearnt = simulator.unlearnt_by_round(point.key, trial, point.column)
    rows = [f"{r:7d} {unlearnt[r - 1] - unlearnt[r]:12d} {unlearnt[r]:12d}" for r in range(1, len(unlearnt))]
    return [f"{'round':>7} {'taught':>12} {'unlearnt':>12}", *rows]


def _shown(point: "Point", simulator: "Simulator", trial: int, output: Path) -> list[str]:
    """Save the graph or the network of the trial, if the engine has one."""
    from peelsim.models.base import ShowsGraph, ShowsNetwork

    if isinstance(simulator, ShowsGraph):
        return [_graph(point, simulator, trial, output)]
    if isinstance(simulator, ShowsNetwork):
        return [_network(point, simulator, trial, output)]
    return [f"no graph is saved: engine {point.engine} of {point.model.kind} keeps none"]


def _graph(point: "Point", simulator: "ShowsGraph", trial: int, output: Path) -> str:
    import numpy as np
    from scipy.sparse import csr_array, save_npz

    starts, members, shape = simulator.graph(point.key, trial, point.column)
    content = io.BytesIO()
    save_npz(content, csr_array((np.ones(len(members), np.int8), members, starts), shape=shape))
    write_file(output, content.getvalue())
    rows = "nodes" if simulator.held == "nodes" else "texts"
    return f"graph of {shape[0]} {rows} x {shape[1]} {simulator.held}, {len(members)} edges: {output}"


def _network(point: "Point", simulator: "ShowsNetwork", trial: int, output: Path) -> str:
    import numpy as np

    arrays = simulator.network(point.key, trial)
    content = io.BytesIO()
    np.savez(content, allow_pickle=False, **arrays)
    write_file(output, content.getvalue())
    return f"network of {sum(values.size for values in arrays.values()):,} numbers: {output}"
