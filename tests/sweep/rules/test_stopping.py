"""A point ends with the first rule that holds, as a pure function of what is committed."""

import pytest

from peelsim.stats.estimate import interval
from peelsim.stats.intervals import event_interval
from peelsim.stats.observable import Observable
from peelsim.stats.tally import Tally
from peelsim.sweep.rules.stopping import MOST_TRIALS, StopRules
from tests.sweep.example import Coin, mistakes


def seen(trials, heads):
    return Tally(trials, {"head": heads, "learnt": trials - heads}, {"head": heads, "learnt": trials - heads})


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
    assert StopRules(**rules).reason(seen(trials, heads), 7.0, 10, model=Coin(0.5)) == reason


class Bimodal(Coin):
    """A coin whose tail teaches something: 1 in a trial without head, 0 in one with it."""

    observables = (*Coin.observables, Observable("learnt", "number", "0 or 1", rare="head", span=-1.0))


def ended(trials, heads, *, seconds=0.0, **rules):
    stop = StopRules(**({"max_trials": 10**6} | rules))
    return stop.reason(seen(trials, heads), 1.0, 10, model=Bimodal(0.5), seconds=seconds)


@pytest.mark.parametrize("observable", ["head", "learnt"])
@pytest.mark.parametrize(("rule", "scale"), [("abs_error", 1.0), ("rel_error", 0.04), ("rel_error", 0.96)])
def test_a_precision_rule_holds_when_the_interval_of_the_file_is_short_enough(observable, rule, scale):
    if rule == "rel_error" and (observable == "head") != (scale < 0.5):
        return  # the share of heads is .04, the mean of what is learnt .96
    low, high = event_interval(80, 2000, rule)
    if observable == "learnt":  # whose interval knows that counts may agree by chance, too
        share = 0.96
        low, high = interval(
            Bimodal.observables[-1],
            mean=share,
            deviation=(share * (1 - share) * 2000 / 1999) ** 0.5,
            trials=2000,
            events=0,
            rare_events=80,
            span=-1.0,
            reasons=rule,
            targets={},
        )
    half = (high - low) / 2 / scale
    for value, reason in ((half * 1.001, rule), (half * 0.999, None)):
        assert ended(2000, 80, **{rule: {"observable": observable, "value": value}}) == reason


def test_precision_rules_wait_for_min_trials():
    rule = {"abs_error": {"observable": "head", "value": 0.9}}
    assert ended(990, 400, **rule) is None
    assert ended(1000, 400, **rule) == "abs_error"
    assert ended(50, 20, min_trials=50, **rule) == "abs_error"


def test_precision_rules_are_looked_at_where_blocks_end():
    rule = {"abs_error": {"observable": "head", "value": 0.9}}
    assert ended(1005, 400, **rule) is None
    assert ended(1005, 400, max_trials=1005, **rule) == "abs_error"


def test_a_block_without_a_failure_does_not_stop_a_bimodal_point():
    rule = {"abs_error": {"observable": "learnt", "value": 0.003}}
    assert ended(1000, 0, **rule) is None  # up to .0037 of the trials may fail, each with all that can be learnt
    assert ended(1800, 0, **rule) == "abs_error"
    plain = {"abs_error": {"observable": "number", "value": 0.005}}
    same = Tally(1000, {"number": 9000}, {"number": 81000})
    assert StopRules(max_trials=10**6, **plain).reason(same, 1.0, 10, model=Bimodal(0.5)) == "abs_error"


def test_twenty_rare_events_or_a_bound_on_them():
    rule = {"abs_error": {"observable": "learnt", "value": 0.0135}}
    assert ended(1000, 19, **rule) is None  # half the interval is .0088 already, but .0295 may be stuck
    assert ended(1000, 20, **rule) == "abs_error"
    assert ended(1000, 980, **rule) == "abs_error"  # the rare event may be the other one
    assert ended(1000, 981, **rule) is None


def test_a_precision_rule_waits_for_both_events_behind_a_number():
    class Trimodal(Coin):
        observables = (
            *Coin.observables,
            Observable("edge", "event", "the coin stands"),
            Observable("learnt", "number", "0 or 1", rare="head", rarer="edge", span=-1.0),
        )

    def reason(heads, edges):
        sums = {"head": heads, "edge": edges, "learnt": 1000 - heads}
        tally = Tally(1000, sums, {"head": heads, "edge": edges, "learnt": 1000 - heads})
        rule = {"abs_error": {"observable": "learnt", "value": 0.02}}
        return StopRules(max_trials=10**6, **rule).reason(tally, 1.0, 10, model=Trimodal(0.5))

    assert reason(20, 20) == "abs_error"
    assert reason(19, 20) is None and reason(20, 19) is None


def test_goals_together():
    goals = {"max_events": HEADS, "abs_error": {"observable": "head", "value": 0.02}}
    assert ended(1000, 400, **goals) == "max_events"
    assert ended(1000, 400, until="all", **goals) is None
    assert ended(1000, 3, until="all", **goals) is None
    assert ended(1000, 50, until="all", **goals) == "max_events and abs_error"
    assert ended(1000, 400, until="all", max_trials=1000, **goals) == "max_trials"


def test_seconds_end_a_point_between_blocks_after_every_other_rule():
    assert ended(0, 0, max_seconds=1.0, seconds=2.0) is None
    assert ended(10, 0, max_seconds=1.0, seconds=0.99) is None
    assert ended(10, 0, max_seconds=1.0, seconds=1.0) == "max_seconds"
    assert ended(10, 6, max_seconds=1.0, seconds=2.0, max_events=HEADS) == "max_events"


@pytest.mark.parametrize(
    ("stop", "key", "sentence"),
    [
        ("max_seconds = 5", "stop", "max_seconds alone sets no number of trials; give max_trials or max_edges"),
        (
            "rel_error = { observable = 'stuck', value = 0.1 }",
            "stop",
            "rel_error alone may never end a point; add max_trials or max_edges",
        ),
        (
            "max_trials = 2000\nrel_error = { observable = 'lernt', value = 0.1 }",
            "stop.rel_error.observable",
            "'lernt' is not observed here; use 'learnt' or ",
        ),
        (
            "max_trials = 999\nrel_error = { observable = 'stuck', value = 0.1 }",
            "stop.min_trials",
            "1000 trials where there are 999 trials: no precision rule ever fires; lower it",
        ),
        (
            "max_trials = 2000\nabs_error = { observable = 'stuck', value = 1e-4 }",
            "stop.abs_error.value",
            "no interval of 2000 trials is as short as 0.0001: never fires; the shortest is 0.00092",
        ),
        ("max_trials = 5\nmin_trials = 3", "stop.min_trials", "says nothing without rel_error or abs_error"),
        ("max_trials = 5\nuntil = 'all'", "stop.until", '"all" needs two of max_events, rel_error and abs_error'),
        ("max_trials = 5\nuntil = 'last'", "stop.until", "'last' is not known; it must be 'first' or 'all'"),
        (
            "max_trials = 2000\nrel_error = { observable = 'stuck', value = 0 }",
            "stop.rel_error.value",
            "0 is not a half-width; it must be more than 0",
        ),
    ],
)
def test_rules_that_can_never_fire_are_refused(tmp_path, stop, key, sentence):
    found = mistakes(tmp_path, stop=stop)
    assert list(found) == [key] and found[key].startswith(sentence)


def test_a_mean_needs_a_count_of_the_event_behind_it(tmp_path):
    stop = "max_trials = 2000\nabs_error = { observable = 'learnt', value = 0.1 }"
    found = mistakes(tmp_path, stop=stop, rest="[output]\nobservables = ['learnt', 'rounds']")
    assert found == {"stop.abs_error.observable": "'learnt' needs a count of 'stuck'; add it to output.observables"}


def test_a_whole_curve_has_no_precision(tmp_path):
    stop = "max_trials = 2000\nabs_error = { observable = 'trajectory', value = 0.1 }"
    model = "concepts = 100\ntexts = 450\ntrajectory_rounds = 3\ntext_degree = { mean = 6 }"
    found = mistakes(tmp_path, stop=stop, model=model)
    assert found["stop.abs_error.observable"].startswith(
        "'trajectory' is a whole curve, not a number; use 'learnt' or "
    )
