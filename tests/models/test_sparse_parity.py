import numpy as np
import pytest
from scipy import stats

import peelsim
from peelsim.models.sparse_parity.simulator import breakthrough_steps
from peelsim.theory.descent import breakthroughs

COMMON = {"tasks": 5, "bits": 12, "subset": 2, "exponent": 0.5, "width": 40, "batch": 100, "rate": 5e-3}


def test_breakthroughs_lie_between_the_steps_that_see_them():
    losses = np.array([[1.0, 0.4, 1.0, 0.9], [0.75, 0.3, 0.9, 0.8], [0.25, 0.6, 0.8, 0.4]])
    found = breakthrough_steps(np.array([10, 40, 160]), losses)
    late = 40 * 4**0.75  # .8 to .4 passes through .5 at three quarters of the way
    assert found == pytest.approx([80, 10, 160, late])  # halfway in the logarithm; at once; never


@pytest.mark.slow
def test_frequent_tasks_are_learnt_first():
    model = peelsim.SparseParity(**COMMON, time=tuple(np.unique(np.geomspace(20, 6000, 40).astype(int)).tolist()))
    found = peelsim.simulate(model, trials=6, seed=1)
    slopes = [np.polyfit(np.log(model.use), np.log(each), 1)[0] for each in found["learnt_step"]]
    assert -1.3 < np.mean(slopes) < -0.7
    assert found["learnt"][:, 0].max() == 0 and found["learnt"][:, -1].min() >= 4
    assert (found["best_loss"] <= found["loss"].min(axis=1) + 1e-12).all()
    np.testing.assert_allclose(found["task_loss"] @ model.use, found["loss"][:, -1], atol=1e-10)


@pytest.mark.slow
def test_time_to_learn_is_one_over_frequency():
    """Twenty tasks, as in experiments/parity_steps.toml: about 70 steps over the probability, and p^-.95."""
    time = tuple(np.unique(np.geomspace(30, 60_000, 90).round().astype(int)).tolist())
    model = peelsim.SparseParity(tasks=20, bits=16, subset=2, exponent=0.5, width=100, time=time)
    when = peelsim.simulate(model, trials=8, seed=3)["learnt_step"]
    slopes = [np.polyfit(np.log(model.use), np.log(each), 1)[0] for each in when]
    assert stats.ttest_1samp(slopes, -0.95).pvalue > 1e-5 and np.mean(slopes) == pytest.approx(-0.95, abs=0.05)
    assert np.median(when * model.use) == pytest.approx(71, rel=0.1)
    fitted = breakthroughs.fitted_sightings(when.mean(axis=0)[::2], model.use[::2], batch=500)
    said = breakthroughs.learnt_steps(model.use[1::2], batch=500, sightings=fitted)
    assert np.abs(np.log(when.mean(axis=0)[1::2] / said)).max() < np.log(1.6)


def test_limited_samples_are_learnt_by_heart():
    """Their least loss comes early, and more samples leave less of it."""
    time = (25, 50, 100, 200, 400, 800, 1600)
    losses = {}
    for samples in (300, 3000):
        found = peelsim.simulate(peelsim.SparseParity(**COMMON, time=time, samples=samples), trials=4, seed=1)
        losses[samples] = found["best_loss"].mean()
        if samples == 300:
            assert found["loss"][:, -1].mean() > 1.1 and (found["loss"][:, -1] > found["best_loss"]).all()
    assert losses[3000] < losses[300] - 0.1


def test_objectives_and_optimizers_learn_the_most_frequent_task():
    for more in ({"objective": "squared"}, {"optimizer": "sgd", "rate": 0.5}):
        model = peelsim.SparseParity(**{**COMMON, **more}, time=(2000,))
        assert peelsim.simulate(model, trials=2, seed=1)["task_loss"][:, 0].max() < 0.1


def test_laws_are_those_of_sightings_and_of_samples():
    model = peelsim.SparseParity(**COMMON, time=(100, 1000), sightings=20_000, watched=(1, 5))
    said, p = model.predict("finite"), model.use
    when = 20_000 / (100 * p)
    assert said["loss"] == pytest.approx([p[when > 100].sum(), p[when > 1000].sum()])
    assert said["learnt_step"] == pytest.approx(np.clip(when, 100, 1000))
    assert said["task_5_loss"].tolist() == [1, 1] and said["task_1_loss"][1] == 0
    assert said.range("loss").status == "extrapolated" and "measured for" in said.range("loss").reason
    assert not model.predict("quanta")
    limited = peelsim.SparseParity(**COMMON, time=(1000,), samples=2000, needed_samples=300)
    assert limited.predict("quanta")["best_learnt"] == pytest.approx(stats.binom.sf(299, 2000, p).sum())
    assert not limited.predict("finite") and "loss" not in limited.predict("quanta")
    narrow = peelsim.SparseParity(**{**COMMON, "width": 10}, time=(1000,))
    assert "no room" in narrow.predict("finite").range("loss").reason


def test_what_only_laws_need_is_no_part_of_the_identity():
    one = peelsim.SparseParity(**COMMON, time=(10,), sightings=5, needed_samples=3, watched=(1,))
    assert one.identity == peelsim.SparseParity(**COMMON, time=(10,)).identity
    assert one.identity != peelsim.SparseParity(**COMMON, time=(11,)).identity


def test_the_network_of_a_trial_has_its_losses():
    model = peelsim.SparseParity(**COMMON, time=(50, 300))
    simulator = model.simulator("graph")
    counts = simulator.run(9, 4, 1, np.zeros(2, np.int64))
    shown = simulator.network(9, 4)
    np.testing.assert_array_equal(shown["losses"] * 2.0**40, counts["task_loss"][0])
    assert shown["masks"].shape == (5, 12) and (shown["masks"].sum(axis=1) == 2).all()
    assert shown["bit_weights"].shape == (12, 40) and shown["task_weights"].shape == (5, 40)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"bits": 3}, "3 bits have 3 sets of 2, too few for 5 tasks"),
        ({"watched": (6,)}, "no task 6 of 5"),
        ({"watched": (1, 1)}, "named twice"),
        ({"time": (5, 5)}, "do not ascend"),
        ({"time": (0.5,)}, "time"),
        ({"samples": 0}, "samples"),
        ({"objective": "hinge"}, "objective"),
    ],
)
def test_parameters_that_make_no_sense_are_refused(values, message):
    with pytest.raises(ValueError, match=message):
        peelsim.SparseParity(**{**COMMON, "time": (10,), **values})
