"""The curve engine, 500 numbers of texts from each graph, beside one trial of the graph engine at the largest."""

import statistics
import time

import numpy as np
import pytest

import peelsim

ROUNDS, POINTS = 9, 500
DEGREES = {"binomial": peelsim.Binomial(mean=6), "listed": peelsim.Poisson(mean=6)}


@pytest.fixture(params=list(DEGREES))
def engines(request, work):
    """Simulators of the curve and of its last point, compiled."""
    if work.concepts > 100_000 or (request.param == "listed" and work.concepts > 1000):
        pytest.skip("it takes minutes, and says the same")
    degree = DEGREES[request.param]
    curve = tuple(np.round(np.linspace(0, work.texts, POINTS)))
    alone = peelsim.ConceptText(concepts=work.concepts, texts=work.texts, text_degree=degree)
    along = peelsim.ConceptText(concepts=work.concepts, texts=work.texts, text_degree=degree, curve=curve)
    made = along.simulator("curve"), alone.simulator("graph")
    for simulator in made:
        simulator.run(1, 0, 1, np.zeros(2, np.int64))
    return made


def test_whole_curve(benchmark, work, engines):
    curve, graph = engines
    control, seconds = np.zeros(2, np.int64), []

    def beside():
        begun = time.perf_counter()
        graph.run(1, 0, work.trials, control)
        seconds.append(time.perf_counter() - begun)

    benchmark.pedantic(lambda: curve.run(1, 0, work.trials, control), setup=beside, rounds=ROUNDS, warmup_rounds=1)
    ours = benchmark.stats.stats.median
    benchmark.extra_info["ms per curve"] = f"{ours / work.trials * 1e3:.4g}"
    benchmark.extra_info["ratio to one graph trial"] = f"{ours / statistics.median(seconds):.2f}"
