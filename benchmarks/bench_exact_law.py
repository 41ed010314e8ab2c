"""The exact law by dynamic programming."""

import resource

import pytest

from peelsim.theory.peeling import exact_law


@pytest.fixture(autouse=True)
def _warmed():
    exact_law.fixed_texts(5, 10, 2)
    exact_law.poisson_texts(5, 10, 2)


def _memory(benchmark):
    benchmark.extra_info["peak MB of the process"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000


def test_exact_law_of_a_fixed_number_of_texts(benchmark):
    benchmark.pedantic(exact_law.fixed_texts, args=(300, 1400, 6), rounds=3)
    benchmark.extra_info["seconds"] = f"{benchmark.stats.stats.median:.3g}"
    _memory(benchmark)


@pytest.mark.parametrize("concepts", [10_000, 20_000])
def test_exact_law_of_a_poisson_number_of_texts(benchmark, concepts):
    benchmark.pedantic(exact_law.poisson_texts, args=(concepts, 4.6 * concepts, 6), rounds=5, warmup_rounds=1)
    benchmark.extra_info["seconds"] = f"{benchmark.stats.stats.median:.3g}"
    _memory(benchmark)
