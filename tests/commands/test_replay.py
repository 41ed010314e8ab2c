"""A trial again: its counts, its peeling and its graph are those of the run."""

import numpy as np
import pytest
from scipy.sparse import csr_array, load_npz, save_npz

import peelsim
from peelsim.commands import replay, run
from peelsim.results import read
from tests.sweep.example import toml

KEPT = "[output]\nkeep_trials = true"
SKILLS = """concepts = 200\ntexts = 1000\ntext_degree = { mean = 6 }
levels = 2\nskills = 10\nthreshold = [3, 3]\nprerequisites = [0, 1]"""
MODELS = {
    "graph": toml(model="texts = 450\ntext_degree = { mean = 6 }", grid="concepts = [100, 80]", rest=KEPT),
    "rounds": toml(model="texts = 450\ntext_degree = { mean = 6 }", grid="concepts = [100, 80]", rest=f"{KEPT}\n[run]"),
    "poisson": toml(
        model="texts = 450\ntexts_fixed = false\ntext_degree = { kind = 'poisson', mean = 4 }",
        grid="concepts = [100, 80]",
        rest=KEPT,
    ),
    "skills": toml(model=SKILLS, grid="split = [0.1, 0.2]", rest=KEPT, kind="skill-hierarchy"),
    "random": toml(model="mean_degree = 1.5", grid="nodes = [100, 80]", rest=KEPT, kind="random-graph"),
    "percolation": toml(model="mean_degree = 1.5", grid="nodes = [100, 80]", rest=KEPT, kind="percolation"),
}


@pytest.fixture(params=list(MODELS))
def stored(request, tmp_path, monkeypatch, capsys):
    """Name of a model and its result file, 100 trials at each of two points."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.toml").write_text(MODELS[request.param])
    assert run.main(["x.toml", "-o", "x.h5"], "peelsim run") == 0
    capsys.readouterr()
    return request.param


def again(capsys, *arguments):
    code = replay.main(["x.h5", *map(str, arguments)], "peelsim replay")
    return (code, *capsys.readouterr())


@pytest.mark.plain_cases(1)
def test_the_very_trial(stored, capsys):
    code, out, err = again(capsys, "--point", 1, "--trial", 42)
    assert (code, err) == (0, "")
    kept = read("x.h5").counts[1]
    lines = {line.split()[0]: line.split()[1:] for line in out.splitlines()}
    whole = "links" if stored in ("random", "percolation") else "learnt"
    assert lines[whole][:1] == [str(np.ravel(kept[whole][42])[0])]
    trace = [row.split() for row in out.partition("unlearnt\n")[2].splitlines() if not row.startswith(("graph", "no"))]
    if stored in ("random", "percolation"):
        assert not trace
    else:
        learnt = int(kept["learnt"][42])
        assert sum(int(taught) for _, taught, _ in trace) == learnt
        concepts = 200 if stored == "skills" else 80
        assert not trace or int(trace[-1][2]) == concepts - learnt
        assert [int(number) for number, _, _ in trace] == list(range(1, len(trace) + 1))
    if stored in ("graph", "poisson", "skills"):
        peeled = peelsim.peel(load_npz("x.point-1.trial-42.npz"))
        assert peeled.learnt.sum() == learnt and peeled.rounds == len(trace)
        assert np.bincount(peeled.learnt_in)[1:].tolist() == [int(taught) for _, taught, _ in trace]
    elif stored in ("random", "percolation"):
        network = load_npz("x.point-1.trial-42.npz")
        assert network.shape == (80, 80) and network.nnz == 2 * np.ravel(kept["links"][42])[0]
        assert "graph of 80 nodes x 80 nodes" in out
    else:
        assert "no graph is saved" in out


@pytest.mark.parametrize("stored", ["graph"], indirect=True)
def test_what_cannot_be_replayed(stored, capsys, tmp_path):
    before = sorted(path.name for path in tmp_path.iterdir())
    for arguments, words in (
        (("--point", 2, "--trial", 0), "x.h5 has no point 2: give --point 0 to 1"),
        (("--point", 0, "--trial", 100), "x.h5 has no trial 100 of point 0: give --trial 0 to 99"),
        (("--point", 0, "--trial", 0, "-o", "none/g.npz"), "none/g.npz cannot be written: No such file or directory"),
        (("--point", 0, "--trial", 0, "-o", "."), "graphs and networks are stored as .npz: name one in place of ."),
        (
            ("--point", 0, "--trial", 0, "-o", "x.h5"),
            "graphs and networks are stored as .npz: name one in place of x.h5",
        ),
        (
            ("--point", 0, "--trial", 0, "-o", "g.mtx"),
            "graphs and networks are stored as .npz: name one in place of g.mtx",
        ),
    ):
        code, out, err = again(capsys, *arguments)
        assert (code, out, err.count("\n")) == (2, "", 1) and err.startswith(words)
    with pytest.raises(SystemExit):
        again(capsys, "--point", "-1", "--trial", "0")
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_the_graph_of_a_trial_does_not_replace_the_graph_that_was_given(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    save_npz("given.npz", csr_array(np.eye(3)))
    (tmp_path / "x.toml").write_text(toml(model="path = 'given.npz'\nerasure = 0.5", kind="matrix"))
    assert run.main(["x.toml", "-o", "x.h5"], "peelsim run") == 0
    before = (tmp_path / "given.npz").read_bytes()
    capsys.readouterr()
    code, out, err = again(capsys, "--point", 0, "--trial", 0, "-o", "given.npz")
    assert (code, out) == (2, "") and err.startswith("given.npz is the graph that the trials are of: give another name")
    assert (tmp_path / "given.npz").read_bytes() == before


@pytest.mark.parametrize("stored", ["graph"], indirect=True)
def test_a_file_that_keeps_another_trial(stored, capsys):
    import h5py

    with h5py.File("x.h5", "a") as file:
        file["per_trial/0/learnt"][3] += 1
    code, _, err = again(capsys, "--point", 0, "--trial", 3)
    assert code == 2 and err.startswith("x.h5 is damaged (its data were changed") and err.count("\n") == 1
