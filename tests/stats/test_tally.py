from fractions import Fraction
from statistics import mean, stdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from peelsim.stats.tally import Tally, exact_sums

COUNTS = st.lists(st.integers(0, 2**50 - 1), min_size=1, max_size=30)


@given(COUNTS)
def test_sums_are_exact(counts):
    found = exact_sums(np.array(counts, dtype=np.int64))
    assert found == tuple(sum(count**power for count in counts) for power in (1, 2, 3))


def test_sums_beyond_one_chunk_are_exact():
    for largest in (2**50 - 1, 2**16 - 1):
        for power, total in enumerate(exact_sums(np.full((20_000, 2), largest)), start=1):
            assert (total == 20_000 * largest**power).all()


@pytest.mark.parametrize("largest", [1, 2, 1000, 2**16 - 1, 2**16, 2**50 - 1])
def test_sums_of_many_places_are_exact(largest):
    counts = np.random.default_rng(1).integers(0, largest, (40, 700), endpoint=True)
    for power, total in enumerate(exact_sums(counts), start=1):
        assert total.tolist() == (counts.astype(object) ** power).sum(axis=0).tolist()


def test_observables_that_share_an_array_have_its_sums():
    counts = np.arange(9).reshape(3, 3)
    found = Tally.of({"whole": counts, "again": counts[:], "turned": counts[:, ::-1], "across": counts.T})
    assert found.sums["whole"].tolist() == found.sums["again"].tolist() == [9, 12, 15]
    assert found.sums["turned"].tolist() == [15, 12, 9] and found.sums["across"].tolist() == [3, 12, 21]


@given(COUNTS, st.integers(0, 30))
def test_tallies_add_up(counts, cut):
    values = np.array(counts, dtype=np.int64)
    blocks = [part for part in (values[:cut], values[cut:]) if len(part)]
    total = sum((Tally.of({"x": block}) for block in blocks), Tally())
    whole = Tally.of({"x": values})
    assert total == whole


def test_unknown_cubes_stay_unknown():
    known, early = Tally.of({"x": np.array([3, 5])}), Tally(2, {"x": 4}, {"x": 10})
    for total in (known + early, early + known):
        assert (total.trials, total.sums, total.squares, total.cubes) == (4, {"x": 12}, {"x": 44}, {})
        assert np.isnan(total.skewness("x"))
    assert (known + Tally()) == known


@given(st.lists(st.integers(0, 2**50 - 1), min_size=2, max_size=30))
def test_statistics_are_correctly_rounded(counts):
    tally = Tally.of({"x": np.array(counts, dtype=np.int64)})
    assert tally.mean("x") == float(mean(map(Fraction, counts)))
    assert tally.deviation("x") == pytest.approx(float(stdev(map(Fraction, counts))), rel=1e-15)


def test_a_single_trial_has_no_deviation():
    tally = Tally.of({"x": np.array([[3, 4]])})
    assert np.isnan(tally.deviation("x")).all()
    assert (tally.mean("x") == [3, 4]).all()


@given(st.lists(st.integers(0, 2**50 - 1), min_size=3, max_size=30))
def test_skewness_is_that_of_scipy(counts):
    skewness = Tally.of({"x": np.array(counts, dtype=np.int64)}).skewness("x")
    if len(set(counts)) == 1:
        assert skewness == 0
    else:
        shifted = np.array([count - counts[0] for count in counts], dtype=float)  # scipy's sums are not exact
        assert skewness == pytest.approx(stats.skew(shifted, bias=False), rel=1e-6, abs=1e-6)
        assert abs(skewness) <= len(counts) ** 0.5 * (1 + 1e-12)


def test_one_trial_that_differs_has_the_largest_skewness():
    assert Tally.of({"x": np.array([7] * 24 + [8])}).skewness("x") == pytest.approx(5)
    assert np.isnan(Tally.of({"x": np.array([7, 8])}).skewness("x"))
