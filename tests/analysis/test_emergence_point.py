"""Where a task emerges, on curves whose emergence is known."""

import numpy as np
import pytest

from peelsim.analysis.emergence_point import EmergencePoint, emergence_point, plateaus

SIZES = np.geomspace(1e7, 1e12, 31)  # six a decade


def sigmoid(size, *, at, decades):
    return 1 / (1 + np.exp(-np.log10(size / at) / decades))


@pytest.mark.parametrize("at", [3e8, 4.7e9, 1e10, 6.66e10])
def test_a_smooth_rise_is_found_between_the_points(at):
    accuracy = sigmoid(SIZES, at=at, decades=0.15)
    found = emergence_point(SIZES, accuracy=accuracy, low=accuracy, high=accuracy)
    assert found.parameters == pytest.approx(at, rel=0.02)
    assert found.low <= found.parameters <= found.high
    assert found.high / found.low < 1.08


def test_intervals_of_accuracy_become_one_of_size():
    accuracy = sigmoid(SIZES, at=2e9, decades=0.3)
    found = emergence_point(SIZES, accuracy=accuracy, low=accuracy - 0.1, high=accuracy + 0.1)
    half = 0.3 * np.log(0.6 / 0.4)
    assert np.log10([found.low, found.high]) == pytest.approx(np.log10(2e9) + np.array([-half, half]), abs=0.01)


@pytest.mark.parametrize("error", [0.003, 0.03])
@pytest.mark.parametrize("decades", [0.05, 0.08, 0.1, 0.2, 0.4])
def test_intervals_hold_the_truth_as_often_as_they_say(decades, error):
    stream = np.random.default_rng(8)
    at = 10 ** stream.uniform(9, 9 + 1 / 6, 100)  # all places between two points
    held = 0
    for each in at:
        seen = sigmoid(SIZES, at=each, decades=decades) + error * stream.standard_normal(len(SIZES))
        found = emergence_point(SIZES, accuracy=seen, low=seen - 1.96 * error, high=seen + 1.96 * error)
        held += found.low <= each <= found.high
    assert held >= 93


@pytest.mark.parametrize("top", [1.0, 0.6])
def test_a_jump_is_known_to_be_between_two_points(top):
    accuracy = np.where(SIZES < 1.2e9, 0.0, top)
    found = emergence_point(SIZES, accuracy=accuracy, low=accuracy, high=accuracy)
    assert [found.low, found.high] == pytest.approx([1e9, 10 ** (9 + 1 / 6)])
    assert found.low < found.parameters < found.high


def test_a_law_needs_no_interval_and_is_left_out_where_it_is_silent():
    accuracy = sigmoid(SIZES, at=4e9, decades=0.2)
    accuracy[::7] = np.nan
    assert emergence_point(SIZES, accuracy=accuracy).parameters == pytest.approx(4e9, rel=0.05)


def test_ends_out_of_sight_are_open():
    accuracy = np.array([0.4, 0.55])
    assert emergence_point([1e9, 1e10], accuracy=accuracy, low=accuracy - 0.2, high=accuracy + 0.2) == EmergencePoint(
        pytest.approx(1e9 * 10 ** (2 / 3)), 0.0, np.inf
    )
    unknown = np.full(2, np.nan)  # single trials
    found = emergence_point([1e9, 1e10], accuracy=accuracy, low=unknown, high=unknown)
    assert (found.low, found.high) == (0.0, np.inf)


@pytest.mark.parametrize("accuracy", [[0.1, 0.2, 0.49], [0.5, 0.7, 1.0], [np.nan] * 3])
def test_what_is_not_reached_from_below_has_no_point(accuracy):
    assert emergence_point([1e9, 1e10, 1e11], accuracy=accuracy) is None


def test_of_several_crossings_the_first_counts():
    accuracy = [0.0, 0.2, 0.7, 0.3, 0.9]
    assert 1e9 < emergence_point([1e8, 1e9, 1e10, 1e11, 1e12], accuracy=accuracy).parameters < 1e10


def test_plateaus_are_the_steps_of_a_staircase():
    steps = [sigmoid(SIZES, at=at, decades=0.02) for at in (2e8, 1.2e10, 1.5e11)]
    accuracy = np.array([0.4, 0.4, 0.2]) @ np.array(steps)
    found = plateaus(SIZES, accuracy=accuracy + 0.002 * np.sin(np.arange(31)))
    assert [each.accuracy for each in found] == pytest.approx([0.4, 0.8, 1.0], abs=0.005)
    assert all(each.end / each.start >= 10**0.49 for each in found)
    assert found[0].end < 1.2e10 < found[1].start


def test_a_slope_and_a_short_rest_are_no_plateaus():
    slope = np.linspace(0, 1, 31)
    assert plateaus(SIZES, accuracy=slope) == []
    slope[10:13] = slope[10]  # a third of a decade
    assert plateaus(SIZES, accuracy=slope) == []
