"""Observables of a user's own see, for every kind that samples graphs, the graph of the trial and what became of it."""

import numpy as np
import pytest
from scipy.sparse.csgraph import connected_components

import peelsim
from peelsim.models.registry import kinds, kinds_with_graphs, model_of
from tests.conformance.sweeps import SWEEPS, sweep_of, text_of
from tests.sweep.own import functions as mine

NAMES = [name for name, parts in SWEEPS.items() if model_of(parts.get("kind", name)).shows != "nothing"]
HERE = "tests.sweep.own.functions"

UNKNOWN = {"erasure-code": "unknown", "random-access": "lost", "hypergraph": "core_edges"}
LEARNT = {
    "fine-tuning": lambda found, model: (
        model.basic_skills * found["basic_learnt_fraction"] + model.fine_skills * found["fine_learnt_fraction"]
    ),
    "lt-code": lambda found, model: model.symbols * found["decoded_fraction"],
    "concept-text": lambda found, model: found["learnt"],
    "weighted-concepts": lambda found, model: found["learnt"],
}


def models_of(name):
    """Those of the first point, and of the last."""
    points = sweep_of(name).points
    return [points[0].model, points[-1].model]


def test_which_kinds_have_graphs():
    """All but those that train networks, read sequences or count sightings."""
    without = {kind for kind in kinds() if kind.endswith("-source")} | {"quanta", "softmax-regression", "sparse-parity"}
    assert set(kinds_with_graphs()) == set(kinds()) - without


@pytest.mark.parametrize("name", NAMES)
def test_functions_see_the_trial_that_is_counted(name):
    for model in models_of(name):
        seen = []

        def links(trial, seen=seen) -> int:
            seen.append(trial)
            return trial.graph.nnz

        observe = {"links_seen": links, "compiled": mine.edges, **({"of_order": mine.steps} if ordered(model) else {})}
        found = peelsim.simulate(model, trials=6, seed=3, threads=1, observe=observe)
        assert found.engine == "graph" and (found["links_seen"] == found["compiled"]).all()
        plain = peelsim.simulate(model, trials=6, seed=3, threads=1, engine="graph")
        assert all((plain[own] == found[own]).all() for own in plain)  # the trials are the same
        for j, trial in enumerate(seen):
            assert trial.model == model
            one = {own: values[j] for own, values in found.items()}
            {"learning": check_learning, "graph": check_network, "percolation": check_percolation}[model.shows](
                trial, one, model
            )


def ordered(model):
    return model.shows == "percolation"


def check_learning(trial, found, model):
    learnt = int(trial.learnt.sum())
    assert (trial.learnt == (trial.learnt_in > 0)).all() and trial.learnt.shape == (trial.graph.shape[1],)
    if model.kind in UNKNOWN:
        assert trial.graph.shape[1] - learnt == round(found[UNKNOWN[model.kind]])
    elif model.kind in LEARNT:
        assert learnt == round(LEARNT[model.kind](found, model))
    else:
        size = model.concepts if model.kind in ("matrix", "skill-hierarchy") else model.skills
        assert learnt == round(found["learnt_fraction"] * size)
    if "rounds" in found:
        assert trial.learnt_in.max(initial=0) == found["rounds"]
    if model.kind == "matrix":
        known = np.flatnonzero(trial.learnt_in < 0)
        assert len(known) + learnt + found["unknown"] == model.concepts and not trial.graph[:, known].nnz


def check_network(trial, found, model):
    number, labels = connected_components(trial.graph)
    sizes = np.sort(np.bincount(labels))[::-1]
    assert (trial.graph != trial.graph.T).nnz == 0 and not trial.graph.diagonal().any()
    assert (number, sizes[0], trial.graph.nnz) == (found["components"], found["largest"], 2 * found["links"])


def check_percolation(trial, found, model):
    """Where the order is occupied one by one, the sum of squares of the other components peaks where it is counted."""
    n, graph = model.nodes, trial.graph.toarray()
    assert graph.sum() == 2 * found["links"] and found["of_order"] == len(trial.order)
    if model.occupied == "bonds":
        assert graph[trial.order[:, 0], trial.order[:, 1]].all() and len(trial.order) == found["links"]
    else:
        assert (np.sort(trial.order) == np.arange(n)).all()
    component = np.where(model.occupied == "bonds", np.arange(n), -1)
    rest = [0 if model.occupied == "sites" else n - 1]
    for step in trial.order:
        if model.occupied == "bonds":
            component[component == component[step[1]]] = component[step[0]]
        else:
            component[step] = step
            for other in set(component[(graph[step] > 0) & (component >= 0)].tolist()):
                component[component == other] = step
        sizes = np.bincount(component[component >= 0], minlength=n).astype(np.int64)
        rest.append(int((sizes**2).sum() - sizes.max() ** 2))
    assert np.argmax(rest) / max(len(trial.order), 1) == pytest.approx(found["peak_occupation"], abs=1e-6)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.plain_cases(2)
def test_a_sweep_file_stores_them(name, tmp_path):
    more = f'\n[observe]\nown = "{HERE}:edges"\nbusy = "{HERE}:has_edges"\n[output]\nkeep_trials = true'
    text = text_of(name, stop='max_trials = 5\nmax_events = { observable = "busy", count = 5 }', more=more)
    path = tmp_path / "own.toml"
    path.write_text(text.replace('engine = "curve"', 'engine = "graph"'))
    sweep = peelsim.Sweep.from_toml(path)
    results = sweep.run(tmp_path / "own.h5", threads=2, progress=False)
    trials, model = results.trials(0), models_of(name)[0]
    again = peelsim.simulate(model, trials=5, seed=7, observe={"own": mine.edges})
    assert (trials["own"] == again["own"]).all() and (trials["busy"] == (again["own"] > 0)).all()
    assert results.data["own"].values.flat[0] == again["own"].mean()


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (mine.missed, "trials of random-graph have no learnt; they have graph and model"),
        (mine.never_learnt, "trials of random-graph have no learnt for compiled functions; they have graph"),
    ],
)
def test_what_a_kind_does_not_show_is_said_in_a_line(function, words):
    model = peelsim.RandomGraph(nodes=9, mean_degree=1)
    with pytest.raises(ValueError) as error:
        peelsim.simulate(model, trials=1, seed=1, observe={"x": function})
    assert words in str(error.value) and "\n" not in str(error.value) and len(str(error.value)) < 150
    trial = []
    peelsim.simulate(model, trials=1, seed=1, observe={"x": lambda each: trial.append(each) or 1})
    assert not hasattr(trial[0], "order")


@pytest.mark.parametrize("kind", sorted(set(kinds()) - set(kinds_with_graphs())))
def test_a_kind_without_graphs_names_those_that_have_one(kind):
    with pytest.raises(ValueError) as error:
        peelsim.simulate(model_of(kind).small(), trials=1, seed=1, observe={"x": mine.missed})
    said = str(error.value)
    assert said.startswith(f"{kind} has no graph to show to it; these have: abstract-learner, concept-text, ")
    assert "\n" not in said
