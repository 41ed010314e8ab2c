"""`peelsim replay FILE.h5 --point K --trial J`: one trial of a result file again, step by step."""

import argparse
import io
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from peelsim.models.base import GraphSampler
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
        "by round, and save its graph, texts x concepts, for scipy.sparse.load_npz.",
    )
    p.add_argument("file", type=Path, metavar="FILE.h5", help="a result file")
    p.add_argument(
        "--point", type=_index, required=True, metavar="K", help="place in the grid, from 0, last axis fastest"
    )
    p.add_argument("--trial", type=_index, required=True, metavar="J", help="number of the trial, from 0")
    p.add_argument("-o", "--output", type=Path, metavar="GRAPH.npz", help="where its graph goes (default: beside FILE)")
    return p


def main(arguments: Sequence[str], prog: str) -> int:
    """Run the command; returns its exit code."""
    options = parser(prog).parse_args(arguments)
    from peelsim.campaign import unless_stopped
    from peelsim.results import ResultsError
    from peelsim.sweep.run.stop_word import StopWord, signals_to

    word = StopWord()
    output = options.output or options.file.with_suffix(f".point-{options.point}.trial-{options.trial}.npz")
    try:
        with signals_to(word):
            said = unless_stopped(lambda: _replay(options.file, options.point, options.trial, output), word)
    except ResultsError as error:
        print(error, file=sys.stderr)
        return 2
    if said is None:
        sys.stderr.write("stopped\n")
        sys.stderr.flush()
        os._exit(130)  # the trial is under way in a thread that nothing waits for
    print(said)
    return 0


def _replay(path: Path, number: int, trial: int, output: Path) -> str:
    """Simulate the trial; what to say of it."""
    import numpy as np

    from peelsim.commands.stored import sweep_of
    from peelsim.results import ResultsError, read
    from peelsim.sweep.run import memory

    saved = read(path)
    sweep = sweep_of(path, saved)
    if number >= len(sweep.points):
        raise ResultsError(f"{path} has no point {number}: give --point 0 to {len(sweep.points) - 1}")
    trials = saved.tallies[number].trials
    if trial >= trials:
        known = f"give --trial 0 to {trials - 1}" if trials else "it has none"
        raise ResultsError(f"{path} has no trial {trial} of point {number}: {known}")
    point = sweep.points[number]
    too_large = memory.shortage(point.simulated, point.engine, 1)
    if too_large:
        raise ResultsError(f"{path}: point {number} {too_large}")
    counts = point.simulated.simulator(point.engine).run(point.key, trial, 1, np.zeros(2, np.int64))
    assert counts is not None  # nothing stops it
    one = {name: values[0] for name, values in point.counts(counts).items()}
    _check_as_kept(path, saved, number, trial, one)
    at = ", ".join(f"{name} = {value}" for name, value in point.coordinates.items()) or "the only one"
    said = [f"point {number} ({at}), trial {trial}, engine {point.engine}", *_values(sweep, point, one)]
    return "\n".join([*said, *_trace(point, trial), *_graph(point, trial, output)])


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
    lines = []
    for observable in sweep.observables:
        values = np.atleast_1d(counts[observable.name])
        per = point.model.per.get(observable.name)
        words = [str(value) if per is None else f"{value / per:.12g}" for value in values[:_SHOWN].tolist()]
        more = f" ... ({len(values)} in all)" if len(values) > _SHOWN else ""
        lines.append(f"  {observable.name:{width}}  {' '.join(words)}{more}")
    return lines


def _trace(point: "Point", trial: int) -> list[str]:
    """What each round of peeling or of learning taught; nothing for a model without rounds."""
    import numpy as np

    from peelsim.models.abstract_learner import AbstractLearner

    model, control = _with_rounds(point), np.zeros(2, np.int64)
    if model is None:
        return []
    if point.curve is not None:  # texts arrive one at a time: the graph so far is peeled anew, by rounds
        return _rounds_of(_graph_of(model.simulator(point.engine), point, trial))
    rounds = int(model.simulator(point.engine).run(point.key, trial, 1, control)["rounds"][0])
    unlearnt = [model.skills if isinstance(model, AbstractLearner) else model.concepts]
    if rounds and isinstance(model, AbstractLearner):
        recorded = replace(model, learning_rounds=rounds).simulator(point.engine)
        curve = recorded.run(point.key, trial, 1, control)
        assert curve is not None  # nothing stops it
        unlearnt += (model.skills - curve["learning_curve"][0]).tolist()
    elif rounds:
        recorded = replace(model, trajectory_rounds=rounds).simulator(point.engine)
        unlearnt += recorded.run(point.key, trial, 1, control)["trajectory"][0].tolist()
    return _table_of(unlearnt)


def _rounds_of(graph: "csr_array") -> list[str]:
    """The rounds of peeling a graph."""
    import numpy as np

    from peelsim.api import peel

    learnt_in = peel(graph).learnt_in
    taught = np.bincount(learnt_in, minlength=1)[1:]
    return _table_of([graph.shape[1], *(graph.shape[1] - np.cumsum(taught)).tolist()])


def _table_of(unlearnt: Sequence[int]) -> list[str]:
    """A line for each round. unlearnt: concepts before the first round, and after each."""
    rounds = len(unlearnt) - 1
    rows = [f"{r:7d} {unlearnt[r - 1] - unlearnt[r]:12d} {unlearnt[r]:12d}" for r in range(1, rounds + 1)]
    return [f"{'round':>7} {'taught':>12} {'unlearnt':>12}", *rows]


def _graph(point: "Point", trial: int, output: Path) -> list[str]:
    """Save the graph of the trial, if the engine has one."""
    from scipy.sparse import save_npz

    from peelsim.models.abstract_learner import AbstractLearner
    from peelsim.models.base import GraphSampler
    from peelsim.results import ResultsError
    from peelsim.results.atomic import replace_file
    from peelsim.results.errors import reason

    model = _with_rounds(point)
    sampler = None if model is None else model.simulator(point.engine)
    if not isinstance(sampler, GraphSampler):
        return [f"no graph is saved: engine {point.engine} of {point.model.kind} keeps none"]
    graph = _graph_of(sampler, point, trial)
    content = io.BytesIO()
    save_npz(content, graph)
    try:
        replace_file(output, content.getvalue())
    except OSError as error:
        raise ResultsError(f"{output} cannot be written: {reason(error)}; give another name with -o") from error
    held = "skills" if isinstance(model, AbstractLearner) else "concepts"
    return [f"graph of {graph.shape[0]} texts x {graph.shape[1]} {held}, {graph.nnz} edges: {output}"]


def _graph_of(sampler: "GraphSampler", point: "Point", trial: int) -> "csr_array":
    """The graph of the trial, of a curve that of the texts so far."""
    import numpy as np
    from scipy.sparse import csr_array

    from peelsim.models.concept_text.curves import Curves

    if isinstance(sampler, Curves):
        starts, members, shape = sampler.graph_at(point.key, trial, point.column)
    else:
        starts, members, shape = sampler.graph(point.key, trial)
    return csr_array((np.ones(len(members), np.int8), members, starts), shape=shape)


def _with_rounds(point: "Point") -> Any:
    """The model that peels or learns in a trial, which draws as it would by itself; None if none does."""
    from peelsim.models.abstract_learner import AbstractLearner
    from peelsim.models.concept_text import ConceptText
    from peelsim.models.skill_hierarchy import SkillHierarchy

    if isinstance(point.simulated, SkillHierarchy):
        return point.simulated.graph
    return point.simulated if isinstance(point.simulated, ConceptText | AbstractLearner) else None


def _index(text: str) -> int:
    if not (text.isdecimal() and len(text) < 16):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number; the first is 0")
    return int(text)
