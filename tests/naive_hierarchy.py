"""A skill hierarchy simulated step by step, every concept counting, with SciPy's sparse products and components."""

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components


def connected_pairs(concepts, texts, d, generator):
    """The distinct pairs of concepts that share a text, as two arrays."""
    degree = generator.binomial(concepts, d / concepts, texts)
    rows = np.repeat(np.arange(texts), degree)
    # Members of a text are drawn with replacement; one in some R/d^2 texts holds a concept twice.
    held = generator.integers(concepts, size=len(rows))
    member = csr_array((np.ones(len(rows)), (rows, held)), (texts, concepts))
    together = (member.T @ member).tocoo()
    once = together.row < together.col
    return together.row[once], together.col[once]


def linked(ours, theirs, skills, least):
    """Which skills have ``least`` connected pairs or more, of concepts in skills ``ours`` and ``theirs``."""
    counts = np.bincount(ours * skills + theirs, minlength=skills**2).reshape(skills, skills)
    links = counts + counts.T >= least
    np.fill_diagonal(links, False)
    return links


def largest(links):
    """Mask of the largest component."""
    _, labels = connected_components(csr_array(links), directed=False)
    return labels == np.argmax(np.bincount(labels))


def giant_fractions(concepts, texts, d, hierarchy, generator):
    """gamma_l, acquired skills being those whose prerequisites are in the largest component below."""
    a, b = connected_pairs(concepts, texts, d, generator)
    below, found = None, []
    for skills, least, needed in zip(hierarchy.skills, hierarchy.needed_pairs, hierarchy.prerequisites, strict=True):
        skill = generator.integers(skills, size=concepts)
        acquired = np.ones(skills, bool)
        if needed:
            drawn = [generator.choice(len(below), needed, replace=False) for _ in range(skills)]
            acquired = below[np.array(drawn)].all(axis=1)
        below = largest(linked(skill[a], skill[b], skills, least) & acquired[:, None] & acquired) & acquired
        found.append(below.mean())
    return found
