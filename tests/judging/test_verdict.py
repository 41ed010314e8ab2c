"""Where laws hold and fail, in a world that is known."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from peelsim.judging.verdict import judge
from peelsim.results.compare import compared
from peelsim.stats.law import Range
from tests.commands.synthetic import WINDOWS, axis, right, silent, truth, write, wrong

NAMES = {"stuck", "learnt_fraction", "trajectory"}


def judged(path, laws, *, law=None, level=1e-3, **how):
    """Judgement on the only law, or the one named."""
    return judge(compared(write(path, laws, **how)), law or next(iter(laws)), level=level)


def kinds(judgement):
    return {verdict.name: verdict.kind for verdict in judgement.verdicts}


def test_a_true_law_holds(tmp_path):
    found = judged(tmp_path / "x.h5", {"law": right})
    assert kinds(found) == dict.fromkeys(["complete", "learnt_fraction", "trajectory"], "holds") and not found.fails
    assert found.same == (("incomplete", "complete"), ("learnt", "learnt_fraction"), ("stuck", "complete"))
    lengths = [len(verdict.inside.tests) for verdict in found.verdicts]
    assert lengths == [8, 8, 24]  # rounds of a trajectory are tests of their own
    for verdict in found.verdicts:
        assert verdict.since is None and not verdict.inside.rejected.any()
        assert (
            verdict.inside.tests.agreement.p_value[verdict.inside.worst] == verdict.inside.tests.agreement.p_value.min()
        )
        assert 0.01 < verdict.resolution < 0.07


@pytest.mark.parametrize(("part", "number"), [(0.05, 300_000), (-0.05, 300_000), (-0.01, 8_000_000)])
def test_a_law_off_by_a_few_percent_fails(tmp_path, part, number):
    random = np.random.default_rng(1)
    path = write(tmp_path / "x.h5", {"law": wrong(part)}, names={"stuck"}, number=10)
    data = compared(path)
    events = random.binomial(number, data.laws["law"].values["stuck"] / (1 + part))
    stuck = replace(data.measured["stuck"], events=events, mean=events / number)
    found = judge(replace(data, trials=np.full(8, number), measured={"stuck": stuck}), "law", level=1e-3)
    (verdict,) = found.verdicts
    assert verdict.kind == "fails" and found.fails and verdict.inside.rejected.sum() >= 6
    assert verdict.resolution < abs(part)
    worst = verdict.inside.tests.agreement.deviation[verdict.inside.worst]
    assert worst == pytest.approx(-part * truth((1,), WINDOWS)["stuck"].max(), rel=0.2)


def opposite(true):
    """As wrong as a law can be."""
    return {name: 1 - values for name, values in true.items()} if set(true) == {"stuck"} else true


@pytest.mark.parametrize(("number", "kind"), [(2, "too few trials"), (4, "too few trials"), (1000, "fails")])
def test_a_law_that_so_few_trials_could_not_refute_does_not_hold(tmp_path, number, kind):
    found = judged(tmp_path / "x.h5", {"law": opposite}, names={"stuck"}, windows=(-1.0, 1.0), number=number)
    assert kinds(found) == {"stuck": kind}
    assert found.untested == (kind == "too few trials")


def test_where_a_law_holds(tmp_path):
    sizes = (10, 100, 1000, 10_000)
    found = judged(tmp_path / "x.h5", {"law": wrong(-0.4, upto=2)}, sizes=sizes, names=NAMES)
    assert kinds(found) == {"learnt_fraction": "holds", "stuck": "holds from", "trajectory": "holds"}
    stuck = found.verdicts[1]
    assert stuck.since == 1000 and not found.fails
    data = compared(tmp_path / "x.h5")
    assert set(data.sizes[stuck.inside.tests.point[stuck.inside.rejected]]) <= {10, 100}


def test_the_largest_size_decides(tmp_path):
    def change(true):
        true["stuck"][-1] *= 1.5
        return true

    found = judged(tmp_path / "x.h5", {"law": change}, sizes=(10, 100, 1000), names={"stuck"})
    assert kinds(found) == {"stuck": "fails"} and found.verdicts[0].since is None


def test_too_few_trials_prove_nothing(tmp_path):
    """Where a law is wrong at every size, but the largest has hardly any trials."""
    how = {"names": {"stuck"}, "sizes": (10, 100, 1000)}
    found = judged(tmp_path / "x.h5", {"law": wrong(-0.2)}, number=lambda size: 10_000 if size < 1000 else 20, **how)
    (verdict,) = found.verdicts
    assert found.fails and verdict.since == 1000 and verdict.resolution > 0.3
    # far off at the smaller sizes: that much would have been seen
    found = judged(
        tmp_path / "y.h5", {"law": wrong(-0.9, upto=2)}, number=lambda size: 10_000 if size < 1000 else 200, **how
    )
    assert kinds(found) == {"stuck": "holds from"} and found.verdicts[0].since == 1000


def test_without_sizes_a_law_fails_as_a_whole(tmp_path):
    shape = {"axes": (axis("size", (0, 1)), axis("window", WINDOWS))}
    found = judged(tmp_path / "x.h5", {"law": wrong(-0.5, upto=1)}, names={"stuck"}, **shape)
    assert found.fails and found.verdicts[0].since is None


@pytest.mark.parametrize("how", [{"number": 0}, {"laws": {"law": silent}}])
def test_untested(tmp_path, how):
    found = judged(tmp_path / "x.h5", **{"laws": {"law": right}} | how)
    assert set(kinds(found).values()) == {"untested"} and not found.fails
    assert all(verdict.inside.worst is None and np.isnan(verdict.resolution) for verdict in found.verdicts)


def test_points_without_trials_or_prediction_are_left_out(tmp_path):
    def change(true):
        true["stuck"][0, 1] = np.nan
        return true

    found = judged(tmp_path / "x.h5", {"law": change}, names={"stuck"}, number=lambda size: 50 * (size < 5000))
    assert found.verdicts[0].inside.tests.point.tolist() == [0, 2, 3] and kinds(found) == {"stuck": "holds"}


def test_one_trial(tmp_path):
    found = judged(tmp_path / "x.h5", {"law": right}, names={"stuck", "learnt_fraction"}, number=1)
    assert kinds(found) == {"stuck": "too few trials", "learnt_fraction": "untested"} and found.untested
    assert found.verdicts[1].resolution > 0.8


def test_equal_trials_count_once(tmp_path):
    hashes = tuple(f"{s}/{w}" for s in "ab" for w in (0, 0, 1, 2))
    found = judged(
        tmp_path / "x.h5", {"law": right}, names=NAMES, windows=(0.0, 0.0, 1.0, 2.0), point_hash=hashes, number=200
    )
    assert [len(verdict.inside.tests) for verdict in found.verdicts] == [6, 6, 18]
    assert found.verdicts[1].inside.tests.point.tolist() == [0, 2, 3, 4, 6, 7]


def test_one_correction_for_all_of_a_law(tmp_path):
    found = judged(tmp_path / "x.h5", {"law": right}, names=NAMES)
    p = np.concatenate([verdict.inside.tests.agreement.p_value for verdict in found.verdicts])
    corrected = np.concatenate([verdict.inside.corrected for verdict in found.verdicts])
    assert len(p) == 40 and corrected.min() == pytest.approx(min(1, 40 * p.min()))


def test_observables_alike_in_the_trials_but_not_in_the_law(tmp_path):
    def change(true):
        true["complete"] += 0.3
        return true

    found = judged(tmp_path / "x.h5", {"law": change}, names={"complete", "incomplete", "stuck"})
    assert kinds(found) == {"complete": "fails", "incomplete": "holds"} and found.same == (("stuck", "incomplete"),)


@pytest.mark.slow
@pytest.mark.parametrize("number", [20, 300])
def test_true_laws_are_seldom_rejected(tmp_path, number):
    level, files = 0.05, 300
    alarms = 0
    for seed in range(files):
        found = judged(tmp_path / f"{seed}.h5", {"law": right}, number=number, level=level, seed=seed, names=NAMES)
        alarms += any(verdict.inside.rejected.any() for verdict in found.verdicts)
    assert alarms <= stats.binom.isf(1e-9, files, level)


VALID, SMALL, NOTHING = Range("valid"), Range("extrapolated", "R below 100"), Range("undefined", "no threshold")


def test_a_law_that_claims_a_value_fails_at_any_size(tmp_path):
    how = {"sizes": (10, 100, 1000), "names": {"stuck"}, "binding": ["law"]}
    found = judged(tmp_path / "x.h5", {"law": wrong(-0.4, upto=2)}, kind="value", **how)
    (verdict,) = found.verdicts
    assert verdict.kind == "fails" and found.fails and verdict.since == 1000 and not verdict.blunt
    found = judged(tmp_path / "y.h5", {"law": wrong(-0.4, upto=2)}, kind="limit", **how)
    assert kinds(found) == {"stuck": "holds from"} and not found.fails


def test_outside_its_range_a_law_cannot_fail(tmp_path):
    how = {"sizes": (10, 100, 1000), "names": {"stuck", "learnt_fraction"}, "kind": "value"}
    ranges = {"stuck": [[SMALL] * 4, [VALID] * 4, [VALID] * 4]}
    found = judged(tmp_path / "x.h5", {"law": wrong(-0.4, upto=1)}, ranges=ranges, **how)
    stuck = found.verdicts[1]
    assert kinds(found) == {"learnt_fraction": "holds", "stuck": "holds"} and not found.fails
    assert len(stuck.inside.tests) == 8 and len(stuck.outside.tests) == 4 and stuck.outside.rejected.any()
    # what is wrong within the range is still seen
    assert judged(tmp_path / "y.h5", {"law": wrong(-0.4, upto=2)}, ranges=ranges, **how).fails


def test_a_law_that_was_only_tried_outside_its_range(tmp_path):
    ranges = {"stuck": [[SMALL] * 4] * 2}
    how = {"names": {"stuck"}, "ranges": ranges, "binding": ["law"]}
    found = judged(tmp_path / "x.h5", {"law": wrong(-0.4)}, **how)
    assert kinds(found) == {"stuck": "extrapolated"}
    assert found.only_outside and not found.fails and not found.untested


def test_tests_outside_the_range_do_not_blunt_those_within(tmp_path):
    """The correction counts the tests of each by themselves."""
    some = {"stuck": [[SMALL] * 3 + [VALID]] * 2}
    found = judged(tmp_path / "x.h5", {"law": right}, names={"stuck"}, ranges=some)
    inside = found.verdicts[0].inside
    assert len(inside.tests) == 2
    assert inside.corrected.min() == pytest.approx(min(1, 2 * inside.tests.agreement.p_value.min()))


def bound(factor):
    def change(true):
        true["stuck"] = np.clip(factor * true["stuck"], 0, 1)
        return true

    return change


@pytest.mark.parametrize(
    ("kind", "factor", "verdict"),
    [
        ("upper bound", 3.0, "holds"),
        ("upper bound", 1.0, "holds"),
        ("upper bound", 0.7, "fails"),
        ("lower bound", 0.3, "holds"),
        ("lower bound", 1.0, "holds"),
        ("lower bound", 1.4, "fails"),
        ("value", 3.0, "fails"),
    ],
)
def test_a_bound_fails_where_it_is_crossed(tmp_path, kind, factor, verdict):
    found = judged(tmp_path / "x.h5", {"law": bound(factor)}, names={"stuck"}, kind=kind, windows=(0.0, 1.0))
    assert kinds(found) == {"stuck": verdict} and found.fails == (verdict == "fails")


def test_a_tail_that_is_wrong_by_a_large_factor_is_seen(tmp_path):
    found = judged(tmp_path / "x.h5", {"law": bound(1e-7)}, names={"stuck"}, windows=(1.0, 3.0))
    (verdict,) = found.verdicts
    most = verdict.inside.most
    assert verdict.inside.ratio(most) == pytest.approx(1e7, rel=0.5) and verdict.inside.corrected[most] < 1e-20


def test_a_ratio_that_is_chance_does_not_stand_for_one_that_is_not(tmp_path):
    """Nothing seen where a thousandth of an event is expected is a ratio of zero, and says nothing."""
    found = judged(tmp_path / "x.h5", {"law": right}, names={"stuck"}, windows=(0.0, 7.0), number=1000)
    inside = found.verdicts[0].inside
    assert inside.tests.seen.events.min() == 0
    assert 0.7 < inside.ratio(inside.most) < 1.4 and inside.corrected[inside.most] > 1e-3
    # a number has no ratio
    assert judged(tmp_path / "y.h5", {"law": right}, names={"learnt_fraction"}).verdicts[0].inside.most is None


def test_what_a_law_says_nothing_of_and_why(tmp_path):
    def change(true):
        true["stuck"][0, 1:] = np.nan
        del true["learnt"]
        return true

    ranges = {"stuck": [[VALID] + [NOTHING] * 3, [VALID] * 4]}
    found = judged(tmp_path / "x.h5", {"law": change}, names={"stuck", "learnt"}, ranges=ranges)
    assert found.silent == {("", 8): ("learnt",), ("no threshold", 3): ("stuck",)}
    # without trials there is nothing of which to say nothing
    assert judged(tmp_path / "y.h5", {"law": change}, names={"stuck", "learnt"}, ranges=ranges, number=0).silent == {}


def test_observables_alike_but_not_in_their_range(tmp_path):
    ranges = {"stuck": [[SMALL] * 4] * 2}
    found = judged(tmp_path / "x.h5", {"law": right}, names={"stuck", "incomplete"}, ranges=ranges)
    assert kinds(found) == {"incomplete": "holds", "stuck": "extrapolated"} and found.same == ()


def test_a_true_law_off_by_rounding_holds(tmp_path):
    """All trials agree, at an end of the range, and the law's sum of many terms is some ulp beyond."""

    def change(true):
        return {name: np.where(values > 0.5, 1 + 7e-15, -1e-16) for name, values in true.items()}

    how = {"names": {"stuck", "learnt_fraction"}, "windows": (-60.0, 60.0), "kind": "value"}
    found = judged(tmp_path / "x.h5", {"law": change}, **how)
    assert kinds(found)["stuck"] == "holds"
    assert all(verdict.inside.corrected[0] == 1 for verdict in found.verdicts if verdict.name == "stuck")


@pytest.mark.slow
@pytest.mark.parametrize("number", [5, 25, 300])
def test_true_laws_of_numbers_without_a_rare_event_are_seldom_rejected(tmp_path, number):
    """Counts of a few levels, and no event that says when a trial jumps."""
    level, files = 0.05, 300
    alarms = 0
    for seed in range(files):
        random = np.random.default_rng(seed)
        path = write(tmp_path / f"{seed}.h5", {"law": right}, names={"learnt"}, number=number, seed=seed)
        data = compared(path)
        values = random.binomial(6, 0.4, (8, number))
        learnt = replace(
            data.measured["learnt"],
            mean=values.mean(1)[:, None],
            spread=values.std(1, ddof=1)[:, None],
            one=np.ones((8, 1)),
            jumps=False,
        )
        said = replace(data.laws["law"], values={"learnt": np.full((8, 1), 2.4)})
        found = judge(replace(data, measured={"learnt": learnt}, laws={"law": said}), "law", level=level)
        alarms += any(verdict.inside.rejected.any() for verdict in found.verdicts)
    assert alarms <= stats.binom.isf(1e-5, files, level)
