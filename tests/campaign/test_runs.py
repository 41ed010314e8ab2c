"""A run of a sweep: what it leaves behind, also when something breaks on the way."""

import threading
import time
from contextlib import nullcontext
from types import SimpleNamespace

import h5py
import numpy as np
import pytest

import peelsim
from peelsim import campaign, versions
from peelsim.campaign import provenance, runs
from peelsim.commands import status
from peelsim.judging.judged import judged
from peelsim.mistakes import SweepError
from peelsim.results import UNFINISHED, ResultsError, digest
from peelsim.results import read as saved
from peelsim.results.compare import compared
from peelsim.results.summary import summary
from peelsim.sweep.run import schedule
from peelsim.sweep.run.stop_word import StopWord
from tests.sweep.example import MODEL, read


def block(folder):
    """Trials a block of MODEL."""
    (point,) = read(folder).points
    return point.block_trials


def run(sweep, path, *, threads=2, fresh=False, word=None, say=lambda remark: None):
    return campaign.run(sweep, path=path, threads=threads, fresh=fresh, word=word or StopWord(), say=say)


def test_an_outcome_is_what_the_file_holds(tmp_path):
    sweep = read(tmp_path, grid="split = [0.1, 0.9]")
    outcome = run(sweep, tmp_path / "x.h5")
    held = saved(tmp_path / "x.h5")
    assert outcome.finished and outcome.path == tmp_path / "x.h5"
    assert outcome.reasons == tuple(held.stop_reasons) == ("max_trials", "max_trials")
    for ours, theirs in zip(outcome.tallies, held.tallies, strict=True):
        assert ours.trials == theirs.trials == 100
        assert {n: int(s) for n, s in ours.sums.items()} == {n: int(s) for n, s in theirs.sums.items()}


def test_predictions_are_those_of_the_models(tmp_path):
    sweep = read(tmp_path, model=MODEL + "\ntrajectory_rounds = 3", grid="split = [0.1, 0.9]", rest=LAWS)
    said = run(sweep, tmp_path / "x.h5").predictions
    assert set(said) == {"corrected", "density_evolution"}
    for law, of_law in said.items():
        for i, point in enumerate(sweep.points):
            for name, value in point.model.predict(law).items():
                np.testing.assert_array_equal(of_law[name][i], value)
    assert said["density_evolution"]["trajectory"].shape == (2, 3)
    assert "complete" not in said["corrected"]


LAWS = '[laws]\ncompare = ["corrected", "density_evolution"]'


def test_a_law_with_nothing_to_say_at_a_point_says_nan(tmp_path):
    sweep = read(
        tmp_path,
        model="concepts = 100\ntexts = 300\ntext_degree.kind = 'binomial'",
        grid="text_degree.mean = [2, 6]",
        rest=LAWS,
    )
    stuck = run(sweep, tmp_path / "x.h5").predictions["corrected"]["stuck"]
    assert np.isnan(stuck[0]) and 0 < stuck[1] <= 1


@pytest.mark.slow
def test_a_word_set_at_any_moment_keeps_a_prefix(tmp_path):
    sweep = read(tmp_path, stop=f"max_trials = {6 * block(tmp_path)}", rest="[output]\nkeep_trials = true")
    run(sweep, tmp_path / "whole.h5")
    (whole,) = saved(tmp_path / "whole.h5").counts
    for seconds in (0.0, 0.02, 0.1, 0.2):
        word = StopWord()
        threading.Timer(seconds, word.set).start()
        try:
            outcome = run(sweep, tmp_path / f"{seconds}.h5", word=word)
        except KeyboardInterrupt:
            assert not (tmp_path / f"{seconds}.h5").exists()
            continue
        held = saved(tmp_path / f"{seconds}.h5")
        assert outcome.finished or (held.stop_reasons == [UNFINISHED])
        for name, values in held.counts[0].items():
            np.testing.assert_array_equal(values, whole[name][: len(values)])
        assert run(sweep, tmp_path / f"{seconds}.h5", threads=1).finished
        assert digest(tmp_path / f"{seconds}.h5") == digest(tmp_path / "whole.h5")


def test_a_word_set_before_the_start_writes_nothing(tmp_path):
    word = StopWord()
    word.set()
    with pytest.raises(KeyboardInterrupt):
        run(read(tmp_path, rest=LAWS), tmp_path / "x.h5", word=word)
    assert not (tmp_path / "x.h5").exists()


@pytest.mark.slow
def test_an_error_in_a_simulator_keeps_what_was_committed(tmp_path, monkeypatch):
    sweep = read(tmp_path, stop=f"max_trials = {6 * block(tmp_path)}")
    length, works = sweep.points[0].block_trials, peelsim.ConceptText.simulator

    class Breaks:
        def __init__(self, model, engine):
            self.simulator = works(model, engine)

        def run(self, key, first, trials, control):
            if first == 2 * length:
                raise FloatingPointError("a broken kernel")
            return self.simulator.run(key, first, trials, control)

    with monkeypatch.context() as patch:
        patch.setattr(peelsim.ConceptText, "simulator", lambda model, engine: Breaks(model, engine))
        with pytest.raises(FloatingPointError, match="a broken kernel"):
            run(sweep, tmp_path / "x.h5", threads=1)
    (tally,) = saved(tmp_path / "x.h5").tallies
    assert tally.trials in (0, length, 2 * length)
    run(sweep, tmp_path / "x.h5")
    run(sweep, tmp_path / "y.h5")
    assert digest(tmp_path / "x.h5") == digest(tmp_path / "y.h5")


def test_an_error_while_kernels_are_compiled_comes_out(tmp_path, monkeypatch):
    def breaks(model, engine):
        raise MemoryError("no room for scratch")

    monkeypatch.setattr(peelsim.ConceptText, "simulator", breaks)
    with pytest.raises(MemoryError, match="no room for scratch"):
        run(read(tmp_path), tmp_path / "x.h5")


@pytest.mark.slow
def test_a_sweep_extended_step_by_step_equals_one_run_at_once(tmp_path):
    """Caps inside blocks, a rule added, points added: in the end it is the file of the last sweep."""
    length = block(tmp_path)
    steps = [("[0.2]", 1000, ""), ("[0.2, 0.5]", length + 7, ""), ("[0.2, 0.3, 0.5]", 3 * length + 1, EVENTS)]
    for values, trials, events in steps:
        sweep = read(tmp_path, grid=f"split = {values}", stop=f"max_trials = {trials}\n{events}")
        assert run(sweep, tmp_path / "steps.h5").finished
    run(sweep, tmp_path / "once.h5", threads=1)
    assert digest(tmp_path / "steps.h5") == digest(tmp_path / "once.h5")
    assert set(saved(tmp_path / "once.h5").stop_reasons) == {"max_events"}


def test_a_parameter_moves_between_model_and_axis(tmp_path, monkeypatch):
    """The points with the same content keep their trials, which are not simulated again."""
    one = read(tmp_path, model=f"{MODEL}\nsplit = 0.2")
    run(one, tmp_path / "x.h5")
    simulated = []
    works = peelsim.ConceptText.simulator
    monkeypatch.setattr(
        peelsim.ConceptText,
        "simulator",
        lambda model, engine: simulated.append(model.split) or works(model, engine),
    )
    sweep = read(tmp_path, grid="split = [0.1, 0.2, 0.3]")
    before = len(simulated)
    run(sweep, tmp_path / "x.h5", threads=1)
    assert simulated[before + 2 :] == [0.1, 0.3]  # two to compile, then those that are new
    run(sweep, tmp_path / "y.h5")
    assert digest(tmp_path / "x.h5") == digest(tmp_path / "y.h5")
    with pytest.raises(ResultsError, match="has 2 points this sweep no longer asks for"):
        run(one, tmp_path / "x.h5")


def test_another_value_of_a_constant_is_refused(tmp_path):
    run(read(tmp_path, model=f"{MODEL}\nsplit = 0.2"), tmp_path / "x.h5")
    with pytest.raises(ResultsError, match=r"was made with model\.split 0\.2, this sweep says 0\.3"):
        run(read(tmp_path, model=f"{MODEL}\nsplit = 0.3"), tmp_path / "x.h5")
    with pytest.raises(ResultsError, match="has 1 point this sweep no longer asks for"):
        run(read(tmp_path, grid="split = [0.3]"), tmp_path / "x.h5")


@pytest.mark.parametrize(("engine", "axis"), [("graph", "split = [0.1, 0.2]"), ("curve", "texts = [300, 400]")])
def test_trials_of_an_engine_that_drew_others_are_not_gone_on_with(tmp_path, monkeypatch, engine, axis):
    model = MODEL if engine == "graph" else MODEL.replace("texts = 450\n", "")
    parts = {"model": model, "grid": axis, "rest": f'[run]\nengine = "{engine}"'}
    with monkeypatch.context() as before:
        before.setattr(peelsim.ConceptText, "redrawn", {})
        run(read(tmp_path, **parts), tmp_path / "x.h5")
    wanted = "was made by an earlier version, whose trials drew other random numbers: give another"
    with pytest.raises(ResultsError, match=wanted):
        run(read(tmp_path, **parts), tmp_path / "x.h5")
    assert len(saved(tmp_path / "x.h5").tallies) == 2  # it can be read
    run(read(tmp_path, **parts), tmp_path / "x.h5", fresh=True)
    assert run(read(tmp_path, **parts), tmp_path / "x.h5").finished


EVENTS = "max_events = { observable = 'stuck', count = 4000 }"


def test_points_of_one_content_have_the_same_trials(tmp_path):
    sweep = read(tmp_path, model="text_degree = { mean = 6 }\nconcepts = 100", grid="texts_per_concept = [4.5, 4.501]")
    outcome = run(sweep, tmp_path / "x.h5")
    assert outcome.tallies[0].sums == outcome.tallies[1].sums


def test_too_large_a_model_is_refused_with_its_place(tmp_path):
    sweep = read(tmp_path, model="texts = 10\ntext_degree = { mean = 6 }", grid="concepts = [100, 2e9]")
    with pytest.raises(SweepError, match=r"concepts = 2000000000.* needs .* GB per thread with 10000 of them"):
        run(sweep, tmp_path / "x.h5", threads=10_000)
    assert not (tmp_path / "x.h5").exists()


def test_a_file_that_cannot_be_written_is_said_in_words(tmp_path):
    with pytest.raises(ResultsError, match="cannot be written"):
        run(read(tmp_path), tmp_path / "sweep.toml" / "x.h5")


def test_what_may_differ_between_runs_is_kept_apart(tmp_path):
    sweep = read(tmp_path)
    run(sweep, tmp_path / "x.h5", threads=2)
    first = saved(tmp_path / "x.h5").provenance
    assert {"seconds", "threads", "command", "python", "version_numpy", "git_commit"} <= set(first)
    with h5py.File(tmp_path / "x.h5", "r+") as file:  # an hour of each, as if
        file["provenance"].attrs["seconds"] = 3600.0
        file["provenance/point_seconds"][...] = 3600.0
    run(sweep, tmp_path / "x.h5", threads=1)
    held = saved(tmp_path / "x.h5").provenance  # all that were spent on it
    assert held["seconds"] > 3600 and (held["point_seconds"] >= 3600).all()


def test_a_file_without_provenance_is_checked_as_ever(tmp_path):
    run(read(tmp_path, rest=LAWS), tmp_path / "x.h5")
    before = checked(tmp_path / "x.h5").report()
    with h5py.File(tmp_path / "x.h5", "r+") as file:
        del file["provenance"]
    assert checked(tmp_path / "x.h5").report() == before


def test_provenance_that_cannot_be_had_loses_no_trials(monkeypatch):
    def missing(name):
        raise versions.PackageNotFoundError(name)

    monkeypatch.setattr(versions, "version", missing)
    assert provenance.provenance(1.0, 2)["version_peelsim"] == "unknown"


@pytest.mark.parametrize("error", [ValueError("too large for it"), MemoryError()])
def test_a_law_out_of_reach_is_one_line_and_the_sweep_runs(tmp_path, monkeypatch, error):
    sweep = read(tmp_path, grid="split = [0.1, 0.9]", rest=LAWS)
    works = peelsim.ConceptText.predict

    def predict(model, law):
        if law == "corrected" and model.split == 0.9:
            raise error
        return works(model, law)

    monkeypatch.setattr(peelsim.ConceptText, "predict", predict)
    said = []
    outcome = run(sweep, tmp_path / "x.h5", say=said.append)
    why = "too large for it" if isinstance(error, ValueError) else "it needs more memory than there is"
    assert f"law corrected says nothing at 1 of 2 points: {why}" in said
    assert outcome.finished and np.isnan(outcome.predictions["corrected"]["stuck"]).tolist() == [False, True]


def test_trials_run_while_laws_are_computed(tmp_path, monkeypatch):
    """The laws wait for the first trials here."""
    begun = threading.Event()
    works, predicts = peelsim.ConceptText.simulator, peelsim.ConceptText.predict

    class Tells:
        def __init__(self, model, engine):
            self.simulator = works(model, engine)

        def run(self, key, first, trials, control):
            if trials:
                begun.set()
            return self.simulator.run(key, first, trials, control)

    monkeypatch.setattr(peelsim.ConceptText, "simulator", lambda model, engine: Tells(model, engine))
    monkeypatch.setattr(peelsim.ConceptText, "predict", lambda model, law: begun.wait(60) and predicts(model, law))
    outcome = run(read(tmp_path, rest=LAWS), tmp_path / "x.h5")
    assert outcome.finished and "stuck" in saved(tmp_path / "x.h5").predictions["corrected"]


def test_laws_that_are_computed_are_in_the_file_from_the_next_heartbeat_on(tmp_path, monkeypatch):
    """And not at the end of the trials only, which may be hours later."""
    works = schedule.run
    told = []

    def run_late(sweep, store, *, heartbeat, **rest):
        ends = time.monotonic() + 30
        while not told and time.monotonic() < ends:
            time.sleep(0.01)
            heartbeat()
            told.extend(store.layout.predictions["corrected"])
        return works(sweep, store, heartbeat=heartbeat, **rest)

    monkeypatch.setattr(schedule, "run", run_late)
    assert run(read(tmp_path, rest=LAWS), tmp_path / "x.h5").finished
    assert "stuck" in told


def test_what_a_law_remarks_is_said_once(tmp_path, monkeypatch):
    """However often a heartbeat finds the laws computed."""
    works, said = schedule.run, []

    def run_late(sweep, store, *, heartbeat, **rest):
        ends = time.monotonic() + 30
        while len(said) < 1 and time.monotonic() < ends:
            time.sleep(0.01)
            heartbeat()
        heartbeat()
        return works(sweep, store, heartbeat=heartbeat, **rest)

    def silent(model, law):
        raise ValueError("too large for it")

    monkeypatch.setattr(schedule, "run", run_late)
    monkeypatch.setattr(peelsim.ConceptText, "predict", silent)
    run(read(tmp_path, rest='[laws]\ncompare = ["corrected"]'), tmp_path / "x.h5", say=said.append)
    assert said == ["law corrected says nothing at 1 of 1 points: too large for it"]


@pytest.mark.parametrize("before", [False, True])
def test_stopped_before_the_laws_are_known_a_run_goes_on_to_the_same_file(tmp_path, monkeypatch, before):
    """What a file held of them it still holds."""
    sweep = read(tmp_path, rest=LAWS)
    run(sweep, tmp_path / "whole.h5")
    if before:
        run(read(tmp_path, stop="max_trials = 50", rest=LAWS), tmp_path / "x.h5")
    word, predicts = StopWord(), peelsim.ConceptText.predict
    with monkeypatch.context() as patch:
        patch.setattr(peelsim.ConceptText, "predict", lambda model, law: _until_stopped(word) or predicts(model, law))
        said = []
        outcome = run(sweep, tmp_path / "x.h5", word=word, say=lambda remark: said.append(remark) or word.set())
    assert not outcome.finished and outcome.tallies[0].trials == 100
    assert said == ["computing what the laws predict ..."]
    held = saved(tmp_path / "x.h5")
    assert set(held.predictions) == {"corrected", "density_evolution"}
    assert ("stuck" in held.predictions["corrected"]) == before
    assert ("stuck" in held.ranges["corrected"]) == before
    assert summary(tmp_path / "x.h5").laws_to_come
    assert "what its laws predict is not computed yet: a run" in said_of(tmp_path / "x.h5")
    assert "what its laws predict was not computed yet when it was saved" in checked(tmp_path / "x.h5").report()
    assert run(sweep, tmp_path / "x.h5").finished and not summary(tmp_path / "x.h5").laws_to_come
    assert digest(tmp_path / "x.h5") == digest(tmp_path / "whole.h5")
    assert "not computed yet" not in checked(tmp_path / "x.h5").report()


def checked(path):
    return judged(compared(path), name=path.name)


def said_of(path):
    return status.said(summary(path), running=False, points=False)


def _until_stopped(word):
    while not word.is_set:
        time.sleep(0.01)


def test_an_error_in_a_law_comes_out_and_what_is_committed_is_kept(tmp_path, monkeypatch):
    def breaks(model, law):
        raise TypeError("a broken law")

    with monkeypatch.context() as patch:
        patch.setattr(peelsim.ConceptText, "predict", breaks)
        with pytest.raises(TypeError, match="a broken law"):
            run(read(tmp_path, rest=LAWS), tmp_path / "x.h5")
    assert run(read(tmp_path, rest=LAWS), tmp_path / "x.h5").finished


def test_a_run_whose_laws_take_longer_than_its_trials_is_finished(tmp_path, monkeypatch):
    """Blocks ahead of the end are dropped, the laws are not; and until they are known the file has all trials."""
    works, predicts, over, found = peelsim.ConceptText.simulator, peelsim.ConceptText.predict, threading.Event(), []

    class Endless:
        """Has trials in its first block alone."""

        def __init__(self, model, engine):
            self.simulator = works(model, engine)

        def run(self, key, first, trials, control):
            while first and not control[0]:
                time.sleep(0.01)
            return self.simulator.run(key, first, trials, control)

    def say(remark):
        held = saved(tmp_path / "x.h5")
        found.append((remark, held.provenance["state"], held.tallies[0].trials))
        over.set()

    sweep = read(tmp_path, stop='max_events = { observable = "stuck", count = 1 }\nmax_trials = 100_000', rest=LAWS)
    with monkeypatch.context() as patch:
        patch.setattr(peelsim.ConceptText, "simulator", lambda model, engine: Endless(model, engine))
        patch.setattr(peelsim.ConceptText, "predict", lambda model, law: over.wait(60) and predicts(model, law))
        outcome = run(sweep, tmp_path / "x.h5", say=say)
    length = sweep.points[0].block_trials
    assert found == [("computing what the laws predict ...", "running", length)]
    held = saved(tmp_path / "x.h5")
    assert outcome.finished and outcome.reasons == ("max_events",) and outcome.tallies[0].trials == length
    assert held.provenance["state"] == "finished" and "stuck" in held.predictions["corrected"]


def test_a_file_is_refused_before_anything_is_computed_or_compiled(tmp_path, monkeypatch):
    """Else what is computed goes on after the refusal, and the process ends with it."""
    run(read(tmp_path), tmp_path / "x.h5")
    begun = []
    ahead = SimpleNamespace(wait=lambda: begun.append("compiling"))
    monkeypatch.setattr(runs, "compiling", lambda sweep: nullcontext(ahead))
    monkeypatch.setattr(peelsim.ConceptText, "predict", lambda model, law: begun.append(law))
    with pytest.raises(ResultsError, match="made with"):
        run(read(tmp_path, model=MODEL.replace("450", "451"), rest=LAWS), tmp_path / "x.h5")
    assert begun == []


def test_laws_that_nobody_waits_for_are_not_begun(tmp_path, monkeypatch):
    works, begun, over = peelsim.ConceptText.simulator, [], threading.Event()

    class Breaks:
        def __init__(self, model, engine):
            self.simulator = works(model, engine)

        def run(self, key, first, trials, control):
            if trials:
                raise FloatingPointError("a broken kernel")
            return self.simulator.run(key, first, trials, control)

    monkeypatch.setattr(peelsim.ConceptText, "simulator", lambda model, engine: Breaks(model, engine))
    monkeypatch.setattr(peelsim.ConceptText, "predict", lambda model, law: begun.append(law) or over.wait(60) or {})
    with pytest.raises(FloatingPointError, match="a broken kernel"):
        run(read(tmp_path, grid="split = [0.1, 0.5, 0.9]", rest=LAWS), tmp_path / "x.h5", threads=1)
    over.set()
    time.sleep(0.2)
    assert len(begun) <= 1
