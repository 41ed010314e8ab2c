"""Axes, and the points that are their product."""

import tomllib

import pytest

from peelsim.sweep.file.grid import MOST_POINTS, axes_of, points_of

WHOLE = frozenset({"concepts", "texts"})


def axes(text):
    """Axes of a [grid], by name: their values; and what is wrong, by place."""
    found, mistakes = axes_of(tomllib.loads(text), WHOLE)
    return {axis.name: dict(axis.values) for axis in found}, dict(mistakes)


@pytest.mark.parametrize(
    ("entry", "values"),
    [
        ("concepts = [3, 1, 2]", (3, 1, 2)),
        ("concepts = [1e3, 7]", (1e3, 7)),
        ("concepts = { start = 10, stop = 30, num = 3 }", (10, 20, 30)),
        ("concepts = { start = 30, stop = 10, num = 3 }", (30, 20, 10)),
        ("concepts = { start = 10, stop = 30, num = 1 }", (10,)),
        ("concepts = { start = 10, stop = 10, num = 5 }", (10,)),
        ("concepts = { start = 1, stop = 3, num = 9 }", (1, 2, 3)),  # rounded, and each once
        ('concepts = { start = 1, stop = 1000, num = 4, scale = "log" }', (1, 10, 100, 1000)),
        ('concepts = { start = 1, stop = 8, num = 10, scale = "log" }', (1, 2, 3, 4, 5, 6, 8)),
        ('concepts = { start = 1e3, stop = 1e6, num = 2e0, scale = "linear" }', (1000, 1_000_000)),
    ],
)
def test_an_axis_of_a_whole_number(entry, values):
    found, mistakes = axes(entry)
    assert not mistakes
    assert found == {"concepts": {"concepts": values}}
    if "start" in entry:
        assert all(type(value) is int for value in found["concepts"]["concepts"])


def test_an_axis_of_a_real_number_keeps_all_its_values():
    found, _ = axes("window = { start = -1, stop = 1, num = 5 }")
    assert found == {"window": {"window": (-1.0, -0.5, 0.0, 0.5, 1.0)}}


def test_a_value_that_is_listed_twice_is_refused():
    for text in ("split = [0.1, 0.2, 0.1]", "split = { start = 0.1, stop = 0.1, num = 3 }"):
        assert axes(text)[1][("grid", "split")] == "0.1 is listed twice, which gives no more trials; list it once"
    zipped = "size = { zip = { concepts = [5, 6, 5], texts = [1, 2, 1] } }"
    assert "listed twice" in axes(zipped)[1][("grid", "size")]


def test_the_ends_of_a_range_are_exact():
    found, _ = axes('split = { start = 1e-7, stop = 0.3, num = 31, scale = "log" }')
    assert (found["split"]["split"][0], found["split"]["split"][-1]) == (1e-7, 0.3)


@pytest.mark.parametrize("key", ['"text_degree.mean"', "text_degree.mean"])
def test_dotted_keys_with_and_without_quotes(key):
    found, mistakes = axes(f"{key} = [4, 5]")
    assert not mistakes and found == {"text_degree.mean": {"text_degree.mean": (4, 5)}}
    ranged, _ = axes(f"{key} = {{ start = 4, stop = 5, num = 2 }}")
    assert ranged == {"text_degree.mean": {"text_degree.mean": (4.0, 5.0)}}


@pytest.mark.parametrize("key", ['"text_degree.mean"', "text_degree.mean"])
def test_zipped_axes(key):
    found, mistakes = axes(
        f"size = {{ zip = {{ concepts = [100, 200], {key} = {{ start = 3, stop = 4, num = 2 }} }} }}\nsplit = [0.5]"
    )
    assert not mistakes
    assert found == {
        "size": {"concepts": (100, 200), "text_degree.mean": (3.0, 4.0)},
        "split": {"split": (0.5,)},
    }


@pytest.mark.parametrize(
    ("text", "place", "sentence"),
    [
        ("concepts = []", ("grid", "concepts"), "empty; give at least one value"),
        ("concepts = {}", ("grid", "concepts", "start"), "missing; it has no default"),
        ("concepts = 5", ("grid", "concepts"), "5 is no axis; write a list, or { start, stop, num }"),
        ("concepts = '5'", ("grid", "concepts"), "'5' is no axis; write a list, or { start, stop, num }"),
        ("concepts = { start = 1, stop = 2 }", ("grid", "concepts", "num"), "missing; it has no default"),
        (
            "concepts = { start = 1, stop = 2, num = 0 }",
            ("grid", "concepts", "num"),
            "0 is not a number of values; it must be 1 or more",
        ),
        (
            "concepts = { start = 1, stop = 2, num = 2.5 }",
            ("grid", "concepts", "num"),
            "2.5 is not a number of values; it must be 1 or more and at most 1000000",
        ),
        (
            "concepts = { start = 1, stop = 2, num = 1e9 }",
            ("grid", "concepts", "num"),
            "1000000000.0 is not a number of values; it must be at most 1000000",
        ),
        ("split = { start = '1', stop = 2, num = 2 }", ("grid", "split", "start"), "'1' is not a number"),
        ("split = { start = true, stop = 2, num = 2 }", ("grid", "split", "start"), "True is not a number"),
        ("split = { start = inf, stop = 2, num = 2 }", ("grid", "split", "start"), "inf is not a number"),
        ("split = { start = 1, stop = nan, num = 2 }", ("grid", "split", "stop"), "nan is not a number"),
        (
            "split = { start = 1, stop = 2, num = 2, setp = 1 }",
            ("grid", "split", "setp"),
            "unknown key; did you mean stop?",
        ),
        (
            "split = { start = 1, stop = 2, num = 2, scale = 'lin' }",
            ("grid", "split", "scale"),
            "'lin' is not known; it must be 'linear' or 'log'",
        ),
        (
            "split = { start = 0, stop = 2, num = 2, scale = 'log' }",
            ("grid", "split"),
            'scale = "log" needs start and stop above 0',
        ),
        (
            "split = { start = -1.7e308, stop = 1.7e308, num = 3 }",
            ("grid", "split"),
            "start and stop are too far apart",
        ),
        (
            "size = { zip = { concepts = [1, 2], texts = [1, 2, 3] } }",
            ("grid", "size"),
            "zipped lists differ in length: concepts has 2, texts has 3",
        ),
        ("size = { zip = { concepts = [] } }", ("grid", "size", "zip", "concepts"), "empty; give at least one value"),
        (
            "size = { zip = {} }",
            ("grid", "size"),
            "a zipped axis is { zip = { first = [...], second = [...] } }",
        ),
        (
            "size = { zip = { concepts = [1] }, num = 3 }",
            ("grid", "size"),
            "a zipped axis is { zip = { first = [...], second = [...] } }",
        ),
        (
            "size = { zip = { concepts = [1] } }\nconcepts = [2]",
            ("grid", "concepts"),
            "concepts is already varied by grid.size",
        ),
        (
            "text_degree = [{ mean = 3 }]\n'text_degree.mean' = [4]",
            ("grid", "text_degree.mean"),
            "text_degree.mean is already varied by grid.text_degree",
        ),
        (
            "text_degree.mean = [3]\n'text_degree.mean' = [4]",
            ("grid", "text_degree.mean"),
            "text_degree.mean is already varied by grid.text_degree.mean",
        ),
    ],
)
def test_what_is_no_axis(text, place, sentence):
    assert axes(text)[1].get(place) == sentence


def test_parameters_of_similar_names_are_different():
    found, mistakes = axes("text = [1]\ntexts = [2]\n'text.s' = [3]")
    assert mistakes == {("grid", "text.s"): "text.s is already varied by grid.text"}
    assert len(found) == 3


@pytest.mark.slow
def test_a_grid_too_large_is_refused_before_it_is_made():
    many = "{ start = 1, stop = 2, num = 1_000_000 }"
    _, mistakes = axes_of(tomllib.loads(f"a = {many}\nb = {many}\nc = {many}"), frozenset())
    assert mistakes == [(("grid",), f"1e+18 points are more than the {MOST_POINTS:,} a sweep may have")]


def test_the_last_axis_runs_fastest():
    found, _ = axes_of(
        tomllib.loads(
            "b = [1, 2]\na.x = [3, 4]\nsize = { zip = { c = [5, 6, 7], d.y = [8, 9, 0] } }",
        ),
        frozenset(),
    )
    points = list(points_of({"b": 0, "a": {"z": 1}, "e": 2}, found))
    assert [place for place, _ in points] == [(i, j, k) for i in range(2) for j in range(2) for k in range(3)]
    assert points[0][1] == {"b": 1, "a": {"z": 1, "x": 3}, "e": 2, "c": 5, "d": {"y": 8}}
    assert points[1][1] == {"b": 1, "a": {"z": 1, "x": 3}, "e": 2, "c": 6, "d": {"y": 9}}
    assert points[3][1] == {"b": 1, "a": {"z": 1, "x": 4}, "e": 2, "c": 5, "d": {"y": 8}}
    assert points[-1][1] == {"b": 2, "a": {"z": 1, "x": 4}, "e": 2, "c": 7, "d": {"y": 0}}


def test_no_axis_is_a_single_point():
    assert list(points_of({"a": 1}, [])) == [((), {"a": 1})]
