import numpy as np
import pytest

import peelsim
from peelsim.models.base import ParameterError, keys_of
from peelsim.models.parts.learners import success_of
from tests import naive_learners
from tests.agreement import mean_is, same_law

KEYS = keys_of(peelsim.FineTuning)

SMALL = {
    "basic_skills": 5,
    "fine_skills": 4,
    "foundation_ratio": 1.0,
    "foundation_skills": 1.5,
    "fine_ratio": 1.5,
    "basic_needed": 1.0,
    "fine_taught": 1.5,
    "fresh_texts": 2,
}
NAMES = (
    "basic_learnt_fraction",
    "fine_learnt_fraction",
    "usable_fraction",
    "mastered_fraction",
    "foundation_testing_error",
    "testing_error",
)

STUCK = ("basic_stuck", "fine_stuck", "stuck")


def counts(model, trials, key=1):
    return model.simulator("graph").run(key, 0, trials, np.zeros(2, np.int64))


def by_hand(model, trials, seed=1):
    """The same with sets, in the order of NAMES."""
    rng, rows, success = np.random.default_rng(seed), [], success_of(model.learner)
    basics, fines, fresh = model.basic_skills, model.fine_skills, model.fresh_texts
    founding, needed = (
        naive_learners.poisson_sets(rng, c, basics) for c in (model.foundation_skills, model.basic_needed)
    )
    taught = naive_learners.poisson_sets(rng, model.fine_taught, fines, basics)

    def learnt_from(texts, skills, known):
        capacities = naive_learners.capacities(rng, success, len(texts))
        return {s for s, number in enumerate(naive_learners.learn(texts, capacities, skills, known)) if number}

    for _ in range(trials):
        foundation = [founding() for _ in range(int(model.foundation_texts))]
        tuning = [needed() | taught() for _ in range(int(model.fine_texts))]
        known = learnt_from(foundation, basics, set())
        usable = [text for text in tuning if all(s in known for s in text if s < basics)]
        learnt = learnt_from(usable, basics + fines, known)
        failed = (
            sum(not founding() <= known for _ in range(fresh)),
            sum(not needed() | taught() <= learnt for _ in range(fresh)),
        )
        mastered = sum(text <= learnt for text in tuning)
        rows.append([len(known), len(learnt - known), len(usable), mastered, *failed])
    return np.array(rows)


@pytest.mark.parametrize("learner", ["1-skill", (1, 0.6)])
@pytest.mark.plain_cases(1)
def test_trials_are_those_made_by_hand(learner):
    model = peelsim.FineTuning(**SMALL, learner=learner)
    found = counts(model, 40_000)
    ours, theirs = np.column_stack([found[name] for name in NAMES]), by_hand(model, 2500)
    for k in range(6):
        same_law(ours[:, k], theirs[:, k])
    same_law(ours[:, :4], theirs[:, :4])
    assert (found["complete"] == (ours[:, 0] + ours[:, 1] == 9)).all()


@pytest.mark.parametrize(("foundation", "fine"), [(0.6, 2.0), (1.5, 1.0), (1.5, 3.0), (0.0, 2.0), (3.0, 0.0)])
@pytest.mark.parametrize("texts_fixed", [True, False])
@pytest.mark.plain_cases(1)
def test_large_graphs_follow_density_evolution(foundation, fine, texts_fixed):
    model = peelsim.FineTuning(
        basic_skills=8000,
        fine_skills=6000,
        foundation_ratio=foundation,
        foundation_skills=2.0,
        fine_ratio=fine,
        basic_needed=3.0,
        fine_taught=1.5,
        texts_fixed=texts_fixed,
    )
    found = peelsim.simulate(model, trials=100, seed=1)
    law = peelsim.predict(model, law="density_evolution")
    assert set(law) == {*NAMES, *STUCK}
    for name in NAMES:
        mean_is(found[name], law[name], error=3e-4)


def test_a_full_foundation_leaves_the_plain_learner():
    """Texts that presuppose nothing are those of an abstract learner of the fine skills alone."""
    model = peelsim.FineTuning(**{**SMALL, "basic_needed": 0.0, "fine_skills": 30}, learner="2-skill")
    plain = peelsim.AbstractLearner(
        skills=30, texts=45, text_degree=peelsim.Poisson(mean=1.5), learner="2-skill", fresh_texts=2
    )
    ours, theirs = counts(model, 5000), plain.simulator("graph").run(2, 0, 5000, np.zeros(2, np.int64))
    same_law(ours["fine_learnt_fraction"], theirs["learnt"])
    same_law(45 - ours["mastered_fraction"], theirs["training_error"])
    assert (ours["usable_fraction"] == 45).all()
    law, law_too = (peelsim.predict(m, law="density_evolution") for m in (model, plain))
    assert law["fine_learnt_fraction"] == law_too["learnt_fraction"]
    assert 1 - law["mastered_fraction"] == pytest.approx(law_too["training_error"])


JUMPING = {
    "basic_skills": 200,
    "fine_skills": 150,
    "foundation_ratio": 1.45,
    "foundation_skills": 4,
    "fine_ratio": 1.9,
    "basic_needed": 0.5,
    "fine_taught": 4,
}


def test_a_stage_that_jumps_is_stuck_where_more_than_its_split_is_unlearnt():
    """And a trial where one of its stages is; all four outcomes occur."""
    model = peelsim.FineTuning(**JUMPING)
    found = counts(model, 2000)
    basic = 200 - found["basic_learnt_fraction"] > model.basic_stuck_above * 200
    fine = 150 - found["fine_learnt_fraction"] > model.fine_stuck_above * 150
    assert (found["basic_stuck"] == basic).all() and (found["fine_stuck"] == fine).all()
    assert (found["stuck"] == basic | fine).all()
    assert len(np.unique(2 * basic + fine)) == 4
    for limit, density in (("basic", 4), ("fine", 4)):
        plain = peelsim.AbstractLearner(
            skills=10, texts=1, text_degree=peelsim.Poisson(mean=density), learner="1-skill"
        )
        assert model.quantities[f"{limit}_split"][0] == plain.stuck_above


@pytest.mark.parametrize(
    ("change", "rare"),
    [
        ({}, ("basic_stuck", -1, "fine_stuck", -1, "stuck", 1)),
        ({"fine_taught": 2}, ("basic_stuck", -1, "basic_stuck", -1, "stuck", 1)),
        ({"foundation_skills": 2}, ("basic_stuck", 0, "fine_stuck", -1, "stuck", 1)),
        ({"foundation_skills": 0, "fine_taught": 0}, ("basic_stuck", 0, "basic_stuck", 0, "stuck", 0)),
    ],
)
def test_what_jumps_names_the_stage_it_jumps_with(change, rare):
    named = {observable.name: observable for observable in peelsim.FineTuning(**{**JUMPING, **change}).observables}
    asked = [named[name] for name in ("basic_learnt_fraction", "fine_learnt_fraction", "testing_error")]
    assert tuple(word for each in asked for word in (each.rare, each.span)) == rare


def test_texts_without_skills_teach_none():
    model = peelsim.FineTuning(**{**SMALL, "foundation_skills": 0, "fine_taught": 0})
    found, law = counts(model, 20), peelsim.predict(model, law="density_evolution")
    assert not found["basic_learnt_fraction"].any() and not found["fine_learnt_fraction"].any()
    assert law["basic_learnt_fraction"] == law["fine_learnt_fraction"] == law["foundation_testing_error"] == 0


def test_blocks_do_not_matter_and_a_stop_word_voids_them():
    simulator = peelsim.FineTuning(**SMALL, texts_fixed=False).simulator("graph")
    together = simulator.run(9, 0, 8, np.zeros(2, np.int64))
    apart = [simulator.run(9, i, 1, np.zeros(2, np.int64)) for i in reversed(range(8))][::-1]
    assert all((together[name] == np.concatenate([a[name] for a in apart])).all() for name in together)
    assert simulator.run(9, 0, 8, np.ones(2, np.int64)) is None


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"basic_needed": 6}, "basic_needed: 6 skills per text where there are only 5; lower it"),
        ({"fine_taught": 4.5}, "fine_taught: 4.5 skills per text where there are only 4"),
        ({"foundation_skills": -1}, "foundation_skills"),
        ({"learner": "half"}, "'half' is not known"),
        ({"fine_skills": 0}, "fine_skills"),
    ],
)
def test_parameters_that_make_no_sense_are_refused(values, message):
    with pytest.raises(ValueError, match=message):
        KEYS.of({"kind": "fine-tuning", **SMALL, **values}).resolve()


def test_there_is_no_round_chain_of_it():
    with pytest.raises(ParameterError, match="graph"):
        peelsim.FineTuning(**SMALL).resolve_engine("rounds")
