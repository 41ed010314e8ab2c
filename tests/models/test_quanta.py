import numpy as np
import pytest

import peelsim
from peelsim.models.base import ParameterError, keys_of
from peelsim.stats.fixed_point import WEIGHT
from peelsim.theory.quanta import quantization, zipf
from tests.agreement import mean_is, same_law

KEYS = keys_of(peelsim.Quanta)


def direct(model, trials, seed=3):
    """As it is told: samples one by one, quanta counted. Learnt, use unlearnt, and unlearnt quanta of tasks."""
    rng = np.random.default_rng(seed)
    use = np.arange(1.0, model.quanta + 1) ** -(model.exponent + 1)
    use /= use.sum()
    capacity = model.quanta if model.capacity is None else model.capacity
    rows = []
    for _ in range(trials):
        samples = int(model.samples) if model.samples_fixed else rng.poisson(model.samples)
        seen = np.bincount(rng.choice(model.quanta, size=samples, p=use), minlength=model.quanta)
        known = (seen >= model.sightings) & (np.arange(model.quanta) < capacity)
        tasks = [int(sum(not known[k - 1] for k in members)) for members in model.tasks.values()]
        rows.append([known.sum(), np.rint(use[~known].sum() * 1e9), *tasks])
    return np.array(rows, np.int64)


def simulated(model, trials, key=1):
    return model.simulator("graph").run(key, 0, trials, np.zeros(2, np.int64))


TASKS = {"first": (1,), "rare": (30,), "several": (2, 8, 25)}
MODELS = [
    {"quanta": 30, "exponent": 0.5, "samples": 20},
    {"quanta": 30, "exponent": 0.5, "samples": 20, "samples_fixed": False},
    {"quanta": 40, "exponent": 0.2, "samples": 60, "sightings": 2},
    {"quanta": 40, "exponent": 1.0, "samples": 60.5, "sightings": 3, "samples_fixed": False},
    {"quanta": 30, "exponent": 0.5, "samples": 100, "capacity": 4},
    {"quanta": 40, "exponent": 0.3, "samples": 15, "capacity": 20, "sightings": 2},
    {"quanta": 30, "exponent": 0.1, "samples": 1},
    {"quanta": 30, "exponent": 3.0, "samples": 5000},
]
EDGE = {"tasks": {"x": (1000,), "y": (1001,)}}


@pytest.mark.parametrize("parameters", MODELS, ids=str)
@pytest.mark.plain_cases(1)
def test_trials_are_those_of_samples_drawn_one_by_one(parameters):
    """The joint law of quanta learnt, use unlearnt, and single quanta."""
    model = peelsim.Quanta(**parameters, tasks=TASKS)
    found, twin = simulated(model, 20_000), direct(model, 8000)
    unlearnt_of = np.rint(found["task_loss"] / 2.0**40 * [1, 1, 3]).astype(int)
    ours = np.column_stack([found["learnt"], np.rint(found["unlearnt"] / WEIGHT * 1e9), unlearnt_of])
    for column in range(5):
        same_law(ours[:, column], twin[:, column])
    same_law(ours[:, [0, 2, 3, 4]], twin[:, [0, 2, 3, 4]])


@pytest.mark.parametrize(
    ("parameters", "trials"),
    [
        ({"quanta": 10**6, "exponent": 1.0, "samples": 10_000}, 6000),
        ({"quanta": 10**6, "exponent": 0.4, "samples": 3000.5, "samples_fixed": False, "sightings": 2}, 2000),
        ({"quanta": 2000, "exponent": 0.2, "samples": 10**5, "capacity": 1500}, 400),
        ({"quanta": 10**7, "exponent": 0.8, "samples": 10**6}, 200),
        ({"quanta": 10**6, "exponent": 0.2, "capacity": 1000, "test_samples": 50_000, **EDGE}, 200),
        ({"quanta": 10**7, "exponent": 0.8, "capacity": 30, "test_samples": 50_000}, 200),
    ],
    ids=str,
)
@pytest.mark.plain_cases(4)
def test_means_are_the_exact_ones(parameters, trials):
    model = peelsim.Quanta(**parameters, learnt_loss=0.5, unlearnt_loss=2.0)
    found = peelsim.simulate(model, trials=trials, seed=1)
    said = peelsim.predict(model, law="exact")
    assert set(said) == set(found)
    mean_is(found["learnt"], said["learnt"])
    mean_is(found["unlearnt"], said["unlearnt"], error=1e-12)
    for name in ("loss", "excess_loss"):
        mean_is(found[name], said[name], error=1e-12)
    if model.tasks:
        assert found["task_loss"].mean(axis=0).tolist() == said["task_loss"].tolist() == [0.5, 2.0]


@pytest.mark.parametrize("limit", [{"capacity": 50}, {"samples": 1000}], ids=str)
@pytest.mark.slow
def test_a_law_that_is_wrong_is_seen_to_be_so(monkeypatch, limit):
    """Trials and law share no sum: where the law's is off by 2 % of the unlearnt use, they part."""
    model = peelsim.Quanta(quanta=10**4, exponent=0.5, test_samples=100_000, **limit)

    def parted():
        found = peelsim.simulate(model, trials=1000, seed=1)
        said = peelsim.predict(model, law="exact")
        return [abs(found[x].mean() - said[x]) * np.sqrt(1000) / found[x].std() for x in ("unlearnt", "excess_loss")]

    assert max(parted()) < 5.7
    right = {name: getattr(zipf, name) for name in ("share_beyond", "partial_zeta")}
    monkeypatch.setattr(quantization, "share_beyond", lambda *a, **k: 1.02 * right["share_beyond"](*a, **k))
    monkeypatch.setattr(quantization, "partial_zeta", lambda *a, **k: right["partial_zeta"](*a, **k) / 1.02)
    assert min(parted()) > 5.7


def test_the_data_law_to_three_digits():
    model = peelsim.Quanta(quanta=10**7, exponent=1.0, samples=10_000)
    seen = peelsim.simulate(model, trials=20_000, seed=2)["unlearnt"]
    law = peelsim.predict(model, law="asymptotic")["unlearnt"]
    error = seen.std() / np.sqrt(len(seen))
    assert error < 5e-4 * law
    mean_is(seen, law, error=1e-6)  # which is half the last digit of .00691


def test_the_loss_is_that_of_the_test_samples():
    model = peelsim.Quanta(quanta=100, exponent=0.5, samples=50, learnt_loss=1, unlearnt_loss=4, test_samples=1000)
    found = peelsim.simulate(model, trials=20_000, seed=1)
    np.testing.assert_allclose(found["loss"], 1 + found["excess_loss"], rtol=1e-11)
    missed = found["excess_loss"] / 3 * 1000
    np.testing.assert_allclose(missed, np.rint(missed), atol=1e-9)
    u = found["unlearnt"]
    mean_is((missed - 1000 * u) ** 2 - 1000 * u * (1 - u), 0)  # binomial given what was learnt
    mean_is((missed - 1000 * u) * (u - u.mean()), 0)


@pytest.mark.parametrize("samples", [10, 3000])
def test_a_trial_does_not_depend_on_the_block_it_is_in(samples):
    """Also where more quanta are touched than are written down."""
    model = peelsim.Quanta(quanta=5000, exponent=0.1, samples=samples, tasks=TASKS)
    simulator = model.simulator("graph")
    together = simulator.run(9, 0, 12, np.zeros(2, np.int64))
    apart = [simulator.run(9, i, 1, np.zeros(2, np.int64)) for i in reversed(range(12))][::-1]
    assert all((together[name] == np.concatenate([a[name] for a in apart])).all() for name in together)


@pytest.mark.parametrize("limit", [{"samples": 10**5}, {"capacity": 1000, "test_samples": 10**5}], ids=str)
def test_progress_is_numbers_drawn_and_a_set_stop_word_voids_the_block(limit):
    model = peelsim.Quanta(quanta=10**6, exponent=0.5, **limit)
    simulator, control = model.simulator("graph"), np.zeros(2, np.int64)
    first = simulator.run(1, 0, 20, control)
    assert control[1] == pytest.approx(20 * model.expected_edges, rel=0.05)
    assert simulator.run(1, 0, 5, np.ones(2, np.int64)) is None
    again = simulator.run(1, 0, 20, np.zeros(2, np.int64))
    assert all((again[name] == first[name]).all() for name in first)


@pytest.mark.parametrize("samples", [None, 0, 10, 10**6, 10**12])
def test_memory_is_what_was_announced(samples):
    model = peelsim.Quanta(quanta=10**5, exponent=0.3, samples=samples, tasks=TASKS)
    law = model.simulator("graph").law
    scratch = law.chance.nbytes + law.use.nbytes + law.seen.nbytes + law.touched.nbytes
    assert scratch <= model.bytes_per_thread("graph") <= 3 * scratch + 40_000_000


def said_of(law, **parameters):
    return peelsim.Quanta(**parameters).predict(law)


@pytest.mark.parametrize("law", ["asymptotic", "published"])
@pytest.mark.parametrize(
    ("limit", "status", "reason"),
    [
        ({"samples": 10, "sightings": 20}, "undefined", "more than all of the use unlearnt"),
        ({"samples": 30}, "extrapolated", "many quanta are learnt, and these are 4.27"),
        ({"samples": 10**8}, "extrapolated", "quanta without end, and all 1000 are learnt"),
        ({"capacity": 5}, "extrapolated", "many quanta are learnt, and these are 5"),
        ({"samples": 10_000}, "valid", ""),
        ({"capacity": 100}, "valid", ""),
    ],
)
def test_power_laws_are_of_many_quanta_among_more(law, limit, status, reason):
    said = said_of(law, quanta=1000, exponent=1.0, **limit)
    for name in ("unlearnt", "loss", "excess_loss"):
        assert said.range(name).status == status and reason in said.range(name).reason
        assert (name in said) == (status != "undefined")


@pytest.mark.parametrize("fixed", [True, False])
def test_the_exact_law_is_exact_at_its_ends(fixed):
    one = said_of("exact", quanta=1, exponent=0.5, samples=10, sightings=3, samples_fixed=True)
    assert (one["learnt"], one["unlearnt"]) == (1, 0)
    for quanta in (100, 10**7):
        none = said_of("exact", quanta=quanta, exponent=0.5, samples=0, samples_fixed=fixed)
        assert (none["learnt"], none["unlearnt"], none["loss"]) == (0, 1, 1)
        everything = said_of("exact", quanta=quanta, exponent=0.1, samples=1e15, samples_fixed=fixed)
        assert everything["learnt"] == quanta and 0 <= everything["unlearnt"] < 1e-300


def test_power_laws_say_nothing_where_they_do_not_hold():
    common = {"quanta": 1000, "exponent": 0.5}
    for more in ({}, {"samples": 0}, {"capacity": 0}, {"samples": 10, "capacity": 10}):
        for law in ("asymptotic", "published"):
            assert said_of(law, **common, **more) == {}
            assert "no power law" in said_of(law, **common, **more).range("loss").reason
    by_room = peelsim.Quanta(**common, capacity=10)
    assert peelsim.predict(by_room, law="published") == peelsim.predict(by_room, law="asymptotic")


def test_steps_are_samples():
    stepped = (
        keys_of(peelsim.Quanta)
        .of({"kind": "quanta", "quanta": 100, "exponent": 0.5, "steps": 30, "batch": 4})
        .resolve()
    )
    assert stepped == peelsim.Quanta(quanta=100, exponent=0.5, samples=120)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"samples": 10, "steps": 10}, "at most one of samples, steps"),
        ({"batch": 10}, "steps are not given"),
        ({"capacity": 101}, "101 is more than the 100 quanta"),
        ({"learnt_loss": 2}, "not above learnt_loss"),
        ({"samples": 1.5}, "not a whole number"),
        ({"tasks": {"x": [1, 101]}}, "x has quantum 101 of 100"),
        ({"tasks": {"x": []}}, "tasks"),
        ({"sightings": 0}, "sightings"),
        ({"exponent": 0}, "exponent"),
        ({"quanta": 2.5}, "quanta"),
    ],
)
def test_parameters_that_make_no_sense_are_refused(values, message):
    with pytest.raises(ValueError, match=message):
        KEYS.of({"kind": "quanta", "quanta": 100, "exponent": 0.5, **values}).resolve()


def test_there_is_no_round_chain_of_it():
    with pytest.raises(ParameterError, match="graph"):
        peelsim.Quanta(quanta=10, exponent=1).resolve_engine("rounds")
