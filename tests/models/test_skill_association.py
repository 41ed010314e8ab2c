import networkx as nx
import numpy as np
import pytest

import peelsim
from peelsim.commands import check
from peelsim.models.base import ParameterError, keys_of
from peelsim.models.parts.learners import success_of
from tests import naive_learners
from tests.agreement import mean_is, same_law
from tests.sweep.example import toml

KEYS = keys_of(peelsim.SkillAssociation)

POISSON = (1, 0.5, 0.2)
COUNTED = ("learnt", "largest", "second_largest", "susceptibility")


def model_of(skills, texts, degree, learner, **more):
    degree = peelsim.Binomial(mean=degree) if isinstance(degree, int | float) else degree
    return peelsim.SkillAssociation(skills=skills, texts=texts, text_degree=degree, learner=learner, **more)


def counts(model, trials, key=1):
    return model.simulator("graph").run(key, 0, trials, np.zeros(2, np.int64))


def by_hand(skills, texts, mean, success, trials, seed=1):
    """The same with coins, sets and networkx; a row per trial, as COUNTED."""
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(trials):
        drawn = [set(np.flatnonzero(rng.random(skills) < mean / skills).tolist()) for _ in range(texts)]
        learnt_in = naive_learners.learn(drawn, naive_learners.capacities(rng, success, texts), skills)
        learnt = {skill for skill, number in enumerate(learnt_in) if number}
        graph = nx.Graph()
        graph.add_nodes_from(learnt)
        for text in drawn:
            graph.add_edges_from((i, j) for i in text & learnt for j in text & learnt if i < j)
        largest, second, *rest = sorted([*map(len, nx.connected_components(graph)), 0, 0], reverse=True)
        rows.append([len(learnt), largest, second, second**2 + sum(size**2 for size in rest)])
    return np.array(rows)


@pytest.mark.parametrize(
    ("skills", "texts", "mean", "learner"),
    [(7, 6, 1.5, "1-skill"), (8, 6, 2.5, "2-skill"), (8, 8, 2.5, (0.8, 0.5))],
)
@pytest.mark.slow
def test_trials_are_those_made_by_hand(skills, texts, mean, learner):
    """The joint law of everything that is counted."""
    found = counts(model_of(skills, texts, mean, learner), 30_000)
    ours = np.column_stack([found[name] for name in COUNTED])
    theirs = by_hand(skills, texts, mean, success_of(learner), 3000)
    for k in range(4):
        same_law(ours[:, k], theirs[:, k])
    same_law(ours, theirs)


@pytest.mark.parametrize(
    ("degree", "learner", "ratio", "error"),
    [
        (1.0, "1-skill", 1.5, 3e-4),
        (1.0, "1-skill", 2.0, 2e-4),
        (3.0, "1-skill", 0.8, 3e-4),
        (6.0, "2-skill", 0.6, 4e-4),
        (6.0, "2-skill", 1.0, 2e-4),
        (peelsim.Poisson(mean=4), POISSON, 0.3, 3e-4),
        (peelsim.Poisson(mean=4), POISSON, 0.7, 3e-4),
        (2.0, (0.6, 0.6), 0.9, 3e-4),
    ],
)
@pytest.mark.plain_cases(1)
def test_large_graphs_follow_the_law_of_the_limit_and_not_the_independent_one(degree, learner, ratio, error):
    """error: what finite size may add, of order 1/S. Once nearly all is learnt the laws are one."""
    model = model_of(20_000, round(ratio * 20_000), degree, learner)
    found = peelsim.simulate(model, trials=100, seed=1)
    law, poor = (peelsim.predict(model, law=law) for law in ("limit", "independent"))
    for name in ("learnt_fraction", "largest_fraction"):
        mean_is(found[name], law[name], error=error)
    assert found["giant"].all() and law["giant"] == 1
    if law["learnt_fraction"] < 0.9:
        with pytest.raises(AssertionError, match="expected"):
            mean_is(found["largest_fraction"], poor.get("largest_fraction", 0.0), error=5 * error)


def test_a_giant_component_is_there_above_the_percolation_point_of_the_limit_where_the_independent_law_has_none():
    """At c = 1 from 1.1158 texts per skill on; law independent says 1.5154."""
    for ratio, share in ((0.8, 0), (1.4, 1)):
        model = model_of(50_000, round(ratio * 50_000), 1.0, "1-skill")
        assert (peelsim.simulate(model, trials=12, seed=1)["giant"] == share).all()
        assert peelsim.predict(model, law="limit")["giant"] == share
        said = peelsim.predict(model, law="independent")
        assert said["giant"] == 0 and "largest_fraction" not in said


def test_a_learner_that_jumps_is_stuck_in_some_trials():
    model = model_of(300, 236, 6.0, "2-skill")
    found = counts(model, 500)
    assert (found["stuck"] == (300 - found["learnt"] > model.stuck_above * 300)).all()
    assert 0.05 < found["stuck"].mean() < 0.95
    spans = {observable.name: observable.span for observable in model.observables if observable.rare}
    assert spans == {"largest": -300, "largest_fraction": -1, "learnt": -300, "learnt_fraction": -1}
    assert model_of(300, 236, 6.0, "2-skill", split=0.2).identity != model.identity


def test_fractions_and_the_event_follow_from_sizes():
    model = model_of(50, 60, 1.0, "1-skill", giant_above=0.1)
    found = counts(model, 300)
    assert (found["giant"] == (found["largest"] > 5)).all() and 0 < found["giant"].mean() < 1
    scales = {observable.name: observable.scale for observable in model.observables}
    for name, whole in (("largest_fraction", "largest"), ("learnt_fraction", "learnt")):
        assert (found[name] == found[whole]).all() and scales[name] == 50


@pytest.mark.parametrize(("skills", "texts", "degree"), [(1, 0, 1.0), (1, 3, 1.0), (2, 5, peelsim.Poisson(mean=1))])
def test_tiny_models(skills, texts, degree):
    found = counts(model_of(skills, texts, degree, "1-skill"), 20)
    assert (found["largest"] <= found["learnt"]).all() and (found["learnt"] <= skills).all()
    if not texts:
        assert not any(values.any() for name, values in found.items() if name != "stuck") and found["stuck"].all()


def test_random_numbers_of_texts_have_their_mean():
    fixed, random = (model_of(300, 330, 1.0, "1-skill", texts_fixed=fixed) for fixed in (True, False))
    ours, theirs = (counts(model, 4000)["largest"].astype(float) for model in (fixed, random))
    assert theirs.std() > ours.std()
    mean_is(ours, theirs.mean(), error=theirs.std() / 4000**0.5 + 0.5)


def test_blocks_can_be_cut_anywhere_and_stopped():
    model = model_of(200, 240, 1.0, (0.9, 0.4))
    simulator = model.simulator("graph")
    whole, control = counts(model, 10), np.zeros(2, np.int64)
    parts = [simulator.run(1, first, 5, control) for first in (0, 5)]
    for name, values in whole.items():
        assert (values == np.concatenate([part[name] for part in parts])).all()
    assert control[1] == pytest.approx(10 * model.expected_edges, rel=0.2)
    control[0] = 1
    assert simulator.run(1, 0, 1, control) is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"texts": None}, "exactly one of texts, texts_per_skill; here there is none of them"),
        ({"texts_per_skill": 2}, "here there is both"),
        ({"texts": 2.5}, "texts: 2.5 is not a whole number"),
        ({"text_degree": {"kind": "binomial", "mean": 70}}, "70 skills per text where there are only 50; lower it"),
        ({"giant_above": 1}, "giant_above"),
        ({"skills": 2**31}, "skills"),
    ],
)
def test_parameters_that_make_no_sense_are_refused(change, message):
    values = {"kind": "skill-association", "skills": 50, "texts": 60, "learner": "1-skill"}
    values |= {"text_degree": {"kind": "binomial", "mean": 3}} | change
    with pytest.raises(ValueError, match=message):
        KEYS.of(values).resolve()


def test_graphs_are_sampled_and_nothing_else():
    with pytest.raises(ParameterError, match="take auto or graph"):
        model_of(50, 60, 1.0, "1-skill").resolve_engine("rounds")


@pytest.mark.slow
def test_check_confirms_the_law_of_the_limit_and_refutes_the_independent_one(tmp_path, capsys):
    model = "skills = 20_000\nlearner = '1-skill'\ntext_degree = { mean = 1 }"
    grid = "texts_per_skill = [1.5, 2]"
    for law, code in (("limit", 0), ("independent", 1)):
        text = toml(
            model=model,
            grid=grid,
            stop="max_trials = 60",
            rest=f'[laws]\ncompare = ["limit", "independent"]\nbinding = ["{law}"]',
            kind="skill-association",
        )
        (tmp_path / "x.toml").write_text(text)
        path = peelsim.run_sweep(tmp_path / "x.toml", output=tmp_path / f"{law}.h5")
        assert check.main([str(path)], "peelsim check") == code
        assert "fails by" in capsys.readouterr().out
