"""The intervals that files store cover: at 100 trials and at 1000, for every observable of every kind of model.

Truth is a mean over many more trials. An interval promises 95 %; it may say less where it must, never below 94 %.
"""

import numpy as np
import pytest

import peelsim
from peelsim.stats.estimate import interval
from tests.conformance.sweeps import sweep_of

REPEATS, TRUTH = 300, 100_000
LEAST = 0.94 - 4.5 * (0.94 * 0.06 / REPEATS) ** 0.5  # below it a coverage of 94 % is seen once in 1e5


def coverage(found, trials, observable, truth):
    """Share of repeated sweeps whose stored interval holds the truth, at each place of the observable."""
    values = found[observable.name].astype(float).reshape(REPEATS, trials, *observable.shape)
    each = (REPEATS, *(1,) * len(observable.shape))

    def counted(event):
        if event is None:
            return None
        seen = found[event]
        count = seen.reshape(REPEATS, trials, *seen.shape[1:]).sum(axis=1)
        return count if seen.ndim > 1 else count.reshape(each)

    low, high = interval(
        observable,
        mean=values.mean(axis=1),
        deviation=values.std(axis=1, ddof=1),
        trials=np.full(each, trials),
        events=values.sum(axis=1),
        rare_events=counted(observable.rare),
        rarer_events=counted(observable.rarer),
        span=observable.span,
        reasons=np.full(each, "max_trials"),
        targets={},
    )
    rounding = 1e-9 * np.abs(truth) + 1e-12
    return ((low <= truth + rounding) & (truth - rounding <= high)).mean(axis=0)


@pytest.mark.slow
@pytest.mark.parametrize("trials", [100, 1000])
def test_stored_intervals_cover(name, trials, capsys):
    point = sweep_of(name).points[-1]
    model = point.simulated
    if point.block_trials < 20 * trials**0.5:  # a block is 0.1 s
        pytest.skip("trials of the small sweep take too long for so many of them")
    known = peelsim.simulate(model, trials=TRUTH, seed=1)
    found = peelsim.simulate(model, trials=trials * REPEATS, seed=2)
    worst = {}
    for observable in model.observables:
        truth = known[observable.name].astype(float).mean(axis=0)
        worst[observable.name] = float(np.min(coverage(found, trials, observable, truth)))
    with capsys.disabled():
        print(f"\n{name}, {trials} trials: " + ", ".join(f"{of} {share:.3f}" for of, share in worst.items()))
    assert min(worst.values()) >= LEAST, worst
