"""Updates of texts that wait for their block, and concepts that are taught as bits, change no trial."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import peelsim
from peelsim.kernels.graph import frontier as bits
from peelsim.models.concept_text import binomial_graph
from tests.kernels.graph.seeded import counts


def graphs(texts, **rest):
    return peelsim.ConceptText(concepts=20_000, texts=texts, text_degree=peelsim.Binomial(mean=6), **rest)


@pytest.mark.parametrize(
    ("engine", "model"),
    [
        ("graph", graphs(60_000, trajectory_rounds=9)),  # stuck
        ("graph", graphs(90_000)),  # at the threshold
        ("graph", graphs(110_000, texts_fixed=False)),  # complete
        ("curve", graphs(100_000, curve=(50_000, 90_000, 100_000))),
    ],
)
def test_waiting_changes_no_trial(engine, model, monkeypatch):
    assert not model.simulator(engine).scratch.blocks.room
    expected = counts(model, engine, 4)
    monkeypatch.setattr(binomial_graph, "CACHED_BYTES", 1 << 12)
    monkeypatch.setattr(binomial_graph, "BLOCK_BYTES", 1 << 16)
    assert model.simulator(engine).scratch.blocks.fill.size > 2
    assert counts(model, engine, 4) == expected


def test_waiting_changes_no_skill_hierarchy(monkeypatch):
    model = replace(peelsim.SkillHierarchy.small(), concepts=10_000, texts=45_000)
    expected = counts(model, "graph", 2)
    monkeypatch.setattr(binomial_graph, "CACHED_BYTES", 1 << 12)
    monkeypatch.setattr(binomial_graph, "BLOCK_BYTES", 1 << 16)
    assert model.simulator("graph").sampler.scratch.blocks.fill.size > 2
    assert counts(model, "graph", 2) == expected


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.lists(st.integers(0, n - 1))))))
def test_a_frontier_is_three_sets(case):
    concepts, rounds = case
    frontier, queue = bits.empty_frontier(concepts), np.zeros(bits.LISTED + 64, np.uint64)
    degree = np.arange(concepts, dtype=np.uint32) + 7
    known, taken, found = set(), set(), 0
    bits.clear(frontier, np.zeros(2, np.int64))
    for taught in rounds:
        found = bits.teach(frontier, np.array(taught, np.uint32), found, len(taught))
        known |= set(taught)
        bits.begin_round(frontier)
        found = bits.teach(frontier, np.zeros(1, np.uint32), found, 1)  # amid a round: leaves in the next one
        word, left = 0, []
        while word < frontier.leaving.size:
            word, count = bits.list_leaving(frontier, word, degree, queue)
            left += queue[:count].tolist()
        assert left == [(concept + 7) << 32 | concept for concept in sorted(known - taken)]
        taken = set(known)
        known.add(0)
        assert found == len(known)
    assert [c for c in range(concepts) if bits.is_known(frontier, c)] == sorted(known)
