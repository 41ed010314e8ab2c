"""Results read whole, and what their points share."""

import pytest

from peelsim.analysis.curves import axis, curves, runs_along, spread
from peelsim.analysis.results import Results, read
from peelsim.analysis.setting import setting, shared
from peelsim.ensembles import Binomial, Explicit
from tests.analysis.sweeps import run
from tests.results.example import write


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("results")


def with_config(results, **changes):
    config = {key.replace("__", "."): value for key, value in changes.items()}
    return Results(results.data, results.laws, results.kind, results.name, {**results.config, **config})


def test_data_laws_and_parameters_come_together(folder):
    results = read(run(folder, "laws"))
    assert (results.kind, results.name) == ("concept-text", "laws")
    assert results.config["text_degree.mean"] == "6.0" and results.config["texts_fixed"] == "True"
    assert results.laws.keys() == {"corrected"}
    assert results.laws["corrected"]["stuck"].dims == results.data["stuck"].dims
    assert setting(results).text_degree == Binomial(mean=6)
    assert setting(results).mean_text_degree == 6


def test_a_file_that_names_no_model_is_read_all_the_same(folder):
    results = read(write(folder / "nameless.h5"))
    assert (results.kind, results.name) == ("", "example")
    with pytest.raises(ValueError, match="differ in text_degree and texts_fixed"):
        setting(results)


def test_any_text_degree_is_rebuilt(folder):
    results = read(run(folder, "laws"))
    bare = Results(results.data, results.laws, results.kind, results.name, {"texts_fixed": "False"})
    listed = {"text_degree.kind": "explicit", "text_degree.probabilities.1": "0.25"}
    listed |= {"text_degree.probabilities.4": "0.75", "parameters_per_concept": "1000.0"}
    made = setting(with_config(bare, **listed))
    assert made.text_degree == Explicit({1: 0.25, 4: 0.75}) and not made.texts_fixed
    assert made.mean_text_degree is None
    assert (made.scales.parameters_per_concept, made.scales.tokens_per_text) == (1000, 8e5)


def test_what_an_axis_varies_is_not_shared(folder):
    results = read(run(folder, "three"))
    with pytest.raises(ValueError, match="differ in texts_fixed"):
        setting(results)
    single = results.data.isel({"texts_fixed": [1]})
    assert shared(Results(single, {}, results.kind, results.name, results.config))["texts_fixed"] is False


@pytest.mark.slow
def test_curves_run_along_one_axis_in_the_order_of_the_other(folder):
    results = read(run(folder, "laws"))
    assert axis(results, "window", "texts_per_concept") == "texts_per_concept"
    assert runs_along(results, "stuck", "texts_per_concept", "concepts")
    assert not runs_along(results, "stuck", "texts_per_concept")
    assert not runs_along(results, "nothing", "texts_per_concept", "concepts")
    assert not runs_along(read(run(folder, "three")), "stuck", "texts_per_concept", "concepts")
    found = curves(results, "texts_per_concept", by="concepts")
    assert [curve.value for curve in found] == [200, 300]
    assert found[1].values("concepts").tolist() == [300, 300, 300]
    assert found[1].values("texts").tolist() == [1260, 1350, 1440]
    assert found[1].law("corrected", "stuck").tolist() == results.laws["corrected"]["stuck"].values[1].tolist()
    assert found[1].law("corrected", "rounds") is None


def test_spread_keeps_both_ends():
    assert spread(list(range(10)), 4) == [0, 3, 6, 9]
    assert spread([1, 2], 4) == [1, 2]
