"""The frontier found in data whose optimum is known, and in simulated budgets whose optimum the exact law knows."""

import numpy as np
import pytest

import peelsim
from peelsim.analysis.frontier import frontier, slopes
from peelsim.theory.optimum.compute_optimal import Scales, optimum, size_exponent
from tests.analysis.isoflop import drawn

BUDGETS = (1e5, 1e6, 1e8, 1e10, 1e13, 1e16, 1e20)
TRUE = optimum(np.array(BUDGETS)).concepts
WINDOW = 10.342481 / (2 * 4.532990) / np.sqrt(TRUE)  # alpha / (2 c* sqrt(R)), relative to R


@pytest.fixture(scope="module")
def many():
    """Frontiers of 60 independent sweeps."""
    return [frontier(drawn(BUDGETS, 8000, seed), draws=200, seed=seed) for seed in range(60)]


@pytest.mark.slow
def test_the_optimum_is_found_within_a_fraction_of_the_window(many):
    off = np.array([(f["concepts"].values / TRUE - 1) / WINDOW for f in many])
    assert np.all(np.abs(off) < 0.8)
    assert np.all(off.std(axis=0) < 0.2) and np.all(off[:, :4].std(axis=0) < 0.05)
    assert np.all(np.abs(off.mean(axis=0)) < 0.1)  # that of 60: a bias, if there is one


@pytest.mark.slow
def test_intervals_cover(many):
    """At least 95 % are wanted; 6 of 60 may miss with chance .08 at each budget, 14 with chance 2e-6."""
    missed = sum((f["concepts_low"].values > TRUE) | (f["concepts_high"].values < TRUE) for f in many)
    assert np.all(missed < 14)
    assert missed[:4].sum() > 0  # they are no wider than they need be


@pytest.mark.slow
def test_the_window_is_part_of_the_error_where_few_trials_were_stuck(many):
    for f in many[:10]:
        half = (f["concepts_high"] - f["concepts_low"]).values / 2 / f["concepts"].values
        few = f["stuck_seen"].values < 20
        assert few[-1] and not few[0]
        assert np.all(half[few] >= 0.99 * WINDOW[few]) and np.all(half[:3] < 0.2 * WINDOW[:3])


def test_sizes_tokens_and_compute_belong_together():
    f = frontier(drawn(BUDGETS[:3], 4000, 5), seed=5)
    np.testing.assert_allclose(f["concepts"] * f["texts"], f["compute"])
    np.testing.assert_allclose(6 * f["parameters"] * f["tokens"], f["flops"])
    np.testing.assert_allclose(f["texts_low"] * f["concepts_high"], f["compute"])
    assert np.all(f["learnt"] < f["concepts"])
    assert not f["at_edge"].any()
    np.testing.assert_allclose(f["learnt"], optimum(np.array(BUDGETS[:3])).learnt, rtol=2e-3)
    assert f.equals(frontier(drawn(BUDGETS[:3], 4000, 5), seed=5))


def test_budgets_in_floating_point_operations():
    scales = Scales(parameters_per_concept=10, tokens_per_text=20)
    own = {"model.parameters_per_concept": "10.0", "model.tokens_per_text": "20.0"}
    by_flops = frontier(drawn([1e6], 4000, 5, axis="flops", factor=scales.flops(1.0), **own))
    by_compute = frontier(drawn([1e6], 4000, 5, **own))
    for name in by_compute.data_vars:
        np.testing.assert_allclose(by_flops[name], by_compute[name])
    assert float(by_compute["parameters"][0]) == 10 * float(by_compute["concepts"][0])


@pytest.mark.parametrize("windows", [np.arange(-2, 1.1, 0.5), np.arange(5.5, 7.1, 0.5)])
def test_no_optimum_is_invented_where_the_curve_does_not_hold_it(windows):
    f = frontier(drawn([1e8], 8000, 3, windows=windows))
    assert f["at_edge"].all() and np.isnan(f["concepts"]).all() and np.isnan(f["tokens_high"]).all()


@pytest.mark.slow
def test_slopes_of_the_law():
    budgets = np.geomspace(1e6, 1e18, 25)
    f = frontier(drawn(budgets, 8000, 9), seed=9)
    found = slopes(f, decades=2)
    assert found.sizes["compute"] == 21
    true = optimum(budgets).concepts
    law = slopes(f.assign({"parameters" + limit: ("compute", true) for limit in ("", "_low", "_high")}), decades=2)
    inside = (found["parameters_low"] <= law["parameters"]) & (law["parameters"] <= found["parameters_high"])
    assert inside.sum() >= 18  # windows of two decades share their budgets
    np.testing.assert_allclose(law["parameters"], size_exponent(law["compute"].values), atol=6e-4)
    assert np.all(law["parameters"] == law["parameters_low"])
    np.testing.assert_allclose(found["parameters"] + found["tokens"], 1)
    np.testing.assert_allclose(found["tokens_low"], 1 - found["parameters_high"])
    assert float(found["parameters"][-1]) == pytest.approx(0.5, abs=1e-3)


def test_slopes_pass_over_budgets_without_an_optimum():
    f = frontier(drawn(np.geomspace(1e6, 1e10, 9), 2000, 9), seed=9)
    holed = f.where(f["compute"] != f["compute"][4])
    assert np.isfinite(slopes(holed)["parameters"]).all()
    assert slopes(f.isel(compute=slice(0, 2))).sizes["compute"] == 0


@pytest.mark.slow
def test_simulated_optimum_of_a_small_budget_is_the_exact_one(tmp_path):
    (tmp_path / "small.toml").write_text(
        """
        sweep = { name = "small", seed = 4 }
        model = { kind = "concept-text", text_degree = { kind = "binomial", mean = 3 } }
        grid = { compute = [1000], concepts = [12, 14, 16, 18, 20, 22, 24, 26, 28, 32] }
        stop = { max_trials = 40_000 }
        output = { observables = ["learnt_fraction", "stuck"] }
        """
    )
    f = frontier(peelsim.load(peelsim.run_sweep(tmp_path / "small.toml", output=tmp_path / "small.h5")))
    exact = optimum(1000, mean_text_degree=3, law="exact")
    assert abs(float(f["concepts"][0]) - exact.concepts) < 1.5  # whole texts make the true curve jagged
    assert float(f["learnt"][0]) == pytest.approx(exact.learnt, rel=0.02)


@pytest.mark.parametrize(
    "spoil", [lambda d: d.isel(compute=0), lambda d: d.drop_vars("stuck"), lambda d: d.isel(window=0)]
)
def test_what_is_no_isoflop_curve_is_refused(spoil):
    with pytest.raises(ValueError, match="isoFLOP curves need"):
        frontier(spoil(drawn([1e5, 1e6], 100, 1)))


def test_without_a_threshold_there_is_no_window_to_add():
    data = drawn([1e20], 8000, 2)
    wide = frontier(data)
    data.attrs["model.text_degree.mean"] = 2.0
    narrow = frontier(data)
    assert np.all(narrow["concepts_high"] - narrow["concepts_low"] < wide["concepts_high"] - wide["concepts_low"])
