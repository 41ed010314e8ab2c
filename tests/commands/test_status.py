"""`peelsim status`: how far a run is, said from its file alone, at once."""

import subprocess
import sys

import pytest

from peelsim import campaign
from peelsim.commands.status import main
from peelsim.results import read as saved
from peelsim.sweep.file.shards import Shard
from peelsim.sweep.run.stop_word import StopWord
from tests.commands.example import HASTY, start, until
from tests.results.example import write
from tests.sweep.example import read, toml

LONG = "max_trials = 1_000_000_000_000"


def status(capsys, *arguments):
    code = main([str(a) for a in arguments], "peelsim status")
    out, err = capsys.readouterr()
    return code, out, err


def test_a_finished_run(tmp_path, capsys):
    sweep = read(tmp_path, grid="split = [0.1, 0.9]")
    campaign.run(sweep, path=tmp_path / "x.h5", threads=1, fresh=False, word=StopWord(), say=lambda remark: None)
    code, out, _ = status(capsys, tmp_path / "x.h5", "--points")
    assert code == 0
    first, trials, spent, age, *points = out.splitlines()
    assert first == "x: finished, 2 of 2 points ended"
    assert trials == "200 trials done, 0 to do"
    assert "trials/s" in spent and "to go" not in spent and age.startswith("saved ")
    assert points == [
        f"  point {i} (split = {split}): 100 of 100 trials, max_trials" for i, split in enumerate((0.1, 0.9))
    ]


def test_a_shard_counts_its_own_points(tmp_path, capsys):
    sweep = Shard(2, 3).apply(read(tmp_path, grid="split = [0.1, 0.3, 0.5, 0.7, 0.9]"))
    campaign.run(sweep, path=tmp_path / "x.h5", threads=1, fresh=False, word=StopWord(), say=lambda remark: None)
    _, out, _ = status(capsys, tmp_path / "x.h5", "--points")
    assert out.startswith("x: finished, 2 of 2 points ended, 3 of other shards\n200 trials done, 0 to do\n")
    assert "to go" not in out
    assert out.splitlines()[-2:] == [
        "  point 3 (split = 0.7): of another shard",
        "  point 4 (split = 0.9): 100 of 100 trials, max_trials",
    ]


def test_points_are_named_by_numbers_and_words(tmp_path, capsys):
    write(tmp_path / "x.h5", sizes=(10, 20))
    _, out, _ = status(capsys, tmp_path / "x.h5", "--points")
    assert (
        "\n  point 1 (concepts = 10, texts_per_concept = 1.42857, window = -1, text_degree.kind = regular): 80 of"
        in out
    )


def test_a_file_of_an_older_run_says_what_it_holds(tmp_path, capsys):
    write(tmp_path / "x.h5")
    code, out, _ = status(capsys, tmp_path / "x.h5")
    assert code == 0 and out.startswith("example: unknown, 5 of 6 points ended\n480 trials done, 0 to do\n")
    assert "time to go unknown" in out


@pytest.mark.slow
def test_a_run_under_way_then_killed(tmp_path, capsys):
    (tmp_path / "small.toml").write_text(toml(sweep='name = "small"\nseed = 1', stop=LONG))
    process = start("small.toml", "--threads", "1", cwd=tmp_path, program=("-c", HASTY))
    path = tmp_path / "results" / "small.h5"
    try:
        until(lambda: path.exists() and saved(path).tallies[0].trials > 0, process=process)
        code, out, _ = status(capsys, path)
        assert code == 0 and out.startswith("small: running, 0 of 1 points ended\n")
        assert " to do\n" in out and (" days to go" in out or " h to go" in out)
    finally:
        process.kill()
        process.communicate()
    _, out, _ = status(capsys, path, "--watch")  # there is nothing to watch any more
    assert out.startswith("small: killed, 0 of 1 points ended\n")


@pytest.mark.parametrize("content", [None, b"", b"\x89HDF\r\n\x1a\nand then nothing"])
def test_no_result_file(tmp_path, capsys, content):
    path = tmp_path / "x.h5"
    if content is not None:
        path.write_bytes(content)
    code, out, err = status(capsys, path)
    assert code == 2 and out == "" and err.count("\n") == 1 and "Traceback" not in err


def test_it_loads_nothing_heavy(tmp_path):
    write(tmp_path / "x.h5")
    code = "import sys; from peelsim.commands.status import main; main(sys.argv[1:], ''); print(*sorted(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code, tmp_path / "x.h5"], capture_output=True, text=True, check=True)
    loaded = set(said.stdout.splitlines()[-1].split())
    assert "h5py" in loaded
    assert not loaded & {"numba", "scipy", "pydantic", "xarray", "tqdm", "filelock"}
