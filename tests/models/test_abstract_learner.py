import numpy as np
import pytest

import peelsim
from peelsim.models.base import ParameterError, keys_of
from peelsim.models.parts.learners import success_of
from tests import naive_learners
from tests.agreement import against, coarse, mean_is, same_law
from tests.exact_recursion import learnt_law

KEYS = keys_of(peelsim.AbstractLearner)

POISSON = (1, 0.5, 0.2)
COUNTED = ("learnt", "training_error", "testing_error", "rounds")


def model_of(skills, texts, degree, learner, **more):
    degree = peelsim.Binomial(mean=degree) if isinstance(degree, int | float) else degree
    return peelsim.AbstractLearner(skills=skills, texts=texts, text_degree=degree, learner=learner, **more)


def scales(model):
    return {observable.name: observable.scale for observable in model.observables}


def counts(model, engine, trials, key=1):
    return model.simulator(engine).run(key, 0, trials, np.zeros(2, np.int64))


def by_hand(skills, texts, mean, success, fresh, trials, seed=1):
    """The same with coins and sets; a row per trial: learnt, texts and fresh texts with an unlearnt skill, rounds."""
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(trials):
        drawn = [set(np.flatnonzero(rng.random(skills) < mean / skills).tolist()) for _ in range(texts + fresh)]
        capacities = naive_learners.capacities(rng, success, texts)
        learnt_in = naive_learners.learn(drawn[:texts], capacities, skills)
        unlearnt = {skill for skill, number in enumerate(learnt_in) if not number}
        stuck, failed = (sum(bool(text & unlearnt) for text in part) for part in (drawn[:texts], drawn[texts:]))
        rows.append([skills - len(unlearnt), stuck, failed, max(learnt_in)])
    return np.array(rows)


@pytest.mark.parametrize(
    ("skills", "texts", "mean", "learner"),
    [(6, 5, 2.0, "1-skill"), (8, 6, 3.0, "2-skill"), (7, 4, 4.0, "3-skill"), (8, 9, 3.0, (0.8, 0.5))],
)
@pytest.mark.slow
def test_trials_are_those_made_by_hand(skills, texts, mean, learner):
    """The joint law of everything that is counted."""
    model = model_of(skills, texts, mean, learner, fresh_texts=3)
    ours = np.column_stack([counts(model, "graph", 20_000)[name] for name in COUNTED])
    theirs = by_hand(skills, texts, mean, success_of(learner), 3, 4000)
    for k in range(4):
        same_law(ours[:, k], theirs[:, k])
    same_law(ours, theirs)


@pytest.mark.parametrize(("skills", "texts", "mean"), [(5, 5, 2), (10, 10, 2), (7, 20, 3)])
@pytest.mark.parametrize("engine", ["graph", "rounds"])
@pytest.mark.plain_cases(1)
def test_the_one_skill_learner_has_the_exact_law_of_peeling(skills, texts, mean, engine):
    learnt = counts(model_of(skills, texts, mean, "1-skill", fresh_texts=1), engine, 100_000)["learnt"]
    against(np.bincount(learnt, minlength=skills + 1), learnt_law(skills, texts, mean))


@pytest.mark.parametrize("texts_fixed", [True, False])
@pytest.mark.parametrize("degree", [3.0, peelsim.Poisson(mean=3)])
@pytest.mark.parametrize(("skills", "texts"), [(12, 10), (300, 420)])
@pytest.mark.plain_cases(4)
def test_engines_agree(skills, texts, degree, texts_fixed):
    model = model_of(skills, texts, degree, "1-skill", texts_fixed=texts_fixed, fresh_texts=20, learning_rounds=3)
    graph, rounds = counts(model, "graph", 6000, 3), counts(model, "rounds", 6000, 4)
    for name in COUNTED:
        same_law(graph[name], rounds[name])
    both = [np.concatenate([graph[name], rounds[name]]) for name in COUNTED]
    joint = np.column_stack([coarse(values, 6) for values in both])
    same_law(joint[:6000], joint[6000:])
    for i in range(3):
        mean_is(graph["learning_curve"][:, i] - rounds["learning_curve"][:, i], 0)


@pytest.mark.parametrize(
    ("degree", "learner", "ratio", "error"),
    [
        (6.0, "2-skill", 0.65, 2e-4),
        (6.0, "2-skill", 1.0, 2e-4),
        (peelsim.Poisson(mean=8), "3-skill", 0.5, 2e-4),
        (peelsim.Poisson(mean=8), "3-skill", 0.8, 2e-4),
        (peelsim.Poisson(mean=4), POISSON, 0.4, 2e-4),
        (peelsim.Poisson(mean=4), POISSON, 0.6, 1e-3),
        (6.0, (0.6, 0.6), 1.5, 2e-4),
    ],
)
@pytest.mark.plain_cases(2)
def test_large_graphs_follow_density_evolution(degree, learner, ratio, error):
    """error: what finite size may add, of order 1/S but near a jump."""
    model = model_of(10_000, round(ratio * 10_000), degree, learner, learning_rounds=5)
    found = peelsim.simulate(model, trials=120, seed=1)
    law = peelsim.predict(model, law="density_evolution")
    for name in ("learnt_fraction", "training_error", "testing_error"):
        mean_is(found[name], law[name], error=error)
    for i in range(5):
        mean_is(found["learning_curve"][:, i], law["learning_curve"][i], error=error)
    assert (found["stuck"] == bool(law["stuck"])).all()


@pytest.mark.parametrize(
    ("learner", "mean", "threshold"), [("1-skill", 6, 4.532990), ("2-skill", 6, 0.786714), ("3-skill", 8, 0.603105)]
)
def test_thresholds_lie_between_all_and_nothing(learner, mean, threshold):
    """Three window widths on either side of it: at two, 1.1 thresholds, one in 80 trials is stuck."""
    skills = 10_000
    for by, stuck in ((0.85, True), (1.15, False)):
        model = model_of(skills, round(by * threshold * skills), float(mean), learner, fresh_texts=1)
        assert (peelsim.simulate(model, trials=30, seed=1)["stuck"] == stuck).all()


def test_fractions_events_and_curves_follow_from_what_is_learnt():
    model = model_of(40, 60, 3.0, "2-skill", learning_rounds=4, split=0.25)
    found = counts(model, "graph", 500)
    assert (found["learnt_fraction"] == found["learnt"]).all() and scales(model)["learnt_fraction"] == 40
    assert (found["complete"] == (found["learnt"] == 40)).all() and found["complete"].any()
    assert (found["stuck"] == (40 - found["learnt"] > 10)).all()
    curve = found["learning_curve"]
    assert (np.diff(curve, axis=1) >= 0).all() and (curve[:, -1] <= found["learnt"]).all()
    done = found["rounds"] <= 4
    assert done.any() and (curve[done, -1] == found["learnt"][done]).all()


@pytest.mark.parametrize("engine", ["graph", "rounds"])
def test_without_texts_nothing_is_learnt(engine):
    found = counts(model_of(5, 0, 5.0, "1-skill", fresh_texts=4, learning_rounds=2), engine, 3)
    assert not any(found[name].any() for name in ("learnt", "training_error", "rounds", "learning_curve"))
    assert (found["testing_error"] == 4).all()


@pytest.mark.parametrize("engine", ["graph", "rounds"])
@pytest.mark.parametrize("degree", [1.0, peelsim.Poisson(mean=3)])
def test_a_single_skill(engine, degree):
    found = counts(model_of(1, 2, degree, "1-skill", fresh_texts=1), engine, 2000)
    held = 1.0 if degree == 1.0 else 3 / 4  # a Poisson(3) number given that it is 0 or 1
    against(np.bincount(found["learnt"], minlength=2), [(1 - held) ** 2, 1 - (1 - held) ** 2])


@pytest.mark.parametrize("engine", ["graph", "rounds"])
def test_a_trial_does_not_depend_on_the_block_it_is_in(engine):
    simulator = model_of(200, 200, 3.0, "1-skill", learning_rounds=3).simulator(engine)
    together = simulator.run(9, 0, 12, np.zeros(2, np.int64))
    apart = [simulator.run(9, i, 1, np.zeros(2, np.int64)) for i in reversed(range(12))][::-1]
    assert all((together[name] == np.concatenate([a[name] for a in apart])).all() for name in together)


@pytest.mark.parametrize("engine", ["graph", "rounds"])
def test_progress_is_counted_and_a_set_stop_word_voids_the_block(engine):
    model = model_of(1000, 900, 6.0, "1-skill")
    control = np.zeros(2, np.int64)
    assert model.simulator(engine).run(1, 0, 5, control) is not None and control[1] > 0
    if engine == "graph":
        assert control[1] == pytest.approx(5 * model.expected_edges, rel=0.05)
    assert model.simulator(engine).run(1, 0, 5, np.ones(2, np.int64)) is None


def test_streams_differ_by_what_the_law_depends_on_and_by_nothing_else():
    same = model_of(50, 40, 3.0, "2-skill")
    assert model_of(50, 40, 3.0, (1, 1.0, 0)).identity == same.identity
    assert model_of(50, 40, 3.0, "2-skill", learning_rounds=7).identity == same.identity
    for other in ("1-skill", (1, 0.9)):
        assert model_of(50, 40, 3.0, other).identity != same.identity


def test_which_engine_runs():
    peels, pairs = model_of(10, 10, 2.0, [1]), model_of(10, 10, 2.0, "2-skill")
    assert peels.resolve_engine("auto") == "rounds" and peels.resolve_engine("graph") == "graph"
    assert pairs.resolve_engine("auto") == "graph"
    with pytest.raises(ParameterError, match="1-skill learner only; take graph"):
        pairs.resolve_engine("rounds")
    large = model_of(10**12, 10**12, 2.0, "2-skill")
    with pytest.raises(ParameterError, match="fewer than 2"):
        large.resolve_engine("auto")
    assert model_of(10**12, 10**12, 2.0, "1-skill").resolve_engine("auto") == "rounds"


def test_the_rounds_engine_takes_sizes_beyond_any_graph():
    found = peelsim.simulate(model_of(10**12, 3 * 10**12, 2.0, "1-skill", fresh_texts=10**6), trials=20, seed=1)
    law = peelsim.predict(model_of(10**12, 3 * 10**12, 2.0, "1-skill"), law="density_evolution")
    np.testing.assert_allclose(found["learnt_fraction"], law["learnt_fraction"], atol=1e-5)
    mean_is(found["testing_error"], law["testing_error"])


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"texts": 5, "texts_per_skill": 1}, "exactly one of texts, texts_per_skill; here there is both"),
        ({}, "exactly one of texts, texts_per_skill; here there is none"),
        ({"texts": 2.5}, "not a whole number"),
        ({"texts": 5, "learner": "0-skill"}, "'0-skill' is not known; take 1-skill"),
        ({"texts": 5, "learner": "skilful"}, "not known"),
        ({"texts": 5, "learner": 3}, "neither a name such as 1-skill nor a list"),
        ({"texts": 5, "learner": [0.5, 0.8]}, "success must not increase"),
        ({"texts": 5, "learner": [True]}, "neither a name"),
        ({"texts": 5, "learner": []}, "nothing is ever learnt"),
        ({"texts": 5, "text_degree": {"kind": "poisson", "mean": 0}}, "text_degree"),
        (
            {"texts": 5, "text_degree": {"kind": "binomial", "mean": 11}},
            "11 skills per text where there are only 10; lower it",
        ),
        ({"texts": 5, "text_degree": {"kind": "poisson", "mean": 10_000}}, "hardly ever hold as few as there are, 10"),
        ({"texts": 5, "text_degree": {"kind": "regular", "degree": 2}}, "text_degree"),
        ({"texts": 5, "fresh_texts": 0}, "fresh_texts"),
    ],
)
def test_parameters_that_make_no_sense_are_refused(values, message):
    values = {"skills": 10, "text_degree": {"kind": "binomial", "mean": 2}, "learner": "1-skill", **values}
    with pytest.raises(ValueError, match=message):
        KEYS.of({"kind": "abstract-learner", **values}).resolve()
