"""A file's arrays side by side, and what is said when they are not there."""

import shutil
import threading
from dataclasses import replace

import h5py
import numpy as np
import pytest

from peelsim.results import ResultsError, digest, read
from peelsim.results.compare import compared
from peelsim.stats.observable import Dimension
from tests.results.example import OBSERVABLES, layout, single, write


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    return write(tmp_path_factory.mktemp("original") / "x.h5", sizes=(10, 20))


@pytest.fixture
def path(original, tmp_path):
    return shutil.copy(original, tmp_path / "x.h5")


def test_all_that_was_seen_and_said(original):
    data, saved = compared(original), read(original)
    assert data.trials.tolist() == [80] * 12 and data.hashes.tolist() == list(saved.point_hash)
    assert (
        data.coordinates["concepts"].tolist() == [10] * 6 + [20] * 6 == data.sizes.tolist() and data.size == "concepts"
    )
    assert data.coordinates["window"].tolist() == [-1, -1, 0, 0, 1, 1] * 2
    assert data.coordinates["text_degree.kind"].tolist() == ["binomial", "regular"] * 6
    assert list(data.coordinates) == ["concepts", "texts_per_concept", "window", "text_degree.kind"]
    assert set(data.measured) == {"stuck", "learnt_fraction", "curve"} and data.correlated == ()
    curve, stuck, learnt = (data.measured[name] for name in ("curve", "stuck", "learnt_fraction"))
    assert (curve.units, curve.dimension, stuck.dimension) == ("concept", "round", None)
    assert curve.mean.shape == (12, 4) and stuck.mean.shape == (12, 1)
    np.testing.assert_array_equal(curve.mean, [tally.mean("curve") for tally in saved.tallies])
    np.testing.assert_array_equal(stuck.events[:, 0], [tally.sums["stuck"] for tally in saved.tallies])
    assert curve.events is None and (stuck.low < stuck.mean).all() and (stuck.mean < stuck.high).all()
    np.testing.assert_allclose(learnt.one, 0.01, rtol=1e-12)
    np.testing.assert_allclose(curve.one, 1, rtol=1e-12)
    assert set(data.laws) == {"corrected", "published"}
    assert (data.laws["corrected"].values["stuck"] == 0.25).all()
    assert np.isnan(data.laws["corrected"].values["curve"]).all()
    assert data.laws["corrected"].values["curve"].shape == (12, 4)


def test_a_single_point(tmp_path):
    data = compared(write(tmp_path / "x.h5", single()))
    assert data.trials.shape == (1,) and data.coordinates == {} and data.laws == {} and data.size is data.sizes is None


def test_sizes_that_are_no_axis(tmp_path):
    made = layout()
    texts = made.quantities[0]
    made = replace(made, quantities=(replace(texts, name="anything"),), size="anything")
    data = compared(write(tmp_path / "x.h5", made))
    assert data.size == "anything" and data.sizes.tolist() == list(range(6))
    nothing = replace(made, quantities=(replace(texts, name="concepts"),), size=None)
    assert compared(write(tmp_path / "y.h5", nothing)).size is None
    with pytest.raises(ValueError, match="no variable is called nodes"):
        replace(made, size="nodes")


def test_axes_of_the_same_trials(tmp_path):
    made = layout(sizes=(10, 20))
    made = replace(made, axes=(replace(made.axes[0], correlated=True), *made.axes[1:]))
    assert compared(write(tmp_path / "x.h5", made)).correlated == ("concepts", "texts_per_concept")


@pytest.mark.parametrize("binding", [(), ("corrected",), ("corrected", "published")])
def test_binding_laws(tmp_path, binding):
    laws = compared(write(tmp_path / "x.h5", binding=binding)).laws
    assert {law for law, said in laws.items() if said.binding} == set(binding)


def test_places_along_a_dimension_of_its_own(tmp_path):
    *others, curve = OBSERVABLES
    levels = Dimension("round", 4, values=(0.5, 1.5, 2.5, 4.0))
    made = replace(layout(), observables=(*others, replace(curve, dimension=levels)))
    measured = compared(write(tmp_path / "x.h5", made)).measured
    assert measured["curve"].places.tolist() == [0.5, 1.5, 2.5, 4.0]
    assert compared(write(tmp_path / "y.h5")).measured["curve"].places.tolist() == [1, 2, 3, 4]


def test_reading_changes_nothing(path):
    before = digest(path), path.read_bytes()
    compared(path)
    assert (digest(path), path.read_bytes()) == before


NAMES = (
    *("trials", "stuck", "stuck_low", "curve_std", "learnt_fraction_high", "checkpoint/point_hash", "stuck_count"),
    *("checkpoint/curve_sum", "predictions/corrected/curve", "predictions/published/stuck"),
)


@pytest.mark.parametrize("name", NAMES)
def test_wrong_datasets(path, name):
    with h5py.File(path, "a") as file:
        shape = file[name].shape
        del file[name]
        file[name] = np.zeros(shape, np.float32)
    with pytest.raises(ResultsError, match="damaged") as caught:
        compared(path)
    assert "\n" not in str(caught.value)
    with h5py.File(path, "a") as file:
        del file[name]
        file[name] = np.zeros(5)
    with pytest.raises(ResultsError, match="damaged"):
        compared(path)


@pytest.mark.parametrize("reader", [compared, read])
def test_a_refusal_that_is_kept_hinders_no_other_thread(path, tmp_path, reader):
    """As a debugger or a notebook keeps it: with its traceback, and all that stood in the frames."""
    with h5py.File(path, "a") as file:
        del file["predictions/corrected/curve"]
        file["predictions/corrected/curve"] = np.zeros(5)
    with pytest.raises(ResultsError, match="damaged") as caught:
        reader(path)
    whole, seen = write(tmp_path / "whole.h5"), []
    other = threading.Thread(target=lambda: seen.append(digest(whole)), daemon=True)
    other.start()
    other.join(30)
    assert seen and caught.value.__cause__ is not None


@pytest.mark.parametrize("name", ["trials", "curve", "window", "checkpoint", "predictions", "stuck_std"])
def test_missing_parts(path, name):
    with h5py.File(path, "a") as file:
        del file[name]
    with pytest.raises(ResultsError, match="damaged"):
        compared(path)


def test_predictions_of_nothing(path):
    with h5py.File(path, "a") as file:
        file["predictions/corrected/nonsense"] = file["predictions/corrected/stuck"][()]
    with pytest.raises(ResultsError, match="damaged"):
        compared(path)


def test_negative_trials(path):
    with h5py.File(path, "a") as file:
        file["trials"][...] = -1
    with pytest.raises(ResultsError, match="trials are negative"):
        compared(path)


def test_truncated(path):
    whole = path.read_bytes()
    for length in range(0, len(whole), len(whole) // 40):
        path.write_bytes(whole[:length])
        with pytest.raises(ResultsError):
            compared(path)
