"""The renewal law at sizes a graph has and has not, and the arrivals engine beside the curve engine."""

import time

import numpy as np
import pytest

import peelsim
from peelsim.theory.renewal.renewal_law import law, laws

D = 6
HALF = {10_000: 4.5676, 10**6: 4.534598, 10**12: 4.5329897807}  # T/R at which about half the trials are stuck


@pytest.mark.parametrize("texts_fixed", [False, True], ids=["poisson", "fixed"])
@pytest.mark.parametrize("concepts", list(HALF))
def test_one_point(benchmark, concepts, texts_fixed):
    texts = round(HALF[concepts] * concepts)
    law(concepts, texts=texts, text_degree=D, texts_fixed=texts_fixed)
    benchmark(law, concepts, texts=texts, text_degree=D, texts_fixed=texts_fixed)
    benchmark.extra_info["ms"] = f"{benchmark.stats.stats.median * 1e3:.3g}"


@pytest.mark.parametrize("texts_fixed", [False, True], ids=["poisson", "fixed"])
def test_a_thousand_points(benchmark, texts_fixed):
    """R from 100 to 1e9 around the threshold, on all cores."""
    sizes = np.rint(np.geomspace(100, 1e9, 50))
    texts = np.rint(sizes * np.linspace(4.2, 5.2, 20)[:, None])
    laws(sizes[:2], texts=texts[:1, :2], text_degree=D, texts_fixed=texts_fixed)
    asked = {"texts": texts, "text_degree": D, "texts_fixed": texts_fixed}
    benchmark.pedantic(laws, args=(sizes,), kwargs=asked, rounds=1)
    benchmark.extra_info["seconds"] = f"{benchmark.stats.stats.median:.3g}"


@pytest.mark.parametrize("concepts", [1000, 100_000, 10**6, 10**8])
def test_arrivals_engine(benchmark, concepts):
    """Curves of 500 points from 0 to 7 texts per concept, per concept; to 1e5 beside the curve engine's, one thread."""
    curve = tuple(np.linspace(0, 7 * concepts, 500).tolist())
    model = peelsim.ConceptText(
        concepts=concepts, texts=curve[-1], text_degree=peelsim.Binomial(mean=D), texts_fixed=False, curve=curve
    )
    engines = ("arrivals", "curve") if concepts <= 100_000 else ("arrivals",)
    control, trials, seconds = np.zeros(2, np.int64), max(3, 300_000 // concepts), {}
    for engine in engines:
        simulator = model.simulator(engine)
        simulator.run(1, 0, 1, control)
        begun = time.perf_counter()
        simulator.run(1, 1, trials, control)
        seconds[engine] = (time.perf_counter() - begun) / trials
    benchmark.pedantic(lambda: model.simulator("arrivals").run(1, 1, trials, control), rounds=3, warmup_rounds=1)
    for engine in engines:
        benchmark.extra_info[f"{engine}, ns per concept"] = f"{seconds[engine] / concepts * 1e9:.3g}"
