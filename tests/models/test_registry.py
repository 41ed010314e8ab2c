"""Which kinds there are, and what becomes of those that are registered by hand."""

import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import numpy as np
import pytest

import peelsim
from peelsim.models import registry
from peelsim.models.registry import kinds, model_of
from peelsim.sweep.file import spec
from peelsim.sweep.run.job import Job, WorkersError
from peelsim.sweep.run.remote import OtherKernelsError, PlainJob, run
from peelsim.testing import PromiseError, check_model

MAIN = """
import sys
import peelsim
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

@peelsim.register
class Mine(peelsim.RandomGraph):
    kind = "mine"

if __name__ == "__main__":
    sweep = peelsim.Sweep(Mine(nodes=50, mean_degree=1), {"mean_degree": [1, 2]}, stop={"max_trials": 50}, seed=1)
    print(sweep.run("threads.h5", progress=False).path)
    peelsim.testing.check_model(Mine)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        try:
            sweep.run("processes.h5", progress=False, executor=pool)
        except Exception as error:
            print(type(error).__name__, error)
"""


@pytest.fixture
def own(monkeypatch):
    """Registers nothing for good."""
    monkeypatch.setattr(registry, "_registered", {})


def graph(kind, name="Mine"):
    return type(name, (peelsim.RandomGraph,), {"kind": kind, "__module__": __name__})


def test_a_registered_kind_runs_in_sweeps(own, tmp_path):
    mine = peelsim.register(graph("mine"))
    assert "mine" in kinds() and model_of("mine") is mine
    (tmp_path / "x.toml").write_text(
        '[sweep]\nname = "x"\nseed = 1\n[model]\nkind = "mine"\nmean_degree = 2\n[grid]\nnodes = [20, 30]\n'
        '[stop]\nmax_trials = 10\n[laws]\ncompare = ["giant_component"]\n'
    )
    data = peelsim.open(peelsim.run_sweep(tmp_path / "x.toml", output=tmp_path / "x.h5", progress=False)).data
    assert data["trials"].values.tolist() == [10, 10]


def test_the_same_class_again_takes_the_place_of_the_first(own):
    first, second = graph("mine"), graph("mine")
    peelsim.register(first)
    assert peelsim.register(second) is second is model_of("mine")
    with pytest.raises(ValueError, match="there is another model of kind 'mine'"):
        peelsim.register(graph("mine", name="Other"))


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (3, "is no class of models"),
        (type("Plain", (), {"kind": "plain"}), "is no class of models"),
        (peelsim.RandomGraph(nodes=3, mean_degree=1), "is no class of models"),
        (graph("random-graph"), "there is another model of kind 'random-graph'"),
        (graph("My Graph"), "give it small letters"),
        (graph("../x"), "give it small letters"),
    ],
)
def test_refusals(own, model, words):
    with pytest.raises(ValueError, match=words) as error:
        peelsim.register(model)
    assert "\n" not in str(error.value) and "mine" not in kinds()


def test_a_sweep_of_an_unregistered_model_says_how_to_make_it_known(own):
    with pytest.raises(ValueError, match=r"peelsim.register\(Mine\) makes it known"):
        peelsim.Sweep(graph("mine")(nodes=3, mean_degree=1), stop={"max_trials": 1}, seed=1)


@pytest.mark.slow
def test_a_model_of_a_notebook_runs_in_threads_and_is_refused_to_workers(tmp_path):
    (tmp_path / "program.py").write_text(MAIN)
    done = subprocess.run([sys.executable, "program.py"], cwd=tmp_path, capture_output=True, text=True, timeout=300)
    threads, refused = done.stdout.splitlines()
    assert threads == "threads.h5" and "Traceback" not in done.stderr, done.stderr
    assert refused.startswith("WorkersError mine is a model of __main__:Mine, which no worker can import: ")


def test_workers_with_another_version_of_the_module_refuse(own, monkeypatch):
    mine = peelsim.register(graph("mine"))
    monkeypatch.setattr(sys.modules[__name__], "Mine", mine, raising=False)
    model = mine(nodes=20, mean_degree=1)
    asked = PlainJob.of(Job(model, "graph", 1, 0, 2))
    assert asked.home == f"{__name__}:Mine"
    assert run(asked, np.zeros(2, np.int64)).counts["largest"].shape == (2,)
    for changed, words in (
        ({"kernels": "0"}, "another version of peelsim, Numba or"),
        ({"home": "no_such_module:Mine"}, "cannot import no_such_module"),
    ):
        with pytest.raises(OtherKernelsError, match=words):
            run(asked._replace(**changed), np.zeros(2, np.int64))
    monkeypatch.setattr(mine, "__module__", "__main__")
    with pytest.raises(WorkersError, match="put it into a module"):
        PlainJob.of(Job(model, "graph", 1, 0, 2))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("no_such_module:Mine", "cannot be loaded: ModuleNotFoundError"),
        ("math:pi", "is no class of models"),
        ("peelsim:RandomGraph", "has models of kind 'random-graph'; call both alike"),
    ],
)
def test_a_broken_entry_point_is_said_in_a_line(monkeypatch, value, words):
    monkeypatch.setattr(registry, "_installed", lambda: {"mine": EntryPoint("mine", value, registry.GROUP)})
    registry._loaded.cache_clear()
    with pytest.raises(ValueError, match=words):
        model_of("mine")
    text = '[sweep]\nname = "x"\nseed = 1\n[model]\nkind = "mine"\n[stop]\nmax_trials = 1\n'
    with pytest.raises(ValueError, match=words) as error:
        spec.parse(text, source=Path("x.toml"))
    assert "\n" not in str(error.value)


def test_a_class_without_an_example_is_no_small_model():
    class Without(peelsim.RandomGraph):
        kind, example = "without", {}

    with pytest.raises(PromiseError, match="has no example"):
        check_model(Without)
    with pytest.raises(PromiseError, match=r"derives from peelsim.modelling.Model"):
        check_model(int)
    with pytest.raises(PromiseError, match=r"NoneType is no model: it derives from peelsim.modelling.Model"):
        check_model(None)
