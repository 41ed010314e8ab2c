"""What goes into a file comes back, exactly, and goes on."""

from dataclasses import replace

import h5py
import numpy as np
import pytest
import scipy.stats

from peelsim.results import UNFINISHED, ResultsError, Store, digest, read
from peelsim.results.schema import from_limbs, to_limbs
from peelsim.stats.intervals import event_interval, mean_interval
from peelsim.stats.observable import Dimension, Observable
from peelsim.stats.tally import Tally
from tests.results.example import block, fill, layout, single, write


def exact(sums):
    return {name: np.asarray(total).tolist() for name, total in sums.items()}


def state(store):
    """Everything a store keeps, as plain values by content of the point."""
    return {
        content: (tally.trials, reason, *(exact(each) for each in (tally.sums, tally.squares, tally.cubes)))
        for content, tally, reason in zip(store.layout.point_hash, store.tallies, store.stop_reasons, strict=True)
    }


def test_limbs_are_exact():
    numbers = [0, 1, 2**62 - 1, 2**62, 2**124 - 1, 2**124, 3**113, 2**187 - 1]
    assert from_limbs(to_limbs(np.array(numbers, dtype=object))).tolist() == numbers
    with pytest.raises(OverflowError):
        to_limbs(np.array([2**187], dtype=object))


def test_big_sums_come_back_exactly(tmp_path):
    def exact(stuck, fraction, curve):
        values = {"stuck": stuck, "learnt_fraction": fraction, "curve": curve}
        return {name: np.array(value, dtype=object) for name, value in values.items()}

    sums = exact(3, 2**60 + 7, [0, 1, 2**63, 2**80 + 1])
    squares = exact(3, 2**90 - 1, [0, 1, 2**90, 2**122 + 1])
    cubes = exact(3, 2**130 + 5, [0, 1, 2**124, 2**187 - 1])
    with Store(tmp_path / "x.h5", single()) as store:
        store.commit(0, Tally(2**40, sums, squares, cubes))
        store.snapshot({})
        before = state(store)
    with Store(tmp_path / "x.h5", single()) as store:
        assert state(store) == before


def test_cubes_beyond_what_a_file_holds_are_unknown_ever_after(tmp_path):
    with Store(tmp_path / "x.h5", single()) as store:
        values = {"stuck": 3, "learnt_fraction": 2**60, "curve": [2**60] * 4}
        sums = {name: np.array(value, dtype=object) for name, value in values.items()}
        store.commit(0, Tally(2**60, sums, sums, {**sums, "curve": np.array([2**60, 2**60, 2**187, 2**60])}))
        store.snapshot({})
    assert set(read(tmp_path / "x.h5").tallies[0].cubes) == {"stuck", "learnt_fraction"}


@pytest.mark.parametrize("keep_trials", [False, True])
def test_a_resumed_run_ends_with_the_same_data(tmp_path, keep_trials):
    made = layout(keep_trials=keep_trials)
    with Store(tmp_path / "whole.h5", made) as store:
        fill(store, blocks=3)
        store.snapshot({"seconds": 1.0})
    with Store(tmp_path / "halves.h5", made) as store:
        fill(store, [3, 1], blocks=3)
        counts = block([*made.point_hash[0].encode(), 0])
        store.commit(0, Tally.of(counts), counts)
        store.snapshot({"seconds": 0.5})
    with Store(tmp_path / "halves.h5", made) as store:
        assert store.stop_reasons == [UNFINISHED, UNFINISHED, UNFINISHED, "max_events", UNFINISHED, UNFINISHED]
        assert [tally.trials for tally in store.tallies] == [40, 120, 0, 120, 0, 0]
        assert store.provenance == {"seconds": 0.5}
        for number in (1, 2):
            counts = block([*made.point_hash[0].encode(), number])
            store.commit(0, Tally.of(counts), counts)
        store.finish(0, "max_trials")
        store.finish(1, "max_events")
        fill(store, [2, 4, 5], blocks=3)
        store.snapshot({"seconds": 2.0})
    assert digest(tmp_path / "whole.h5") == digest(tmp_path / "halves.h5")


def test_a_grown_grid_keeps_what_is_there(tmp_path):
    path = write(tmp_path / "x.h5", windows=(0.0, 1.0), keep_trials=True)
    with Store(path, layout(windows=(0.0, 1.0), keep_trials=True)) as store:
        before = state(store)
    grown = layout(windows=(2.0, 1.0, 0.5, 0.0), kinds=("regular", "poisson", "binomial"), keep_trials=True)
    with Store(path, grown) as store:
        after = state(store)
        assert {content: after[content] for content in before} == before
        assert {after[content][:2] for content in set(after) - set(before)} == {(0, UNFINISHED)}
        store.snapshot({})
    with Store(path, grown) as store:
        assert state(store) == after
    kept = read(path).counts[grown.point_hash.index("100/0.0/binomial")]
    whole = [block([*b"100/0.0/binomial", number]) for number in range(2)]
    np.testing.assert_array_equal(kept["curve"], np.concatenate([counts["curve"] for counts in whole]))


def test_another_order_of_the_grid_gives_the_same_file(tmp_path):
    write(tmp_path / "x.h5", kinds=("regular", "binomial"))
    with Store(tmp_path / "x.h5", layout()) as store:
        store.snapshot({})
    with Store(tmp_path / "y.h5", layout()) as store, Store(tmp_path / "x.h5", layout()) as other:
        for point, tally in enumerate(other.tallies):
            store.commit(point, tally)
            store.finish(point, other.stop_reasons[point])
        store.snapshot({})
    assert digest(tmp_path / "x.h5") == digest(tmp_path / "y.h5")


def test_points_of_the_same_content_share_what_is_there(tmp_path):
    with Store(tmp_path / "x.h5", layout(windows=(0.0,))) as store:
        fill(store)
        store.snapshot({})
    with Store(tmp_path / "x.h5", layout(windows=(0.0, 0.0))) as store:
        assert [tally.trials for tally in store.tallies] == [80] * 4


def test_statistics(tmp_path):
    made = layout()
    with Store(tmp_path / "x.h5", made) as store:
        fill(store, [0, 1, 2])
        store.snapshot({})
        fill(store, [1], blocks=1)  # more trials: unfinished again
        store.snapshot({})
    counts = [block([*made.point_hash[1].encode(), number]) for number in (0, 1, 0)]
    fraction = np.concatenate([c["learnt_fraction"] for c in counts]) / 100
    skewness = scipy.stats.skew(fraction, bias=False)
    stuck = int(sum(c["stuck"].sum() for c in counts))
    with h5py.File(tmp_path / "x.h5") as file:
        assert file["trials"][()].tolist() == [[80, 120], [80, 0], [0, 0]]
        words = file["stop_reason"].asstr()[()].tolist()
        assert words == [["max_trials", UNFINISHED], [UNFINISHED] * 2, [UNFINISHED] * 2]
        at = {name: file[name][0, 1] for name in file if isinstance(file[name], h5py.Dataset) and file[name].ndim == 2}
        assert at["stuck_count"] == stuck
        assert at["stuck"] == stuck / 120
        assert (at["stuck_low"], at["stuck_high"]) == event_interval(stuck, 120, UNFINISHED)
        np.testing.assert_allclose(
            [at[f"learnt_fraction{suffix}"] for suffix in ("", "_std", "_low", "_high")],
            [
                *(fraction.mean(), fraction.std(ddof=1)),
                *mean_interval(fraction.mean(), fraction.std(ddof=1), 120, skewness=skewness, one=0.01),
            ],
            rtol=1e-12,
        )
        curve = np.concatenate([c["curve"] for c in counts])
        np.testing.assert_allclose(file["curve_std"][0, 1], curve.std(axis=0, ddof=1), rtol=1e-12)
        assert np.isnan(file["stuck"][1, 1]) and np.isnan(file["curve_low"][2, 0]).all()


def test_intervals_know_the_rule_that_ended_the_trials(tmp_path):
    counts = block(5)
    for reason in ("max_events", "max_trials"):
        with Store(tmp_path / f"{reason}.h5", single()) as store:
            store.commit(0, Tally.of(counts))
            store.finish(0, reason)
            store.snapshot({})
        with h5py.File(tmp_path / f"{reason}.h5") as file:
            limits = (file["stuck_low"][()], file["stuck_high"][()])
            assert limits == event_interval(counts["stuck"].sum(), 40, reason, target=3)


def test_one_trial_a_point(tmp_path):
    with Store(tmp_path / "x.h5", single()) as store:
        store.commit(0, Tally.of(block(1, trials=1)))
        store.snapshot({})
    with h5py.File(tmp_path / "x.h5") as file:
        assert np.isnan([file["learnt_fraction_std"][()], file["learnt_fraction_low"][()]]).all()


def test_a_sweep_of_laws_only(tmp_path):
    made = layout()
    with Store(tmp_path / "x.h5", made) as store:
        for point in range(made.points):
            store.finish(point, "max_trials")
        store.snapshot({})
    with Store(tmp_path / "x.h5", made) as store:
        assert set(store.stop_reasons) == {"max_trials"}
    with h5py.File(tmp_path / "x.h5") as file:
        assert np.isnan(file["stuck"][()]).all() and (file["predictions/corrected/stuck"][()] == 0.25).all()


def test_laws_and_quantities_are_those_of_the_last_layout(tmp_path):
    path = write(tmp_path / "x.h5")
    with Store(path, layout(predictions={"published": {"stuck": np.zeros((3, 2))}}, quantities=())) as store:
        store.snapshot({})
    with h5py.File(path) as file:
        assert list(file["predictions"]) == ["published"] and "texts" not in file


def test_nothing_is_written_before_the_first_snapshot(tmp_path):
    path = write(tmp_path / "x.h5")
    before = path.read_bytes()
    with Store(path, layout(seed=5), fresh=True) as store:
        fill(store)
        assert path.read_bytes() == before
        store.snapshot({})
    assert read(path).identity["seed"] == "5"
    with Store(tmp_path / "folder" / "new.h5", layout()):
        pass
    assert not (tmp_path / "folder" / "new.h5").exists()


def test_a_link_to_a_file_stays_a_link(tmp_path):
    path = write(tmp_path / "x.h5")
    (tmp_path / "link.h5").symlink_to(path)
    with Store(tmp_path / "link.h5", layout()) as store:
        store.commit(5, Tally.of(block(9)))
        store.snapshot({})
    assert (tmp_path / "link.h5").is_symlink()
    assert read(path).tallies[5].trials == 120


def test_a_seed_beyond_64_bits(tmp_path):
    path = write(tmp_path / "x.h5", seed=2**100)
    with Store(path, layout(seed=2**100)) as store:
        assert store.tallies[0].trials == 80
    with pytest.raises(ResultsError, match=f"seed {2**100}, this sweep says 3"):
        Store(path, layout(seed=3))


def test_kept_trials_must_be_given(tmp_path):
    with Store(tmp_path / "x.h5", layout(keep_trials=True)) as store, pytest.raises(ValueError, match="keeps trials"):
        store.commit(0, Tally.of(block(1)))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"point_hash": ("a",)}, "1 hashes for 6 points"),
        ({"quantities": layout().quantities * 2}, "two variables are called texts, used"),
        ({"per": {"curve": np.ones(3)}}, r"per of curve has shape \(3,\)"),
        ({"predictions": {"corrected": {"stuck": np.ones((3, 2, 4))}}}, "stuck by law corrected has shape"),
        ({"predictions": {"corrected": {"stick": np.ones((3, 2))}}}, "unknown observables: stick"),
        ({"predictions": {"low": {}}}, "cannot be called low"),
        ({"events_rule": "stuck"}, "not an EventsRule"),
        ({"identity": {"name": "x"}}, "identity cannot hold"),
    ],
)
def test_a_layout_no_file_could_hold(changes, words):
    with pytest.raises(ValueError, match=words):
        layout(**changes)


def test_two_observables_may_share_a_dimension(tmp_path):
    twin = Observable("twin", "number", "another", dimension=Dimension("round", 4))
    made = single(observables=(*layout().observables, twin), keep_trials=True)
    counts = block(1)
    counts["twin"] = counts["curve"] + 1
    with Store(tmp_path / "x.h5", made) as store:
        store.commit(0, Tally.of(counts), counts)
        store.snapshot({})
    np.testing.assert_array_equal(read(tmp_path / "x.h5").counts[0]["twin"], counts["twin"])
    with pytest.raises(ValueError, match="dimension round"):
        replace(made, observables=(*layout().observables, replace(twin, dimension=Dimension("round", 5))))
