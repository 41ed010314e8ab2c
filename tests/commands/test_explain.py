import json

import numpy as np
import pytest

from peelsim.commands.explain import main
from tests.reference import reference


def run(capsys, *arguments):
    code = main([str(each) for each in arguments], "peelsim explain")
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def curve(tmp_path):
    x = np.geomspace(1e3, 1e8, 14)
    loss = (1.7 + 30 * x**-0.25) * (1 + 1e-3 * np.random.default_rng(1).standard_normal(14))
    path = tmp_path / "curve.csv"
    rows = "\n".join(f"{a},{b}" for a, b in zip(x, loss, strict=True))
    path.write_text(f"# measured by hand\nsamples,loss\n{rows}\n")
    return path


def test_a_curve_is_explained_in_words_figures_and_numbers(capsys, curve, tmp_path):
    code, out, err = run(capsys, curve, "-o", tmp_path / "out", "--theories", "power_law", "horizon")
    assert code == 0 and "14 points along samples" in out and "verdict: not identified" in out
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        f"curve-explained.{k}" for k in ("pdf", "png", "json")
    }
    assert "curve-explained.png" in err
    assert all(line.endswith("-") for line in out.splitlines() if line.startswith(("power_law  ", "horizon  ")))
    out_of_two = out
    code, out, _ = run(capsys, curve, "--json", "--theories", "power_law", "one_third")
    plain = json.loads(out)
    assert code == 0 and plain["identified"] and plain["theories"][0]["name"] == "power_law"
    (row,) = [line.split() for line in out_of_two.splitlines() if line.startswith("power_law  ")]
    assert float(row[-3]) == pytest.approx(100 * plain["theories"][0]["forecast"]["error"], rel=0.06)
    assert json.loads((tmp_path / "out" / "curve-explained.json").read_text())["points"] == 14


def test_the_statistics_of_a_corpus_fix_the_horizon(capsys, curve):
    code, out, _ = run(capsys, curve, "--horizon", 0.44, 0.88, "--theories", "horizon", "--json")
    (only,) = json.loads(out)["theories"]
    assert code == 0 and only["exponent"] == 0.25 and only["shape"] == {}


@pytest.mark.slow
def test_the_points_of_chinchilla_side_by_side(capsys, tmp_path):
    path = reference("chinchilla_245.csv")
    code, out, _ = run(capsys, path, "-o", tmp_path)
    assert code == 0
    row = next(line for line in out.splitlines() if line.startswith("N* ~ C^"))
    assert "0.5139 [" in row and "0.5646 [" in row
    assert "one third (in time): 0.333, outside" in out and "horizon, TinyStories: 0.185, outside" in out
    assert "differs by 0.051" in out and (tmp_path / "chinchilla_245-explained.png").stat().st_size > 10_000


@pytest.mark.parametrize(
    ("text", "arguments", "message"),
    [
        (None, [], "cannot be read: No such file"),
        ("", [], "has no points"),
        ("x,loss\n1,2\n2\n", [], "point 2 has 1 cells"),
        ("x,loss\n1,2\n2,two\n", [], "loss, point 2: 'two' is no number"),
        ("x,loss\n1,2\n2,-1\n", [], "loss, point 2: -1 is not above 0"),
        ("x,y2\n1,2\n", [], "no column loss among x, y2"),
        ("loss\n1\n", [], "only losses"),
        ("x,loss\n1,2\n", ["--x", "z"], "no column z; there are x, loss"),
        ("x,loss\n1,2\n2,1\n", [], "too few points"),
        ("x,loss\n" + 7 * "1,2\n", [], "too few points: 1 of different x"),
        ("x;loss\n1;2\n", [], "separate cells by commas"),
        ("x,loss\n1,2\n2,1\n", ["--theories", "magic"], "known are power_law"),
        ("x,loss\n1,2\n2,1\n", ["--held-out", "2"], "is no share"),
        ("x,loss\n1,2\n2,1\n", ["--x", "a\nb"], r"no column a\nb; there are x, loss"),
        ("x,loss\n1,2\n2,1\n", ["--horizon", "-1", "1"], "both must be above 0"),
        ("N,D,loss\n1,2,3\n2,1,3\n", [], "too few for five parameters"),
        ("N,D,loss\n1,2,3\n2,1,3\n", ["--leave-out", "-1"], "is no number of points"),
        (b"\xff\xfe\x00", [], "no CSV file"),
    ],
)
def test_a_mistake_is_one_line(capsys, tmp_path, text, arguments, message):
    path = tmp_path / "x.csv"
    if text is not None:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    code, out, err = run(capsys, path, *arguments)
    assert code == 2 and not out and message in err and len(err.splitlines()) == 1
