"""Points of equal identity hold the same trials: pictures and fits take them once."""

import numpy as np
import pytest

import peelsim
from peelsim.analysis.figures import figures_of
from peelsim.analysis.results import read
from tests.sweep.example import toml

MODEL = "text_degree = { mean = 6 }\nconcepts = 100"


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The same 21 sets of trials, as 21 points and as 201."""
    folder, found = tmp_path_factory.mktemp("once"), {}
    for number in (21, 201):
        grid = f"texts_per_concept = {{ start = 4.5, stop = 4.7, num = {number} }}"
        (folder / "x.toml").write_text(toml(model=MODEL, grid=grid, stop="max_trials = 400"))
        found[number] = read(peelsim.run_sweep(folder / "x.toml", output=folder / f"{number}.h5"))
    return found


@pytest.mark.slow
def test_all_but_the_first_are_as_points_without_trials(both):
    whole, once = both[201], both[201].counted_once()
    assert (whole.data["trials"] == 400).all() and (once.data["trials"] > 0).sum() == 21
    assert len(np.unique(whole.hashes)) == 21
    seen = once.data["trials"].values > 0
    for name in ("stuck", "stuck_low", "stuck_high", "learnt_fraction_std"):
        np.testing.assert_array_equal(np.isfinite(once.data[name]), seen)
        np.testing.assert_array_equal(once.data[name].values[seen], whole.data[name].values[seen])
    assert (once.data["stuck_count"].values[~seen] == 0).all() and once.data["stuck_count"].dtype == np.int64
    np.testing.assert_array_equal(once.data["texts"], whole.data["texts"])
    assert both[21].counted_once() is both[21]


def test_the_fit_of_a_waterfall_knows_no_more_of_the_same_trials(both):
    fits = {number: figures_of("concept-text")["collapse"].summary(results) for number, results in both.items()}
    centre, error = ([float(fits[number].splitlines()[1].split()[k]) for number in (21, 201)] for k in (1, 3))
    assert error[0] == pytest.approx(error[1], rel=0.05) and centre[0] == pytest.approx(centre[1], abs=1e-3)
