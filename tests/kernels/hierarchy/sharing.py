"""Connected pairs as the kernels hold them, made by hand and taken apart again."""

import numpy as np

import peelsim
from peelsim.kernels.draws.alias import binomial_table
from peelsim.kernels.draws.random import draw
from peelsim.kernels.hierarchy.blocks import into_blocks, lanes_of
from peelsim.kernels.hierarchy.listed_pairs import Listed
from peelsim.kernels.hierarchy.meetings import APART, CONCEPT, STAMPS
from peelsim.kernels.hierarchy.shared_texts import Shared
from peelsim.kernels.hierarchy.trials import connect

RUNNING, STOPPED = np.zeros(2, np.int64), np.ones(2, np.int64)


def hierarchy(concepts, texts, degree, **more):
    """One level of one skill."""
    return peelsim.SkillHierarchy(
        concepts=concepts,
        texts=texts,
        text_degree=peelsim.Binomial(mean=degree),
        levels=1,
        skills=1,
        threshold=[1],
        prerequisites=[0],
        **more,
    )


def either_way(simulator, lists_all):
    """Let the simulator list all pairs, or count them text by text."""
    wiring = simulator.wiring
    stamps = np.zeros(max(STAMPS, wiring.ensemble.concepts), np.uint8)
    simulator.wiring = wiring._replace(desk=wiring.desk._replace(lists_all=lists_all, stamps=stamps))


def of_trial(model, key, room=None, lists_all=False):
    """Simulator and what the concepts of trial 0 of a point share. room: planned for them, if too little."""
    simulator = model.simulator("graph")
    either_way(simulator, lists_all)
    if room is not None:
        few = np.zeros(room, np.uint32)
        simulator.wiring = simulator.wiring._replace(members=few, lower=few.copy(), rows=few.copy())
    wiring, stream = simulator.wiring, np.uint64(draw(np.uint64(key), 0))
    lowest = binomial_table(int(model.texts), wiring.ensemble.p, wiring.ensemble.degrees)
    learnt, shared = connect(stream, int(model.texts), lowest, wiring, np.zeros(2, np.int64))
    assert learnt == wiring.learnt.sum() and not wiring.desk.seen.any()
    return simulator, shared


def by_hand(texts, listed=()):
    """From texts, each a list of (concept, whether it is apart), and listed pairs."""
    longest = max(map(len, texts), default=0)
    starts, number, parts = np.zeros(longest + 2, np.int64), np.zeros(longest + 2, np.int64), []
    for k in range(longest + 1):
        group = [concept | (int(APART) if apart else 0) for text in texts if len(text) == k for concept, apart in text]
        starts[k + 1] = starts[k] + len(group)
        number[k] = len(group) // k if k else 0
        parts.append(np.array(group, np.uint32))
        assert k == 0 or into_blocks(parts[-1], k, RUNNING)
    return Shared(np.concatenate(parts) if parts else np.zeros(0, np.uint32), starts, number, listed_by_hand(listed))


def listed_by_hand(pairs):
    """From pairs of a lower and a higher concept."""
    lower, higher = np.array(sorted(pairs, key=lambda pair: pair[1]), np.uint32).reshape(-1, 2).T
    rows = np.stack(np.unique(higher, return_counts=True), axis=1).astype(np.uint32)
    return Listed(lower.copy(), rows.reshape(-1), len(lower), len(rows))


def pairs_of(shared):
    """Lower and higher concept of each pair that is stood for, as often as it is."""
    listed = shared.listed
    rows = listed.rows[: 2 * listed.number].reshape(-1, 2).astype(np.int64)
    lower, higher = [listed.lower[: listed.pairs].astype(np.int64)], [np.repeat(*rows.T)]
    groups = [(shared.members[shared.starts[k] :][: k * n], k) for k, n in enumerate(shared.texts) if k > 1]
    for members, k in groups:
        for first in range(0, members.size, k * lanes_of(k)):
            texts = members[first : first + k * lanes_of(k)].reshape(k, -1)
            for i in range(1, k):
                for below in texts[:i]:
                    counts = texts[i] < APART
                    lower.append((below & CONCEPT)[counts].astype(np.int64))
                    higher.append(texts[i][counts].astype(np.int64))
    return np.concatenate(lower), np.concatenate(higher)
