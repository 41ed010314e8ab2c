"""Sweeps of quanta and of weighted concepts, from a file to a verdict."""

import numpy as np
import pytest

import peelsim
from peelsim.commands import check, replay, run
from peelsim.mistakes import SweepError
from peelsim.results import digest
from tests.sweep.example import toml

QUANTA = {
    "kind": "quanta",
    "model": "quanta = 3000\nsightings = 2\n[model.tasks]\nfirst = [1]\nmany = [3, 30, 300]",
    "grid": "exponent = [0.4, 1]\nsamples = [100, 2000]",
    "stop": "max_edges = 1e6",
    "rest": '[laws]\ncompare = ["exact", "published"]\nbinding = ["exact"]',
}
WEIGHTED = {
    "kind": "weighted-concepts",
    "model": "concepts = 3000",
    "grid": "weight_exponent = [0, 0.5]\nmean_text_degree = [0, 2]\noccurrences = [1000, 3000]",
    "stop": "max_edges = 3e5",
    "rest": '[laws]\ncompare = ["mean_field"]\nbinding = ["mean_field"]',
}


@pytest.fixture
def sweep(tmp_path):
    def write(parts, **more):
        path = tmp_path / "sweep.toml"
        path.write_text(toml(**(parts | more)))
        return path

    return write


@pytest.mark.parametrize("parts", [QUANTA, WEIGHTED], ids=["quanta", "weighted-concepts"])
def test_threads_and_interruptions_leave_no_trace(sweep, tmp_path, parts):
    whole = peelsim.run_sweep(sweep(parts), output=tmp_path / "whole.h5", threads=1)
    few = peelsim.run_sweep(sweep(parts, stop="max_edges = 5e4"), output=tmp_path / "parts.h5", threads=3)
    assert digest(few) != digest(whole)
    peelsim.run_sweep(sweep(parts), output=few, threads=3)
    assert digest(few) == digest(whole)


@pytest.mark.parametrize("parts", [QUANTA, WEIGHTED], ids=["quanta", "weighted-concepts"])
def test_a_table_a_verdict_and_a_trial_again(sweep, tmp_path, capsys, parts):
    output = str(tmp_path / "out.h5")
    assert run.main([str(sweep(parts)), "-o", output], "peelsim run") == 0
    header, *rows = capsys.readouterr().out.splitlines()
    assert "unlearnt" in header and "engine graph" in rows[-2]
    assert check.main([output], "peelsim check") == 0
    assert "(binding)" in capsys.readouterr().out
    assert replay.main([output, "--point", "1", "--trial", "0"], "peelsim replay") == 0
    assert "unlearnt" in capsys.readouterr().out


def test_tasks_are_a_dimension_of_the_file(sweep, tmp_path):
    data = peelsim.load(peelsim.run_sweep(sweep(QUANTA), output=tmp_path / "out.h5"), law="exact")
    assert data["task_loss"].dims == ("exponent", "samples", "task")
    assert data["task"].values.tolist() == ["first", "many"]
    assert np.abs(data["task_loss"] - data["task_loss_exact"]).max() < 0.05


def test_a_mistake_is_said_in_the_files_words(sweep):
    with pytest.raises(SweepError, match="did you mean sightings"):
        peelsim.run_sweep(sweep(QUANTA, model="quanta = 3000\nsighting = 2"))
    with pytest.raises(SweepError, match="graphs are sampled; take graph"):
        peelsim.run_sweep(sweep(WEIGHTED, rest='[run]\nengine = "rounds"'))
    with pytest.raises(SweepError, match="many has quantum 300 of 200; name others"):
        peelsim.run_sweep(sweep(QUANTA, model=QUANTA["model"].replace("3000", "200")))
