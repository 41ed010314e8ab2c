"""Associations of learnt skills beside learning alone, and messages written and read beside the raw texts."""

import time

import numpy as np
import pytest

import peelsim

DEGREE = peelsim.Binomial(mean=6)


@pytest.mark.parametrize("ratio", [0.6, 1.0], ids=["below", "above"])
def test_association_beside_learning(benchmark, ratio):
    model = {"skills": 200_000, "texts": round(ratio * 200_000), "text_degree": DEGREE, "learner": "2-skill"}
    ours = peelsim.SkillAssociation(**model).simulator("graph")
    learner = peelsim.AbstractLearner(**model, fresh_texts=1).simulator("graph")
    control, seconds = np.zeros(2, np.int64), []
    for simulator in (ours, learner):
        simulator.run(1, 0, 1, control)

    def beside():
        begun = time.perf_counter()
        learner.run(1, 0, 1, control)
        seconds.append(time.perf_counter() - begun)

    benchmark.pedantic(lambda: ours.run(1, 0, 1, control), setup=beside, rounds=7, warmup_rounds=1)
    median = benchmark.stats.stats.median
    benchmark.extra_info["ns per link"] = f"{median * 1e9 / (6 * ratio * 200_000):.3g}"
    benchmark.extra_info["times learning alone"] = f"{median / np.median(seconds):.3g}"


@pytest.mark.parametrize("share", [0.8, 1.0], ids=["some learnt", "all learnt"])
@pytest.mark.parametrize("way", ["encode", "decode"])
def test_messages(benchmark, way, share):
    learnt = np.random.default_rng(1).random(20_000) < share
    code = peelsim.TextCode(learnt, text_degree=DEGREE)
    texts = code.sample(20_000, seed=1)
    message = code.encode(texts)
    code.decode(message)

    def run():
        return code.encode(texts) if way == "encode" else code.decode(message, 20_000)

    benchmark.pedantic(run, rounds=10, warmup_rounds=1)
    median = benchmark.stats.stats.median
    benchmark.extra_info["ns per text"] = f"{median * 1e9 / 20_000:.4g}"
    benchmark.extra_info["MB/s of raw text"] = f"{texts.nbytes / median / 1e6:.4g}"
    benchmark.extra_info["bits per text"] = f"{8 * len(message) / 20_000:.4g}"
