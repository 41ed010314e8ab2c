"""The curve engine: what the first texts of a graph teach, against slow peeling, exact laws and the graph engine."""

import threading
import time
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats
from scipy.sparse import csr_array

import peelsim
from peelsim.kernels.draws.random import draw
from peelsim.models.base import ParameterError
from tests import naive
from tests.agreement import against, mean_is, same_law
from tests.exact_recursion import learnt_law

LISTED = peelsim.Explicit({0: 0.05, 1: 0.15, 2: 0.3, 4: 0.5})


def model_of(concepts, curve, degree, **more):
    degree = peelsim.Binomial(mean=degree) if isinstance(degree, int | float) else degree
    return peelsim.ConceptText(concepts=concepts, texts=curve[-1], curve=tuple(curve), text_degree=degree, **more)


def counts(model, trials, key=1, first=0):
    return model.simulator("curve").run(key, first, trials, np.zeros(2, np.int64))


@pytest.mark.parametrize("texts_fixed", [True, False])
@pytest.mark.parametrize(
    ("concepts", "curve", "degree"),
    [
        (1, (0, 1, 2), 0.4),
        (2, (1, 2, 3), 2.0),  # p = 1
        (5, (0, 3, 4, 9), 2),
        (12, range(41), 3),
        (40, (5, 50, 51, 52, 90, 160), 4),
        (4, (100, 600), 2.5),  # rows longer than the quick ones
        (257, (3, 12), 257),  # p = 1; counted in 8 bits each text would hold one concept
        (6, (0, 5, 11), LISTED),
        (30, range(0, 70, 3), LISTED),
        (60, range(0, 110, 10), peelsim.Poisson(mean=3)),
    ],
)
@pytest.mark.plain_cases(14)
def test_every_point_is_what_peeling_of_the_texts_so_far_leaves(concepts, curve, degree, texts_fixed):
    model = model_of(concepts, curve, degree, texts_fixed=texts_fixed)
    simulator, trials = model.simulator("curve"), 30
    found = simulator.run(7, 0, trials, np.zeros(2, np.int64))
    for trial in range(trials):
        starts, members, (number, _) = simulator.graph(7, trial)
        texts = [set(members[a:b].tolist()) for a, b in pairwise(starts)]
        arrivals = simulator.arrived(np.uint64(draw(np.uint64(7), trial)))
        assert number == len(texts) == arrivals[-1]
        for point, arrived in enumerate(arrivals.tolist()):
            learnt_in = naive.peel(texts[:arrived], concepts)
            assert found["learnt"][trial, point] == sum(map(bool, learnt_in))
            assert found["training_error"][trial, point] == len(naive.stuck_texts(texts[:arrived], learnt_in))


@pytest.mark.parametrize(
    ("degree", "curve"), [(6, range(0, 12_001, 400)), (peelsim.Poisson(mean=3), range(0, 4001, 200))]
)
def test_avalanches_longer_than_a_batch_are_peeled_to_their_end(degree, curve):
    model = model_of(2000, curve, degree)
    found = peelsim.simulate(model, trials=3, seed=5)
    for trial in range(3):
        graph = peelsim.sample_graph(model, seed=5, trial=trial)
        for point, texts in enumerate(curve):
            peeled = peelsim.peel(graph[:texts])
            assert found["learnt"][trial, point] == peeled.learnt.sum()
            assert found["training_error"][trial, point] == pytest.approx(len(peeled.stuck_texts) / max(texts, 1))


@pytest.mark.parametrize(("concepts", "curve", "mean"), [(2, (1, 2, 3), 2.0), (6, (3, 9), 4.5), (12, (5, 15, 25), 4)])
@pytest.mark.plain_cases(1)
def test_the_distribution_at_every_point_is_the_exact_one(concepts, curve, mean):
    learnt = counts(model_of(concepts, curve, mean), 300_000)["learnt"]
    for point, texts in enumerate(curve):
        against(np.bincount(learnt[:, point], minlength=concepts + 1), learnt_law(concepts, texts, mean))


@pytest.mark.parametrize("degree", [5, LISTED], ids=["binomial", "listed"])
@pytest.mark.parametrize("texts_fixed", [True, False])
@pytest.mark.plain_cases(1)
def test_agrees_with_the_graph_engine(degree, texts_fixed):
    curve = (20, 60, 90)
    found = counts(model_of(30, curve, degree, texts_fixed=texts_fixed), 60_000, key=2)
    for point, texts in enumerate(curve):
        alone = replace(model_of(30, [texts], degree, texts_fixed=texts_fixed), curve=())
        other = alone.simulator("graph").run(3, 0, 60_000, np.zeros(2, np.int64))
        for name, values in found.items():
            if name != "excess_entropy":
                same_law(values[:, point], other[name])


def test_poisson_numbers_of_texts_grow_by_independent_increments():
    curve, streams = (0.5, 3.0, 30.0), np.arange(50_000, dtype=np.uint64)
    simulator = model_of(4, curve, 2, texts_fixed=False).simulator("curve")
    numbers = np.array([simulator.arrived(np.uint64(draw(np.uint64(9), i))) for i in streams])
    steps = np.diff(numbers, prepend=0)
    for k, mean in enumerate(np.diff(curve, prepend=0)):
        against(np.bincount(steps[:, k], minlength=100)[:100], stats.poisson.pmf(np.arange(100), mean))
    mean_is((steps[:, 0] - 0.5) * (steps[:, 2] - 27.0), 0.0)


def test_a_trial_does_not_depend_on_its_block():
    model = model_of(50, (100, 200, 230), 6)
    whole, part = counts(model, 20), counts(model, 5, first=12)
    for name, values in part.items():
        np.testing.assert_array_equal(whole[name][12:17], values)


def test_from_python_a_curve_has_a_row_a_trial():
    model = model_of(100, (0, 300, 600), 6)
    found = peelsim.simulate(model, trials=4000, seed=1)
    assert found["stuck"].shape == (4000, 3) and found["stuck"].dtype == bool
    assert (np.diff(found["learnt"], axis=1) >= 0).all() and (found["learnt"][:, 0] == 0).all()
    assert "rounds" not in found
    np.testing.assert_allclose(found["excess_entropy"], found["training_error"] ** 2 / 2, atol=2**-50)
    said = peelsim.predict(model, law="corrected")
    alone = peelsim.ConceptText(concepts=100, texts=300, text_degree=peelsim.Binomial(mean=6))
    assert said["stuck"].shape == (3,)
    assert said["stuck"][1] == peelsim.predict(alone, law="corrected")["stuck"]
    assert isinstance(peelsim.sample_graph(model, seed=1), csr_array)


@pytest.mark.parametrize("degree", [6, peelsim.Poisson(mean=6)], ids=["binomial", "listed"])
def test_a_long_trial_stops_at_once(degree):
    """Forty trials of a tenth of a second or more, stopped once the first has begun."""
    model = model_of(400_000, (1, 2_000_000), degree)
    simulator, control = model.simulator("curve"), np.zeros(2, np.int64)
    simulator.run(1, 0, 0, control)  # compiles
    result = []
    trial = threading.Thread(target=lambda: result.append(simulator.run(1, 0, 40, control)))
    trial.start()
    while not control[1]:
        time.sleep(0.001)
    control[0] = 1
    trial.join(0.5)
    assert not trial.is_alive() and result == [None]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"curve": (3, 2, 9)}, "ascend to texts = 9"),
        ({"curve": (3, 3, 9)}, "ascend to texts = 9"),
        ({"curve": (3, 8)}, "ascend to texts = 9"),
        ({"curve": (3.5, 9)}, "3.5 is not a whole number"),
        ({"curve": (3, 9), "trajectory_rounds": 2}, "no rounds"),
    ],
)
def test_what_is_no_curve_is_refused(wrong, said):
    with pytest.raises(ValueError, match=said):
        peelsim.ConceptText(concepts=10, texts=9, text_degree=peelsim.Binomial(mean=2), **wrong)


def test_engines_that_do_not_fit_are_refused():
    alone = peelsim.ConceptText(concepts=10, texts=9, text_degree=peelsim.Binomial(mean=2))
    with pytest.raises(ParameterError, match="curve: engine curve needs the numbers of texts"):
        peelsim.simulate(alone, trials=1, seed=1, engine="curve")
    for engine in ("graph", "rounds"):
        with pytest.raises(ParameterError, match=f"{engine} simulates one number of texts"):
            peelsim.simulate(model_of(10, (3, 9), 2), trials=1, seed=1, engine=engine)
