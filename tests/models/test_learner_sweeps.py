"""Sweeps of learners, from a file to a verdict."""

import numpy as np
import pytest
from scipy.sparse import load_npz

import peelsim
from peelsim.commands import check, replay, run
from peelsim.results import digest
from peelsim.sweep.file.mistakes import SweepError

LEARNERS = """
[sweep]
name = "learners"
seed = 11
[model]
kind = "abstract-learner"
text_degree = { kind = "poisson", mean = 4 }
learning_rounds = 3
fresh_texts = 200
[grid]
learner = ["1-skill", "2-skill", [1, 0.5, 0.2]]
skills = [1500, 3000]
texts_per_skill = [0.4, 2.2]
[stop]
max_trials = 40
[laws]
compare = ["density_evolution"]
binding = ["density_evolution"]
[output]
observables = ["learnt_fraction", "training_error", "testing_error", "learning_curve"]
"""
CLASSES = """
[sweep]
name = "classes"
seed = 12
[model]
kind = "skill-classes"
skill_shares = [0.3, 0.7]
text_shares = [0.5, 0.5]
mean_skills = [[3, 1], [0, 2]]
learners = ["1-skill", [1, 0.4]]
[grid]
skills = [2000, 4000]
texts_per_skill = [0.5, 2.5]
[stop]
max_trials = 40
[laws]
compare = ["density_evolution"]
binding = ["density_evolution"]
"""
TUNING = """
[sweep]
name = "tuning"
seed = 13
[model]
kind = "fine-tuning"
basic_skills = 2000
foundation_skills = 2
basic_needed = 2
fine_taught = 2
[grid]
fine_skills = [1500, 3000]
foundation_ratio = [0.5, 3]
fine_ratio = [0.5, 2]
[stop]
max_trials = 40
[laws]
compare = ["density_evolution"]
binding = ["density_evolution"]
"""
ALL = pytest.mark.parametrize("text", [LEARNERS, CLASSES, TUNING], ids=["learners", "classes", "tuning"])


@ALL
def test_threads_and_interruptions_leave_no_trace(sweep, tmp_path, text):
    whole = peelsim.run_sweep(sweep(text), output=tmp_path / "whole.h5", threads=1)
    few = sweep(text.replace("max_trials = 40", "max_trials = 7"))
    parts = peelsim.run_sweep(few, output=tmp_path / "parts.h5", threads=3)
    assert digest(parts) != digest(whole)
    peelsim.run_sweep(sweep(text), output=parts, threads=3)
    assert digest(parts) == digest(whole)


@ALL
def test_a_table_and_a_verdict(sweep, tmp_path, capsys, text):
    output = str(tmp_path / "out.h5")
    assert run.main([str(sweep(text)), "-o", output], "peelsim run") == 0
    assert "exact in law" in capsys.readouterr().out
    assert check.main([output], "peelsim check") == 0
    said = capsys.readouterr().out
    assert "density_evolution (binding)" in said and "holds" in said and "fails" not in said


def test_what_a_file_of_learners_holds(sweep, tmp_path):
    data = peelsim.load(peelsim.run_sweep(sweep(LEARNERS), output=tmp_path / "x.h5"), law="density_evolution")
    assert data["learning_curve"].dims == ("learner", "skills", "texts_per_skill", "round")
    assert data["learner"].values.tolist() == ["1-skill", "2-skill", "[1, 0.5, 0.2]"]
    assert data["texts"].values[0].tolist() == [[600, 3300], [1200, 6600]]
    assert np.abs(data["testing_error"] - data["testing_error_density_evolution"]).max() < 0.05


@ALL
def test_a_trial_is_replayed(sweep, tmp_path, capsys, text):
    path = peelsim.run_sweep(sweep(text.replace("[output]", "[output]\nkeep_trials = true")), output=tmp_path / "x.h5")
    assert (
        replay.main([str(path), "--point", "3", "--trial", "5", "-o", str(tmp_path / "g.npz")], "peelsim replay") == 0
    )
    assert "point 3" in capsys.readouterr().out


@pytest.mark.parametrize("engine", ["graph", "rounds"])
def test_a_replayed_learner_shows_its_rounds_and_its_texts(sweep, tmp_path, capsys, engine):
    text = LEARNERS.replace('["1-skill", "2-skill", [1, 0.5, 0.2]]', '["1-skill"]') + f'[run]\nengine = "{engine}"'
    path = peelsim.run_sweep(sweep(text), output=tmp_path / "x.h5")
    assert (
        replay.main([str(path), "--point", "3", "--trial", "5", "-o", str(tmp_path / "g.npz")], "peelsim replay") == 0
    )
    *_, last, graph = capsys.readouterr().out.splitlines()
    model = peelsim.AbstractLearner(
        skills=3000,
        texts=6600,
        text_degree=peelsim.Poisson(mean=4),
        learner="1-skill",
        fresh_texts=200,
        learning_rounds=3,
    )
    trials = peelsim.simulate(model, trials=6, seed=11, engine=engine)
    assert int(last.split()[2]) == 3000 - trials["learnt"][5] and int(last.split()[0]) == trials["rounds"][5]
    if engine == "rounds":
        assert "no graph is saved: engine rounds" in graph
    else:
        assert graph.startswith("graph of 6600 texts x 3000 skills")
        saved = load_npz(tmp_path / "g.npz")
        assert (saved != peelsim.sample_graph(model, seed=11, trial=5)).nnz == 0
        assert np.count_nonzero(peelsim.peel(saved).learnt) == trials["learnt"][5]


def test_mistakes_are_said_in_the_files_words(sweep):
    def said(old, new, text=LEARNERS):
        with pytest.raises(SweepError) as error:
            peelsim.run_sweep(sweep(text.replace(old, new)))
        return str(error.value)

    assert "grid.learner[1]: 'two' is not known; take 1-skill" in said('"2-skill"', '"two"')
    assert "grid.learner[2]: success must not increase" in said("[1, 0.5, 0.2]", "[1, 0.5, 0.6]")
    assert "take graph (at learner = 2-skill" in said("[stop]", '[run]\nengine = "rounds"\n[stop]')
    assert "unknown key; did you mean texts_per_skill?" in said("texts_per_skill =", "texts_per_skil =")
    assert "model.text_degree: unknown kind 'regular'" in said('"poisson", mean = 4', '"regular", degree = 4')
    assert "mean_skills: 2 rows for 1 classes" in said("text_shares = [0.5, 0.5]", "text_shares = [1]", CLASSES)
    assert "model.mean_skills[1][1]: -2 is not a mean number of skills" in said("[0, 2]]", "[0, -2]]", CLASSES)
    assert "basic_needed: 3000 skills per text where there are only 2000" in said("needed = 2", "needed = 3000", TUNING)
