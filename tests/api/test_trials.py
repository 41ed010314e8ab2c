"""Trials as values: one longer call in parts, the intervals of a sweep, labels."""

import pickle

import numpy as np
import pytest

import peelsim
from tests.sweep.example import toml

DEGREE = peelsim.Binomial(mean=6)
MODELS = [
    (peelsim.ConceptText(concepts=100, texts=450, text_degree=DEGREE, trajectory_rounds=3), "rounds"),
    (peelsim.ConceptText(concepts=100, texts=450, text_degree=DEGREE, trajectory_rounds=3), "graph"),
    (peelsim.ConceptText(concepts=100, texts=450, text_degree=DEGREE, curve=(300, 450)), "curve"),
    (peelsim.RandomGraph(nodes=50, mean_degree=2), "graph"),
]


def some(trials=100, **more):
    return peelsim.simulate(MODELS[0][0], trials=trials, seed=3, **more)


@pytest.mark.parametrize(("model", "engine"), MODELS)
def test_an_extension_is_one_longer_call_to_the_bit(model, engine):
    whole = peelsim.simulate(model, trials=300, seed=3, engine=engine)
    parts = peelsim.simulate(model, trials=7, seed=3, engine=engine, threads=1).extend(0).extend(90).extend(203)
    assert parts.number == whole.number == 300
    for name, values in whole.items():
        assert values.dtype == parts[name].dtype
        np.testing.assert_array_equal(values, parts[name])


def test_blocks_may_be_cut_anywhere():
    """Also where an extension begins within a block of many."""
    large = peelsim.ConceptText(concepts=2000, texts=9000, text_degree=DEGREE)
    assert large.block_trials("graph") < 200
    whole = peelsim.simulate(large, trials=400, seed=3, engine="graph")
    parts = peelsim.simulate(large, trials=41, seed=3, engine="graph").extend(359)
    np.testing.assert_array_equal(whole["learnt"], parts["learnt"])


def test_summaries_are_what_a_sweep_stores(tmp_path):
    (tmp_path / "x.toml").write_text(toml(stop="max_trials = 100", rest='[run]\nengine = "rounds"'))
    data = peelsim.load(peelsim.run_sweep(tmp_path / "x.toml", output=tmp_path / "x.h5"))
    model = peelsim.ConceptText(concepts=100, texts=450, text_degree=DEGREE)
    summary = peelsim.simulate(model, trials=100, seed=1).summary()
    for name, (mean, low, high) in summary.items():
        assert [float(data[name + suffix]) for suffix in ("", "_low", "_high")] == [mean, low, high]


def test_a_summary_has_a_row_for_each_place_of_a_curve():
    summary = some().summary()
    assert summary["trajectory"].mean.shape == summary["trajectory"].low.shape == (3,)
    assert "trajectory at round 3" in repr(summary) and "<td>trajectory at round 3</td>" in summary._repr_html_()


def test_labelled_trials_have_units_and_places():
    data = some().to_xarray()
    assert data.sizes == {"trial": 100, "round": 3}
    assert data["round"].values.tolist() == [1, 2, 3]
    assert data["trajectory"].dims == ("trial", "round")
    assert data["excess_entropy"].attrs["units"] == "nat"
    assert data.attrs["engine"] == "rounds" and data.attrs["seed"] == 3


def test_what_trials_say_of_themselves():
    trials = some()
    assert repr(trials) == (
        "<Trials: 100 of ConceptText(concepts=100, texts=450, text_degree=Binomial(mean=6), trajectory_rounds=3), "
        "engine rounds, seed 3>"
    )
    assert trials.engine == "rounds" and trials.seed == 3 and trials.model is MODELS[0][0]
    assert "<td>stuck</td>" in trials._repr_html_()


@pytest.mark.parametrize("wrong", [-1, 1.5, "7", None])
def test_a_number_of_trials_that_is_none(wrong):
    with pytest.raises(ValueError, match="is not a number of trials"):
        some(2).extend(wrong)


def test_a_name_that_nothing_has_is_one_plain_line():
    trials = some(3)
    with pytest.raises(KeyError) as caught:
        trials["stuk"]
    said = str(caught.value)
    assert said.startswith("there is no observable 'stuk'; did you mean stuck? There are ") and "\n" not in said
    assert all(name in said for name in trials)
    with pytest.raises(KeyError, match="there is no observable 7; there are "):
        trials[7]
    with pytest.raises(KeyError, match=r"did you mean learnt\?"):
        trials.summary()["lernt"]
    said = peelsim.predict(MODELS[0][0], law="density_evolution")
    with pytest.raises(KeyError, match=r"there is no prediction of 'stuk'; did you mean stuck\?"):
        said["stuk"]
    assert "stuk" not in trials and trials.get("stuk") is said.get("stuk") is None
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
