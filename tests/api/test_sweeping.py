"""Sweeps made of values: the files they are, how they run, are watched and are stopped."""

import signal
import threading
import time
import tomllib
from dataclasses import replace

import numpy as np
import pytest

import peelsim
from peelsim.mistakes import SweepError
from peelsim.modelling import Law
from peelsim.results import ResultsError, digest
from peelsim.sweep.run.job import WorkersError
from tests.sweep.example import toml
from tests.sweep.own import functions as own

DEGREE = peelsim.Binomial(mean=6)
MODEL = peelsim.ConceptText(concepts=100, texts=450, text_degree=DEGREE)
CURVED = peelsim.ConceptText(concepts=100, texts=450, text_degree=DEGREE, curve=(400, 450))
FEW = {"max_trials": 100}


def sweep(model=MODEL, grid=None, *, stop=FEW, seed=1, **more):
    return peelsim.Sweep(model, grid, stop=stop, seed=seed, **more)


def table(made):
    return tomllib.loads(made.to_toml())


# ---- what they say


def test_a_sweep_gives_the_data_of_its_file_to_the_digest(tmp_path):
    made = sweep(grid={"concepts": [50, 100], "texts_per_concept": [4, 4.5]}, laws=["corrected"], keep_trials=True)
    by_value = made.run(tmp_path / "a.h5", progress=False).path
    (tmp_path / "x.toml").write_text(made.to_toml())
    by_file = peelsim.run_sweep(tmp_path / "x.toml", output=tmp_path / "b.h5", progress=False)
    again = peelsim.Sweep.from_toml(tmp_path / "x.toml").run(tmp_path / "c.h5", progress=False).path
    assert digest(by_value) == digest(by_file) == digest(again)
    assert peelsim.Sweep.from_toml(tmp_path / "x.toml").to_toml() == made.to_toml()


@pytest.mark.slow
def test_a_file_of_ones_own_has_the_same_trials(tmp_path):
    """Written by hand, it says the same in other words; so the trials and the points are the same."""
    (tmp_path / "x.toml").write_text(toml(grid="texts = [400, 450]", stop="max_trials = 100"))
    by_hand = peelsim.open(peelsim.run_sweep(tmp_path / "x.toml", output=tmp_path / "a.h5", progress=False))
    by_value = sweep(grid={"texts": [400, 450]}, engine="graph").run(tmp_path / "b.h5", progress=False)
    np.testing.assert_array_equal(by_hand.data["learnt"], by_value.data["learnt"])
    np.testing.assert_array_equal(by_hand.data["stuck_low"], by_value.data["stuck_low"])
    assert by_value.compare(by_hand).same_trials == 2


def test_the_grid_takes_the_place_of_what_it_varies():
    assert table(sweep(grid={"texts": [1, 2]}))["model"].keys() == {"kind", "concepts", "text_degree"}
    assert "texts" not in table(sweep(grid={"window": [0, 1]}))["model"]
    dotted = table(sweep(grid={"text_degree.mean": [4, 6]}))
    assert dotted["model"]["texts"] == 450 and dotted["grid"] == {"text_degree.mean": [4, 6]}
    zipped = table(sweep(grid={"size": {"zip": {"concepts": [10, 20], "texts": [40, 90]}}}))
    assert zipped["model"].keys() == {"kind", "text_degree"}


def test_what_a_model_says_beside_its_defaults_is_said():
    model = peelsim.ConceptText(concepts=100, texts=450, text_degree=DEGREE, split=0.2, texts_fixed=False)
    made = sweep(model, {"concepts": [100, 200]})
    assert [point.model for point in made.points] == [replace(model, concepts=size) for size in (100, 200)]


@pytest.mark.parametrize(
    ("model", "grid", "left"),
    [
        (peelsim.RandomGraph(nodes=50, mean_degree=1), {"link_probability": [0.01]}, "mean_degree"),
        (peelsim.Hypergraph(vertices=60, edges=20, edge_size=3), {"edges_per_vertex": [0.5]}, "edges"),
    ],
)
def test_another_way_to_say_a_parameter_replaces_it(model, grid, left):
    assert left not in table(sweep(model, grid))["model"]


def test_a_class_takes_the_other_parameters_by_name():
    made = sweep(peelsim.ConceptText, {"flops": [1e20, 1e21]}, window=0.0, text_degree=DEGREE)
    assert [dict(point.coordinates) for point in made.points] == [{"flops": 1e20}, {"flops": 1e21}]
    assert made.points[0].model.text_degree == DEGREE and made.points[0].engine == "rounds"


def test_axes_may_be_arrays_ranges_records_and_spaced():
    made = sweep(grid={"concepts": range(50, 53), "texts": np.array([200, 300])})
    assert len(made.points) == 6
    spaced = sweep(grid={"concepts": {"start": 10, "stop": 1000, "num": 3, "scale": "log"}})
    assert [point.model.concepts for point in spaced.points] == [10, 100, 1000]
    degrees = [peelsim.Explicit({1: 0.5, 4: 0.5}), peelsim.Regular(degree=3)]
    assert [point.model.text_degree for point in sweep(grid={"text_degree": degrees}).points] == degrees


def test_what_a_sweep_says_of_itself():
    made = sweep(grid={"concepts": [50, 100], "window": [-1, 0, 1]}, laws=["corrected"], name="mine")
    said = "concept-text, concepts (2) x window (3), 6 points, laws corrected, seed 1"
    assert repr(made) == f"<Sweep 'mine': {said}>" and made.name == "mine"
    assert "<td>axis</td><td>window</td>" in made._repr_html_()


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"stop": {"max_trial": 5}}, "stop.max_trial: unknown key; did you mean max_trials?"),
        ({"laws": ["corected"]}, "unknown law 'corected'; did you mean corrected?"),
        ({"laws": "corrected"}, "laws.compare"),
        ({"laws": 3}, "laws.compare"),
        ({"laws": [3]}, "laws.compare[0]: 3 is"),
        ({"binding": 3}, "laws.binding"),
        ({"stop": None}, "stop: None is no table; give rules, {'max_trials': 1000}"),
        ({"stop": "max_trials"}, "stop: 'max_trials' is no table"),
        ({"grid": {"concepts": [-5]}}, "grid.concepts[0]: -5 is not a number of concepts; it must be 1 or more"),
        ({"grid": {"concept": [5]}}, "grid.concept[0]: unknown key; did you mean concepts?"),
        ({"grid": [5]}, "grid: [5] is no table"),
        ({"grid": {"concepts": 5}}, "grid.concepts: 5 is no axis"),
        ({"grid": {"split": [object()]}}, "a sweep takes numbers, words, lists and records"),
        ({"seed": -1}, "sweep.seed: -1 is not a seed"),
        ({"seed": None}, "sweep.seed: missing"),
        ({"name": "a b"}, "sweep.name"),
        ({"engine": "gpu"}, "run.engine: 'gpu' is not known"),
        ({"model": 7}, "model: 7 is no model"),
        ({"model": CURVED}, "model.curve: a sweep has curves along an axis; give one to the grid"),
        ({"split": 2}, "model.split: 2 is not a share of concepts"),
    ],
)
def test_mistakes_are_in_words(how, said):
    with pytest.raises(SweepError) as error:
        sweep(**how)
    assert said in str(error.value) and str(error.value).startswith("Sweep '")


def test_observables_are_a_mapping():
    with pytest.raises(ValueError, match=r"observe is \[.*\]; give names and functions, {'mine': f}"):
        sweep(observe=[len])


def test_a_law_may_stand_in_a_list_by_its_own_name():
    law = Law("top", lambda model: {"learnt": model.concepts}, "counted", "upper bound")
    assert "laws corrected, top, seed" in repr(sweep(laws=["corrected", law]))


def test_a_small_version_belongs_to_a_file():
    with pytest.raises(ValueError, match="has no small version"):
        peelsim.run_sweep(sweep(), smoke=True)


def test_a_forecast_keeps_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = sweep(grid={"texts": [400, 450]}).forecast(threads=1)
    assert (found.points, found.trials) == (2, 200) and found.seconds > 0 and found.lacking is None
    assert repr(found).startswith("<Forecast: 2 points, at most 200 trials, about ")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("erasure", [None, 0.25])
@pytest.mark.slow
def test_a_budget_in_flops_says_parameters_and_tokens(tmp_path, erasure):
    """6 N D is the budget but for a text that is not whole; of a code that is erased in part, N counts all of it."""
    more = {} if erasure is None else {"erasure": erasure}
    made = sweep(peelsim.ConceptText, {"flops": [1e18, 1e20], "window": [-1, 1]}, text_degree=DEGREE, **more)
    data = made.run(tmp_path / "x.h5", progress=False).data
    scale = 2e5 * (1 if erasure is None else 0.5 / erasure)
    np.testing.assert_allclose(data["parameters"], scale * data["concepts"])
    np.testing.assert_allclose(data["tokens"], 8e5 * data["texts"])
    spent = 6 * data["parameters"] * data["tokens"] / data["flops"]
    assert ((spent > 0.99) & (spent <= 1 + 1e-9)).all()
    assert "parameters" not in sweep().run(tmp_path / "y.h5", progress=False).data


# ---- runs


def test_runs_are_told_how_far_they_are(tmp_path):
    states = []
    made = sweep(grid={"concepts": [1000, 2000]}, engine="graph", stop={"max_trials": 2000})
    results = made.run(tmp_path / "x.h5", progress=states.append)
    shares = [state.share for state in states]
    assert shares == sorted(shares) and shares[-1] == 1.0
    assert (states[-1].ended, states[-1].points, states[-1].trials) == (2, 2, 4000)
    assert results.finished and states[-1].seconds_to_go == 0


def test_progress_never_falls_though_goals_move(tmp_path):
    """A rule that counts events expects more and fewer trials as they come."""
    states = []
    rule = {"max_trials": 200_000, "max_events": {"observable": "complete", "count": 400}}
    model = peelsim.ConceptText(concepts=300, texts=1420, text_degree=DEGREE)
    sweep(model, engine="graph", stop=rule).run(tmp_path / "x.h5", progress=states.append)
    shares = [state.share for state in states]
    assert shares == sorted(shares) and shares[-1] == 1.0


@pytest.mark.slow
def test_an_event_stops_a_run_and_the_same_call_goes_on(tmp_path):
    stop = threading.Event()
    made = sweep(engine="graph", stop={"max_trials": 30_000})
    found = []
    thread = threading.Thread(target=lambda: found.append(made.run(tmp_path / "x.h5", progress=False, stop=stop)))
    thread.start()
    deadline = time.monotonic() + 60
    while not (tmp_path / "x.h5").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    stop.set()
    thread.join(30)
    (partial,) = found
    assert not partial.finished or partial.data["trials"] == 30_000
    whole = made.run(tmp_path / "x.h5", progress=False)
    assert whole.finished
    assert digest(whole.path) == digest(made.run(tmp_path / "y.h5", progress=False).path)


def test_an_event_that_is_set_already_stores_nothing(tmp_path):
    stop = threading.Event()
    stop.set()
    with pytest.raises(ResultsError, match="stopped before the first trial; nothing is stored"):
        sweep(laws=["renewal"]).run(tmp_path / "x.h5", progress=False, stop=stop)


def test_ctrl_c_keeps_what_is_done(tmp_path):
    made = sweep(engine="graph", stop={"max_trials": 200_000})

    def press(state):
        if state.trials:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt, match="the same call goes on"):
        made.run(tmp_path / "x.h5", progress=press)
    kept = peelsim.open(tmp_path / "x.h5")
    assert 0 < kept.data["trials"] < 200_000 and "unfinished" in repr(kept)


def test_a_bar_or_lines_go_to_standard_error(tmp_path, capsys):
    sweep().run(tmp_path / "x.h5")
    assert capsys.readouterr().out == ""


def test_either_is_run(tmp_path):
    assert peelsim.run_sweep(sweep(), output=tmp_path / "x.h5", progress=False) == tmp_path / "x.h5"


@pytest.mark.slow
def test_a_dask_executor_gives_the_same_data(tmp_path):
    """One of a cluster in this process; observables of one's own go by their module."""
    distributed = pytest.importorskip("distributed")
    observe = {"missed": own.missed, "edges": own.edges}
    model = peelsim.ConceptText(concepts=40, texts=180, text_degree=peelsim.Binomial(mean=6))
    made = peelsim.Sweep(model, {"texts": [150, 180]}, stop={"max_trials": 300}, seed=1, observe=observe)
    here = made.run(tmp_path / "here.h5", progress=False)
    with distributed.Client(processes=False, n_workers=1, threads_per_worker=1, dashboard_address=None) as client:
        there = made.run(tmp_path / "there.h5", progress=False, executor=client.get_executor())
        unknown = peelsim.Sweep(model, stop={"max_trials": 9}, seed=1, observe={"mine": lambda trial: 1})
        with pytest.raises(WorkersError, match="which no worker can import"):
            unknown.run(tmp_path / "none.h5", progress=False, executor=client.get_executor())
    assert digest(there.path) == digest(here.path)
