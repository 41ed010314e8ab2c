"""What sweeps of single kinds have of their own: dimensions of their files, trials shown, mistakes in their words.

What holds for every kind is in tests/conformance.
"""

import numpy as np
import pytest
from scipy.sparse import load_npz

import peelsim
from peelsim.commands import replay
from peelsim.mistakes import SweepError
from tests.sweep.example import toml

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
RANDOM_GRAPH = """
[sweep]
name = "graphs"
seed = 11
[model]
kind = "random-graph"
[grid]
nodes = [2000, 4000]
mean_degree = [1.6, 2.0]
occupation = [0.9, 1.0]
[stop]
max_trials = 60
[laws]
compare = ["giant_component"]
binding = ["giant_component"]
[output]
observables = ["largest_fraction", "links"]
"""
PERCOLATION = """
[sweep]
name = "curves"
seed = 12
[model]
kind = "percolation"
link_probability = 0.002
occupation_points = 3
occupation_from = 0.6
[grid]
nodes = [1500, 3000]
occupied = ["bonds", "sites"]
[stop]
max_edges = 4e5
[laws]
compare = ["giant_component"]
"""
ASSOCIATION = """
[sweep]
name = "associations"
seed = 31
[model]
kind = "skill-association"
text_degree = { kind = "poisson", mean = 2 }
[grid]
skills = [3000, 6000]
learner = ["1-skill", [1, 0.5]]
texts_per_skill = [1.1, 1.5]
[stop]
max_trials = 30
[laws]
compare = ["limit", "independent"]
binding = ["limit"]
"""
COMPRESSION = """
[sweep]
name = "messages"
seed = 32
[model]
kind = "semantic-compression"
text_degree = { kind = "binomial", mean = 2 }
fresh_texts = 200
[grid]
skills = [2000]
learner = ["1-skill", "2-skill"]
texts_per_skill = [0.6, 2]
[stop]
max_trials = 30
[laws]
compare = ["limit", "prediction"]
binding = ["limit"]
[output]
keep_trials = true
"""
QUANTA = toml(
    kind="quanta",
    model="quanta = 3000\nsightings = 2\n[model.tasks]\nfirst = [1]\nmany = [3, 30, 300]",
    grid="exponent = [0.4, 1]\nsamples = [100, 2000]",
    stop="max_edges = 1e6",
    rest='[laws]\ncompare = ["exact"]',
)


def test_what_a_file_of_learners_holds(sweep, tmp_path):
    data = peelsim.load(peelsim.run_sweep(sweep(LEARNERS), output=tmp_path / "x.h5"), law="density_evolution")
    assert data["learning_curve"].dims == ("learner", "skills", "texts_per_skill", "round")
    assert data["learner"].values.tolist() == ["1-skill", "2-skill", "[1, 0.5, 0.2]"]
    assert data["texts"].values[0].tolist() == [[600, 3300], [1200, 6600]]
    assert np.abs(data["testing_error"] - data["testing_error_density_evolution"]).max() < 0.05


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


def test_tasks_are_a_dimension_of_a_file_of_quanta(sweep, tmp_path):
    data = peelsim.load(peelsim.run_sweep(sweep(QUANTA), output=tmp_path / "out.h5"), law="exact")
    assert data["task_loss"].dims == ("exponent", "samples", "task")
    assert data["task"].values.tolist() == ["first", "many"]
    assert np.abs(data["task_loss"] - data["task_loss_exact"]).max() < 0.05


def test_occupation_is_a_dimension_of_a_file_of_percolation(sweep, tmp_path):
    data = peelsim.load(peelsim.run_sweep(sweep(PERCOLATION), output=tmp_path / "out.h5"), law="giant_component")
    assert data["largest_fraction"].dims == ("nodes", "occupied", "occupation")
    assert data["occupation"].values.tolist() == pytest.approx([0.6, 0.8, 1.0])
    assert np.abs(data["largest_fraction"] - data["largest_fraction_giant_component"]).max() < 0.02


MISTAKES = [
    (LEARNERS, '"2-skill"', '"two"', "grid.learner[1]: 'two' is not known; take 1-skill"),
    (LEARNERS, "[1, 0.5, 0.2]", "[1, 0.5, 0.6]", "grid.learner[2]: success must not increase"),
    (LEARNERS, "[stop]", '[run]\nengine = "rounds"\n[stop]', "take graph (at learner = 2-skill"),
    (LEARNERS, "texts_per_skill =", "texts_per_skil =", "unknown key; did you mean texts_per_skill?"),
    (LEARNERS, '"poisson", mean = 4', '"regular", degree = 4', "model.text_degree: unknown kind 'regular'"),
    (CLASSES, "text_shares = [0.5, 0.5]", "text_shares = [1]", "mean_skills: 2 rows for 1 classes"),
    (CLASSES, "[0, 2]]", "[0, -2]]", "model.mean_skills[1][1]: -2 is not a mean number of skills"),
    (TUNING, "needed = 2", "needed = 3000", "basic_needed: 3000 skills per text where there are only 2000"),
    (RANDOM_GRAPH, "mean_degree", "mean_degre", "did you mean mean_degree"),
    (RANDOM_GRAPH, "[grid]", '[run]\nengine = "rounds"\n[grid]', "rounds cannot do random-graph; take auto"),
    (
        RANDOM_GRAPH,
        "[grid]",
        "link_probability = 0.1\n[grid]",
        "exactly one of mean_degree, link_probability; here there is both",
    ),
    (COMPRESSION, "fresh_texts", "fresh_text", "did you mean fresh_texts?"),
    (COMPRESSION, "fresh_texts = 200", "text_words = 9", "text_words: 9 words cannot say the"),
    (ASSOCIATION, "[grid]", "giant_above = 2\n[grid]", "giant_above"),
    (ASSOCIATION, "[grid]", "texts = 30\n[grid]", "exactly one of texts, texts_per_skill"),
    (QUANTA, "sightings", "sighting", "did you mean sightings"),
    (QUANTA, "3000", "200", "many has quantum 300 of 200; name others"),
]


@pytest.mark.parametrize(("text", "old", "new", "said"), MISTAKES, ids=[said for *_, said in MISTAKES])
def test_mistakes_are_said_in_the_files_words(sweep, text, old, new, said):
    assert old in text
    with pytest.raises(SweepError) as error:
        peelsim.run_sweep(sweep(text.replace(old, new)))
    assert said in str(error.value)
