"""A point ends with the first rule that holds, as a pure function of what is committed."""

import pytest

from peelsim.stats.tally import Tally
from peelsim.sweep.stopping import MOST_TRIALS, StopRules


def seen(trials, heads):
    return Tally(trials, {"head": heads}, {"head": heads})


HEADS = {"observable": "head", "count": 5}


@pytest.mark.parametrize(
    ("rules", "edges", "cap"),
    [
        ({"max_trials": 100}, 7.0, 100),
        ({"max_trials": 0}, 7.0, 0),
        ({"max_trials": 1e6}, 7.0, 1_000_000),
        ({"max_edges": 100.0}, 7.0, 14),
        ({"max_edges": 100}, 25.0, 4),
        ({"max_edges": 1.0}, 7.0, 1),  # a budget too small for a trial buys one
        ({"max_trials": 10, "max_edges": 100.0}, 7.0, 10),
        ({"max_trials": 20, "max_edges": 100.0}, 7.0, 14),
        ({"max_trials": 20, "max_edges": 100.0}, 0.0, 20),  # no edges, no work
        ({"max_edges": 1e308}, 1e-320, MOST_TRIALS),
        ({"max_edges": 100.0, "max_edges_a_trial": 7.0}, 7.0, 14),
        ({"max_edges": 100.0, "max_edges_a_trial": 6.9}, 7.0, 0),
        ({"max_trials": 100, "max_edges_a_trial": 6.9}, 7.0, 0),
    ],
)
def test_the_cap_is_the_smaller_of_trials_and_work(rules, edges, cap):
    assert StopRules(**rules).cap(edges) == cap


def test_work_alone_never_ends_a_point_without_edges():
    with pytest.raises(ValueError, match="add max_trials"):
        StopRules(max_edges=10.0).cap(0.0)


@pytest.mark.parametrize(
    ("rules", "trials", "heads", "reason"),
    [
        ({"max_trials": 100}, 0, 0, None),
        ({"max_trials": 100}, 99, 99, None),
        ({"max_trials": 100}, 100, 0, "max_trials"),
        ({"max_trials": 100}, 120, 0, "max_trials"),
        ({"max_trials": 0}, 0, 0, "max_trials"),
        ({"max_trials": 100, "max_edges_a_trial": 6.9}, 0, 0, "max_edges_a_trial"),
        ({"max_trials": 100, "max_edges_a_trial": 7.0}, 0, 0, None),
        ({"max_edges": 700.0}, 99, 0, None),
        ({"max_edges": 700.0}, 100, 0, "max_edges"),
        ({"max_edges": 700.0, "max_trials": 50}, 50, 0, "max_trials"),
        ({"max_edges": 350.0, "max_trials": 100}, 50, 0, "max_edges"),
        ({"max_edges": 700.0, "max_trials": 100}, 100, 0, "max_trials"),
        ({"max_trials": 100, "max_events": HEADS}, 40, 4, None),
        ({"max_trials": 100, "max_events": HEADS}, 40, 5, "max_events"),
        ({"max_trials": 100, "max_events": HEADS}, 45, 50, None),  # inside a block nobody looks
        ({"max_trials": 45, "max_events": HEADS}, 45, 5, "max_events"),  # but where the cap is
        ({"max_trials": 45, "max_events": HEADS}, 45, 4, "max_trials"),
        ({"max_trials": 100, "max_events": HEADS}, 100, 5, "max_events"),
    ],
)
def test_reasons(rules, trials, heads, reason):
    assert StopRules(**rules).reason(seen(trials, heads), 7.0, 10) == reason


def test_a_rule_for_an_event_that_is_a_number_or_not_observed():
    rules = StopRules(max_trials=10, max_events=HEADS)
    assert list(rules.mistakes(["head"], [])) == []
    ((_, number),) = rules.mistakes(["tail", "edge"], ["head"])
    assert number == "'head' is a number, not an event; use 'tail' or 'edge'"
    ((_, missing),) = rules.mistakes([], [])
    assert missing == "'head' is not observed here; output.observables has no event"
