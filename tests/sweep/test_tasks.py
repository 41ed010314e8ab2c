"""Points that share their trials: what a sweep file may couple, and how such points run, stop and are shared out."""

import numpy as np
import pytest

from peelsim.stats.tally import Tally
from peelsim.sweep.file.shards import Shard
from peelsim.sweep.rules.stopping import StopRules
from tests.sweep.example import Coin, mistakes, read, toml

CURVE = '[run]\nengine = "curve"'
MODEL = "text_degree = { mean = 3 }"
GRID = "concepts = [40, 60]\ntexts_per_concept = [2.0, 0.0, 1.0, 1.001]"


def curve(folder, *, model=MODEL, grid=GRID, rest=CURVE, **parts):
    return read(folder, model=model, grid=grid, rest=rest, **parts)


def wrong(folder, *, model=MODEL, grid=GRID, rest=CURVE, **parts):
    return mistakes(folder, model=model, grid=grid, rest=rest, **parts)


def test_points_along_the_axis_of_texts_are_one_task(tmp_path):
    sweep = curve(tmp_path)
    assert sweep.coupled.name == "texts_per_concept"
    assert [task.indices for task in sweep.tasks] == [(0, 1, 2, 3), (4, 5, 6, 7)]
    first, second = (task.points for task in sweep.tasks)
    assert [point.model.texts for point in first] == [80, 0, 40, 40]
    assert first[0].curve.curve == (0, 40, 80)  # in order, and one that two values round to once
    assert [point.column for point in first] == [2, 0, 1, 1]
    assert len({point.key for point in first}) == 1 and first[0].key != second[0].key
    assert first[2].hash == first[3].hash and len({point.hash for point in first}) == 3


def test_the_axis_may_stand_anywhere_and_be_any_that_sets_the_texts(tmp_path):
    grid = 'window = [-2, 2]\n"text_degree.mean" = [5, 6]'
    sweep = curve(tmp_path, model="concepts = 50\ntext_degree.kind = 'binomial'", grid=grid)
    assert [task.indices for task in sweep.tasks] == [(0, 2), (1, 3)]
    assert curve(tmp_path, model=f"concepts = 9\n{MODEL}", grid="texts = [7]").tasks[0].first.curve.curve == (7,)


def test_other_engines_have_a_task_per_identity(tmp_path):
    """Two places along the axis round to the same number of texts: they are the same trials."""
    sweep = curve(tmp_path, rest="")
    assert sweep.coupled is None
    assert [task.indices for task in sweep.tasks] == [(0,), (1,), (2, 3), (4,), (5,), (6, 7)]


@pytest.mark.parametrize(
    ("parts", "key", "said"),
    [
        ({"grid": "concepts = [40, 60]", "model": f"texts = 9\n{MODEL}"}, "run.engine", "one of texts, texts_per_con"),
        ({"grid": "size = { zip = { concepts = [4, 6], texts = [8, 9] } }"}, "run.engine", "takes no zipped axis"),
        ({"grid": "texts_per_concept = [1, 2]", "model": f"compute = 1e4\n{MODEL}"}, "run.engine", "give concepts"),
        ({"model": f"trajectory_rounds = 3\n{MODEL}"}, "trajectory_rounds", "no rounds"),
        ({"rest": CURVE + '\n[output]\nobservables = ["rounds"]'}, "output.observables[0]", "unknown observable"),
        (
            {"stop": "max_trials = 9\nmax_events = { observable = 'learnt', count = 1 }"},
            "stop.max_events.observable",
            "",
        ),
    ],
)
def test_what_cannot_be_coupled_is_refused_in_a_line(tmp_path, parts, key, said):
    found = wrong(tmp_path, **parts)
    assert list(found) == [key] and said in found[key]


def test_models_without_such_an_engine_refuse_it(tmp_path):
    text = toml(kind="random-graph", model="nodes = 9", grid="mean_degree = [1, 2]", rest=CURVE)
    assert mistakes(tmp_path, text) == {"run.engine": "curve cannot do random-graph; take auto"}


def test_another_axis_is_another_curve(tmp_path):
    first, longer = curve(tmp_path), curve(tmp_path, grid=GRID.replace("2.0", "2.0, 1.5"))
    assert not {point.hash for point in first.points} & {point.hash for point in longer.points}


def test_a_shard_takes_whole_curves(tmp_path):
    sweep = Shard(2, 2).apply(curve(tmp_path))
    assert [point.elsewhere for point in sweep.points] == [True] * 4 + [False] * 4


def test_the_work_of_a_trial_is_that_of_the_whole_curve(tmp_path):
    sweep = curve(tmp_path, stop="max_edges = 24_000")
    assert [sweep.cap(point) for point in sweep.points] == [100] * 4 + [24_000 // 360] * 4


def seen(trials, heads):
    return Tally(trials, {"head": heads}, {"head": heads})


@pytest.mark.parametrize(("heads", "reason"), [((7, 5, 9), "max_events"), ((7, 4, 9), None), ((4, 7, 9), None)])
def test_a_goal_is_reached_when_it_is_at_every_point(heads, reason):
    rules = StopRules(max_trials=100, max_events={"observable": "head", "count": 5})
    first, *others = ((seen(40, k), Coin(0.5)) for k in heads)
    assert rules.reason(first[0], 7.0, 10, model=first[1], others=others) == reason


def test_the_first_goal_that_all_points_have_reached_ends_them():
    rules = {"max_events": {"observable": "head", "count": 5}, "abs_error": {"observable": "head", "value": 0.45}}
    points = [(seen(40, 3), Coin(0.5)), (seen(40, 30), Coin(0.5))]

    def ended(**more):
        first, *others = points
        return StopRules(max_trials=100, min_trials=20, **rules, **more).reason(
            first[0], 7.0, 10, model=first[1], others=others
        )

    assert ended() == "abs_error" and ended(until="all") is None


def test_the_tally_of_a_block_falls_into_those_of_its_points():
    block = np.array([[1, 2, 3], [4, 5, 2**40]])
    whole = Tally.of({"x": block})
    for place in range(3):
        apart = Tally.of({"x": block[:, place]})
        assert whole.at(place).sums == apart.sums and whole.at(place).squares == apart.squares
        assert whole.at(place).trials == 2
