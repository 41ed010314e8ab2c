"""A small sweep end to end: file to points to blocks to result file."""

import numpy as np
import pytest

import peelsim

SWEEP = """
[sweep]
name = "small"
seed = 1
[model]
kind = "concept-text"
text_degree = { kind = "binomial", mean = 6 }
[grid]
concepts = [100, 200]
texts_per_concept = { start = 4.0, stop = 5.5, num = 20 }
[stop]
max_trials = 500
[laws]
compare = ["corrected"]
[run]
engine = "graph"
"""


@pytest.fixture
def sweep_file(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(SWEEP)
    model = peelsim.ConceptText(concepts=10, texts=10, text_degree=peelsim.Binomial(mean=2))
    model.simulator("graph").run(1, 0, 1, np.zeros(2, np.int64))
    return path


def test_small_sweep_end_to_end(benchmark, sweep_file, tmp_path):
    def run():
        peelsim.run_sweep(sweep_file, output=tmp_path / "small.h5", fresh=True, threads=2)

    benchmark.pedantic(run, rounds=5, warmup_rounds=1)
    benchmark.extra_info["ms a point"] = f"{benchmark.stats.stats.median / 40 * 1e3:.3g}"
