"""Whole engines draw the same trials with wide vectors and without."""

import os
import subprocess
import sys

import pytest

from tests.vectors import needs_vectors

CODE = """
import hashlib
import numpy as np
import peelsim
from peelsim.models.concept_text import binomial_graph
from peelsim.jit.wide import VECTORS

def digest(model, engine, trials):
    simulator = model.simulator(engine)
    counts = simulator.run(1, 0, trials, np.zeros(2, np.int64))
    found = b"".join(name.encode() + np.ascontiguousarray(x).tobytes() for name, x in sorted(counts.items()))
    return hashlib.sha256(found).hexdigest()

def model(concepts, texts, mean, **rest):
    degree = peelsim.Binomial(mean=mean)
    return peelsim.ConceptText(concepts=concepts, texts=texts, text_degree=degree, **rest)

cases = [
    model(1000, 4600, 6),
    model(1000, 4600, 6, texts_fixed=False),
    model(4, 30, 2),
    model(3, 1, 2.5),
    model(1, 1, 1),
    model(300, 9000, 3),  # rows of 90 texts
    model(60, 9000, 3),  # of 450
    model(3000, 400, 280),  # wide words
    model(40_000, 170_000, 6),
]
print(VECTORS)
for case in cases:
    print(digest(case, "graph", max(3, min(300, 1_000_000 // int(case.texts)))))
binomial_graph.CACHED_BYTES, binomial_graph.BLOCK_BYTES = 1 << 12, 1 << 17  # updates wait
assert model(40_000, 170_000, 6).simulator("graph").scratch.blocks.room
print(digest(model(40_000, 170_000, 6), "graph", 3))
print(digest(model(1000, 5000, 6, curve=(3000, 4600, 5000)), "curve", 100))
listed = peelsim.Explicit({2: 0.5, 30: 0.5})
print(digest(peelsim.ConceptText(concepts=40, texts=60, text_degree=listed), "graph", 100))
"""


def said(**environment):
    """By the processes that run the code with and without vectors, side by side."""
    return subprocess.Popen(
        [sys.executable, "-c", CODE],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@needs_vectors
@pytest.mark.slow
def test_vectors_change_no_bit():
    processes = said(), said(PEELSIM_VECTORS="0")
    (ours, wrong), (plain, also_wrong) = (process.communicate(timeout=600) for process in processes)
    assert (wrong, also_wrong) == ("", "")
    assert ours.splitlines()[0] == "True"
    assert plain.splitlines()[0] == "False"
    assert len(plain.splitlines()) == 13
    assert ours.splitlines()[1:] == plain.splitlines()[1:]
