"""A result file as CSV, JSON and LaTeX says what the file holds."""

import csv
import io
import json

import h5py
import numpy as np
import pytest

import peelsim
from peelsim.commands.export import main
from peelsim.commands.exported import latex_text
from peelsim.results.compare import compared
from tests.sweep.example import toml

SWEEP = toml(
    model="text_degree = { mean = 6 }\ntrajectory_rounds = 2",
    grid="size = { zip = { concepts = [50, 60], texts = [220, 280] } }\nsplit = [0.1, 0.2]",
    stop="max_trials = 20",
    rest='[laws]\ncompare = ["corrected", "density_evolution"]',
)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    folder = tmp_path_factory.mktemp("export")
    (folder / "x.toml").write_text(SWEEP)
    return peelsim.run_sweep(folder / "x.toml", output=folder / "x.h5", threads=1)


def printed(capsys, path, *options):
    code = main([str(path), *options], "peelsim export")
    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    return out


def test_csv_has_all_digits_of_the_file(path, capsys):
    rows = list(csv.DictReader(io.StringIO(printed(capsys, path, "--csv"))))
    assert len(rows) == 4 and [row["split"] for row in rows] == ["0.1", "0.2"] * 2
    assert [row["texts"] for row in rows] == ["220", "220", "280", "280"]
    with h5py.File(path) as file:
        for name in ("stuck", "stuck_low", "learnt_std", "complete_count", "trials", "realised_window"):
            np.testing.assert_array_equal([float(row[name]) for row in rows], file[name][()].ravel())
        said = file["predictions/density_evolution/trajectory"][()].reshape(4, 2)
        for place in (0, 1):
            column = [float(row[f"trajectory_density_evolution[round={place + 1}]"]) for row in rows]
            np.testing.assert_array_equal(column, said[:, place])
    assert "" in {rows[0][name] for name in rows[0]} or all(rows[0].values())


@pytest.mark.parametrize(("name", "form"), [("x.csv", "--csv"), ("X.JSON", "--json"), ("deep.x.tex", "--latex")])
def test_the_name_of_the_file_says_the_form(path, capsys, tmp_path, name, form):
    said = printed(capsys, path, form)
    assert printed(capsys, path, "-o", str(tmp_path / name)) == ""
    assert (tmp_path / name).read_text().rstrip("\n") == said.rstrip("\n")
    assert printed(capsys, path, "--csv", "-o", str(tmp_path / name)) == ""
    assert (tmp_path / name).read_text() == printed(capsys, path, "--csv")


@pytest.mark.parametrize("options", [(), ("-o", "x.dat"), ("-o", "csv")])
def test_no_form_is_refused(path, capsys, options):
    with pytest.raises(SystemExit, match="2"):
        main([str(path), *options], "peelsim export")
    assert "give one of --csv, --json, --latex, or a FILE whose ending says which" in capsys.readouterr().err


def test_json_has_a_record_per_point(path, capsys):
    said = json.loads(printed(capsys, path, "--json", "--observable", "stuck", "trajectory", "--law", "corrected"))
    assert [point["coordinates"] for point in said["points"]][1] == {"concepts": 50, "texts": 220, "split": 0.2}
    assert said["dimensions"] == {"round": [1, 2]} and list(said["laws"]) == ["corrected"]
    with h5py.File(path) as file:
        for point, seen, curve in zip(
            said["points"], file["stuck"][()].ravel(), file["trajectory"][()].reshape(4, 2), strict=True
        ):
            assert point["observables"].keys() == {"stuck", "trajectory"}
            assert point["observables"]["stuck"]["mean"] == seen and point["trials"] == 20
            assert point["observables"]["trajectory"]["mean"] == curve.tolist()
            assert point["observables"]["stuck"]["laws"].keys() == {"corrected"}


def test_latex_is_a_table_of_equally_long_rows(path, capsys):
    out = printed(capsys, path, "--latex", "--observable", "stuck", "trajectory")
    remark, begin, *rows, end = out.splitlines()
    assert remark.startswith("% left out") and "trajectory" in remark
    cells = {row.count("&") for row in rows if "&" in row}
    assert cells == {begin.count("r", begin.index("}{")) - 1} and end == r"\end{tabular}"
    assert r"density\_evolution" in out and "nan" not in out


def test_numbers_in_latex(path):
    data = compared(path)
    for number, words in (
        (1.5e-9, r"$1.5 \times 10^{-9}$"),
        (0.01234, "$0.01234$"),
        (np.nan, "--"),
        (12345.6, "$12346$"),
    ):
        data.measured["stuck"].mean[:] = number
        assert words in latex_text(data, ["stuck"], [])


def test_into_a_file_and_mistakes(path, capsys, tmp_path):
    output = tmp_path / "x.csv"
    assert printed(capsys, path, "--csv", "-o", str(output)) == ""
    assert output.read_text() == printed(capsys, path, "--csv")
    for options, words in (
        (["--law", "best"], "has no law 'best', it has corrected"),
        (["--observable", "x"], "no observable"),
    ):
        assert main([str(path), "--csv", *options], "peelsim export") == 2
        err = capsys.readouterr().err
        assert words in err and err.count("\n") == 1
    assert main([str(tmp_path / "none.h5"), "--csv"], "peelsim export") == 2
    before = path.read_bytes()
    assert main([str(path), "--csv", "-o", str(path)], "peelsim export") == 2
    assert "is a file of HDF5" in capsys.readouterr().err and path.read_bytes() == before
    with pytest.raises(SystemExit):
        main([str(path)], "peelsim export")


def test_csv_goes_through_pandas(path, capsys):
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(io.StringIO(printed(capsys, path, "--csv")))
    assert frame["trials"].tolist() == [20] * 4 and frame["stop_reason"].tolist() == ["max_trials"] * 4
