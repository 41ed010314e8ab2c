"""Two result files: the same law agrees, another one does not, the same trials say nothing."""

import pytest

import peelsim
from peelsim.cli import main


def ran(path, grid, *, seed=1, trials=400, **parameters):
    model = peelsim.ConceptText(concepts=60, texts=250, text_degree=peelsim.Binomial(mean=6), trajectory_rounds=2)
    return peelsim.Sweep(model, grid, stop={"max_trials": trials}, seed=seed, **parameters).run(path, progress=False)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compare")
    return {
        "one": ran(folder / "one.h5", {"texts": [200, 250, 300]}),
        "again": ran(folder / "again.h5", {"texts": [250, 300, 350]}, trials=900),
        "graph": ran(folder / "graph.h5", {"texts": [250, 300]}, seed=2, engine="graph"),
        "constant": ran(folder / "constant.h5", {"concepts": [60, 70]}, seed=3),
        "other": ran(folder / "other.h5", {"texts": [250, 300]}, seed=4, split=0.9),
        "wide": ran(folder / "wide.h5", {"texts": [240]}, seed=5),
    }


def test_engines_and_seeds_agree(files):
    found = files["one"].compare(files["graph"])
    assert (found.points, found.same_trials) == (2, 0) and not found.differ
    assert found.tests == sum(len(each.at) for each in found.observables.values()) >= 2 * 6
    assert len(found.observables["trajectory"].at) == 4
    assert "chance explains all that differs" in str(found) and "<th>observable</th>" in found._repr_html_()


def test_the_same_trials_say_nothing(files):
    found = files["one"].compare(files["again"])
    assert (found.points, found.same_trials, found.tests) == (2, 2, 0)
    assert "2 of them with the same trials, which say nothing; nothing to compare" in str(found)


def test_a_constant_may_be_an_axis_elsewhere(files):
    found = files["one"].compare(files["constant"])
    assert found.points == 1 and not found.differ


def test_parameters_tell_points_apart(files):
    assert files["one"].compare(files["other"]).points == 0


def test_another_law_differs(files, tmp_path):
    """A file whose texts are half as many, said to be the same points."""
    import h5py

    wrong = ran(tmp_path / "wrong.h5", {"texts": [125, 150]}, seed=6).path
    with h5py.File(wrong, "r+") as file:
        file["texts"][:] = [250, 300]
    found = files["one"].compare(peelsim.open(wrong))
    assert found.differ and found.observables["learnt"].rejected.all()
    listed = [row[2:4] for row in found.listed().rows if row[0] == "learnt"]
    means = ((float(one), float(other)) for one, other in listed)
    both = zip(files["one"].data["learnt"][1:].values, peelsim.open(wrong).data["learnt"].values, strict=True)
    for said, seen in zip(means, both, strict=True):
        assert said == pytest.approx(seen, rel=1e-3)


def test_the_command(files, capsys, monkeypatch):
    def said(*arguments):
        monkeypatch.setattr("sys.argv", ["peelsim", "compare", *arguments])
        code = main()
        return code, capsys.readouterr()

    one, graph, other = (str(files[name].path) for name in ("one", "graph", "other"))
    code, streams = said(one, graph, "--points")
    assert code == 0 and "2 points in common" in streams.out
    code, streams = said(one, other)
    assert code == 2 and streams.err.endswith("have no point in common: nothing to compare\n")
    assert said(one, "none.h5")[0] == 2
