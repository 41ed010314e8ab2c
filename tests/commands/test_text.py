import json

import numpy as np
import pytest

from peelsim.commands.text import main


def run(capsys, *arguments):
    code = main([str(each) for each in arguments], "peelsim text")
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def tiny(tmp_path):
    path = tmp_path / "tiny.txt"
    path.write_text("to be or not to be, that is the question.\n" * 60)
    return path


def test_a_tiny_text_identifies_nothing(capsys, tiny, tmp_path):
    code, out, err = run(capsys, tiny, "-o", tmp_path / "out", "--lags", 1, 2, 5)
    assert code == 0 and out.count("not identified") >= 5 and "holds" not in out
    assert "published: not identified" in out and "less than a decade of lags" in out
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".pdf", ".png", ".json"}
    plain = json.loads((tmp_path / "out" / "tiny-text.json").read_text())
    assert plain["tokens"] == 2520 and plain["published"]["outcome"] == "not identified"
    assert "tiny-text.png" in err


def test_tokens_of_a_file_of_numbers(capsys, tmp_path):
    np.save(tmp_path / "x.npy", np.tile(np.array([1, 2, 3, 0], np.uint16), 200))
    code, out, _ = run(capsys, tmp_path / "x.npy", "--separator", 0, "--json", "--lags", 1)
    plain = json.loads(out)
    assert code == 0 and plain["documents"] == 200 and plain["vocabulary"] == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--separator", ""], "an empty separator separates nothing"),
        (["--lags", 0], "lags begin at 1"),
        (["--vocabulary", 1], "tells nothing apart"),
        (["--orders", 0], "orders = 0"),
    ],
)
def test_a_mistake_is_one_line(capsys, tiny, arguments, message):
    code, out, err = run(capsys, tiny, *arguments)
    assert code == 2 and not out and message in err and len(err.splitlines()) == 1


def test_a_missing_file_is_one_line(capsys, tmp_path):
    code, _, err = run(capsys, tmp_path / "none.txt")
    assert code == 2 and "cannot be read" in err and len(err.splitlines()) == 1


def test_a_figure_is_no_folder(capsys, tiny):
    with pytest.raises(SystemExit, match="2"):
        run(capsys, tiny, "-o", tiny.with_name("figure.png"))
    assert "figure.png would be a folder" in capsys.readouterr().err and not tiny.with_name("figure.png").exists()
