import numpy as np
import pytest

import peelsim
from peelsim.models.base import ParameterError, keys_of
from peelsim.stats.fixed_point import WEIGHT
from tests import naive
from tests.agreement import mean_is, same_law

KEYS = keys_of(peelsim.WeightedConcepts)


def direct(model, trials, seed=3):
    """As it is told: a coin for each concept of each text, texts without any thrown again, peeling by sets."""
    rng = np.random.default_rng(seed)
    weights = model.simulator("graph").concepts.weights
    rows = []
    for _ in range(trials):
        wanted = int(model.texts) if model.texts_fixed else rng.poisson(model.texts)
        texts = []
        while len(texts) < wanted:
            if model.mean_text_degree:
                held = set(np.flatnonzero(rng.random(model.concepts) < -np.expm1(-model.mean_text_degree * weights)))
            else:
                held = {int(rng.choice(model.concepts, p=weights))}
            texts += [held] if held else []
        learnt_in = np.array(naive.peel(texts, model.concepts))
        stuck = len(naive.stuck_texts(texts, learnt_in))
        unlearnt = np.rint(weights[learnt_in == 0].sum() * 1e9)
        rows.append([np.sum(learnt_in > 0), unlearnt, stuck, learnt_in.max()])
    return np.array(rows, np.int64)


def simulated(model, trials, key=1):
    found = model.simulator("graph").run(key, 0, trials, np.zeros(2, np.int64))
    unlearnt = np.rint(found["unlearnt_weight"] / WEIGHT * 1e9)
    return np.column_stack([found["learnt"], unlearnt, found["training_error"], found["rounds"]])


@pytest.mark.parametrize(
    "parameters",
    [
        {"concepts": 6, "mean_text_degree": 2.0, "texts": 7, "weight_exponent": 1.0},
        {"concepts": 8, "mean_text_degree": 0.3, "texts": 9, "weight_exponent": 0.5},
        {"concepts": 5, "mean_text_degree": 4.0, "texts": 10.5, "texts_fixed": False},
        {"concepts": 4, "mean_text_degree": 1.5, "texts": 5, "weights": (8, 1, 1, 0.2)},
        {"concepts": 9, "mean_text_degree": 0, "texts": 9, "weight_exponent": 1.5},
        {"concepts": 1, "mean_text_degree": 3.0, "texts": 0.8, "texts_fixed": False},
    ],
    ids=str,
)
@pytest.mark.slow
def test_trials_are_those_of_texts_drawn_concept_by_concept(parameters):
    model = peelsim.WeightedConcepts(**parameters)
    ours, theirs = simulated(model, 30_000), direct(model, 6000)
    for column in range(4):
        same_law(ours[:, column], theirs[:, column])
    same_law(ours, theirs)


@pytest.mark.parametrize("fixed", [True, False])
def test_single_concepts_a_text_are_quanta(fixed):
    """The limit of few concepts a text is the quantization model with one sighting, whole law."""
    bridge = peelsim.WeightedConcepts(
        concepts=300, mean_text_degree=0, texts=200, weight_exponent=1.3, texts_fixed=fixed
    )
    quanta = peelsim.Quanta(quanta=300, exponent=0.3, samples=200, samples_fixed=fixed)
    ours, theirs = (peelsim.simulate(model, trials=20_000, seed=1) for model in (bridge, quanta))
    same_law(ours["learnt"], theirs["learnt"])
    same_law(np.rint(ours["unlearnt_weight"] * 200), np.rint(theirs["unlearnt"] * 200))
    mean_is(ours["unlearnt_weight"], peelsim.predict(quanta, law="exact")["unlearnt"], error=1e-12)


def test_few_concepts_a_text_are_nearly_so():
    common = {"concepts": 300, "texts": 200, "weight_exponent": 1.3}
    none, few = (peelsim.WeightedConcepts(**common, mean_text_degree=d) for d in (0, 1e-4))
    ours, theirs = (peelsim.simulate(model, trials=20_000, seed=1) for model in (none, few))
    same_law(ours["learnt"], theirs["learnt"])


@pytest.mark.parametrize(
    ("exponent", "d", "texts"), [(0.5, 2, 20_000), (1.0, 4, 10_000), (1.2, 2, 10_000), (1.5, 6, 20_000), (0.0, 6, 5000)]
)
@pytest.mark.plain_cases(1)
def test_the_mean_field_is_right_to_three_thousandths(exponent, d, texts):
    model = peelsim.WeightedConcepts(concepts=10_000, mean_text_degree=d, texts=texts, weight_exponent=exponent)
    found = peelsim.simulate(model, trials=100, seed=2)
    law = peelsim.predict(model, law="mean_field")
    for name in ("unlearnt_weight", "learnt_fraction", "training_error"):
        assert found[name].mean() == pytest.approx(law[name], abs=0.003)
        assert found[name].std() < 0.005  # so 0.003 are 6 standard errors of the mean or more


def test_where_few_concepts_carry_the_weight_it_is_wrong():
    model = peelsim.WeightedConcepts(concepts=10_000, mean_text_degree=6, texts=166, weight_exponent=1.2)
    found = peelsim.simulate(model, trials=400, seed=1)["unlearnt_weight"]
    law = peelsim.predict(model, law="mean_field")["unlearnt_weight"]
    assert found.mean() > law + 0.1 and found.std() / 20 < 0.015


@pytest.mark.slow
def test_equal_weights_are_the_concept_text_model():
    """Edges are as likely; only the texts without concepts are missing, whose number is nearly certain."""
    model = peelsim.WeightedConcepts(concepts=500, mean_text_degree=4, texts=800, texts_fixed=False)
    same = peelsim.ConceptText(
        concepts=500,
        texts=800 / -np.expm1(-4.0),
        texts_fixed=False,
        text_degree=peelsim.Binomial(mean=-500 * np.expm1(-4 / 500)),
    )
    ours, theirs = (peelsim.simulate(each, trials=8000, seed=1) for each in (model, same))
    same_law(ours["learnt"], theirs["learnt"])
    same_law(ours["rounds"], theirs["rounds"])


def test_a_trial_does_not_depend_on_the_block_it_is_in():
    simulator = peelsim.WeightedConcepts(concepts=50, mean_text_degree=3, texts=100).simulator("graph")
    together = simulator.run(9, 0, 12, np.zeros(2, np.int64))
    apart = [simulator.run(9, i, 1, np.zeros(2, np.int64)) for i in reversed(range(12))][::-1]
    assert all((together[name] == np.concatenate([a[name] for a in apart])).all() for name in together)


def test_progress_is_counted_and_a_set_stop_word_voids_the_block():
    model = peelsim.WeightedConcepts(concepts=1000, mean_text_degree=2, texts=5000)
    simulator, control = model.simulator("graph"), np.zeros(2, np.int64)
    assert simulator.run(1, 0, 5, control) is not None
    assert control[1] >= 5 * 0.98 * model.occurrences
    assert simulator.run(1, 0, 5, np.ones(2, np.int64)) is None


@pytest.mark.parametrize(("exponent", "texts"), [(0.0, 880), (0.5, 700)])
def test_a_trial_is_stuck_where_more_than_the_split_of_the_weight_is_unlearnt(exponent, texts):
    """Near the jump trials of both kinds are seen, and hardly any between them."""
    model = peelsim.WeightedConcepts(concepts=200, mean_text_degree=6, texts=texts, weight_exponent=exponent)
    found = peelsim.simulate(model, trials=400, seed=1)
    left = found["unlearnt_weight"]
    assert (found["stuck"] == (left > model.stuck_above)).all() and 0.05 < found["stuck"].mean() < 0.95
    assert (abs(left - model.stuck_above) < 0.05).mean() < 0.1
    spans = {observable.name: observable.span for observable in model.observables if observable.rare}
    assert spans == {"learnt": -200, "learnt_fraction": -1, "unlearnt_weight": 1, "training_error": 1}


def test_concepts_without_much_company_are_learnt_smoothly():
    model = peelsim.WeightedConcepts(concepts=200, mean_text_degree=2.5, texts=500)
    assert model.stuck_above == 0.5 and {o.span for o in model.observables if o.rare} == {0}


@pytest.mark.parametrize(
    ("concepts", "exponent", "status"), [(2000, 0.0, "valid"), (2000, 1.5, "extrapolated"), (5, 0.0, "extrapolated")]
)
def test_the_mean_field_is_of_concepts_that_occur_less_than_once_per_text(concepts, exponent, status):
    model = peelsim.WeightedConcepts(concepts=concepts, mean_text_degree=6, texts=500, weight_exponent=exponent)
    said = model.predict("mean_field")
    assert {said.range(name).status for name in said} == {status} and len(said) == 5


def test_without_texts_nothing_is_learnt():
    found = peelsim.simulate(peelsim.WeightedConcepts(concepts=3, mean_text_degree=2, texts=0), trials=3, seed=1)
    assert found["learnt"].tolist() == [0, 0, 0]
    assert found["unlearnt_weight"] == pytest.approx([1, 1, 1])


def test_occurrences_give_the_texts_that_have_so_many():
    values = {"kind": "weighted-concepts", "concepts": 10, "weight_exponent": 1, "occurrences": 1000}
    for d in (0, 0.5, 6):
        model = KEYS.of({**values, "mean_text_degree": d}).resolve()
        assert model.occurrences == pytest.approx(1000, abs=(d or 1))
        mean = KEYS.of({**values, "mean_text_degree": d, "texts_fixed": False}).resolve()
        assert mean.occurrences == pytest.approx(1000)
    listed = KEYS.of({"kind": "weighted-concepts", "mean_text_degree": 1, "texts": 5, "weights": [1, 2]})
    assert listed.resolve().concepts == 2


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"texts": 1, "occurrences": 1}, "exactly one of texts, occurrences; here there is both"),
        ({}, "exactly one of texts, occurrences; here there is none"),
        ({"texts": 1, "weights": [1]}, "exactly one of weight_exponent, weights; here there is both"),
        ({"texts": 1, "weight_exponent": None}, "exactly one of weight_exponent, weights; here there is none"),
        ({"texts": 1, "weight_exponent": None, "weights": [1, 2], "concepts": 3}, "2 of them where there are 3"),
        ({"texts": 1, "concepts": None}, "concepts: missing"),
        ({"texts": 1, "weight_exponent": None, "weights": [1, 0]}, "weights"),
        ({"texts": 1.5}, "not a whole number"),
        ({"texts": 1, "mean_text_degree": -1}, "mean_text_degree"),
    ],
)
def test_parameters_that_make_no_sense_are_refused(values, message):
    common = {"kind": "weighted-concepts", "concepts": 10, "mean_text_degree": 2, "weight_exponent": 1}
    with pytest.raises(ValueError, match=message):
        KEYS.of({key: value for key, value in (common | values).items() if value is not None}).resolve()


def test_there_is_no_round_chain_of_it():
    with pytest.raises(ParameterError, match="graph"):
        peelsim.WeightedConcepts(concepts=10, mean_text_degree=1, texts=1).resolve_engine("rounds")
