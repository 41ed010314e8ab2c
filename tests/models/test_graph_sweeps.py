"""Sweeps of random graphs and percolation, from a file to a verdict."""

import numpy as np
import pytest

import peelsim
from peelsim.commands import check, run
from peelsim.mistakes import SweepError
from peelsim.results import digest

RANDOM_GRAPH = """
[sweep]
name = "graphs"
seed = 11
[model]
kind = "random-graph"
[grid]
nodes = [2000, 4000]
mean_degree = [1.6, 2.0]
occupation = [0.9, 1.0]
[stop]
max_trials = 60
[laws]
compare = ["giant_component"]
binding = ["giant_component"]
[output]
observables = ["largest_fraction", "links"]
"""
PERCOLATION = """
[sweep]
name = "curves"
seed = 12
[model]
kind = "percolation"
link_probability = 0.002
occupation_points = 3
occupation_from = 0.6
[grid]
nodes = [1500, 3000]
occupied = ["bonds", "sites"]
[stop]
max_edges = 4e5
[laws]
compare = ["giant_component"]
"""


@pytest.mark.parametrize("text", [RANDOM_GRAPH, PERCOLATION], ids=["random-graph", "percolation"])
def test_threads_and_interruptions_leave_no_trace(sweep, tmp_path, text):
    path = sweep(text)
    whole = peelsim.run_sweep(path, output=tmp_path / "whole.h5", threads=1)
    few = sweep(text.replace("max_trials = 60", "max_trials = 7").replace("max_edges = 4e5", "max_edges = 1e5"))
    parts = peelsim.run_sweep(few, output=tmp_path / "parts.h5", threads=3)
    assert digest(parts) != digest(whole)
    peelsim.run_sweep(sweep(text), output=parts, threads=3)
    assert digest(parts) == digest(whole)


def test_a_table_and_a_verdict_of_random_graphs(sweep, tmp_path, capsys):
    output = str(tmp_path / "out.h5")
    assert run.main([str(sweep(RANDOM_GRAPH)), "-o", output], "peelsim run") == 0
    header, *rows = capsys.readouterr().out.splitlines()
    assert header.split()[:5] == ["nodes", "mean_degree", "occupation", "trials", "largest_fraction"]
    assert len(rows) == 8 + 2 and "engine graph" in rows[-2]
    assert check.main([output], "peelsim check") == 0
    assert "giant_component (binding)" in capsys.readouterr().out


def test_a_table_and_a_file_of_percolation(sweep, tmp_path, capsys):
    output = tmp_path / "out.h5"
    assert run.main([str(sweep(PERCOLATION)), "-o", str(output)], "peelsim run") == 0
    header, *rows = capsys.readouterr().out.splitlines()
    assert header.split()[:4] == ["nodes", "occupied", "trials", "peak_occupation"] and len(rows) == 4 + 2
    data = peelsim.load(output, law="giant_component")
    assert data["largest_fraction"].dims == ("nodes", "occupied", "occupation")
    assert data["occupation"].values.tolist() == pytest.approx([0.6, 0.8, 1.0])
    assert np.abs(data["largest_fraction"] - data["largest_fraction_giant_component"]).max() < 0.02
    assert check.main([str(output)], "peelsim check") == 0
    assert "occupation" in capsys.readouterr().out


def test_a_mistake_is_said_in_the_files_words(sweep):
    with pytest.raises(SweepError, match="did you mean mean_degree"):
        peelsim.run_sweep(sweep(RANDOM_GRAPH.replace("mean_degree", "mean_degre")))
    with pytest.raises(SweepError, match="graphs are sampled; take graph"):
        peelsim.run_sweep(sweep(RANDOM_GRAPH + '[run]\nengine = "rounds"'))
    both = RANDOM_GRAPH.replace("[grid]", "link_probability = 0.1\n[grid]")
    with pytest.raises(SweepError, match="exactly one of mean_degree, link_probability; here there is both"):
        peelsim.run_sweep(sweep(both))
