"""The corrected law of emergence: giant components of the hundred levels of Fig. 3 at one (R, T)."""

import pytest

from peelsim.theory.optimum.compute_optimal import optimum
from peelsim.theory.skills.pair_counts import Corpus
from peelsim.theory.skills.skill_cascades import giant_cascades
from peelsim.theory.skills.skill_hierarchy import figure3
from peelsim.theory.skills.skill_levels import giant_levels
from peelsim.theory.skills.skill_links import link_probability


@pytest.mark.parametrize("compute", [1e8, 1e12, 1e16])
def test_giant_levels(benchmark, compute):
    line = optimum(compute)
    corpus, hierarchy = Corpus(line.concepts, line.texts, 6), figure3()
    benchmark.pedantic(giant_levels, args=(corpus,), kwargs={"hierarchy": hierarchy}, rounds=10, warmup_rounds=1)
    benchmark.extra_info["ms per level"] = f"{benchmark.stats.stats.median * 1e3 / hierarchy.levels:.3g}"


def test_giant_cascades_at_the_first_emergence(benchmark):
    line = optimum(4e8)
    corpus, hierarchy = Corpus(line.concepts, line.texts, 6), figure3()
    benchmark.pedantic(giant_cascades, args=(corpus,), kwargs={"hierarchy": hierarchy}, rounds=5, warmup_rounds=1)
    found = giant_cascades(corpus, hierarchy=hierarchy)
    benchmark.extra_info["courses followed"] = len(found.chances)


def test_link_probability_of_a_hundred_thresholds(benchmark):
    line = optimum(1e12)
    corpus, least = Corpus(line.concepts, line.texts, 6), figure3().needed_pairs
    benchmark.pedantic(link_probability, args=(corpus,), kwargs={"least": least, "skills": 1000}, rounds=3)
    benchmark.extra_info["ms"] = f"{benchmark.stats.stats.median * 1e3:.3g}"
