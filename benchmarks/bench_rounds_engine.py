"""The rounds engine: microseconds a trial at any size, one thread, and its ratio to a sampled graph in one go."""

import numpy as np
import pytest
from peeled import simulator_of, trial
from yardsticks import WORKLOADS, Workload

from peelsim.theory.peeling import finite_length

TRIALS = 2000


@pytest.mark.parametrize("texts_fixed", [True, False], ids=["fixed", "poisson"])
@pytest.mark.parametrize(("concepts", "texts"), [(335_000, 1_800_000), (10**12, 5 * 10**12)], ids=["W3", "1e12"])
def test_rounds_trial(benchmark, concepts, texts, texts_fixed):
    work, control = Workload(concepts, texts, 6, TRIALS), np.zeros(2, np.int64)
    simulator = simulator_of(work, "rounds", texts_fixed=texts_fixed)
    benchmark.pedantic(lambda: simulator.run(1, 0, TRIALS, control), rounds=15, warmup_rounds=1)
    benchmark.extra_info["us per trial"] = f"{benchmark.stats.stats.median / TRIALS * 1e6:.3g}"


@pytest.mark.parametrize("texts_fixed", [True, False], ids=["fixed", "poisson"])
@pytest.mark.parametrize("concepts", [10**6, 10**9, 10**12])
def test_rounds_in_the_critical_window(benchmark, concepts, texts_fixed):
    ratio = finite_length.texts_per_concept_at(concepts, window=0, text_degree=6, texts_fixed=texts_fixed)
    work = Workload(concepts, round(float(ratio) * concepts), 6, 40)
    simulator, control = simulator_of(work, "rounds", texts_fixed=texts_fixed), np.zeros(2, np.int64)
    found = simulator.run(1, 0, work.trials, control)
    benchmark.pedantic(lambda: simulator.run(1, 0, work.trials, control), rounds=5, warmup_rounds=1)
    benchmark.extra_info["us per trial"] = f"{benchmark.stats.stats.median / work.trials * 1e6:.3g}"
    benchmark.extra_info["rounds per trial"] = f"{found['rounds'].mean():.0f}"


@pytest.mark.parametrize("texts_fixed", [True, False], ids=["fixed", "poisson"])
def test_rounds_beside_graph(benchmark, texts_fixed):
    """W3 by both engines, graph trials interleaved with the rounds that are timed."""
    work = WORKLOADS["W3"]
    rounds, graph = simulator_of(work, "rounds", texts_fixed=texts_fixed), trial(work, "graph", texts_fixed=texts_fixed)
    control, seconds = np.zeros(2, np.int64), list[float]()

    def beside():
        seconds.append(graph())

    benchmark.pedantic(lambda: rounds.run(1, 0, TRIALS, control), setup=beside, rounds=7, warmup_rounds=1)
    ours, sampled = benchmark.stats.stats.median / TRIALS, float(np.median(seconds))
    benchmark.extra_info["us per trial"] = f"{ours * 1e6:.3g}"
    benchmark.extra_info["graph engine us"] = f"{sampled * 1e6:.4g}"
    benchmark.extra_info["times quicker"] = f"{sampled / ours:,.0f}"
