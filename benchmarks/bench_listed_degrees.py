"""Listed text degrees: the round chain by classes beside stored graphs."""

import numpy as np
import pytest
from interleaved import clock

import peelsim

MODELS = {
    "explicit": (peelsim.Explicit({0: 0.02, 1: 0.12, 2: 0.1, 4: 0.5, 9: 0.26}), 100_000, 170_000),
    "poisson": (peelsim.Poisson(mean=6), 100_000, 500_000),
    "soliton": (peelsim.RobustSoliton(size=10_000, c=0.05, delta=0.5), 10_000, 12_000),
}


@pytest.mark.parametrize("texts_fixed", [True, False], ids=["fixed", "random"])
@pytest.mark.parametrize("name", MODELS)
def test_rounds_of_listed_degrees(benchmark, name, texts_fixed):
    degree, concepts, texts = MODELS[name]
    model = peelsim.ConceptText(concepts=concepts, texts=texts, text_degree=degree, texts_fixed=texts_fixed)
    rounds, graph = (model.simulator(engine) for engine in ("rounds", "graph"))
    control, seconds = np.zeros(2, np.int64), list[float]()
    for simulator in (rounds, graph):
        simulator.run(1, 0, 1, control)

    sampled = clock(lambda: graph.run(1, 0, 2, control), per=2)

    def beside():
        seconds.append(sampled())

    benchmark.pedantic(lambda: rounds.run(1, 0, 20, control), setup=beside, rounds=5, warmup_rounds=1)
    ours = benchmark.stats.stats.median / 20
    benchmark.extra_info["us per trial"] = f"{ours * 1e6:.4g}"
    benchmark.extra_info["graph engine us"] = f"{np.median(seconds) * 1e6:.4g}"
    benchmark.extra_info["ratio to graph engine"] = f"{ours / np.median(seconds):.3g}"
