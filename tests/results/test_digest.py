import h5py
import numpy as np
import pytest

from peelsim.results import ResultsError, Store, digest
from tests.results.example import layout, write


def test_equal_data_equal_digest(tmp_path):
    one = write(tmp_path / "one.h5", keep_trials=True)
    two = write(tmp_path / "two.h5", keep_trials=True, provenance={"seconds": 99.0, "machine": "other"})
    assert digest(one) == digest(two)
    assert len(digest(one)) == 64


def test_snapshots_on_the_way_leave_no_trace(tmp_path):
    path = write(tmp_path / "x.h5")
    before = digest(path)
    with Store(path, layout()) as store:
        store.snapshot({})
    assert digest(path) == before


def change(item):
    """Change one value of a dataset."""
    values = item[()]
    if h5py.check_string_dtype(item.dtype):
        values = np.where(np.arange(values.size).reshape(values.shape) == 0, b"other", values)
    elif item.dtype.kind == "i":
        values.flat[-1] += 1
    else:
        values.flat[-1] = 0.125 if np.isnan(values.flat[-1]) else np.nextafter(values.flat[-1], 2)
    item[...] = values


@pytest.mark.slow
def test_every_value_counts(tmp_path):
    path = write(tmp_path / "x.h5", windows=(0.0, 1.0), keep_trials=True)
    names = []
    with h5py.File(path) as file:
        file.visititems(lambda name, item: names.append(name) if isinstance(item, h5py.Dataset) else None)
    seen = {digest(path)}
    for name in names:
        with h5py.File(path, "a") as file:
            change(file[name])
        seen.add(digest(path))
    assert len(seen) == len(names) + 1


def test_attributes_names_types_and_shapes_count(tmp_path):
    path = write(tmp_path / "x.h5")
    seen = {digest(path)}
    for edit in (
        lambda file: file.attrs.modify("seed", 5),
        lambda file: file["stuck"].attrs.modify("units", "percent"),
        lambda file: file.move("stuck", "stack"),
        lambda file: file.create_group("empty"),
        lambda file: file.create_dataset("word", data="1"),
        lambda file: file.__delitem__("word") or file.create_dataset("word", data=1),
        lambda file: file.__delitem__("word") or file.create_dataset("word", data=[1]),
        lambda file: file.__delitem__("word") or file.create_dataset("word", data=[1], dtype="i4"),
    ):
        with h5py.File(path, "a") as file:
            edit(file)
        seen.add(digest(path))
    assert len(seen) == 9


def test_encoding_does_not_count(tmp_path):
    path = write(tmp_path / "x.h5")
    before = digest(path)
    with h5py.File(path, "a", libver="latest") as file:
        for name in ("checkpoint/curve_sum", "checkpoint/stuck_square"):
            item = file[name]
            values, attributes = item[()], dict(item.attrs)
            scales = [dimension[0] for dimension in item.dims]
            del file[name]
            made = file.create_dataset(name, data=values, dtype=">i8", chunks=True, compression="lzf")
            for key in ("units", "long_name"):
                made.attrs[key] = attributes[key]
            for dimension, scale in zip(made.dims, scales, strict=True):
                dimension.attach_scale(scale)
    assert digest(path) == before


def test_no_file_no_digest(tmp_path):
    with pytest.raises(ResultsError, match="No such file"):
        digest(tmp_path / "none.h5")


def test_not_a_number_is_one_value_whatever_its_bits(tmp_path):
    """Processors differ in the bits of a NaN, and nothing of it is data."""
    path = write(tmp_path / "x.h5")
    before = digest(path)
    with h5py.File(path, "a") as file:
        values = file["predictions/corrected/curve"][()]
        bits = values.view(np.uint64)
        assert np.isnan(values).all() and len(np.unique(bits)) == 1
        bits.flat[::2] ^= np.uint64((1 << 63) | 12345)
        assert np.isnan(values).all()
        file["predictions/corrected/curve"][...] = values
    assert digest(path) == before
