"""Observables and laws of one's own are stored, judged, stopped by and repeated like any other."""

import functools
import json
import shutil
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import h5py
import numpy as np
import pandas as pd
import pytest

import peelsim
from peelsim.analysis.figures import style
from peelsim.campaign import journal
from peelsim.commands import check, merge, plot, run
from peelsim.mistakes import SweepError
from peelsim.results import digest
from peelsim.stats.law import Extrapolated
from peelsim.sweep.own import observed
from peelsim.sweep.run.job import WorkersError
from tests.sweep.example import toml
from tests.sweep.own import functions as mine

HERE = "tests.sweep.own.functions"
MODEL = peelsim.ConceptText(concepts=40, texts=180, text_degree=peelsim.Binomial(mean=6))
OBSERVE = "\n".join(f'{name} = "{HERE}:{name}"' for name in ("missed", "most_missed", "mean_round", "largest_text"))
OWN = toml(
    model="text_degree = { mean = 6 }\nconcepts = 40",
    grid="texts_per_concept = [3.5, 4.5]",
    stop="max_trials = 200\nmax_events = { observable = 'most_missed', count = 100 }",
    rest=f'[observe]\n{OBSERVE}\n[laws]\ncompare = ["exact", "{HERE}:all_missed", "top"]\n'
    f'[laws.functions]\ntop = "{HERE}:bounded"\n[run]\nengine = "auto"\n[output]\nkeep_trials = true\n',
)


@pytest.fixture(scope="module")
def sweep(tmp_path_factory):
    path = tmp_path_factory.mktemp("own") / "own.toml"
    path.write_text(OWN)
    return path


@pytest.fixture(scope="module")
def results(sweep):
    return peelsim.run_sweep(sweep, output=sweep.with_name("own.h5"), threads=1, progress=False)


def test_python_and_compiled_functions_see_the_graph_of_the_trial():
    def largest(trial) -> int:
        return trial.graph.sum(axis=1).max()

    observe = {"python": largest, "compiled": mine.largest_text, "mean_round": mine.mean_round}
    found = peelsim.simulate(MODEL, trials=20, seed=5, observe=observe)
    assert (found["python"] == np.rint(found["compiled"] * 40)).all() and found["python"].dtype == np.int64
    graph = peelsim.sample_graph(MODEL, seed=5, trial=7)
    assert found["python"][7] == graph.sum(axis=1).max()
    rounds = peelsim.peel(graph).learnt_in
    assert found["mean_round"][7] == pytest.approx(rounds[rounds > 0].mean(), abs=1e-8)
    plain = peelsim.simulate(MODEL, trials=20, seed=5, engine="graph")
    assert (plain["learnt"] == found["learnt"]).all()  # the trials are the same


def test_stored_like_any_other(results):
    with h5py.File(results) as file:
        learnt, missed = file["learnt"][()], file["missed"][()]
        np.testing.assert_allclose(missed, 40 - learnt)
        assert "most_missed_count" in file and "missed_count" not in file
        assert (file["most_missed_low"][()] <= file["most_missed"][()]).all()
        assert "max_events" in file["stop_reason"].asstr()[()] and file["missed"].attrs["long_name"]
        assert file.attrs["observe.missed"].startswith(f"{HERE}:missed ")
        assert file["per_trial/0/missed"].shape == (file["trials"][0],)
        said = file[f"predictions/{HERE}:all_missed/missed"][()]
        assert (said == 40).all() and file["predictions/top"].attrs["kind"] == "upper bound"


@pytest.mark.slow
def test_processes_shards_and_python_give_the_same_data(sweep, results, tmp_path):
    processes = str(tmp_path / "p.h5")
    assert run.main([str(sweep), "-o", processes, "--processes", "2"], "peelsim run") == 0
    assert digest(processes) == digest(results)
    parts = [str(tmp_path / f"{i}.h5") for i in (1, 2)]
    for i, part in enumerate(parts, 1):
        assert run.main([str(sweep), "-o", part, "--shard", f"{i}/2"], "peelsim run") == 0
    assert merge.main([*parts, "-o", str(tmp_path / "m.h5")], "peelsim merge") == 2
    assert merge.main([*parts, "-o", str(tmp_path / "m.h5"), "--trust"], "peelsim merge") == 0
    assert digest(tmp_path / "m.h5") == digest(results)


def test_verdicts(results, capsys):
    assert check.main([str(results), "--json"], "peelsim check") == 0
    laws = {law["law"]: law for law in json.loads(capsys.readouterr().out)["laws"]}
    own = {each["observable"]: each["verdict"] for each in laws[f"{HERE}:all_missed"]["observables"]}
    assert own == {"missed": "fails", "learnt": "extrapolated"}
    assert laws["top"]["kind"] == "upper bound" and not laws["top"]["fails"]
    assert "nothing is ever learnt" in laws[f"{HERE}:all_missed"]["source"]


def test_a_law_asked_for_afterwards(tmp_path, capsys):
    sweep = peelsim.Sweep(MODEL, {"texts": [150, 180]}, stop={"max_trials": 300}, seed=1)
    path = sweep.run(tmp_path / "x.h5", progress=False).path
    before = digest(path)
    assert check.main([str(path), "--law", f"{HERE}:bounded"], "peelsim check") == 0
    out = capsys.readouterr().out
    assert f"{HERE}:bounded (upper bound), there are no more" in out and "holds" in out
    assert check.main([str(path), "--law", f"{HERE}:failing"], "peelsim check") == 0
    assert "KeyError: 'of mine'" in capsys.readouterr().out
    assert digest(path) == before
    for law, words in (("no_such:f", "cannot be imported"), (f"{HERE}:f", "has no function f")):
        assert check.main([str(path), "--law", law], "peelsim check") == 2
        assert words in capsys.readouterr().err


@pytest.mark.slow
def test_a_law_asked_for_afterwards_is_drawn(tmp_path, capsys, monkeypatch):
    sweep = peelsim.Sweep(MODEL, {"texts": [150, 180]}, stop={"max_trials": 30}, seed=1)
    path = sweep.run(tmp_path / "x.h5", progress=False).path
    drawn = []
    monkeypatch.setattr(style, "law_key", lambda law, key=style.law_key: drawn.append(law) or key(law))
    options = ["--figure", "curves", "--y", "learnt", "--format", "svg"]
    for law, code in ((f"{HERE}:all_missed", 0), ("no_such:f", 2)):
        assert plot.main([str(path), *options, "--law", law], "peelsim plot") == code
    assert drawn == [f"{HERE}:all_missed"] and (tmp_path / "x-curves.svg").exists()
    assert "no_such cannot be imported" in capsys.readouterr().err


def test_functions_of_a_notebook(tmp_path):
    sweep = peelsim.Sweep(
        MODEL,
        {"texts": [150, 180]},
        stop={"max_trials": 50, "max_events": {"observable": "event", "count": 20}},
        seed=1,
        observe={"one": lambda trial: 1, "two": lambda trial: 2, "event": mine.most_missed},
        laws={"mine": lambda model: {"one": 1.0}, "renewal": None},
    )
    results = sweep.run(tmp_path / "x.h5", progress=False)
    assert results.laws == ("mine", "renewal")
    assert results.data["one"].values.tolist() == [1, 1] and results.data["two"].values.tolist() == [2, 2]
    assert not results.check()["mine"].fails
    with peelsim_processes() as pool, pytest.raises(WorkersError, match="no worker can import: put it into a module"):
        sweep.run(tmp_path / "y.h5", progress=False, executor=pool)


def peelsim_processes():
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"))


SIX, GRID = "text_degree = { mean = 6 }", "concepts = [50, 60]\ntexts_per_concept = [4.3, 4.8]"
EVIL = 'from pathlib import Path\nPath("ran").write_text("it did")\n\ndef f(trial):\n    return 1\n\nlaw = dict\n'


@pytest.mark.slow
def test_a_result_file_imports_nothing_by_itself(tmp_path, capsys, monkeypatch):
    """Whatever command reads a file that names a module with a side effect: it takes place only where it is trusted."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "evil.py").write_text(EVIL)
    rest = '[observe]\nown = "evil:f"\n[laws]\ncompare = ["evil:law"]\n[run]\nengine = "graph"'
    (tmp_path / "x.toml").write_text(toml(model=SIX, grid=GRID, stop="max_trials = 5", rest=rest))

    def command(*arguments, code=0):
        program = [sys.executable, "-c", "import sys; from peelsim.cli import main; sys.exit(main())"]
        done = subprocess.run([*program, *arguments], capture_output=True, text=True, timeout=200)
        assert done.returncode == code and "Traceback" not in done.stderr, (done.stdout, done.stderr)
        return done.stderr

    command("run", "x.toml", "-o", "x.h5")
    ran = tmp_path / "ran"
    assert ran.exists()  # the sweep file that one runs
    ran.unlink()
    replayed = ("replay", "x.h5", "--point", "0", "--trial", "1")
    err = command(*replayed, code=2)
    assert err.count("\n") == 1 and "evil:f, evil:law" in err and "--trust" in err
    for reader in (["check", "x.h5"], ["status", "x.h5"], ["export", "x.h5", "--csv"], ["plot", "x.h5"]):
        command(*reader)
    command("merge", "x.h5", "-o", "y.h5", code=2)
    command("check", "x.h5", "--law", "math:sin", code=2)
    program = "import peelsim; r = peelsim.open('x.h5'); r.data; r.check()"
    subprocess.run([sys.executable, "-c", program], check=True, timeout=200)
    assert not ran.exists()
    command(*replayed, "--trust")
    assert ran.exists()


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ('[observe]\nx = "no_such_module:f"', "observe.x: no_such_module cannot be imported (ModuleNotFoundError"),
        (
            '[observe]\nx = "__main__:f"',
            "f is a function of a notebook or a script, and at hand there",
        ),
        (f'[observe]\nx = "{HERE}:f"', f"observe.x: {HERE} has no function f"),
        ('[observe]\nx = "f"', "observe.x: 'f' names no function; write \"module:function\""),
        (f'[observe]\nlearnt = "{HERE}:missed"', "the model has something of this name"),
        (f'[observe]\n"a b" = "{HERE}:missed"', "'a b' is not a name"),
        (f'[laws]\ncompare = ["{HERE}:f"]', f"laws.compare[0]: {HERE} has no function f"),
        (f'[laws]\nfunctions = {{ exact = "{HERE}:all_missed" }}', "the model has a law of this name"),
        (f'[observe]\nx = "{HERE}:missed"\n[run]\nengine = "rounds"', "rounds shows no graphs"),
    ],
)
def test_mistakes_of_a_file(tmp_path, parts, words):
    (tmp_path / "x.toml").write_text(toml(rest=parts if "[run]" in parts else parts + '\n[run]\nengine = "graph"'))
    with pytest.raises(SweepError) as error:
        peelsim.Sweep.from_toml(tmp_path / "x.toml")
    assert words in str(error.value) and "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (mine.negative, "observable x of trial 0 is -1.0; it must be from 0 to 1e6"),
        (mine.broken, "observable x failed in trial 0: ZeroDivisionError: of mine"),
        (lambda trial: "much", "which is no finite number"),
        (lambda trial: float("nan"), "which is no finite number"),
        (lambda trial: 1e7, "it must be from 0 to 1e6"),
        (3, "which is no function of a trial"),
    ],
)
def test_functions_that_are_wrong_are_said_in_a_line(function, words):
    with pytest.raises(ValueError) as error:
        peelsim.simulate(MODEL, trials=3, seed=1, observe={"x": function})
    assert words in str(error.value) and "\n" not in str(error.value)


def test_a_function_that_fails_at_once_leaves_no_file_in_the_way(tmp_path, monkeypatch):
    def run(function, **how):
        made = peelsim.Sweep(MODEL, stop={"max_trials": 50}, seed=1, observe={"x": function})
        return made.run(tmp_path / "x.h5", progress=False, threads=1, **how)

    monkeypatch.setattr(journal, "SnapshotClock", functools.partial(journal.SnapshotClock, interval=0.0, share=1e9))

    def slowly_broken(trial):
        time.sleep(0.5)  # the run looks after its file meanwhile
        return mine.broken(trial)

    with pytest.raises(ValueError, match="observable x failed in trial 0"):
        run(slowly_broken)
    assert not (tmp_path / "x.h5").exists()
    before = digest(run(mine.missed).path)
    with pytest.raises(ValueError, match="observable x failed in trial 0"):
        run(slowly_broken, fresh=True)
    assert digest(tmp_path / "x.h5") == before


def test_another_version_of_a_function_is_told(sweep, results, tmp_path, monkeypatch):
    shutil.copy(results, tmp_path / "x.h5")
    monkeypatch.setattr(observed, "stamp_of", lambda function: "another")
    with pytest.raises(peelsim.results.ResultsError, match=r"was made with observe\.missed"):
        peelsim.run_sweep(sweep, output=tmp_path / "x.h5", progress=False)


def test_success_functions_of_learners():
    given = {"skills": 100, "texts": 50, "text_degree": peelsim.Poisson(mean=2)}
    two = peelsim.AbstractLearner(learner=lambda novel: float(novel <= 2), **given)
    assert two.learner == (1.0, 1.0, 1.0)
    found = peelsim.simulate(two, trials=20, seed=1)
    named = peelsim.simulate(peelsim.AbstractLearner(learner=(1, 1, 1), **given), trials=20, seed=1)
    assert (found["learnt"] == named["learnt"]).all()
    for learner, words in ((lambda novel: 1.0, "must be 0 from some number on"), (lambda novel: "x", "failed at 0")):
        with pytest.raises(ValueError, match=words):
            peelsim.AbstractLearner(learner=learner, **given)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"stuck": pd.NA}, "law mine says nothing at 2 of 2 points: it says <NA> of stuck, which is no number"),
        ({"stuck": None}, "it says None of stuck, which is no number"),
        ({"stuck": [0.1, None]}, "it says [0.1, None] of stuck, which is no number"),
        ({"stuck": [0.1, 0.2]}, "it says an array of shape (2,) of stuck; give a single number"),
        ({"trajectory": [0.1, 0.2]}, "it says an array of shape (2,) of trajectory; give 3 numbers"),
        ({"stuck": Extrapolated(pd.NA, "far")}, "it says <NA> of stuck, which is no number"),
        ({"stuck": Extrapolated(0.5, pd.NA)}, "it gives <NA> as the reason for what it says of stuck; give words"),
        (
            {"stuck": Extrapolated(0.5, "far", [True])},
            "of places of stuck, which has no dimension of its own",
        ),
        ({"one": [1.0, 2.0]}, "it says an array of one; give a single number"),
        (None, "it returns NoneType, not a mapping from observables to numbers"),
    ],
)
def test_laws_that_are_wrong_are_said_in_a_line(tmp_path, capsys, said, words):
    model = replace(MODEL, trajectory_rounds=3)
    laws, observe = {"mine": lambda model: said, "renewal": None}, {"one": lambda trial: 1}
    sweep = peelsim.Sweep(model, {"texts": [150, 180]}, stop={"max_trials": 5}, seed=1, laws=laws, observe=observe)
    results = sweep.run(tmp_path / "x.h5", threads=1)  # with a bar: remarks are for a person
    assert words in capsys.readouterr().err
    assert words.split(": ")[-1] in results.check().report()


def test_what_a_law_says_of_places_is_taken(tmp_path):
    far = Extrapolated([0.5, 0.4, 0.3], "far", [False, False, True])
    model, laws = replace(MODEL, trajectory_rounds=3), {"mine": lambda model: {"trajectory": far}}
    sweep = peelsim.Sweep(model, stop={"max_trials": 5}, seed=1, laws=laws)
    results = sweep.run(tmp_path / "x.h5", progress=False)
    assert results.law("mine")["trajectory"].values.tolist() == [0.5, 0.4, 0.3]


@pytest.mark.parametrize(
    "value", [pd.NA, None, np.ma.masked, pytest.param(10**5000, id="long"), np.eye(2), pd.Series([1, 2])]
)
def test_what_is_no_number_of_an_observable_is_said_in_a_line(value):
    with pytest.raises(
        observed.OwnFunctionError, match=r"observable x of trial 0 is .*(no finite number|must be from 0)"
    ) as error:
        peelsim.simulate(MODEL, trials=3, seed=1, observe={"x": lambda trial: value})
    assert "\n" not in str(error.value)
