"""The exact law of the number of concepts learnt, by the sequential chain of peeling with a fixed number of texts.

Written for these tests alone and as plainly as the chain is stated: unlearnt concepts u, r texts with one of them,
m with two or more; a step learns one concept. Small sizes only.
"""

import numpy as np
from scipy.stats import binom, multinomial


def learnt_law(concepts, texts, mean):
    """P(learnt = 0), ..., P(learnt = R)."""
    p = mean / concepts
    none, one = binom.pmf(0, concepts, p), binom.pmf(1, concepts, p)
    state = np.zeros((texts + 1, texts + 1))  # r, m
    for r in range(texts + 1):
        for m in range(texts + 1 - r):
            state[r, m] = multinomial.pmf([r, m, texts - r - m], texts, [one, max(0.0, 1 - none - one), none])
    law = np.zeros(concepts + 1)
    for u in range(concepts, 0, -1):
        law[concepts - u] = state[0].sum()
        two_or_more = binom.sf(1, u, p)
        becomes_one = (u - 1) * p * p * (1 - p) ** (u - 2) / two_or_more if two_or_more > 0 and u > 1 else 0.0
        after = np.zeros_like(state)
        for r in range(1, texts + 1):
            same = binom.pmf(np.arange(r), r - 1, 1 / u)  # other texts of the concept just learnt
            for m in range(texts + 1 - r):
                if state[r, m] > 0:
                    freed = binom.pmf(np.arange(m + 1), m, min(1.0, becomes_one))
                    weights = state[r, m] * np.outer(same, freed)
                    rows = r - 1 - np.arange(r)[:, None] + np.arange(m + 1)[None, :]
                    columns = np.broadcast_to(m - np.arange(m + 1), rows.shape)
                    np.add.at(after, (rows, columns), weights)
        state = after
    law[concepts] = state.sum()
    return law
