"""The intervals that files store cover: at 100 trials and at 1000, for every observable of every kind of model.

Truth is a mean over many more trials. An interval promises 95 %; it may say less where it must, never below 94 %.
"""

import numpy as np
import pytest

import peelsim
from peelsim.stats.estimate import interval
from tests.conformance.sweeps import sweep_of

REPEATS, TRUTH = 400, 100_000
LEAST = 0.94 - 4.5 * (0.94 * 0.06 / REPEATS) ** 0.5  # that a coverage of 94 % gives by chance once in 1e5, seen so


def coverage(model, trials, observable, truth, seed):
    """Share of repeated sweeps whose stored interval holds the truth, at each place of the observable."""
    found = peelsim.simulate(model, trials=trials * REPEATS, seed=seed)
    shape = (REPEATS, trials, *observable.shape)
    values = found[observable.name].astype(float).reshape(shape)
    rare = None
    if observable.rare is not None:
        rare = found[observable.rare].reshape(REPEATS, trials, -1).sum(axis=1)
        rare = rare.reshape(REPEATS, *(observable.shape if rare.shape[1] > 1 else (1,) * len(observable.shape)))
    one = np.asarray(1 / observable.scale, float)
    low, high = interval(
        observable,
        mean=values.mean(axis=1),
        deviation=values.std(axis=1, ddof=1),
        trials=np.full(values.shape[:1] + (1,) * len(observable.shape), trials),
        events=values.sum(axis=1),
        rare_events=rare,
        span=observable.span,
        reasons=np.full(values.shape[:1] + (1,) * len(observable.shape), "max_trials"),
        targets={},
        one=one,
    )
    tiny = 1e-9 * np.abs(truth) + 1e-12
    return ((low <= truth + tiny) & (truth - tiny <= high)).mean(axis=0)


@pytest.mark.slow
@pytest.mark.parametrize("trials", [100, 1000])
def test_stored_intervals_cover(name, trials, capsys):
    points = sweep_of(name).points
    model, worst = points[-1].simulated, {}
    repeats = 1 if trials == 100 else 10
    known = peelsim.simulate(model, trials=TRUTH * repeats // (1 if trials == 100 else 2), seed=1)
    for observable in model.observables:
        truth = known[observable.name].astype(float).mean(axis=0)
        worst[observable.name] = float(np.min(coverage(model, trials, observable, truth, seed=2)))
    with capsys.disabled():
        said = ", ".join(f"{observable} {share:.3f}" for observable, share in worst.items())
        print(f"\n{name}, {trials} trials: {said}")
    assert min(worst.values()) >= LEAST, worst
