import numpy as np
import pytest
import xarray
from scipy.special import ndtr

from peelsim.analysis.block_threshold import block_threshold

WINDOWS = np.linspace(-2, 2, 9)
ERASURES = np.array([0.4, 0.5, 0.6])
BUDGETS = np.array([1e6, 1e10])


def drawn(seed, trials=2000, *, windows=WINDOWS):
    """Stuck trials of codes of these thresholds R, in windows of ln R that shrink as R grows."""
    random = np.random.default_rng(seed)
    true = np.sqrt(BUDGETS[:, None] / ERASURES**9 / 500)
    size = true[..., None] * np.exp(-windows / np.sqrt(true[..., None]))
    stuck = random.binomial(trials, ndtr(-windows), size=size.shape)
    dims = ("compute", "erasure", "window")
    variables = {"concepts": size * 2 * ERASURES[:, None], "stuck_count": stuck, "trials": np.full(size.shape, trials)}
    coordinates = {"compute": BUDGETS, "erasure": ERASURES, "window": windows}
    return true, xarray.Dataset({name: (dims, values) for name, values in variables.items()}, coords=coordinates)


@pytest.mark.slow
def test_the_threshold_is_found_within_its_interval():
    inside, missed = 0, 0
    for seed in range(100):
        true, data = drawn(seed)
        found = block_threshold(data, along="window")
        assert found["code_concepts"].dims == ("compute", "erasure")
        np.testing.assert_allclose(np.log(found["code_concepts"] / true), 0, atol=0.25 / np.sqrt(true.min()))
        within = (found["code_concepts_low"] <= true) & (true <= found["code_concepts_high"])
        inside, missed = inside + int(within.sum()), missed + int((~within).sum())
    assert inside >= 540 and missed > 5  # 570 and 30 expected of 600; 5.7 standard deviations below


def test_interval_and_order():
    true, data = drawn(3)
    found = block_threshold(data, along="window")
    shuffled = block_threshold(data.isel(window=[3, 1, 8, 0, 5, 2, 7, 4, 6]), along="window")
    xarray.testing.assert_allclose(found, shuffled, rtol=1e-6)
    width = np.log(found["code_concepts_high"] / found["code_concepts_low"]) * np.sqrt(true)
    assert np.all((width > 0.04) & (width < 0.12))


@pytest.mark.parametrize("windows", [np.linspace(1, 3, 5), np.linspace(-3, -1, 5), np.linspace(40, 50, 5)])
def test_a_threshold_that_was_not_enclosed_is_not_invented(windows):
    _, data = drawn(1, windows=windows)
    assert block_threshold(data, along="window")["code_concepts"].isnull().all()
