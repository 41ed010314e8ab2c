"""Every mistake of a sweep file is said at once, in words; what is no mistake is read as meant."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peelsim import campaign
from peelsim.mistakes import SweepError, dotted, unknown
from peelsim.quoting import shown
from peelsim.sweep.file import spec
from peelsim.sweep.file.spec import _checked
from peelsim.sweep.own.functions import NO_FUNCTIONS
from peelsim.theory.peeling.scaling_constants import scaling
from tests.sweep.example import MODEL, mistakes, read, toml
from tests.sweep.malformed import FILES

WATERFALL = """
[sweep]
name = "waterfall"
seed = 20241
[model]
kind = "concept-text"
text_degree = { kind = "binomial", mean = 6 }
[grid]
concepts = [1000, 1e4]
texts_per_concept = { start = 4.0, stop = 5.5, num = 4 }
[stop]
max_trials = 1e5
max_edges = 1e8
max_events = { observable = "stuck", count = 10 }
[laws]
compare = ["corrected", "published"]
binding = ["corrected"]
[run]
engine = "graph"
[output]
observables = ["stuck", "learnt_fraction"]
keep_trials = true
path = "somewhere/else.h5"
[smoke]
grid.concepts = [100]
grid.texts_per_concept = [5]
stop.max_edges = 1e6
"""


def test_a_whole_file(tmp_path):
    sweep = read(tmp_path, WATERFALL)
    assert (sweep.name, sweep.seed, sweep.kind, sweep.text) == ("waterfall", 20241, "concept-text", WATERFALL)
    assert [len(axis) for axis in sweep.axes] == [2, 4]
    places = [(p.model.concepts, p.model.texts, p.place) for p in sweep.points]
    assert places[:5] == [
        (1000, 4000, (0, 0)),
        (1000, 4500, (0, 1)),
        (1000, 5000, (0, 2)),
        (1000, 5500, (0, 3)),
        (10_000, 40_000, (1, 0)),
    ]
    assert sweep.points[1].coordinates == {"concepts": 1000, "texts_per_concept": 4.5}
    assert [sweep.cap(p) for p in sweep.points][::4] == [4166, 416]
    assert (sweep.laws, sweep.binding) == (("corrected", "published"), ("corrected",))
    assert [o.name for o in sweep.observables] == ["stuck", "learnt_fraction"]
    assert sweep.keep_trials and str(sweep.path) == "somewhere/else.h5"
    assert {p.engine for p in sweep.points} == {"graph"}


def test_the_smoke_table_lies_over_the_rest(tmp_path):
    sweep = read(tmp_path, WATERFALL, smoke=True)
    assert [(p.model.concepts, p.model.texts) for p in sweep.points] == [(100, 500)]
    assert (sweep.stop.max_edges, sweep.stop.max_trials) == (1e6, 100_000)
    assert str(sweep.path) == "somewhere/else.smoke.h5"


def test_an_axis_in_smoke_replaces_the_axis(tmp_path):
    smoke = "[smoke]\ngrid.split = { start = 0.2, stop = 0.4, num = 3 }"
    sweep = read(tmp_path, grid='split = { start = 0.1, stop = 0.5, num = 9, scale = "log" }', rest=smoke, smoke=True)
    assert [p.model.split for p in sweep.points] == pytest.approx([0.2, 0.3, 0.4])


def test_mistakes_of_smoke_are_said_with_and_without_it(tmp_path):
    said = "unknown key; did you mean model?"
    assert mistakes(tmp_path, rest="[smoke]\nmodle.concepts = 3") == {"smoke.modle": said}
    assert mistakes(tmp_path, rest="[smoke]\nmodle.concepts = 3", smoke=True) == {"modle": said}


def test_the_result_is_named_after_the_sweep(tmp_path):
    assert str(read(tmp_path).path) == "results/x.h5"
    assert str(read(tmp_path, smoke=True).path) == "results/x.smoke.h5"


@pytest.mark.parametrize(
    ("parts", "texts"),
    [
        ({"model": "concepts = 1e6\ntexts = 5e6\ntext_degree = { mean = 6 }"}, 5_000_000),
        ({"model": "concepts = 3\ntexts_per_concept = 0.5\ntext_degree = { mean = 1 }"}, 2),
        (
            {"model": "concepts = 3\ntexts_per_concept = 0.5\ntext_degree = { mean = 1 }\ntexts_fixed = false"},
            1.5,
        ),
        (
            {"model": "concepts = 3\ntexts = 2.5\ntext_degree = { mean = 3 }\ntexts_fixed = false"},
            2.5,
        ),
        ({"model": "concepts = 1\ntexts = 0\ntext_degree = { mean = 1 }"}, 0),
        (
            {
                "model": "concepts = 100\ntext_degree = { mean = 6 }",
                "grid": "texts = { start = 7, stop = 9, num = 2 }",
            },
            7,
        ),
    ],
)
def test_ways_to_say_how_many_texts(tmp_path, parts, texts):
    model = read(tmp_path, **parts).points[0].model
    assert model.texts == texts


def test_a_window_is_a_place_beside_the_threshold(tmp_path):
    law = scaling(6, texts_fixed=True)
    middle = law.threshold.texts_per_concept + law.beta * 1000 ** (-2 / 3)
    sweep = read(tmp_path, model="concepts = 1000\ntext_degree = { mean = 6 }", grid="window = [-2, 0]")
    assert [p.model.texts for p in sweep.points] == [
        round(1000 * (middle - 2 * law.alpha / 1000**0.5)),
        round(1000 * middle),
    ]


def test_points_that_are_only_laws(tmp_path):
    sweep = read(tmp_path, stop="max_trials = 0")
    assert [sweep.cap(p) for p in sweep.points] == [0]


def test_a_grid_may_hold_what_the_model_must_say(tmp_path):
    sweep = read(
        tmp_path,
        model="text_degree.kind = 'binomial'",
        grid="concepts = [10]\ntexts = [20]\n'text_degree.mean' = [2, 3]",
    )
    assert [p.model.text_degree.mean for p in sweep.points] == [2, 3]
    given = {"kind": "concept-text", "text_degree.kind": "binomial"}
    assert sweep.constants == given | {"texts_fixed": "True", "trajectory_rounds": "0", "edge_deletion": "0.0"}


def test_the_same_parameters_written_otherwise_are_the_same(tmp_path):
    plain = read(
        tmp_path, model="concepts = 1000000\ntexts = 5\ntext_degree = { kind = 'binomial', mean = 6 }", grid=""
    )
    other = "concepts = 1e6\ntexts = 5.0\ntexts_fixed = true\ntext_degree = { mean = 6.0 }"
    assert read(tmp_path, model=other, grid="").constants == plain.constants


def test_each_point_has_its_coordinates(tmp_path):
    sweep = read(
        tmp_path,
        model="text_degree = { mean = 6 }",
        grid="size = { zip = { concepts = [100, 200], texts = [450, 910] } }\nsplit = [0.5]",
    )
    assert [p.coordinates for p in sweep.points] == [
        {"concepts": 100, "texts": 450, "split": 0.5},
        {"concepts": 200, "texts": 910, "split": 0.5},
    ]


def test_every_mistake_at_once_with_its_key_and_cure(tmp_path):
    text = """
        modle = 3
        [sweep]
        name = "my sweep"
        seed = -1
        [model]
        kind = "concept-text"
        text_degre = { kind = 'binomial', mean = 6 }
        texts_fixed = "yes"
        [grid]
        concepts = [1000, 100, -5]
        texts_per_concept = { start = 4, stop = 5, nmu = 3 }
        size = { zip = { split = [0.1, 0.2], texts = [1] } }
        [stop]
        max_trials = 10
        max_event = { observable = "stuck", count = 3 }
        [laws]
        compare = [1]
        [run]
        engine = "graf"
    """
    found = mistakes(tmp_path, text)
    assert found.pop("run.engine").startswith("'graf' is not known; it must be 'auto'")
    assert found == {
        "modle": "unknown key; did you mean model?",
        "sweep.name": "'my sweep' is not a name; use letters, digits and . _ -",
        "sweep.seed": "-1 is not a seed; it must be 0 or more",
        "stop.max_event": "unknown key; did you mean max_events?",
        "laws.compare[0]": "1 is no text",
        "grid.texts_per_concept.num": "missing; it has no default",
        "grid.texts_per_concept.nmu": "unknown key; did you mean num?",
        "grid.size": "zipped lists differ in length: split has 2, texts has 1",
        "model.text_degree": "missing; it has no default",
        "model.text_degre": "unknown key; did you mean text_degree?",
        "model.texts_fixed": "'yes' is neither true nor false",
        "grid.concepts[2]": "-5 is not a number of concepts; it must be 1 or more",
    }


def test_mistakes_of_values_together_name_a_point(tmp_path):
    found = mistakes(tmp_path, model="text_degree = { mean = 6 }\ntexts = 9", grid="concepts = [3, 6, 5, 4]")
    assert list(found) == ["text_degree"]  # each number of concepts has a sentence of its own
    one = mistakes(tmp_path, model="concepts = 3\ntext_degree = { mean = 6 }", grid="texts = [7, 8, 9]")
    assert list(one) == ["text_degree"] and one["text_degree"].endswith("(at texts = 7 and 2 more points)")


def test_laws_observables_and_rules_are_checked_against_the_model(tmp_path):
    found = mistakes(
        tmp_path,
        stop="max_trials = 5\nmax_events = { observable = 'learnt', count = 9 }",
        rest="[laws]\ncompare = ['corected']\nbinding = ['published']\n"
        "[output]\nobservables = ['learnt', 'stuk', 'complete']",
    )
    assert found == {
        "output.observables[1]": "unknown observable 'stuk'; did you mean stuck?",
        "stop.max_events.observable": "'learnt' is a number, not an event; use 'complete'",
        "stop.max_events.count": "9 events in 5 trials: never fires",
        "laws.compare[0]": "unknown law 'corected'; did you mean corrected?",
        "laws.binding[0]": "unknown law 'published'; known are corected",
    }


@pytest.mark.parametrize("name", FILES)
def test_a_malformed_file(tmp_path, name):
    text, keys = FILES[name]
    path = tmp_path / "sweep.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(SweepError) as caught:
        spec.read(path)
    assert str(caught.value).startswith(f"{path}: ")
    said = [mistake.partition(": ") for mistake in caught.value.mistakes]
    assert all(len(mistake) < 500 for mistake in caught.value.mistakes)
    if keys == [""]:
        assert len(said) == 1
    elif keys is not None:
        assert {key for key, _, _ in said} == set(keys)
        assert all(sentence for _, _, sentence in said)


@pytest.mark.parametrize(
    ("path", "why"),
    [("none.toml", "no such file"), (".", "is a directory"), ("none/none.toml", "no such file"), ("a\0b", "no path")],
)
def test_files_that_cannot_be_read(tmp_path, path, why):
    with pytest.raises(SweepError, match=why):
        spec.read(tmp_path / path)


def test_a_single_mistake_is_one_line_and_many_are_counted():
    assert str(SweepError("a.toml", ["x: y"])) == "a.toml: x: y"
    assert str(SweepError("a.toml", ["x: y", "x: y"])) == "a.toml: x: y"
    assert str(SweepError("a.toml", ["b", "c"])) == "a.toml: 2 mistakes\n  b\n  c"
    lines = str(SweepError("a.toml", [str(i) for i in range(1000)])).splitlines()
    assert len(lines) == 52 and lines[-1] == "  and 950 more"


def test_words_of_mistakes():
    assert dotted(("stop", "max_events", 0, "a")) == "stop.max_events[0].a"
    assert unknown("concpts", ["concepts", "texts"]) == "did you mean concepts?"
    assert unknown("xyz", ["concepts", "texts"]) == "known are concepts, texts"
    assert shown("x" * 1000) == "'" + "x" * 56 + "..."
    assert shown(16**9000) == "this int"


def test_the_names_a_result_file_takes(tmp_path):
    """The sweep knows no file format, so it keeps its own list of the names in one."""
    model = MODEL + "\ntrajectory_rounds = 3"
    made = campaign.layout(read(tmp_path, model=model, grid="size = { zip = { split = [0.5] } }"), {})
    for name in set(made._names()) - {"size", "split"}:
        found = mistakes(tmp_path, model=model, grid=f"{name} = {{ zip = {{ split = [0.5] }} }}")
        assert found == {f"grid.{name}": "another thing has this name; call the zipped axis something else"}


PARAMETERS = ("concepts", "texts", "texts_per_concept", "window", "split", "texts_fixed", "trajectory_rounds")
RULES = ("max_trials", "max_edges", "max_events", "observable", "count")
OTHERS = ("kind", "text_degree", "text_degree.mean", "mean", "zip", "start", "stop", "num", "scale", "size", "a.b", ".")
KEYS = st.sampled_from([*PARAMETERS, *RULES, *OTHERS, "stuck", "conceptss"])
SECTIONS = st.sampled_from(["sweep", "model", "grid", "stop", "laws", "run", "output", "smoke", "x"])
NUMBERS = st.one_of(
    st.integers(-3, 12),
    st.floats(-1, 10),
    st.sampled_from(
        [1e3, 1e6, 0.5, 2**31, 10**15, 10**16, 10**30, 10**400, 1e16, 1e300, 5e-324, float("nan"), float("inf")]
    ),
)
LEAVES = st.one_of(
    NUMBERS, st.booleans(), st.sampled_from(["", "stuck", "learnt", "binomial", "log", "6", "a\0b", "ς"])
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=6,
)
TABLES = st.dictionaries(KEYS, VALUES, max_size=4)
NEARLY = st.fixed_dictionaries(  # tables that are often right, so that what is behind the types is reached
    {},
    optional={
        "concepts": NUMBERS,
        "texts": NUMBERS,
        "texts_per_concept": NUMBERS,
        "window": NUMBERS,
        "text_degree": st.fixed_dictionaries({"kind": st.just("binomial"), "mean": NUMBERS}),
        "split": NUMBERS,
        "texts_fixed": st.booleans(),
        "trajectory_rounds": NUMBERS,
    },
)
AXES = st.one_of(
    st.lists(NUMBERS, max_size=3),
    st.fixed_dictionaries({"start": NUMBERS, "stop": NUMBERS, "num": st.integers(0, 4)}, optional={"scale": LEAVES}),
    st.fixed_dictionaries({"zip": st.dictionaries(KEYS, st.lists(NUMBERS, max_size=2), max_size=2)}),
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(
    model=st.one_of(TABLES, NEARLY),
    grid=st.one_of(TABLES, st.dictionaries(KEYS, AXES, max_size=3)),
    stop=st.one_of(TABLES, st.fixed_dictionaries({"max_trials": NUMBERS}, optional={"max_edges": NUMBERS})),
)
def test_any_tables_are_a_sweep_or_mistakes_in_words(tmp_path_factory, model, grid, stop):
    table = {"sweep": {"name": "x", "seed": 1}, "model": {"kind": "concept-text"} | model, "grid": grid, "stop": stop}
    sweep, found = _checked(table, tmp_path_factory.getbasetemp() / "x.toml", "", False, NO_FUNCTIONS)
    assert (sweep is None) == bool(found)
    for where, what in found:
        assert isinstance(dotted(where), str) and what
    if sweep is not None:
        assert all(0 <= sweep.cap(point) <= 10**15 for point in sweep.points)
        assert all(point.block_trials >= 1 for point in sweep.points)


@settings(max_examples=100)
@given(st.dictionaries(SECTIONS, VALUES, max_size=8))
def test_any_sections_are_a_sweep_or_mistakes_in_words(table):
    _, found = _checked(table, Path("x.toml"), "", False, NO_FUNCTIONS)
    assert found


def test_the_template_of_these_tests_is_right(tmp_path):
    assert len(read(tmp_path, toml()).points) == 1
