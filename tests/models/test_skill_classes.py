from itertools import chain, pairwise

import numpy as np
import pytest

import peelsim
from peelsim.models.base import ParameterError, keys_of
from peelsim.models.parts.learners import success_of
from peelsim.stats.fixed_point import FRACTION
from tests import naive_learners
from tests.agreement import mean_is, same_law

KEYS = keys_of(peelsim.SkillClasses)

TWO = {
    "skill_shares": (0.3, 0.7),
    "text_shares": (0.5, 0.5),
    "mean_skills": ((3.0, 1.0), (1.0, 4.0)),
    "learners": ("1-skill", "2-skill"),
}


def counts(model, trials, key=1):
    return model.simulator("graph").run(key, 0, trials, np.zeros(2, np.int64))


def by_hand(model, trials, seed=1):
    """The same with sets: learnt skills of each class, training and fresh texts of each with an unlearnt skill."""
    rng, rows = np.random.default_rng(seed), []
    begins = np.cumsum([0, *model.class_skills]).tolist()
    parts = [
        [
            naive_learners.poisson_sets(rng, c, skills, first)
            for c, skills, first in zip(row, model.class_skills, begins[:-1], strict=True)
        ]
        for row in model.mean_skills
    ]

    def texts(j, number):
        return [set().union(*(part() for part in parts[j])) for _ in range(number)]

    for _ in range(trials):
        training = [texts(j, int(number)) for j, number in enumerate(model.class_texts)]
        fresh = [texts(j, model.fresh_texts) for j in range(len(training))]
        capacities = [
            naive_learners.capacities(rng, success_of(learner), len(part))
            for learner, part in zip(model.learners, training, strict=True)
        ]
        learnt_in = naive_learners.learn([*chain(*training)], [*chain(*capacities)], model.skills)
        unlearnt = {skill for skill, number in enumerate(learnt_in) if not number}
        learnt = [np.count_nonzero(learnt_in[a:b]) for a, b in pairwise(begins)]
        rows.append(learnt + [sum(bool(t & unlearnt) for t in part) for part in [*training, *fresh]])
    return np.array(rows)


def test_trials_are_those_made_by_hand():
    """The joint law of what is learnt of each class, and of the errors of each class of texts."""
    model = peelsim.SkillClasses(
        skills=8,
        texts=8,
        skill_shares=(0.4, 0.6),
        text_shares=(0.6, 0.4),
        mean_skills=((1.5, 1.0), (0.0, 2.5)),
        learners=("1-skill", (1, 0.7)),
        fresh_texts=2,
    )
    assert model.class_skills == (3, 5) and model.class_texts == (5, 3)
    found = counts(model, 40_000)
    learnt = found["class_learnt_fraction"] * [3, 5] / FRACTION
    stuck = found["training_error"] * [5, 3] / FRACTION
    np.testing.assert_allclose(learnt, np.rint(learnt), atol=1e-10)
    ours = np.rint(np.column_stack([learnt, stuck, found["testing_error"]])).astype(int)
    theirs = by_hand(model, 3000)
    for k in range(6):
        same_law(ours[:, k], theirs[:, k])
    same_law(ours[:, :4], theirs[:, :4])
    assert (found["learnt_fraction"] == np.rint(learnt.sum(axis=1))).all()
    assert (found["complete"] == (found["learnt_fraction"] == 8)).all()


@pytest.mark.parametrize("ratio", [0.4, 0.9])
@pytest.mark.parametrize("texts_fixed", [True, False])
@pytest.mark.plain_cases(1)
def test_large_graphs_follow_density_evolution(ratio, texts_fixed):
    model = peelsim.SkillClasses(skills=12_000, texts=ratio * 12_000, texts_fixed=texts_fixed, learning_rounds=4, **TWO)
    found = peelsim.simulate(model, trials=120, seed=1)
    law = peelsim.predict(model, law="density_evolution")
    mean_is(found["learnt_fraction"], law["learnt_fraction"], error=3e-4)
    for name, length in (
        ("class_learnt_fraction", 2),
        ("training_error", 2),
        ("testing_error", 2),
        ("learning_curve", 4),
    ):
        for i in range(length):
            mean_is(found[name][:, i], law[name][i], error=3e-4)


STAGED = {  # primers hold basic skills, papers both: two jumps, at .72 and 2.57 texts per skill
    "skill_shares": (0.3, 0.7),
    "text_shares": (0.6, 0.4),
    "mean_skills": ((4.0, 0.0), (2.0, 4.0)),
    "learners": ("1-skill", "1-skill"),
}


@pytest.mark.parametrize(("ratio", "jumping"), [(0.7, 0), (2.5, 1)])
def test_a_trial_is_stuck_where_the_class_that_jumps_next_does_not(ratio, jumping):
    """Near each jump trials of both kinds are seen, and hardly any between them."""
    model = peelsim.SkillClasses(skills=400, texts=round(ratio * 400), **STAGED)
    assert model.jumping == jumping and model.quantities["jumping_class"][0] == jumping + 1
    found = counts(model, 400)
    left = 1 - found["class_learnt_fraction"][:, jumping] / FRACTION
    assert (found["stuck"] == (left > model.stuck_above)).all() and 0.05 < found["stuck"].mean() < 0.95
    assert (abs(left - model.stuck_above) < 0.05).mean() < 0.1
    named = {observable.name: observable for observable in model.observables}
    assert all(named[name].rare == "stuck" and named[name].span == -1 for name in ("learnt_fraction",))


def test_classes_that_learn_smoothly_have_no_trials_that_stand_out():
    model = peelsim.SkillClasses(skills=400, texts=300, **{**STAGED, "mean_skills": ((2.0, 0.0), (0.0, 2.5))})
    assert model.jump is None and model.stuck_above == 0.5
    assert {observable.span for observable in model.observables if observable.rare} == {0}


def test_one_class_of_each_is_the_abstract_learner():
    one = peelsim.SkillClasses(
        skills=300,
        texts=260,
        skill_shares=(1,),
        text_shares=(1,),
        mean_skills=((5,),),
        learners=("2-skill",),
        fresh_texts=7,
        learning_rounds=3,
    )
    same = peelsim.AbstractLearner(
        skills=300, texts=260, text_degree=peelsim.Poisson(mean=5), learner="2-skill", fresh_texts=7, learning_rounds=3
    )
    ours, theirs = counts(one, 50), same.simulator("graph").run(1, 0, 50, np.zeros(2, np.int64))
    for name in ("learnt_fraction", "complete", "rounds", "learning_curve"):
        assert (ours[name] == theirs[name]).all()
    assert (ours["testing_error"][:, 0] == theirs["testing_error"]).all()
    assert np.rint(ours["training_error"][:, 0] * 260 / FRACTION).tolist() == theirs["training_error"].tolist()
    law, law_too = (peelsim.predict(m, law="density_evolution") for m in (one, same))
    for name in ("learnt_fraction", "learning_curve", "training_error", "testing_error"):
        np.testing.assert_allclose(np.squeeze(law[name]), law_too[name], rtol=1e-9)


@pytest.mark.parametrize(("shares", "parts"), [((0.5, 0.5), (4, 3)), ((1,), (7,)), ((0.01, 0.99), (0, 7))])
def test_shares_deal_out_every_text(shares, parts):
    model = peelsim.SkillClasses(
        skills=10,
        texts=7,
        skill_shares=(1,),
        text_shares=shares,
        mean_skills=((1,),) * len(shares),
        learners=("1-skill",) * len(shares),
    )
    assert model.class_texts == parts
    assert counts(model, 3)["training_error"].shape == (3, len(shares))


def test_classes_without_texts_have_no_training_error():
    model = peelsim.SkillClasses(skills=50, texts=0, **TWO)
    assert not counts(model, 2)["training_error"].any()
    assert not peelsim.predict(model, law="density_evolution")["training_error"].any()


def test_blocks_do_not_matter_and_a_stop_word_voids_them():
    simulator = peelsim.SkillClasses(skills=100, texts=90, texts_fixed=False, **TWO).simulator("graph")
    together = simulator.run(9, 0, 8, np.zeros(2, np.int64))
    apart = [simulator.run(9, i, 1, np.zeros(2, np.int64)) for i in reversed(range(8))][::-1]
    assert all((together[name] == np.concatenate([a[name] for a in apart])).all() for name in together)
    assert simulator.run(9, 0, 8, np.ones(2, np.int64)) is None


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"skill_shares": [0.3, 0.6]}, "skill_shares: they sum to 0.9; they must sum to 1"),
        ({"text_shares": [1.0]}, "mean_skills: 2 rows for 1 classes of texts"),
        ({"mean_skills": [[1, 2], [3]]}, "mean_skills: rows of 2 numbers"),
        ({"mean_skills": [[1, 2], [3, -1]]}, "mean_skills"),
        ({"learners": ["1-skill"]}, "learners: 1 for 2 classes of texts"),
        ({"learners": ["1-skill", "two"]}, "'two' is not known"),
        ({"skills": 3}, "class 1 has 1 of 3 skills where texts hold 3 on average; raise skills"),
        ({"texts": 1.5}, "not a whole number"),
        ({"texts_per_skill": 2}, "exactly one of texts, texts_per_skill"),
    ],
)
@pytest.mark.plain_cases(8)
def test_parameters_that_make_no_sense_are_refused(values, message):
    with pytest.raises(ValueError, match=message):
        KEYS.of({"kind": "skill-classes", "skills": 100, "texts": 50, **TWO, **values}).resolve()


def test_there_is_no_round_chain_of_it():
    with pytest.raises(ParameterError, match="graph"):
        peelsim.SkillClasses(skills=100, texts=50, **TWO).resolve_engine("rounds")
