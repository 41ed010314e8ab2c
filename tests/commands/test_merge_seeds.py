"""Independent runs of one sweep add up: `peelsim merge --seeds`."""

import json

import h5py
import numpy as np
import pytest

import peelsim
from peelsim.commands import check, compare, merge, replay, run, status
from peelsim.results import digest, read
from peelsim.stats.intervals import event_interval
from tests.sweep.example import toml


def sweep_of(seed, trials=50, laws='[laws]\ncompare = ["corrected"]', rest="[output]\nkeep_trials = true"):
    return toml(
        sweep=f'name = "s"\nseed = {seed}',
        model="text_degree = { mean = 6 }",
        grid="concepts = [40, 60]\ntexts_per_concept = [4.3, 4.8]",
        stop=f"max_trials = {trials}\nmax_events = {{ observable = 'stuck', count = 45 }}",
        rest=f"{laws}\n{rest}",
    )


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("seeds")
    made = []
    for seed in (1, 2, 3):
        (folder / f"{seed}.toml").write_text(sweep_of(seed))
        made.append(peelsim.run_sweep(folder / f"{seed}.toml", output=folder / f"{seed}.h5", progress=False))
    return made


@pytest.fixture(scope="module")
def both(files):
    path = files[0].with_name("12.h5")
    assert merge.main([*map(str, files[:2]), "--seeds", "-o", str(path)], "peelsim merge") == 0
    return path


def refused(capsys, *arguments, command=merge):
    assert command.main([*map(str, arguments)], "peelsim x") == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    return err


@pytest.mark.slow
def test_trials_add_up(files, both):
    one, two, sum_of = (read(path) for path in (*files[:2], both))
    for point, tally in enumerate(sum_of.tallies):
        assert tally.trials == one.tallies[point].trials + two.tallies[point].trials
        for name in tally.sums:
            assert tally.sums[name] == one.tallies[point].sums[name] + two.tallies[point].sums[name]
            assert tally.squares[name] == one.tallies[point].squares[name] + two.tallies[point].squares[name]
            joined = np.concatenate([each.counts[point][name] for each in (one, two)])
            assert (sum_of.counts[point][name] == joined).all()
    assert sum_of.predictions["corrected"]["stuck"].tolist() == one.predictions["corrected"]["stuck"].tolist()
    assert sum_of.identity["seed"] == "1, 2" and len({digest(path) for path in (*files, both)}) == 4


@pytest.mark.slow
def test_intervals_are_those_of_all_trials(both):
    with h5py.File(both) as file:
        reasons, counts = file["stop_reason"].asstr()[()], file["stuck_count"][()]
        low, high = event_interval(counts, file["trials"][()], reasons, target=45)
        np.testing.assert_allclose(file["stuck_low"][()], low)
        np.testing.assert_allclose(file["stuck_high"][()], high)


@pytest.mark.slow
def test_another_run_may_be_added_and_the_order_of_sums_is_all_the_same(files, both, tmp_path):
    three = tmp_path / "three.h5"
    assert merge.main([str(both), str(files[2]), "--seeds", "-o", str(three)], "peelsim merge") == 0
    at_once = tmp_path / "at_once.h5"
    assert merge.main([*map(str, files), "--seeds", "-o", str(at_once)], "peelsim merge") == 0
    assert digest(three) == digest(at_once) and read(three).identity["seed"] == "1, 2, 3"


@pytest.mark.slow
def test_readers_take_it(both, files, capsys):
    assert check.main([str(both), "--json"], "peelsim check") == 0
    assert json.loads(capsys.readouterr().out)["points"] == 4
    assert status.main([str(both)], "peelsim status") == 0
    assert peelsim.load(both)["trials"].values.min() > 60
    assert compare.main([str(both), str(files[2])], "peelsim compare") == 0
    assert check.main([str(both), "--law", "tests.sweep.own.functions:bounded"], "peelsim check") == 0


@pytest.mark.slow
def test_nothing_goes_on_from_it_and_no_trial_of_it_is_replayed(both, files, capsys):
    before = digest(both)
    err = refused(capsys, files[0].with_name("1.toml"), "-o", both, command=run)
    assert "was made with seed 1, 2, this sweep says 1" in err
    assert "of seeds 1, 2: take the file of one of them" in refused(
        capsys, both, "--point", 0, "--trial", 0, command=replay
    )
    with pytest.raises(peelsim.results.ResultsError, match="take the file of one of them"):
        peelsim.open(both).trials(0)
    assert digest(both) == before


@pytest.mark.slow
def test_what_does_not_add_up(files, both, tmp_path, capsys):
    output = ("--seeds", "-o", tmp_path / "x.h5")
    assert "both have the trials of seed 1" in refused(capsys, both, files[0], *output)
    assert "is named twice" in refused(capsys, files[0], files[0], *output)
    for name, text, words in (
        ("other", sweep_of(9, laws='[laws]\ncompare = ["renewal"]'), "come from different sweep files"),
        ("longer", sweep_of(9, trials=60), "come from different sweep files"),
        ("unkept", sweep_of(9, rest=""), "was made with keep_trials false"),
    ):
        (tmp_path / f"{name}.toml").write_text(text)
        other = peelsim.run_sweep(tmp_path / f"{name}.toml", output=tmp_path / f"{name}.h5", progress=False)
        assert words in refused(capsys, files[0], other, *output)
    assert not (tmp_path / "x.h5").exists()
