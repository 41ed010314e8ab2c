"""Files that reach outside themselves, or claim more than they hold: one line, in little memory, and no crash."""

import h5py
import numpy as np
import pytest

from peelsim.analysis.load import load
from peelsim.results import ResultsError, digest, read
from peelsim.results.compare import compared
from peelsim.results.summary import summary
from tests.results.example import write

READERS = (read, digest, compared, summary, load)


def replaced(name, make):
    """Put something else in the place of a dataset."""

    def change(file, folder):
        shape = file[name].shape
        del file[name]
        make(file, name, shape, folder)

    return change


def virtual(file, name, shape, folder):
    other = write(folder / "other.h5")
    layout = h5py.VirtualLayout(shape=shape, dtype="f8")
    layout[...] = h5py.VirtualSource(str(other), "stuck", shape=shape)
    file.create_virtual_dataset(name, layout)


def external(file, name, shape, folder):
    (folder / "other.bin").write_bytes(b"\1" * 4096)
    file.create_dataset(name, shape, "f8", external=[(str(folder / "other.bin"), 0, h5py.h5f.UNLIMITED)])


def huge(file, name, shape, folder):
    file.create_dataset(name, (400_000_000,), "f8", chunks=(1 << 20,))


def huge_and_whole(file, name, shape, folder):
    file.create_dataset(name, (1 << 40,), "i8")


def linked(file, name, shape, folder):
    file[name] = h5py.ExternalLink(str(write(folder / "other.h5")), "stuck")


def soft(file, name, shape, folder):
    file[name] = h5py.SoftLink("/trials")


def compound(file, name, shape, folder):
    file.create_dataset(name, shape, np.dtype([("a", "f8"), ("b", "i8")]))


def references(file, name, shape, folder):
    file.create_dataset(name, shape, h5py.ref_dtype)


def empty(file, name, shape, folder):
    file.create_dataset(name, data=h5py.Empty("f8"))


def group(file, name, shape, folder):
    file.create_group(name)


def named_type(file, name, shape, folder):
    file[name] = np.dtype("f8")


def twice(file, folder):
    file["again"] = file["stuck"]


def within_itself(file, folder):
    file["predictions/corrected/inside"] = file["predictions"]


MADE = (virtual, external, huge, huge_and_whole, linked, soft, compound, references, empty, group, named_type)
HOSTILE = {
    **{f"{make.__name__} {name}": replaced(name, make) for make in MADE for name in ("stuck", "checkpoint/curve_sum")},
    **{f"{make.__name__} hashes": replaced("checkpoint/point_hash", make) for make in (huge, virtual, soft)},
    **{f"{make.__name__} law": replaced("predictions/corrected/stuck", make) for make in MADE},
    "two names": twice,
    "a group within itself": within_itself,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.plain_cases(4)
def test_a_hostile_file_is_one_line_to_every_reader(tmp_path, name):
    path = write(tmp_path / "x.h5")
    with h5py.File(path, "a") as file:
        HOSTILE[name](file, tmp_path)
    readers = (read, compared) if name.startswith("group ") else READERS  # a group is as good a content as another
    for reader in readers:
        with pytest.raises(ResultsError) as caught:
            reader(path)
        assert str(caught.value).startswith(f"{path} is damaged (") and "\n" not in str(caught.value)


@pytest.mark.parametrize("make", MADE)
@pytest.mark.plain_cases(2)
def test_hostile_kept_trials(tmp_path, make):
    path = write(tmp_path / "x.h5", keep_trials=True)
    with h5py.File(path, "a") as file:
        replaced("per_trial/3/curve", make)(file, tmp_path)
    for reader in (read, digest):
        if (make, reader) == (group, digest):
            continue
        with pytest.raises(ResultsError, match="is damaged"):
            reader(path)


@pytest.mark.parametrize("key", ["seconds", "saved_at"])
@pytest.mark.parametrize("value", ["abc", np.zeros(3), float("nan"), float("inf"), True])
@pytest.mark.plain_cases(4)
def test_notes_of_wrong_types(tmp_path, key, value):
    path = write(tmp_path / "x.h5")
    with h5py.File(path, "a") as file:
        file["provenance"].attrs[key] = value
    for reader in (read, summary):
        with pytest.raises(ResultsError, match=f"is damaged \\({key} in /provenance is"):
            reader(path)


@pytest.mark.parametrize(
    ("attribute", "value"),
    [("observables", "stuck, stuck"), ("observables", 5), ("observables", np.zeros(3)), ("name", np.zeros((2, 2)))],
)
def test_root_attributes_of_wrong_types(tmp_path, attribute, value):
    path = write(tmp_path / "x.h5")
    with h5py.File(path, "a") as file:
        file.attrs[attribute] = value
    with pytest.raises(ResultsError, match="is damaged"):
        read(path)


def test_a_law_of_what_is_not_observed(tmp_path):
    path = write(tmp_path / "x.h5")
    with h5py.File(path, "a") as file:
        file["predictions/corrected/trials"] = np.zeros((3, 2))
    for reader in (read, compared):
        with pytest.raises(ResultsError, match="law corrected says something of what is not observed"):
            reader(path)


def test_a_foreign_file_is_said_to_be_foreign(tmp_path):
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file.create_dataset("table", 3, np.dtype([("a", "f8")]))
    with pytest.raises(ResultsError, match="is no result file of peelsim"):
        read(tmp_path / "x.h5")
