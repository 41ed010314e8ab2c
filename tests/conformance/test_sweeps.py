"""From a sweep file to a verdict, for every kind of model: the same promises."""

import re

import h5py
import numpy as np
import pytest
from scipy.sparse import load_npz

import peelsim
from peelsim.commands import check, merge, replay, run, status
from peelsim.mistakes import SweepError
from peelsim.models.base import ShowsGraph, ShowsNetwork, keys_of
from peelsim.models.registry import model_of
from peelsim.results import digest, read
from tests.commands.example import HASTY, start, until
from tests.conformance.sweeps import SWEEPS, sweep_of, text_of


@pytest.fixture
def write(tmp_path):
    def written(text):
        path = tmp_path / "sweep.toml"
        path.write_text(text)
        return path

    return written


KEPT = "\n[output]\nkeep_trials = true"


@pytest.mark.plain_cases(2)
def test_threads_and_interruptions_leave_no_trace(name, files, write, tmp_path):
    few = write(text_of(name, stop="max_trials = 13", more=KEPT))
    parts = peelsim.run_sweep(few, output=tmp_path / "parts.h5", threads=2)
    assert digest(parts) != digest(files(name))
    peelsim.run_sweep(write(text_of(name, more=KEPT)), output=parts, threads=2)
    assert digest(parts) == digest(files(name))


@pytest.mark.plain_cases(3)
def test_trials_are_summarised_as_the_file_has_them(name, files):
    point = sweep_of(name).points[-1]
    if point.curve is not None:
        pytest.skip("a trial holds several points of the sweep")
    summary = peelsim.simulate(point.model, trials=60, seed=7, engine=point.engine, threads=1).summary()
    with h5py.File(files(name)) as file:
        for observable, estimate in summary.items():
            for suffix, said in zip(("", "_low", "_high"), estimate, strict=True):
                np.testing.assert_array_equal(said, file[observable + suffix][point.place], observable + suffix)


@pytest.mark.slow
def test_processes_leave_no_trace(name, files, write, tmp_path, process):
    path = peelsim.run_sweep(write(text_of(name, more=KEPT)), output=tmp_path / "p.h5", executor=process)
    assert digest(path) == digest(files(name))


@pytest.mark.slow
def test_a_killed_run_goes_on_to_the_same_data(name, files, write, tmp_path):
    """Killed as soon as it has a file, which it saves after every block."""
    sweep, output = write(text_of(name, more=KEPT)), tmp_path / "killed.h5"
    process = start(sweep, "-o", output, "--threads", "1", cwd=tmp_path, program=("-c", HASTY))
    until(output.exists, process=process, seconds=120)
    process.kill()
    process.communicate()
    peelsim.run_sweep(sweep, output=output, threads=2)
    assert digest(output) == digest(files(name))


@pytest.mark.plain_cases(1)
def test_shards_merged_are_the_single_run(name, files, write, tmp_path, capsys):
    sweep = str(write(text_of(name, more=KEPT)))
    parts = [str(tmp_path / f"part{i}.h5") for i in (1, 2)]
    for i, part in enumerate(parts, 1):
        assert run.main([sweep, "-o", part, "--shard", f"{i}/2", "--threads", "1"], "peelsim run") == 0
    whole = str(tmp_path / "all.h5")
    assert merge.main([*parts, "-o", whole], "peelsim merge") == 0
    assert digest(whole) == digest(files(name))


def test_a_table_a_verdict_and_a_status(name, write, tmp_path, capsys):
    output = str(tmp_path / "out.h5")
    assert run.main([str(write(text_of(name))), "-o", output, "--threads", "1"], "peelsim run") == 0
    said = capsys.readouterr().out
    sweep = sweep_of(name)
    assert sweep.points[0].model.headline in said or sweep.observables[0].name in said
    assert check.main([output], "peelsim check") == 0
    said = capsys.readouterr().out
    assert all(law in said for law in sweep.laws)
    headings = [line for line in said.splitlines() if line and not line.startswith(" ")]
    for law in sweep.binding:
        assert any(line.startswith(law) and "binding" in line for line in headings)
    assert status.main([output], "peelsim status") == 0
    assert f"{len(sweep.points)} of {len(sweep.points)} points ended" in capsys.readouterr().out


@pytest.mark.plain_cases(1)
def test_a_trial_is_replayed_as_it_was_kept(name, files, tmp_path, capsys):
    path, sweep, number, trial = files(name), sweep_of(name), 1, 5
    output = tmp_path / "graph.npz"
    options = [str(path), "--point", str(number), "--trial", str(trial), "-o", str(output)]
    assert replay.main(options, "peelsim replay") == 0
    said = capsys.readouterr().out
    kept, point = read(path).counts[number], sweep.points[number]
    lines = {line.split()[0]: line.split()[1:] for line in said.splitlines() if line.startswith("  ")}
    for observable in point.model.observables:
        if observable.name in kept and observable.per is None and not observable.shape:
            assert lines[observable.name] == [str(kept[observable.name][trial])]
    simulator = point.simulated.simulator(point.engine)
    shows = isinstance(simulator, ShowsGraph)
    assert (shows or isinstance(simulator, ShowsNetwork)) == output.exists()
    if shows:
        edges = int(re.search(r"(\d+) edges", said)[1])
        assert load_npz(output).nnz == edges


@pytest.mark.plain_cases(14)
def test_what_a_file_holds(name, files):
    sweep = sweep_of(name)
    with h5py.File(files(name)) as file:
        for observable in sweep.observables:
            mean, low, high = (file[observable.name + suffix][()] for suffix in ("", "_low", "_high"))
            assert np.isfinite(mean).all()
            seen = np.isfinite(low)
            assert (low[seen] <= mean[seen] + 1e-12).all() and (mean[seen] <= high[seen] + 1e-12).all()
            if observable.kind == "event":
                assert (low >= 0).all() and (high <= 1).all()
        for variable in _variables(file):
            assert variable.attrs["units"] and variable.attrs["long_name"], variable.name
        assert all(law in file["predictions"] for law in sweep.laws)


def _variables(file):
    found = []
    file.visititems(lambda _, item: found.append(item) if isinstance(item, h5py.Dataset) else None)
    return [v for v in found if not v.is_scale or "units" in v.attrs]


def test_mistakes_are_said_in_one_line_each(name, write):
    def said(text):
        with pytest.raises(SweepError) as error:
            peelsim.run_sweep(write(text))
        return error.value.mistakes

    kind = SWEEPS[name].get("kind", name)
    for key in keys_of(model_of(kind)).model_fields:
        if key == "kind":
            continue
        [misspelt, *_] = said(text_of(name).replace("[grid]", f"{key}x = 1\n[grid]", 1).replace("[model.tasks]", ""))
        assert "unknown key" in misspelt or "table" in misspelt, misspelt
        break
    wrong = said(text_of(name, more='\n[output]\nobservables = ["no such"]'))
    assert len(wrong) == 1 and "unknown observable 'no such'" in wrong[0]
    wrong = said(text_of(name).replace("max_trials = 60", "max_trials = -1"))
    assert len(wrong) == 1 and "\n" not in wrong[0] and "must be 0 or more" in wrong[0]
