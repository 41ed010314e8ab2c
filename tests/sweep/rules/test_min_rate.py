"""An axis ends once the rate of an event is below interest, whatever runs it."""

import numpy as np
import pytest

from peelsim.commands import merge, run, status
from peelsim.results import digest, read
from tests.sweep.example import mistakes, toml

RULE = 'max_trials = 300\nmin_rate = { observable = "stuck", value = 0.3 }'
DEGREE = "text_degree = { mean = 6 }"
RATIOS = [3.5, 4.6, 5.5, 5.6, 6.5, 8]


def sweep_of(stop=RULE, grid=f"concepts = [60, 200, 1000]\ntexts_per_concept = {RATIOS}"):
    return toml(model=DEGREE, grid=grid, stop=stop, rest='[run]\nengine = "rounds"')


def ran(folder, name, text, *options):
    (folder / f"{name}.toml").write_text(text)
    path = folder / f"{name}.h5"
    assert run.main([str(folder / f"{name}.toml"), "-o", str(path), *options], "peelsim run") == 0
    return path


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return ran(tmp_path_factory.mktemp("rate"), "one", sweep_of(), "--threads", "1")


def test_each_line_ends_after_its_first_rate_below(results):
    saved = read(results)
    trials = np.array([tally.trials for tally in saved.tallies]).reshape(3, 6)
    reasons = np.array(saved.stop_reasons).reshape(3, 6)
    ended = []
    for line in range(3):
        rates = [saved.tallies[6 * line + i].mean("stuck") if trials[line, i] else np.nan for i in range(6)]
        first = next(i for i, rate in enumerate(rates) if rate < 0.3)
        assert (trials[line, : first + 1] == 300).all() and (trials[line, first + 1 :] == 0).all()
        assert set(reasons[line, first + 1 :]) <= {"min_rate"} and set(reasons[line, : first + 1]) == {"max_trials"}
        ended.append(first)
    assert len(set(ended)) > 1  # lines end where their own rates fall


@pytest.mark.slow
def test_threads_interruptions_and_shards_leave_no_trace(results, tmp_path, capsys):
    assert digest(ran(tmp_path, "many", sweep_of(), "--threads", "3")) == digest(results)
    fewer = sweep_of(stop='max_trials = 40\nmin_rate = { observable = "stuck", value = 0.3 }', grid=GRID)
    part = ran(tmp_path, "part", fewer)
    (tmp_path / "part.toml").write_text(sweep_of())
    assert run.main([str(tmp_path / "part.toml"), "-o", str(part)], "peelsim run") == 0
    assert digest(part) == digest(results)  # its first rates were below nothing yet
    parts = [str(ran(tmp_path, f"shard{i}", sweep_of(), "--shard", f"{i}/2")) for i in (1, 2)]
    assert merge.main([*parts, "-o", str(tmp_path / "all.h5")], "peelsim merge") == 0
    assert digest(tmp_path / "all.h5") == digest(results)
    assert status.main([str(results)], "peelsim status") == 0
    assert "18 of 18 points ended" in capsys.readouterr().out


GRID = f"concepts = [60, 200, 1000]\ntexts_per_concept = {RATIOS[:2]}"


def test_along_another_axis(tmp_path):
    rule = 'max_trials = 200\nmin_rate = { observable = "complete", value = 0.5, axis = "concepts" }'
    grid = "concepts = [20, 400, 500]\ntexts_per_concept = [6, 60]"
    trials = [tally.trials for tally in read(ran(tmp_path, "x", sweep_of(rule, grid))).tallies]
    assert trials == [200, 200, 0, 200, 0, 200]  # with 6 texts per concept some of 20 concepts are often missed


def test_the_rate_of_an_earlier_run_counts(tmp_path):
    path = ran(tmp_path, "x", sweep_of(stop="max_trials = 100", grid="concepts = [60]\ntexts_per_concept = [8]"))
    (tmp_path / "x.toml").write_text(sweep_of(stop=RULE, grid="concepts = [60]\ntexts_per_concept = [8, 9]"))
    run.main([str(tmp_path / "x.toml"), "-o", str(path)], "peelsim run")
    assert [tally.trials for tally in read(path).tallies] == [300, 0]


@pytest.mark.parametrize(
    ("parts", "key", "words"),
    [
        ({"observable": "'learnt'"}, "stop.min_rate.observable", "'learnt' is no event that is observed; use 'stuck'"),
        ({"observable": "'x'"}, "stop.min_rate.observable", "'x' is no event"),
        ({"value": "0"}, "stop.min_rate.value", "must be more than 0"),
        ({"value": "1.5"}, "stop.min_rate.value", "must be less than 1"),
        ({"axis": "'concept'"}, "stop.min_rate.axis", "'concept' is no axis; did you mean concepts?"),
    ],
)
def test_mistakes(tmp_path, parts, key, words):
    rule = ", ".join(f"{name} = {value}" for name, value in ({"observable": "'stuck'", "value": "0.1"} | parts).items())
    found = mistakes(tmp_path, sweep_of(stop=f"max_trials = 10\nmin_rate = {{ {rule} }}"))
    assert words in found[key]


def test_what_has_no_points_one_after_the_other(tmp_path):
    stop = "max_trials = 10\nmin_rate = { observable = 'stuck', value = 0.1 }"
    found = mistakes(tmp_path, toml(stop=stop))
    assert "[grid] has none" in found["stop.min_rate"]
    curve = toml(
        model=DEGREE, grid="concepts = [60]\ntexts_per_concept = [3, 4]", stop=stop, rest='[run]\nengine = "curve"'
    )
    assert "this engine has those of a whole axis at once" in " ".join(mistakes(tmp_path, curve).values())
