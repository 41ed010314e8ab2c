"""Arguments that are wrong: one line that says which, and what to give."""

import signal
import threading
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import peelsim
from peelsim.analysis.sheets.drawing import Options
from peelsim.arguments import chance_of, seed_of, whole
from peelsim.results import ResultsError
from peelsim.stats.law import Extrapolated, Undefined
from peelsim.sweep.own.laws import own_law
from peelsim.theory.optimum.text_design import design_texts
from tests.sweep.example import toml

MODEL = peelsim.ConceptText(concepts=100, texts=450, text_degree=peelsim.Binomial(mean=6))
QUANTA = peelsim.Quanta(quanta=10, exponent=1, samples=5)


@pytest.mark.parametrize("value", [5, 5.0, np.int8(5), np.float64(5), np.array(5)])
def test_whole_numbers(value):
    number = whole(value, "number of trials", least=1)
    assert number == 5 and type(number) is int


def test_seeds_of_any_length():
    assert seed_of(2**100) == 2**100


WRONG = {
    "seed None": (lambda: peelsim.simulate(MODEL, trials=1, seed=None), "None is not a seed; give a whole number"),
    "a generator": (
        lambda: peelsim.simulate(MODEL, trials=1, seed=np.random.default_rng(1)),
        "is not a seed; give a whole number, 0 or more: every trial follows from it, and can be had again",
    ),
    "seed -1": (lambda: peelsim.simulate(MODEL, trials=1, seed=-1), "-1 is not a seed"),
    "seed True": (lambda: peelsim.simulate(MODEL, trials=1, seed=True), "True is not a seed"),
    "seed of a list": (lambda: peelsim.sample_graph(MODEL, seed=[1, 2]), r"\[1, 2\] is not a seed"),
    "half a trial": (lambda: peelsim.simulate(MODEL, trials=0.5, seed=1), "0.5 is not a number of trials"),
    "trials in words": (lambda: peelsim.simulate(MODEL, trials="10", seed=1), "'10' is not a number of trials"),
    "infinite trials": (lambda: peelsim.simulate(MODEL, trials=np.inf, seed=1), "inf is not a number of trials"),
    "no thread": (lambda: peelsim.simulate(MODEL, trials=1, seed=1, threads=0), "0 is not a number of threads"),
    "less than no thread": (
        lambda: peelsim.simulate(MODEL, trials=1, seed=1, threads=-1),
        "-1 is not a number of threads; it must be a whole number, 1 or more",
    ),
    "no thread for a sweep": (lambda: peelsim.run_sweep("x.toml", threads=0), "0 is not a number of threads"),
    "trial -1": (lambda: peelsim.sample_graph(MODEL, seed=1, trial=-1), "-1 is not a number of a trial"),
    "several laws": (
        lambda: peelsim.predict(MODEL, law=["corrected", "exact"]),
        r"\['corrected', 'exact'\] is no law; give the name of one",
    ),
    "no law": (lambda: peelsim.predict(MODEL, law=None), "None is no law"),
    "a class": (
        lambda: peelsim.simulate(peelsim.ConceptText, trials=1, seed=1),
        r"class ConceptText is no model; give a value of one, such as ConceptText\(concepts",
    ),
    "a number for a model": (lambda: peelsim.predict(3, law="exact"), "int is no model"),
    "a model without a graph": (lambda: peelsim.sample_graph(QUANTA, seed=1), "no engine of quanta samples a graph"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_one_line(name):
    call, words = WRONG[name]
    with pytest.raises(ValueError, match=words) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_a_float_that_is_whole_is_a_number_of_trials():
    few = peelsim.simulate(MODEL, trials=1e1, seed=1.0)
    np.testing.assert_array_equal(few["learnt"], peelsim.simulate(MODEL, trials=10, seed=1)["learnt"])


def test_several_laws_at_once_are_not_loaded(tmp_path):
    (tmp_path / "x.toml").write_text(toml(rest='[laws]\ncompare = ["corrected"]'))
    path = peelsim.run_sweep(tmp_path / "x.toml", output=tmp_path / "x.h5")
    with pytest.raises(ValueError, match=r"\['corrected'\] is no law; give the name of one"):
        peelsim.load(path, law=["corrected"])


@pytest.mark.parametrize("there", [False, True])
def test_an_interruption_before_the_first_trial_has_words(tmp_path, monkeypatch, there):
    (tmp_path / "x.toml").write_text(toml(rest='[laws]\ncompare = ["corrected"]'))
    path = tmp_path / "x.h5"
    if there:
        peelsim.run_sweep(tmp_path / "x.toml", output=path)
    held = path.read_bytes() if there else None

    def interrupts(sweep):
        signal.raise_signal(signal.SIGINT)
        threading.Event().wait(0.5)

    monkeypatch.setattr("peelsim.campaign.runs.before_laws", interrupts)  # before the file is opened
    words = f"{path} is as it was" if there else "nothing is stored"
    with pytest.raises(KeyboardInterrupt, match=f"stopped before the first trial; {words}, and the same call begins"):
        peelsim.run_sweep(tmp_path / "x.toml", output=path)
    assert held == (path.read_bytes() if path.exists() else None)


@pytest.mark.slow
def test_an_interruption_of_simulate_has_words():
    peelsim.simulate(MODEL, trials=1, seed=1, engine="graph")  # compiles
    threading.Timer(0.5, signal.raise_signal, [signal.SIGINT]).start()
    with pytest.raises(KeyboardInterrupt, match="stopped after") as stop:
        peelsim.simulate(MODEL, trials=10**7, seed=1, engine="graph")
    assert stop.value.trials is None or stop.value.trials.number < 10**7


def test_what_is_done_is_kept_when_simulate_is_interrupted():
    """A signal comes in the fifth trial: whole blocks before it are there, and go on to what one call gives."""
    seen = []

    def interrupts(trial) -> int:
        seen.append(trial)
        if len(seen) == 5:
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
            threading.Event().wait(0.5)  # until that thread has heard it
        return trial.graph.nnz

    few = type("Few", (peelsim.ConceptText,), {"block_trials": lambda self, engine: 2})
    model = few(concepts=20, texts=60, text_degree=peelsim.Binomial(mean=3))
    how = {"seed": 1, "threads": 1, "observe": {"own": interrupts}}
    with pytest.raises(KeyboardInterrupt) as stop:
        peelsim.simulate(model, trials=10, **how)
    kept = stop.value.trials
    assert kept.number == 4
    assert str(stop.value).startswith(f"stopped after {kept.number} of 10 trials; the trials of this exception")
    whole = peelsim.simulate(model, trials=10, **how)
    assert all((kept[name] == values[: kept.number]).all() for name, values in whole.items())
    assert all((kept.extend(10 - kept.number)[name] == values).all() for name, values in whole.items())
    seen[:] = [None] * 4
    with pytest.raises(KeyboardInterrupt, match=f"stopped after {kept.number} of {kept.number + 9} trials") as stop:
        kept.extend(9)
    assert stop.value.trials.number == kept.number
    seen[:] = [None] * 4
    with pytest.raises(KeyboardInterrupt, match="stopped after 0 of 2 trials; nothing is kept") as stop:
        peelsim.simulate(model, trials=2, **how)
    assert stop.value.trials is None


class Unspeakable:
    """What cannot even be shown."""

    def __repr__(self):
        raise RuntimeError


LOOP: list = []
LOOP.append(LOOP)
ODD = {
    "words": "x",
    "two lines": "a\nb",
    "a column": np.arange(3.0),
    "a table": np.eye(3),
    "a list of lists": [[1, 2], [3]],
    "a list that holds itself": LOOP,
    "a set": {1, 2},
    "a table of names": {"a": 1},
    "a complex number": 1 + 2j,
    "complex of NumPy": np.complex128(3),
    "masked": np.ma.masked,
    "missing of pandas": pd.NA,
    "a column of pandas": pd.Series([1.0, 2.0]),
    "a time": np.timedelta64(3, "s"),
    "thousands of digits": -(10**5000),
    "not a number": np.nan,
    "infinite": -np.inf,
    "true of NumPy": np.True_,
    "no repr": Unspeakable(),
    "a class": int,
}
TOKENS, X = [0, 1] * 20, np.arange(1.0, 9)
NUMBERS = {
    "trials": lambda v: peelsim.simulate(MODEL, trials=v, seed=1),
    "seed": lambda v: peelsim.simulate(MODEL, trials=1, seed=v),
    "threads": lambda v: peelsim.simulate(MODEL, trials=1, seed=1, threads=v),
    "trial": lambda v: peelsim.sample_graph(MODEL, seed=1, trial=v),
    "model": lambda v: peelsim.ConceptText(concepts=v, texts=450, text_degree=peelsim.Binomial(mean=6)),
    "degree": lambda v: peelsim.Binomial(mean=v),
    "flops": lambda v: peelsim.optimum(flops=v),
    "compute": lambda v: peelsim.optimum(compute=v),
    "tokens at most": lambda v: peelsim.optimum(compute=1e6, law="corrected", tokens_at_most=v),
    "degree of an optimum": lambda v: peelsim.optimum(compute=1e6, law="corrected", text_degree=v),
    "lags": lambda v: peelsim.text_statistics(TOKENS, lags=[v]),
    "orders": lambda v: peelsim.text_statistics(TOKENS, lags=[1], orders=v),
    "vocabulary": lambda v: peelsim.text_statistics(TOKENS, vocabulary=v),
    "separator": lambda v: peelsim.text_statistics(TOKENS, separator=v),
    "held out": lambda v: peelsim.explain(X, 1 / X, held_out=v),
    "words of a code": lambda v: peelsim.TextCode([True], text_degree=peelsim.Poisson(mean=1), text_words=v),
    "degree of a code": lambda v: peelsim.TextCode([True], text_degree=v),
    "size of a graph": lambda v: peelsim.peel(edges=[(0, 1)], shape=(v, None)),
    "width": lambda v: Options(width=v),
    "level": lambda v: chance_of(v),
    "parameters of a concept": lambda v: peelsim.optimum(compute=1e6, law="corrected", parameters_per_concept=v),
    "tokens of a text": lambda v: peelsim.optimum(compute=1e6, law="corrected", tokens_per_text=v),
    "mean of a design": lambda v: peelsim.design.text_degree(v, largest=9),
    "concepts of a design": lambda v: design_texts(3, unlearnt=0.1, concepts=v),
    "chance of a design": lambda v: peelsim.design.text_degree(3, concepts=1000, stuck=v),
    "share of a design": lambda v: peelsim.design.text_degree(3, learnt=v),
    "degree of a design": lambda v: peelsim.design.text_degree(3, largest=v),
    "trials of a design": lambda v: peelsim.design.text_degree(3, concepts=1000, refine=v),
    "budget of a design": lambda v: peelsim.design.budget_gain(6, compute=v, trials=1, seed=1),
    "least replicas": lambda v: peelsim.design.user_degree(largest=9, least=v),
    "mean of replicas": lambda v: peelsim.design.user_degree(largest=9, mean=v),
    "erasure of a design": lambda v: peelsim.design.bit_degree(erasure=v, check_degree=6, largest=9),
    "checks of a design": lambda v: peelsim.design.bit_degree(erasure=0.4, check_degree=v, largest=9),
    "what is observed": lambda v: peelsim.simulate(MODEL, trials=1, seed=1, observe={"mine": lambda trial: v}),
    "what a law says": lambda v: said_by_law(v),
    "what a law extrapolates": lambda v: said_by_law(Extrapolated(v, "far")),
    "max_trials": lambda v: peelsim.Sweep(MODEL, stop={"max_trials": v}, seed=1),
}
NAMES = {
    "engine": lambda v: peelsim.simulate(MODEL, trials=1, seed=1, engine=v),
    "law": lambda v: peelsim.predict(MODEL, law=v),
    "law of an optimum": lambda v: peelsim.optimum(compute=1e6, law=v),
    "multi-edges": lambda v: peelsim.peel([[1]], multi_edges=v),
    "theory": lambda v: peelsim.explain(X, 1 / X, theories=[v]),
    "own observables": lambda v: peelsim.simulate(MODEL, trials=1, seed=1, observe=v),
    "an own observable": lambda v: peelsim.simulate(MODEL, trials=1, seed=1, observe={"mine": v}),
    "grid": lambda v: peelsim.Sweep(MODEL, v, stop={"max_trials": 1}, seed=1),
    "axis": lambda v: peelsim.Sweep(MODEL, {"text_degree": v}, stop={"max_trials": 1}, seed=1),
    "fresh": lambda v: peelsim.run_sweep("none.toml", fresh=v),
    "smoke": lambda v: peelsim.run_sweep("none.toml", smoke=v),
    "keep_trials": lambda v: peelsim.Sweep(MODEL, stop={"max_trials": 1}, seed=1, keep_trials=v),
    "progress": lambda v: SWEEP.run(progress=v),
    "stop": lambda v: SWEEP.run(stop=v),
    "executor": lambda v: SWEEP.run(executor=v),
    "fresh of a sweep": lambda v: SWEEP.run(fresh=v),
    "laws": lambda v: peelsim.Sweep(MODEL, stop={"max_trials": 1}, seed=1, laws=v),
    "binding laws": lambda v: peelsim.Sweep(MODEL, stop={"max_trials": 1}, seed=1, binding=v),
    "name": lambda v: peelsim.Sweep(MODEL, stop={"max_trials": 1}, seed=1, name=v),
    "shape": lambda v: peelsim.peel([[1, 0]], shape=v),
    "shape for edges": lambda v: peelsim.peel(edges=[(0, 1)], shape=v),
    "progress of statistics": lambda v: peelsim.text_statistics(TOKENS, lags=[1], progress=v),
    "reason of a law": lambda v: said_by_law(Undefined(v)),
    "places of a law": lambda v: said_by_law(Extrapolated(1.0, "far", v)),
    "elsewhere of a law": lambda v: said_by_law(Undefined("there", v)),
}


def said_by_law(value):
    """What a law of one's own says; its mistake is why a result file has nothing of it."""
    return own_law("mine", lambda model: {"stuck": value}).predict(MODEL)["stuck"]


SWEEP = peelsim.Sweep(MODEL, stop={"max_trials": 1}, seed=1, name="never_run")
TAKEN = {
    *((door, "a class") for door in ("an own observable", "progress", "progress of statistics")),  # may be called
    *(("name", "words"), ("reason of a law", "words"), ("reason of a law", "two lines")),
    ("what is observed", "true of NumPy"),
    *(("what a law says", what) for what in ("not a number", "infinite", "true of NumPy")),
    *(("what a law extrapolates", what) for what in ("not a number", "infinite", "true of NumPy")),
    *((flag, "true of NumPy") for flag in ("fresh", "fresh of a sweep", "smoke", "keep_trials")),
}


@pytest.mark.parametrize("door", [*NUMBERS, *NAMES])
def test_what_is_odd_is_refused_in_one_line(door, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for what, value in ODD.items():
        if (door, what) not in TAKEN:
            with pytest.raises((ValueError, ResultsError)) as refused:
                ({**NUMBERS, **NAMES})[door](value)
            several = "mistakes" in str(refused.value)  # of a sweep, one per line
            assert (several or "\n" not in str(refused.value)) and len(str(refused.value)) < 1000, (what, refused.value)
            assert refused.traceback[-1].path.is_relative_to(Path(peelsim.__file__).parent), (what, refused.value)
    assert not list(tmp_path.iterdir())


def test_flags_of_numpy_are_flags_and_no_numbers():
    degree = peelsim.Binomial(mean=6)
    assert peelsim.ConceptText(concepts=9, texts=9, text_degree=degree, texts_fixed=np.False_).texts_fixed is False
    with pytest.raises(ValueError, match="is not a number of concepts"):
        peelsim.ConceptText(concepts=np.True_, texts=9, text_degree=degree)


@pytest.mark.parametrize("column", [np.ma.array(X, mask=X > 7), X + 1j, {}, "x", [10**5000] * 8, [[1], [2, 3]]])
def test_columns_that_are_none(column):
    for call in (lambda: peelsim.explain(column, 1 / X), lambda: peelsim.explain(X, 1 / X, error=column)):
        with pytest.raises(ValueError, match=r"no column of numbers|masked"):
            call()


@pytest.mark.parametrize("learnt", [[1, 2], [0.5], np.ma.array([1, 0], mask=[0, 1]), [1j], ["a"], [np.nan], None])
def test_skills_are_learnt_or_not(learnt):
    with pytest.raises(ValueError, match="give True or False for each skill"):
        peelsim.TextCode(learnt, text_degree=peelsim.Poisson(mean=1))
