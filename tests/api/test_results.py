"""Result files as values: data, laws, trials, verdicts, tables, and two of them."""

import numpy as np
import pytest
from matplotlib.figure import Figure

import peelsim
from peelsim.analysis.figures import style
from peelsim.modelling import Extrapolated
from peelsim.results import ResultsError

GRAPH = peelsim.RandomGraph(nodes=100, mean_degree=1)


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    made = peelsim.Sweep(
        GRAPH,
        {"nodes": [100, 200], "mean_degree": [0.5, 2]},
        stop={"max_trials": 300},
        seed=1,
        laws=["giant_component", "critical_window"],
        binding=["critical_window"],
        keep_trials=True,
    )
    return made.run(tmp_path_factory.mktemp("results") / "x.h5", progress=False)


def test_data_and_laws_are_labelled(results):
    assert results.data["largest"].dims == ("nodes", "mean_degree")
    assert results.laws == ("critical_window", "giant_component")
    assert results.law("giant_component")["largest"].dims == ("nodes", "mean_degree")
    assert results.law("giant_component")["largest"].sel(nodes=results.data.nodes[1]).dims == ("mean_degree",)
    with pytest.raises(ResultsError, match="has no law 'gaint', it has critical_window, giant_component"):
        results.law("gaint")


def test_trials_of_a_point_are_those_of_its_model(results):
    """And they go on as those of simulate."""
    kept = results.trials({"nodes": 200, "mean_degree": 2})
    model = peelsim.RandomGraph(nodes=200, mean_degree=2)
    whole = peelsim.simulate(model, trials=350, seed=1)
    assert kept.number == 300 and kept.model == model
    for name, values in kept.extend(50).items():
        np.testing.assert_array_equal(values, whole[name])
    np.testing.assert_array_equal(results.trials(3)["largest"], kept["largest"])


def missed(trial) -> int:
    return (~trial.learnt).sum()


@pytest.mark.slow
def test_functions_of_ones_own_are_in_tables_trials_and_figures(tmp_path):
    def half(model):
        return {"stuck": 0.5}

    model = peelsim.ConceptText(concepts=60, texts=270, text_degree=peelsim.Binomial(mean=6))
    how = {"stop": {"max_trials": 30}, "seed": 1, "keep_trials": True, "observe": {"missed": missed}}
    results = peelsim.Sweep(model, {"texts": [200, 270]}, laws={"half": half}, **how).run(
        tmp_path / "x.h5", progress=False
    )
    kept = results.trials(1)
    np.testing.assert_array_equal(kept["missed"], 60 - kept["learnt"])
    again = peelsim.simulate(model, trials=35, seed=1, observe={"missed": missed})
    np.testing.assert_array_equal(kept.extend(5)["missed"], again["missed"])
    axes = results.plot("curves", y="stuck", ax=Figure().subplots())
    assert [line.get_ydata().tolist() for line in axes.lines if set(line.get_ydata()) == {0.5}] == [[0.5, 0.5]]
    assert results.to_dataframe()["stuck_half"].tolist() == [0.5, 0.5]
    with pytest.raises(ResultsError, match=r"names functions that would be imported: .*: give trust=True if you know"):
        peelsim.open(results.path).trials(0)


def test_trials_of_some_observables(tmp_path):
    sweep = peelsim.Sweep(GRAPH, stop={"max_trials": 10}, seed=1, observables=["largest"], keep_trials=True)
    kept = sweep.run(tmp_path / "x.h5", progress=False).trials(0)
    assert list(kept) == ["largest"] and list(kept.summary()) == ["largest"] and kept.extend(5).number == 15


@pytest.mark.parametrize(
    ("point", "said"),
    [
        (4, "4 is not a number of a point; the last is 3"),
        (-1, "-1 is not a number of a point"),
        ({"nodes": 100}, "are the coordinates of 2 points; name one"),
        ({"nodes": 7, "mean_degree": 2}, "are the coordinates of 0 points"),
        ({"node": 7}, "no axis is called 'node'; they are nodes, mean_degree"),
    ],
)
def test_a_point_that_is_none(results, point, said):
    with pytest.raises(ValueError, match=said):
        results.trials(point)


def test_trials_that_are_not_kept(tmp_path):
    none = peelsim.Sweep(GRAPH, stop={"max_trials": 10}, seed=1).run(tmp_path / "x.h5", progress=False)
    with pytest.raises(ResultsError, match="keeps no single trials: run its sweep with keep_trials = true"):
        none.trials(0)


def test_trials_of_a_curve_go_on_together(tmp_path):
    model = peelsim.ConceptText(concepts=50, texts=250, text_degree=peelsim.Binomial(mean=6))
    curve = peelsim.Sweep(
        model, {"texts": [200, 250]}, stop={"max_trials": 20}, seed=1, engine="curve", keep_trials=True
    ).run(tmp_path / "x.h5", progress=False)
    along = peelsim.ConceptText(concepts=50, texts=250, text_degree=peelsim.Binomial(mean=6), curve=(200, 250))
    both = peelsim.simulate(along, trials=20, seed=1)["learnt"]
    for place in (0, 1):
        np.testing.assert_array_equal(curve.trials(place)["learnt"], both[:, place])
    with pytest.raises(ValueError, match="run the sweep again"):
        curve.trials(0).extend(1)


def test_verdicts_are_values(results):
    found = results.check()
    assert list(found) == ["critical_window", "giant_component"]
    judgement = found["giant_component"]
    assert {verdict.name for verdict in judgement.verdicts} >= {"largest_fraction"}
    assert found.fails == (found["critical_window"].fails or found["critical_window"].untested)
    assert "fails by x" in repr(found) and "giant_component (limit)" in repr(found)
    assert repr(judgement).startswith("<giant_component (limit): ")
    assert repr(judgement.verdicts[0]).startswith("<Verdict on ")
    for shown in (found, judgement, judgement.verdicts[0]):
        assert "<th>verdict</th>" in shown._repr_html_()
    assert list(results.check(laws=["giant_component"])) == ["giant_component"]


def test_a_table_has_a_row_per_point(results):
    frame = results.to_dataframe()
    assert len(frame) == 4 and frame["nodes"].tolist() == [100, 100, 200, 200]
    at = frame.iloc[3]
    assert at["largest"] == float(results.data["largest"][1, 1])
    assert at["largest_giant_component"] == float(results.law("giant_component")["largest"][1, 1])
    assert not [name for name in results.to_dataframe(laws=False) if name.endswith("giant_component")]


def test_a_table_has_a_column_for_each_place_of_a_curve(tmp_path):
    model = peelsim.Percolation(nodes=50, mean_degree=2, occupation_points=3)
    frame = peelsim.Sweep(model, stop={"max_trials": 10}, seed=1).run(tmp_path / "x.h5", progress=False).to_dataframe()
    assert [name for name in frame if str(name).startswith("largest_fraction[")] == [
        f"largest_fraction[{place}]" for place in (0.0, 0.5, 1.0)
    ]


def test_what_results_say_of_themselves(results):
    said = "random-graph, nodes (2) x mean_degree (2), 4 points, 300 trials each, laws critical_window, giant_component"
    assert repr(results) == f"<Results {results.path}: {said}>"
    assert "<td>200</td><td>2</td><td>300</td><td>max_trials</td>" in results._repr_html_()


def test_what_is_no_result_file(tmp_path):
    with pytest.raises(ResultsError, match="cannot be read"):
        peelsim.open(tmp_path / "none.h5")
    with pytest.raises(ValueError, match="is no path of a file"):
        peelsim.open(7)


def test_a_level_is_a_chance_and_laws_are_a_list(results):
    for level in (0, 1, 3, "0.1", None):
        for judged in (results.check, lambda level: results.compare(results, level=level)):
            with pytest.raises(ValueError, match="is not a chance; give a number between 0 and 1"):
                judged(level=level)
    for how in (lambda: results.check(laws="corrected"), lambda: results.plot(laws="corrected")):
        with pytest.raises(ValueError, match=r"'corrected' is no list of laws; give \['corrected'\]"):
            how()


def links(model):
    """the mean number of links."""
    return {"links": model.expected_edges, "largest": 1.0}


def test_laws_that_are_functions_are_held_against_a_file(results):
    """By a list or by name, as in ``Sweep``; the file stays as it is, and its own laws are judged beside them."""
    before = peelsim.results.digest(results.path)
    for given in (results, peelsim.open(results.path)):
        found = given.check(laws={"mine": links, "giant_component": None})
        assert list(found) == ["mine", "giant_component"]
        verdicts = {each.name for each in found["mine"].verdicts}
        assert verdicts == {"links", "largest"} and found["mine"].fails
        assert list(given.check(laws=[links])) == ["links"]
        assert given.check()["giant_component"].law == "giant_component" and "mine" not in given.laws
    axes = results.plot("curves", y="links", hue="nodes", laws={"mine": links}, ax=Figure().subplots())
    assert "law mine" in [text.get_text() for text in axes.get_legend().get_texts()]
    assert peelsim.results.digest(results.path) == before
    assert list(results.check(laws=["tests.api.test_results:links"])) == ["tests.api.test_results:links"]


def far(model):
    """far off, and nowhere within its range."""
    return {"links": Extrapolated(9e9, "it is for nobody"), "largest": 1.0}


def test_a_function_that_speaks_outside_its_range_fails_nothing_there(results):
    verdicts = {each.name: each for each in results.check(laws=[far])["far"].verdicts}
    assert verdicts["links"].kind == "extrapolated" and verdicts["largest"].kind == "fails"
    for name, pale in (("links", True), ("largest", False)):
        axes = results.plot("curves", y=name, hue="nodes", laws=[far], ax=Figure().subplots())
        assert any(line.get_alpha() == style.PALE for line in axes.lines) == pale


@pytest.mark.parametrize(
    ("laws", "words"),
    [
        ({"giant_component": links}, "has a law 'giant_component': call yours otherwise"),
        (["no_such:f"], "^laws: no_such cannot be imported"),
        (links, "is no list of laws"),
        (["gaint"], "gaint"),
    ],
)
def test_laws_that_are_none_are_refused_in_a_line(results, laws, words):
    for asked in (lambda: results.check(laws=laws), lambda: results.plot("curves", laws=laws, ax=Figure().subplots())):
        with pytest.raises((ResultsError, ValueError), match=words) as error:
            asked()
        assert "\n" not in str(error.value)


def test_parameters_that_run_together_are_one_axis_in_words(tmp_path):
    grid = {"both": {"zip": {"nodes": [20, 20, 40], "mean_degree": [1, 2, 2]}}, "occupation": [0.5, 1]}
    sweep = peelsim.Sweep(GRAPH, grid, stop={"max_trials": 5}, seed=1)
    found = sweep.run(tmp_path / "x.h5", progress=False)
    axes = repr(sweep).partition(": ")[2].partition(", no laws")[0]
    assert "both (3)" in axes and axes in repr(found)
