"""A process that compiles ahead leaves kernels to load and no trace in results; where it fails, the run goes on."""

import pytest

from peelsim import campaign
from peelsim.campaign import ahead
from peelsim.results import digest
from peelsim.sweep.run.stop_word import StopWord
from tests.conformance.sweeps import sweep_of


@pytest.fixture
def first_run(tmp_path, monkeypatch):
    """A cache without a compiled kernel, on a machine with two cores."""
    (tmp_path / "cache").mkdir()
    monkeypatch.setattr(ahead, "cache_directory", lambda: tmp_path / "cache")
    monkeypatch.setattr(ahead, "cores", lambda: 2)


def run(path):
    name = "random-graph"
    return campaign.run(sweep_of(name), path=path, threads=1, fresh=False, word=StopWord(), say=lambda remark: None)


def test_a_process_compiles_what_a_sweep_runs(first_run):
    with ahead.compiling(sweep_of("random-graph")) as process:
        assert process.wait() == 0


@pytest.mark.slow
def test_results_are_the_same(first_run, tmp_path, monkeypatch):
    assert run(tmp_path / "ahead.h5").finished
    monkeypatch.setattr(ahead, "cores", lambda: 1)
    assert run(tmp_path / "alone.h5").finished
    assert digest(tmp_path / "ahead.h5") == digest(tmp_path / "alone.h5")


@pytest.mark.slow
def test_a_process_that_fails_or_cannot_be_had_is_no_matter(first_run, tmp_path, monkeypatch):
    (tmp_path / "peelsim.py").write_text("raise SystemExit(3)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with ahead.compiling(sweep_of("random-graph")) as process:
        assert process.wait() != 0
    assert run(tmp_path / "x.h5").finished
    monkeypatch.setattr(ahead.sys, "executable", str(tmp_path / "none"))
    with ahead.compiling(sweep_of("random-graph")) as process:
        assert process is None
    assert run(tmp_path / "y.h5").finished


def test_there_is_none_where_kernels_are_compiled_or_no_core_is_left(first_run, tmp_path, monkeypatch):
    with ahead.compiling(None) as process:
        assert process is None
    (tmp_path / "cache/graph").mkdir()
    for number in range(10):
        (tmp_path / f"cache/graph/kernel-{number}.nbi").touch()
    with ahead.compiling(sweep_of("random-graph")) as process:
        assert process is None


def test_a_run_that_is_stopped_ends_the_process(first_run):
    with pytest.raises(KeyboardInterrupt), ahead.compiling(sweep_of("skill-hierarchy")) as process:
        raise KeyboardInterrupt
    assert process.wait() != 0
