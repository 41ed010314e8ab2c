import numpy as np
import pytest
import xarray
from scipy.stats import norm

from peelsim.analysis.block_threshold import block_threshold, probit_threshold

GRID = np.linspace(0.3, 0.7, 41)


def drawn(threshold, width, trials, random, grid=GRID):
    return random.binomial(trials, norm.cdf((grid - threshold) / width))


def test_expected_counts_give_the_threshold_itself():
    trials = np.full(len(GRID), 10**9)
    stuck = np.rint(trials * norm.cdf((GRID - 0.4873) / 0.02)).astype(np.int64)
    assert probit_threshold(GRID, stuck, trials).threshold == pytest.approx(0.4873, abs=1e-6)


def test_intervals_cover_as_often_as_they_say():
    random = np.random.default_rng(1)
    trials = np.full(len(GRID), 200)
    estimates = [probit_threshold(GRID, drawn(0.5123, 0.03, 200, random), trials) for _ in range(400)]
    covered = sum(low <= 0.5123 <= high for _, low, high in estimates)
    assert 355 <= covered <= 400  # 380 expected; 5.7 standard deviations below, and intervals may be a little wide
    error = np.std([e.threshold for e in estimates])
    assert np.mean([e.high - e.low for e in estimates]) == pytest.approx(2 * 1.96 * error, rel=0.25)


def test_order_and_points_without_trials_do_not_matter():
    random = np.random.default_rng(2)
    trials = np.full(len(GRID), 500)
    stuck = drawn(0.5, 0.03, 500, random)
    shuffle = random.permutation(len(GRID))
    trials_more, stuck_more = np.append(trials[shuffle], 0), np.append(stuck[shuffle], 0)
    again = probit_threshold(np.append(GRID[shuffle], 0.99), stuck_more, trials_more)
    assert again == pytest.approx(probit_threshold(GRID, stuck, trials), abs=1e-9)


def test_points_off_the_line_widen_the_interval():
    trials = np.full(len(GRID), 100_000)
    line = norm.cdf((GRID - 0.5) / 0.05)
    wavy = np.clip(line + 0.02 * np.where(np.arange(len(GRID)) % 2, 1, -1) * line * (1 - line) * 4, 0, 1)
    straight, bent = (probit_threshold(GRID, np.rint(trials * p).astype(np.int64), trials) for p in (line, wavy))
    assert bent.high - bent.low > 3 * (straight.high - straight.low)


@pytest.mark.parametrize(
    ("stuck", "interval"),
    [
        ([0, 0, 10, 10], (0.4, 0.5, 0.6)),  # a jump between two points
        ([0, 5, 10, 10], (0.4, 0.3, 0.5)),
        ([0, 2, 10, 10], (0.4375, 0.3, 0.5)),  # one point in the waterfall
        ([0, 8, 10, 10], (0.3625, 0.3, 0.5)),
    ],
)
def test_without_two_points_in_the_waterfall_the_neighbours_are_the_limits(stuck, interval):
    grid = np.array([0.3, 0.4, 0.5, 0.6])
    expected = interval if stuck[1] else (0.45, 0.4, 0.5)
    assert probit_threshold(grid, np.array(stuck), np.full(4, 10)) == pytest.approx(expected)


@pytest.mark.parametrize("stuck", [[0, 0, 0, 0], [10, 10, 10, 10], [0, 0, 0, 3], [6, 10, 10, 10]])
def test_a_threshold_outside_the_grid_is_not_invented(stuck):
    assert np.isnan(probit_threshold(np.array([0.3, 0.4, 0.5, 0.6]), np.array(stuck), np.full(4, 10))).all()


def test_a_dataset_gives_the_code_of_each_place():
    random = np.random.default_rng(3)
    true = np.array([[0.45, 0.5], [0.55, 0.6]])
    stuck = np.stack([[drawn(t, 0.03, 2000, random) for t in row] for row in true])
    sizes = np.array([[100, 50], [1000, 500]])
    data = xarray.Dataset(
        {
            "stuck_count": (("compute", "texts_per_concept", "erasure"), stuck),
            "trials": (("compute", "texts_per_concept", "erasure"), np.full(stuck.shape, 2000)),
            "concepts": (("compute", "texts_per_concept", "erasure"), np.rint(2 * sizes[..., None] * GRID)),
            "texts": (("compute", "texts_per_concept", "erasure"), np.full(stuck.shape, 700.0)),
        },
        coords={"compute": [1e4, 1e6], "texts_per_concept": [1.0, 4.0], "erasure": GRID},
    )
    found = block_threshold(data)
    np.testing.assert_allclose(found["erasure_threshold"], true, atol=5.7 * 0.03 / np.sqrt(2000))
    assert (found["erasure_threshold_low"] < found["erasure_threshold_high"]).all()
    np.testing.assert_allclose(found["code_concepts"], sizes, rtol=0.01)
    assert (found["code_texts"] == 700).all()
