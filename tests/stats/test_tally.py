from fractions import Fraction
from statistics import mean, stdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelsim.stats.tally import Tally, exact_sums

COUNTS = st.lists(st.integers(0, 2**50 - 1), min_size=1, max_size=30)


@given(COUNTS)
def test_sums_are_exact(counts):
    total, squares = exact_sums(np.array(counts, dtype=np.int64))
    assert total == sum(counts)
    assert squares == sum(count**2 for count in counts)


def test_sums_beyond_one_chunk_are_exact():
    largest = 2**50 - 1
    total, squares = exact_sums(np.full((20_000, 2), largest))
    assert (total == 20_000 * largest).all()
    assert (squares == 20_000 * largest**2).all()


@given(COUNTS, st.integers(0, 30))
def test_tallies_add_up(counts, cut):
    values = np.array(counts, dtype=np.int64)
    blocks = [part for part in (values[:cut], values[cut:]) if len(part)]
    total = sum((Tally.of({"x": block}) for block in blocks), Tally())
    whole = Tally.of({"x": values})
    assert (total.trials, total.sums, total.squares) == (whole.trials, whole.sums, whole.squares)


@given(st.lists(st.integers(0, 2**50 - 1), min_size=2, max_size=30))
def test_statistics_are_correctly_rounded(counts):
    tally = Tally.of({"x": np.array(counts, dtype=np.int64)})
    assert tally.mean("x") == float(mean(map(Fraction, counts)))
    assert tally.deviation("x") == pytest.approx(float(stdev(map(Fraction, counts))), rel=1e-15)


def test_a_single_trial_has_no_deviation():
    tally = Tally.of({"x": np.array([[3, 4]])})
    assert np.isnan(tally.deviation("x")).all()
    assert (tally.mean("x") == [3, 4]).all()
