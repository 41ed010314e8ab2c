"""Trials of learners beside peeling of the same graphs: what lists of skills cost over xors of them."""

import time

import numpy as np
import pytest

import peelsim

SIZES = {1000: 20, 100_000: 1}  # skills -> trials timed together


@pytest.mark.parametrize("learner", ["1-skill", "2-skill"])
@pytest.mark.parametrize("skills", SIZES)
def test_learner(benchmark, skills, learner):
    degree, trials, control, seconds = peelsim.Poisson(mean=6), SIZES[skills], np.zeros(2, np.int64), []
    learns = peelsim.AbstractLearner(skills=skills, texts=skills, text_degree=degree, learner=learner, fresh_texts=1)
    peels = peelsim.ConceptText(concepts=skills, texts=skills, text_degree=degree)
    ours, theirs = learns.simulator("graph"), peels.simulator("graph")
    for simulator in (ours, theirs):
        simulator.run(1, 0, 1, control)

    def beside():
        begun = time.perf_counter()
        theirs.run(1, 0, trials, control)
        seconds.append((time.perf_counter() - begun) / trials)

    benchmark.pedantic(lambda: ours.run(1, 0, trials, control), setup=beside, rounds=7, warmup_rounds=1)
    a_trial = benchmark.stats.stats.median / trials
    benchmark.extra_info["ns per link"] = f"{a_trial / (6 * skills) * 1e9:.3g}"
    benchmark.extra_info["over peeling"] = f"{a_trial / np.median(seconds):.3g}"
