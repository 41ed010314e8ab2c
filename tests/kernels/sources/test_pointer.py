from math import log

import numpy as np
import pytest
from scipy.special import zeta

from peelsim.kernels.sources.pointer import Pointers, missed, read_text
from peelsim.kernels.sources.pointer_trials import EXCESS, PAIRS_SEEN, run_pointers
from peelsim.theory.sources import pointer as theory
from tests.agreement import against, mean_is

CALM = np.zeros(2, np.int64)


def pointers_of(gamma, payloads, samples, types, looked_at=0):
    use = np.arange(1.0, types + 1) ** -(1 + gamma) / zeta(1 + gamma)
    return Pointers(
        s=1 + gamma,
        payloads=payloads,
        use=use,
        beyond=float(zeta(1 + gamma, types + 1) / zeta(1 + gamma)),
        code=np.zeros((types, payloads), np.uint8),
        seen=np.zeros((types, payloads), np.uint8),
        kinds=np.zeros(looked_at, np.int64),
        said=np.zeros(samples, np.int16),
    )


def test_a_text_says_what_its_pointers_say():
    """Every payload is its code's image of the one so far before; what was seen and is missed, counted anew."""
    pointers = pointers_of(0.5, 5, 20_000, 300, looked_at=20_000)
    pairs = read_text(np.uint64(4), pointers, pointers.said, CALM)
    said, kinds, code = pointers.said.astype(int), pointers.kinds, pointers.code
    seen = set()
    for t, kind in enumerate(kinds):
        if kind <= min(t, 300):
            assert code[kind - 1, said[t - kind]] == said[t]
            seen.add((kind, said[t - kind]))
    assert seen <= {(row + 1, c) for row, c in zip(*np.nonzero(pointers.seen), strict=True)}
    assert pairs == pointers.seen.sum() >= len(seen)
    used = code[pointers.seen.any(axis=1)]
    assert (np.sort(used, axis=1) == np.arange(5)).all()
    a = pointers.use
    assert missed(pointers) == pytest.approx(1 - np.sum(a * pointers.seen.sum(axis=1) / 5), rel=1e-12)
    cells = np.bincount(np.minimum(kinds, 40), minlength=41)[1:]
    against(cells, np.concatenate([a[:39], [1 - a[:39].sum()]]))
    against(np.bincount(said, minlength=5), np.full(5, 0.2))


@pytest.mark.parametrize(
    ("gamma", "payloads", "samples"), [(0.5, 4, 1000), (0.5, 4, 30_000), (1.0, 2, 3000), (0.3, 9, 3000)]
)
@pytest.mark.plain_cases(1)
def test_mean_excess_is_exact(gamma, payloads, samples):
    """Seen to 1 in 1000 of it: payloads before different tokens are independent as far as can be seen."""
    pointers = pointers_of(gamma, payloads, samples, 2000)
    trials = 1500 if samples < 10_000 else 300
    counts = np.zeros((trials, 2), np.int64)
    assert run_pointers(np.uint64(5), 0, pointers, counts, CALM)
    law = theory.exact(entropy_exponent=gamma, payloads=payloads, samples=samples, types=2000)
    excess = counts[:, EXCESS] / 2.0**40
    assert excess.std() / np.sqrt(trials) < 2e-3 * law
    mean_is(excess, law)
    a = pointers.use
    mean_is(counts[:, PAIRS_SEEN], payloads * np.sum(1 - (1 - a / payloads) ** samples))


def test_few_payloads_of_one_bit():
    pointers = pointers_of(0.5, 1, 1000, 50)
    counts = np.zeros((3, 2), np.int64)
    assert run_pointers(np.uint64(1), 0, pointers, counts, CALM)
    assert (counts[:, EXCESS] == 0).all() and log(1) == 0


def test_a_stop_is_heard():
    assert not run_pointers(
        np.uint64(1), 0, pointers_of(0.5, 4, 10, 9), np.zeros((1, 2), np.int64), np.ones(2, np.int64)
    )
