"""Learning quanta from samples, and peeling weighted concepts, one thread: nanoseconds a number drawn."""

import numpy as np
import pytest

import peelsim

QUANTA = {  # name -> exponent, samples: of ten million quanta
    "few samples": (1.0, 10_000),
    "heavy tail": (0.2, 1_000_000),
    "a billion samples": (1.0, 1_000_000_000),
}


@pytest.mark.parametrize("name", QUANTA)
def test_quanta(benchmark, name):
    exponent, samples = QUANTA[name]
    model = peelsim.Quanta(quanta=10_000_000, exponent=exponent, samples=samples)
    simulator, control = model.simulator("graph"), np.zeros(2, np.int64)
    trials = max(1, model.block_trials("graph") // 4)
    benchmark.pedantic(lambda: simulator.run(1, 0, trials, control), rounds=7, warmup_rounds=1)
    seconds = benchmark.stats.stats.median / trials
    benchmark.extra_info["ms per trial"] = f"{seconds * 1e3:.4g}"
    benchmark.extra_info["ns per number drawn"] = f"{seconds / model.expected_edges * 1e9:.3g}"
    benchmark.extra_info["ns per sample"] = f"{seconds / samples * 1e9:.3g}"


@pytest.mark.parametrize("d", [0, 6])
def test_weighted_concepts(benchmark, d):
    model = peelsim.WeightedConcepts(concepts=100_000, weight_exponent=1.2, mean_text_degree=d, texts=200_000)
    simulator, control = model.simulator("graph"), np.zeros(2, np.int64)
    benchmark.pedantic(lambda: simulator.run(1, 0, 1, control), rounds=7, warmup_rounds=1)
    seconds = benchmark.stats.stats.median
    benchmark.extra_info["ms per trial"] = f"{seconds * 1e3:.4g}"
    benchmark.extra_info["ns per occurrence"] = f"{seconds / model.occurrences * 1e9:.3g}"
