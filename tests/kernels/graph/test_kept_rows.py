"""Rows that are kept are the rows that are drawn again, and keeping them changes no trial."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import peelsim
from peelsim.kernels.graph import kept_rows
from peelsim.kernels.graph.batches import empty_batch, sample_rows
from peelsim.kernels.graph.text_draws import among
from peelsim.models.concept_text import binomial_graph
from tests.kernels.graph.seeded import counts
from tests.vectors import needs_vectors

RUNNING = np.zeros(2, np.int64)
SLOTS = 4


@pytest.mark.parametrize("way", ["plainly", pytest.param("in_vectors", marks=needs_vectors)])
@given(st.integers(1, 2000), st.lists(st.integers(0, 40), min_size=1, max_size=19), st.randoms(use_true_random=False))
def test_rows_are_had_again_in_any_order(way, texts, asked, random):
    take = {"plainly": kept_rows.take_plainly, "in_vectors": kept_rows.take_in_vectors}[way]
    degree = np.minimum(np.array(asked, np.uint32), np.uint32(texts))
    batch = empty_batch(SLOTS, 48, texts)
    kept = kept_rows.empty_rows(len(degree), int(degree.sum()) + 1, batch.room)
    rows, found = [], 0
    for first in range(0, len(degree), SLOTS):
        last = min(len(degree), first + SLOTS)
        into = batch._replace(rows=kept.texts[found:])  # as next_batch has it, of which Python would not see the slice
        size = sample_rows(np.uint64(5), first, last, among(texts), degree, into, RUNNING)
        rows += [into.rows[into.starts[i] : into.starts[i + 1]].tolist() for i in range(last - first)]
        kept_rows.note_begins(kept, into, first, last - first, found)
        found += size
    order = random.sample(range(len(rows)), len(rows))
    for concept in order:
        size = len(rows[concept])
        take(kept, np.uint64(kept.begins[concept]), size, np.uint32(concept), batch, 3)
        assert batch.rows[3 : 3 + size].tolist() == rows[concept]
        assert batch.owners[3 : 3 + size].tolist() == [concept] * size
    queue = np.array([int(degree[concept]) << 32 | concept for concept in order[:SLOTS]], np.uint64)
    size = kept_rows.kept_rows(kept, queue, 0, len(queue), batch)
    assert batch.rows[:size].tolist() == [text for concept in order[:SLOTS] for text in rows[concept]]


def graphs(texts, **rest):
    return peelsim.ConceptText(concepts=500, texts=texts, text_degree=peelsim.Binomial(mean=6), **rest)


@pytest.mark.parametrize(
    ("engine", "model"),
    [
        ("graph", graphs(1600, trajectory_rounds=9)),  # stuck
        ("graph", graphs(2300, texts_fixed=False)),  # at the threshold
        ("graph", replace(graphs(200), text_degree=peelsim.Binomial(mean=100))),  # rows of 40 of 200 texts
        ("curve", graphs(2500, curve=(1200, 2200, 2500))),
    ],
)
def test_keeping_rows_changes_no_trial(engine, model, monkeypatch):
    assert model.simulator(engine).scratch.kept.room
    expected = counts(model, engine, 40)
    monkeypatch.setattr(binomial_graph, "KEPT_TEXTS", 0)
    assert not model.simulator(engine).scratch.kept.room
    assert counts(model, engine, 40) == expected


def test_keeping_rows_changes_no_skill_hierarchy(monkeypatch):
    model = replace(peelsim.SkillHierarchy.small(), concepts=500, texts=2300)
    assert model.simulator("graph").sampler.scratch.kept.room
    expected = counts(model, "graph", 5)
    monkeypatch.setattr(binomial_graph, "KEPT_TEXTS", 0)
    assert counts(model, "graph", 5) == expected
