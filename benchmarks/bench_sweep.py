"""A small sweep end to end: file to points to blocks to result file."""

import numpy as np
import pytest

import peelsim
from peelsim import campaign
from peelsim.results import Store
from peelsim.stats.tally import Tally
from peelsim.sweep.file import spec

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
    benchmark.extra_info["ms per point"] = f"{benchmark.stats.stats.median / 40 * 1e3:.3g}"


TINY = """
[sweep]
name = "tiny"
seed = 1
[model]
kind = "concept-text"
concepts = 20
texts = 40
text_degree = { kind = "binomial", mean = 3 }
[grid]
split = { start = 0.1, stop = 0.9, num = 1000 }
[stop]
max_trials = 10
"""


def test_a_thousand_tiny_points_end_to_end(benchmark, tmp_path):
    """What the machinery costs per point; 1 ms is allowed."""
    (tmp_path / "tiny.toml").write_text(TINY)

    def run():
        peelsim.run_sweep(tmp_path / "tiny.toml", output=tmp_path / "tiny.h5", fresh=True, threads=2)

    benchmark.pedantic(run, rounds=3, warmup_rounds=1)
    benchmark.extra_info["ms per point"] = f"{benchmark.stats.stats.median:.3g}"


def test_a_snapshot_of_ten_thousand_points(benchmark, tmp_path):
    """What a checkpoint costs; 0.2 s is allowed."""
    path = tmp_path / "many.toml"
    path.write_text(TINY.replace("num = 1000", "num = 10_000").replace("max_trials = 10", "max_trials = 1"))
    sweep = spec.read(path)
    with Store(tmp_path / "many.h5", campaign.layout(sweep, {})) as store:
        counts = sweep.points[0].model.simulator("rounds").run(1, 0, 1, np.zeros(2, np.int64))
        tally = Tally.of(counts)

        def commit_all():
            for point in range(10_000):
                store.commit(point, tally, counts)

        benchmark.pedantic(lambda: store.snapshot({}), setup=commit_all, rounds=3, warmup_rounds=1)
    benchmark.extra_info["s"] = f"{benchmark.stats.stats.median:.3g}"
