"""Sweeps of engine curve, from a file to a verdict: what other sweeps can do, they can."""

import re

import h5py
import numpy as np
import pytest
from scipy.sparse import load_npz

import peelsim
from peelsim import campaign
from peelsim.commands import check, replay, run
from peelsim.results import UNFINISHED, Store, digest, read
from peelsim.sweep.file import spec
from peelsim.sweep.run.machines import Processes
from peelsim.sweep.run.stop_word import StopWord
from tests.sweep.example import toml

GRID = "concepts = [60, 100]\ntexts_per_concept = [0, 3.5, 6.0, 5.0, 5.001]"
CURVES = toml(
    sweep='name = "curves"\nseed = 3',
    model="text_degree = { mean = 6 }",
    grid=GRID,
    stop="max_trials = 3000",
    rest='[laws]\ncompare = ["corrected"]\n[run]\nengine = "curve"',
)
SMALL = CURVES.replace("[60, 100]", "[12, 20]").replace("mean = 6", "mean = 4").replace("corrected", "exact")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, with a sweep in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "curves.toml").write_text(CURVES)
    return tmp_path


def written(text):
    with open("other.toml", "w") as file:
        file.write(text)
    return "other.toml"


def simulated(*arguments, sweep="curves.toml", path="curves.h5"):
    assert run.main([sweep, "-o", path, "--threads", "2", *arguments], "peelsim run") == 0
    return path


@pytest.mark.slow
def test_the_file_is_that_of_any_sweep_with_the_axis_marked(folder):
    data = peelsim.load(simulated(), law="corrected")
    graph = simulated(sweep=written(CURVES.replace('"curve"', '"graph"')), path="alone.h5")
    alone = peelsim.load(graph, law="corrected")
    assert data["stuck"].dims == ("concepts", "texts_per_concept")
    left_out = {name for name in alone if name.startswith("rounds")}
    assert set(data) == set(alone) - left_out
    assert "correlated" in data["texts_per_concept"].attrs and "correlated" not in alone["texts_per_concept"].attrs
    for name in ("texts", "trials", "learnt_corrected", "texts_per_concept", "stop_reason"):
        assert data[name].equals(alone[name])
    learnt = data["learnt"].sel(concepts=100).values
    assert learnt[0] == 0 < learnt[1] < learnt[3] <= learnt[4] < learnt[2]
    assert data["learnt"].values[0, 3] == data["learnt"].values[0, 4]  # both are 300 texts


@pytest.mark.slow
def test_the_exact_law_holds_along_the_curve_and_a_wrong_one_fails(folder, capsys):
    laws = 'compare = ["exact", "density_evolution"]\nbinding = ["exact"]'
    simulated(sweep=written(SMALL.replace('compare = ["exact"]', laws).replace("3000", "200_000")))
    capsys.readouterr()
    assert check.main(["curves.h5", "--level", "1e-8"], "peelsim check") == 0
    said = capsys.readouterr().out
    assert "points along texts_per_concept come from the same trials" in said
    limit, _, exact = said.partition("density_evolution")[2].partition("exact (value, binding)")
    assert "fails" not in exact and exact.count(" holds ") >= 2 and "fails by" in limit


@pytest.mark.slow
def test_threads_interruptions_and_other_machines_leave_no_trace(folder, monkeypatch):
    sweep = spec.parse(CURVES.replace("3000", "60_000"), source=folder / "curves.toml")

    def ran(path, *, word=None, threads=1, machines=None):
        word = word or StopWord()
        return campaign.run(
            sweep, path=folder / path, word=word, threads=threads, machines=machines, fresh=False, say=lambda said: None
        )

    ran("whole.h5")
    wanted = digest("whole.h5")
    for commits in (7, 33):  # of 185: the word is set in the midst of those of a block, and many are left then
        word, commit, seen = StopWord(), Store.commit, []

        def commit_and_stop(store, *block, word=word, commit=commit, seen=seen, last=commits):
            commit(store, *block)
            seen.append(block)
            if len(seen) == last:
                word.set()

        with monkeypatch.context() as patch:
            patch.setattr(Store, "commit", commit_and_stop)
            assert not ran("parts.h5", word=word, threads=2).finished
        trials = [tally.trials for tally in read("parts.h5").tallies]
        assert trials[0] > 0 and len(set(trials[:5])) == len(set(trials[5:])) == 1  # a curve is committed whole
        assert UNFINISHED in read("parts.h5").stop_reasons
    assert ran("parts.h5", threads=3).finished
    ran("processes.h5", machines=Processes(2))
    assert digest("parts.h5") == digest("processes.h5") == wanted


@pytest.mark.slow
def test_caps_inside_blocks_and_more_concepts_extend_a_file(folder):
    for trials, concepts in ((700, "60"), (1001, "60, 100"), (3000, "80, 60, 100")):
        text = CURVES.replace("3000", str(trials)).replace("60, 100", concepts)
        simulated(sweep=written(text), path="steps.h5")
    simulated(sweep="other.toml", path="once.h5")
    assert digest("steps.h5") == digest("once.h5")


def test_another_axis_of_texts_is_another_curve(folder, capsys):
    simulated()
    longer = written(CURVES.replace("[0, 3.5", "[0, 2.0, 3.5"))
    assert run.main([longer, "-o", "curves.h5"], "peelsim run") == 2
    line = capsys.readouterr().err.splitlines()[-1]
    assert "10 points this sweep no longer asks for (other values along texts_per_concept make another curve)" in line
    assert "--fresh" in line


@pytest.mark.slow
def test_every_goal_must_be_reached_all_along(folder):
    goal = "max_trials = 9000\nmax_events = { observable = 'stuck', count = 500 }"
    simulated(sweep=written(CURVES.replace("max_trials = 3000", goal)), path="goal.h5")
    with_goal = peelsim.load("goal.h5")
    for concepts in (60, 100):
        curve = with_goal.sel(concepts=concepts)
        assert len(set(curve["trials"].values.tolist())) == 1
        assert set(curve["stop_reason"].values.tolist()) == {"max_events"}
        assert curve["stuck_count"].min() >= 500
        assert curve["stuck_count"].min() < 500 + curve["block_trials"].min()


def test_the_plan_counts_a_curve_once(folder, capsys):
    assert run.main(["curves.toml", "--dry-run"], "peelsim run") == 0
    said = capsys.readouterr().out
    assert "texts_per_concept: 5 values, from the same trials" in said
    assert "at most 6,000 trials, 1.73e+07 expected edges" in said and "a curve up to" in said


@pytest.mark.parametrize("texts_fixed", ["true", "false"])
@pytest.mark.slow
def test_a_replay_peels_the_texts_so_far(folder, capsys, texts_fixed):
    text = CURVES.replace("max_trials = 3000", "max_trials = 20")
    text = text.replace("text_degree", f"texts_fixed = {texts_fixed}\ntext_degree")
    simulated(sweep=written(text + "[output]\nkeep_trials = true"))
    capsys.readouterr()
    for point in (0, 3, 7):
        options = ["curves.h5", "--point", str(point), "--trial", "11", "-o", "graph.npz"]
        assert replay.main(options, "peelsim replay") == 0
        said = capsys.readouterr().out
        kept = read("curves.h5").counts[point]["learnt"]
        lines = {line.split()[0]: line.split()[1:] for line in said.splitlines()}
        assert lines["learnt"] == [str(kept[11])]
        peeled = peelsim.peel(load_npz("graph.npz"))
        assert peeled.learnt.sum() == kept[11]
        rows = [row.split() for row in said.partition("unlearnt\n")[2].splitlines()[:-1]]
        assert [int(taught) for _, taught, _ in rows] == np.bincount(peeled.learnt_in)[1:].tolist()
    if texts_fixed == "true":
        assert load_npz("graph.npz").shape == (600, 100)


@pytest.mark.parametrize("numbers", [True, False], ids=["sums too", "trials alone"])
@pytest.mark.slow
def test_a_curve_whose_points_differ_in_trials_is_refused(folder, capsys, numbers):
    path, other = simulated(), written(CURVES.replace("max_trials = 3000", "max_trials = 1000"))
    simulated(sweep=other, path="short.h5")
    with h5py.File(path, "a") as file, h5py.File("short.h5") as short:
        sums = [f"checkpoint/{name}" for name in short["checkpoint"] if name.endswith(("_sum", "_square"))]
        changed = ["trials", *sums, *{name.rpartition("/")[2].rpartition("_")[0] for name in sums}]
        for name in changed if numbers else ("trials",):
            file[name][0, 1] = short[name][0, 1]
    capsys.readouterr()
    assert run.main(["curves.toml", "-o", path], "peelsim run") == 2
    what = "its data were changed after they were written" if numbers else "no trials have the sums of .*"
    assert re.fullmatch(rf"curves.h5 is damaged \({what}\): give another name .*\n", capsys.readouterr().err)
