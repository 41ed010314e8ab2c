"""A file that is not this sweep's, or no good, is named in one line and never touched."""

import shutil

import h5py
import numpy as np
import pytest

from peelsim.analysis.load import load
from peelsim.results import ResultsError, Store, digest, read
from peelsim.stats.observable import Dimension, Observable
from peelsim.stats.tally import Tally
from tests.results.example import OBSERVABLES, layout, write


def refusal(path, made=None):
    """The sentence with which ``path`` is refused; the file must be as before."""
    before = path.read_bytes()
    with pytest.raises(ResultsError) as caught:
        Store(path, made or layout())
    assert path.read_bytes() == before
    assert sorted(other.name for other in path.parent.iterdir() if not other.name.endswith(".lock")) == [path.name]
    sentence = str(caught.value)
    assert "\n" not in sentence and sentence.startswith(str(path))
    return sentence.removeprefix(f"{path} ")


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    return write(tmp_path_factory.mktemp("original") / "x.h5", sizes=(10, 20), keep_trials=True)


@pytest.fixture
def path(original, tmp_path):
    return shutil.copy(original, tmp_path / "x.h5")


ASKED = {"sizes": (10, 20), "keep_trials": True}
NAMED = tuple(observable.name for observable in OBSERVABLES)
LONGER = Observable("curve", "number", "", dimension=Dimension("round", 5))
ANOTHER = ": give another path"
CURE = f"{ANOTHER}, or fresh=True to overwrite it"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"seed": 7}, "was made with seed 20241, this sweep says 7"),
        (
            {"identity": {"model": "concept-text", "engine": "rounds"}},
            "was made with engine graph, this sweep says rounds",
        ),
        (
            {"identity": {"model": "skills", "engine": "rounds"}},
            "was made with model concept-text, engine graph, this sweep says skills, rounds",
        ),
        ({"identity": {"model": "concept-text"}}, "was made with engine graph, this sweep says (none)"),
        ({"keep_trials": False}, "was made with keep_trials true, this sweep says false"),
        (
            {"observables": OBSERVABLES[:2], "predictions": {}},
            "was made with observables curve[round=4], learnt_fraction, stuck, this sweep says learnt_fraction, stuck",
        ),
        (
            {"observables": (*OBSERVABLES[:2], LONGER), "predictions": {}},
            "was made with observables curve[round=4], learnt_fraction, stuck, "
            "this sweep says curve[round=5], learnt_fraction, stuck",
        ),
        ({"windows": (-1.0, 0.0)}, "has 4 points this sweep no longer asks for"),
    ],
)
@pytest.mark.plain_cases(2)
def test_another_sweep(path, changes, words):
    assert refusal(path, layout(**(ASKED | changes))) == words + CURE


def test_a_single_point_too_many(tmp_path):
    path = write(tmp_path / "x.h5", windows=(0.0, 1.0), kinds=("regular",))
    words = refusal(path, layout(windows=(0.0,), kinds=("regular",)))
    assert words.startswith("has 1 point this sweep no longer asks for")


def test_points_without_trials_may_go(tmp_path):
    with Store(tmp_path / "x.h5", layout()) as store:
        store.snapshot({})
    with Store(tmp_path / "x.h5", layout(windows=(5.0,))):
        pass


def test_another_format(path):
    with h5py.File(path, "a") as file:
        file.attrs["format_version"] = 4
    assert refusal(path) == "has format 4, this version of peelsim reads 1, 2 and 3" + CURE


@pytest.mark.parametrize("content", [b"", b"no", b'[sweep]\nname = "mine"\n' * 100])
def test_not_hdf5(tmp_path, content):
    path = tmp_path / "x.h5"
    path.write_bytes(content)
    assert refusal(path) == "is not an HDF5 file" + (ANOTHER if content else CURE)
    for reader in (read, load, digest):
        with pytest.raises(ResultsError, match="HDF5"):
            reader(path)


def test_fresh_overwrites_nothing_but_what_a_run_has_written_or_left(original, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('[sweep]\nname = "mine"\n')
    with pytest.raises(ResultsError, match=r"mine\.toml is not an HDF5 file: give another path$"):
        Store(path, layout(), fresh=True)
    with h5py.File(tmp_path / "data.h5", "w") as file:
        file["trials"] = 3
    with pytest.raises(ResultsError, match=r"data\.h5 is no result file of peelsim: give another path$"):
        Store(tmp_path / "data.h5", layout(), fresh=True)
    assert path.read_text() == '[sweep]\nname = "mine"\n'
    whole = original.read_bytes()
    for name, content in (("empty.h5", b""), ("half.h5", whole[: len(whole) // 2]), ("whole.h5", whole)):
        (tmp_path / name).write_bytes(content)
        with Store(tmp_path / name, layout(), fresh=True) as store:
            store.snapshot({})
        assert read(tmp_path / name).tallies[0].trials == 0


def test_not_ours(tmp_path):
    path = tmp_path / "x.h5"
    with h5py.File(path, "w") as file:
        file["trials"] = 3
    assert refusal(path) == "is no result file of peelsim" + ANOTHER


def test_truncated(path):
    whole = path.read_bytes()
    for length in {*range(1, 100, 7), *range(100, len(whole), len(whole) // 60), len(whole) - 1}:
        path.write_bytes(whole[:length])
        assert "HDF5" in (words := refusal(path)) or "truncated" in words
        for reader in (load, digest):
            with pytest.raises(ResultsError):
                reader(path)


NAMES = (
    *("trials", "stop_reason", "stuck", "stuck_low", "curve_std", "learnt_fraction_high", "checkpoint/point_hash"),
    *("checkpoint/curve_sum", "checkpoint/stuck_square", "per_trial/3/curve", "predictions/corrected/curve"),
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.plain_cases(7)
def test_wrong_datasets(path, name):
    if not name.startswith("predictions"):
        with h5py.File(path, "a") as file:
            file.move(name, "elsewhere")
        assert f"/{name} is missing" in refusal(path) or name == "checkpoint/point_hash"
        with h5py.File(path, "a") as file:
            file.move("elsewhere", name)
    with h5py.File(path, "a") as file:
        values = file[name][()]
        del file[name]
        file[name] = values[..., :-1] if values.ndim else values
    assert "is damaged" in refusal(path, layout(**ASKED))
    with h5py.File(path, "a") as file:
        del file[name]
        file[name] = np.zeros(values.shape, np.float32)
    assert "is damaged" in refusal(path, layout(**ASKED))


@pytest.mark.parametrize("name", ["trials", "checkpoint/curve_sum", "checkpoint/curve_cube"])
def test_negative_numbers(path, name):
    with h5py.File(path, "a") as file:
        file[name][...] = -1
    assert "negative" in refusal(path)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("trials", lambda n: n // 3),
        ("trials", lambda n: n * 0),
        ("trials", lambda n: n + 1),
        ("checkpoint/stuck_sum", lambda n: n + 1),
        ("checkpoint/stuck_square", lambda n: n + 1),
        ("checkpoint/learnt_fraction_square", lambda n: n // 2),
        ("checkpoint/learnt_fraction_cube", lambda n: n // 2),
        ("checkpoint/curve_sum", lambda n: n * 2),
    ],
)
@pytest.mark.plain_cases(4)
def test_sums_that_no_trials_have(tmp_path, name, change):
    path = write(tmp_path / "x.h5", sizes=(10, 20))
    with h5py.File(path, "a") as file:
        file[name][...] = change(file[name][...])
    assert "is damaged (no trials have the sums of " in refusal(path, layout(sizes=(10, 20)))


def test_trials_of_any_values_are_possible(tmp_path):
    """Counts all equal meet the bound; a single trial, and none, are possible too."""
    with Store(tmp_path / "x.h5", layout()) as store:
        for point, trials in enumerate((3, 1, 200)):
            counts = {name: np.full((trials, *(4,) * (name == "curve")), name != "stuck") * 1 for name in NAMED}
            store.commit(point, Tally.of(counts))
        store.snapshot({})
    assert [tally.trials for tally in read(tmp_path / "x.h5").tallies] == [3, 1, 200, 0, 0, 0]


@pytest.mark.parametrize("group", ["checkpoint", "per_trial", "provenance"])
def test_missing_groups(path, group):
    with h5py.File(path, "a") as file:
        del file[group]
    assert "damaged" in refusal(path)


def test_a_folder_in_its_place(tmp_path):
    with pytest.raises(ResultsError, match=r"is a folder: give another path"):
        Store(tmp_path, layout())
    with pytest.raises(ResultsError, match="No such file"):
        read(tmp_path / "none.h5")
