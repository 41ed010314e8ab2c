"""A point's streams follow from what its trials are, and from nothing else."""

import pytest

from peelsim.sweep.file.seeds import content_hash, point_key
from tests.sweep.example import read

HASH = "57103968922f178cffafad73334f312e"
KEY = 10488983477805715471
FORMER_HASH = "ee0f2af985253ea2f124ec28f04bdb58"  # before the graph engine came to draw other graphs


def only(folder, **parts):
    (point,) = read(folder, **parts).points
    return point


def test_streams_do_not_change_from_version_to_version(tmp_path):
    """Stored results go on with these: whoever changes them breaks every stored sweep."""
    point = only(tmp_path)
    assert point.hash == HASH
    assert point.key == KEY
    assert point.former_hash == FORMER_HASH


def test_an_engine_that_draws_as_ever_keeps_its_streams(tmp_path):
    point = only(tmp_path, kind="random-graph", model="mean_degree = 1.6", grid="nodes = [400]")
    assert point.hash == "423bde9d06de5100e397d6e8762dec6c"
    assert point.former_hash == ""


@pytest.mark.parametrize(("degree", "former"), [("binomial', mean = 6", False), ("poisson', mean = 6", True)])
def test_rounds_of_listed_degrees_have_come_to_draw_others(tmp_path, degree, former):
    model = f"concepts = 100\ntexts = 450\ntext_degree = {{ kind = '{degree} }}"
    assert (only(tmp_path, model=model, rest='[run]\nengine = "rounds"').former_hash != "") == former


def test_keys_are_numpys_seed_mixing():
    assert point_key(1, "0" * 31 + "7") == 17991200575022749164
    assert point_key(2**63 - 1, "f" * 32) == 3287084032096986217


def test_the_order_of_an_identity_does_not_matter():
    assert content_hash({"a": 1, "b": {"c": 2, "d": 3}}, "graph") == content_hash(
        {"b": {"d": 3, "c": 2}, "a": 1}, "graph"
    )


@pytest.mark.parametrize(
    "parts",
    [
        {"stop": "max_edges = 1e9"},
        {"stop": 'max_trials = 7\nmax_events = { observable = "complete", count = 2 }'},
        {"rest": '[output]\nobservables = ["rounds"]\nkeep_trials = true'},
        {"rest": '[laws]\ncompare = ["corrected"]'},
        {"sweep": 'name = "other"\nseed = 1'},
        {"model": "texts = 450\ntext_degree = { mean = 6 }", "grid": "concepts = [100]"},
        {"model": "concepts = 1e2\ntexts_per_concept = 4.5\ntext_degree = { mean = 6.0 }"},
        {"model": "texts_fixed = true\nconcepts = 100\ntexts = 450.0\ntext_degree = { mean = 6 }"},
        {
            "model": "text_degree = { mean = 6 }",
            "grid": "size = { zip = { concepts = [100], texts = [450] } }",
        },
    ],
)
def test_ways_to_ask_for_the_same_trials(tmp_path, parts):
    assert only(tmp_path, **parts).hash == only(tmp_path).hash
    assert only(tmp_path, **parts).key == only(tmp_path).key


@pytest.mark.parametrize(
    "model",
    [
        "concepts = 101\ntexts = 450\ntext_degree = { mean = 6 }",
        "concepts = 100\ntexts = 451\ntext_degree = { mean = 6 }",
        "concepts = 100\ntexts = 450\ntext_degree = { mean = 6.000000001 }",
        "concepts = 100\ntexts = 450\ntext_degree = { mean = 6 }\ntexts_fixed = false",
        "concepts = 100\ntexts = 450\ntext_degree = { mean = 6 }\nsplit = 0.25",
    ],
)
def test_other_trials_have_other_streams(tmp_path, model):
    assert only(tmp_path, model=model).hash != only(tmp_path).hash
    assert only(tmp_path, model=model).key != only(tmp_path).key


def test_engines_are_independent():
    assert content_hash({"concepts": 3}, "graph") != content_hash({"concepts": 3}, "rounds")


def test_seeds_change_keys_and_not_hashes(tmp_path):
    points = [only(tmp_path, sweep=f'name = "x"\nseed = {seed}') for seed in (0, 1, 2, 2**63 - 1)]
    assert len({point.hash for point in points}) == 1
    assert len({point.key for point in points}) == 4


def test_no_two_points_of_a_grid_share_a_key(tmp_path):
    sweep = read(
        tmp_path,
        model="text_degree = { mean = 6 }",
        grid="concepts = { start = 100, stop = 199, num = 100 }\ntexts = { start = 400, stop = 449, num = 50 }",
    )
    assert len({point.key for point in sweep.points}) == 5000
    assert all(0 <= point.key < 2**64 for point in sweep.points)
