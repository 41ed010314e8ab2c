"""Ranges of laws as codes: to a file and back, taken together, and put in one order."""

import h5py
import numpy as np
import pytest
import xarray

from peelsim.results import ResultsError, digest, read
from peelsim.results.compare import compared
from peelsim.results.layout import LawNote
from peelsim.results.ranges import UNTOLD, Ranges
from peelsim.stats.law import Range
from tests.results.example import layout, write

VALID, SMALL, NOTHING = Range("valid"), Range("extrapolated", "R below 100: too few"), Range("undefined", "no jump")
SAID = [[VALID], [SMALL], [NOTHING], [VALID], [VALID], [SMALL]]


def told(rows=SAID, shape=()):
    return Ranges.of(rows, shape)


def made(**changes):
    """A layout with a law that says all three."""
    stuck = np.array([0.25, 0.25, np.nan, 0.25, 0.25, 0.25]).reshape(3, 2)
    curve = np.where(np.arange(4) < 3, 1.0, np.nan) * np.ones((3, 2, 4))
    places = told([(VALID, SMALL, VALID, NOTHING)] * 6, (4,)).reshape((3, 2, 4))
    everything = {
        "predictions": {"corrected": {"stuck": stuck, "curve": curve}},
        "laws": {"corrected": LawNote("Someone (2024), eq. 1", "upper bound")},
        "ranges": {
            "corrected": {
                "stuck": told().reshape((3, 2)),
                "curve": places,
                "learnt_fraction": told([[NOTHING]] * 6).reshape((3, 2)),
            }
        },
    }
    return layout(**(everything | changes))


def test_codes_and_what_they_mean():
    found = told()
    assert found.codes.tolist() == [0, 1, 2, 0, 0, 1] and found.meanings == (VALID, SMALL, NOTHING)
    assert found.status("extrapolated").tolist() == [False, True, False, False, False, True]
    assert found.reasons("undefined", np.ones(6, bool)) == ["no jump"]
    assert found.reasons("undefined", found.status("valid")) == []
    assert Ranges.read(found.codes, found.words()).meanings == found.meanings
    assert told([[VALID], None]).codes.tolist() == [0, UNTOLD]


def test_of_numbers_alone():
    found = Ranges.plain(np.array([0.5, np.nan]))
    assert found.codes.tolist() == [0, UNTOLD] and found.is_plain and found.untold.tolist() == [False, True]


def test_what_one_file_does_not_tell_the_other_does():
    ours = told([[NOTHING], None, None, [VALID]])
    theirs = told([None, [SMALL], None, [SMALL]])
    both = ours.completed(theirs)
    assert [both.meanings[c] if c != UNTOLD else None for c in both.codes] == [NOTHING, SMALL, None, VALID]


def test_the_order_in_which_reasons_were_met_leaves_no_trace():
    one = told([[VALID], [NOTHING], [SMALL]])
    other = told([[SMALL], None, None]).completed(told([None, [NOTHING], [VALID]]))
    swapped = Ranges(other.codes[::-1], other.meanings).canonical()
    assert swapped.codes.tolist() == one.canonical().codes.tolist() == [0, 1, 2]
    assert swapped.meanings == one.canonical().meanings == (VALID, NOTHING, SMALL)


def test_a_file_gives_back_what_the_layout_said(tmp_path):
    path = write(tmp_path / "x.h5", made())
    saved, data = read(path), compared(path)
    law = data.laws["corrected"]
    assert (law.source, law.kind, law.binding) == ("Someone (2024), eq. 1", "upper bound", False)
    for ranges in (saved.ranges["corrected"], law.ranges):
        assert ranges["stuck"].status("extrapolated").reshape(-1).tolist() == [False, True, False, False, False, True]
        assert ranges["curve"].status("undefined").sum(0).tolist() == [0, 0, 0, 6]
        assert ranges["learnt_fraction"].reasons("undefined", ranges["learnt_fraction"].codes >= 0) == ["no jump"]
    assert set(law.values) == set(saved.predictions["corrected"]) == {"stuck", "curve"}
    with h5py.File(path) as file:
        group = file["predictions/corrected"]
        assert (group.attrs["source"], group.attrs["kind"]) == ("Someone (2024), eq. 1", "upper bound")
        variable = group["stuck_range"]
        assert variable[()].tolist() == [[0, 1], [2, 0], [0, 1]]
        assert variable.attrs["meanings"].split("\n")[1] == "extrapolated: R below 100: too few"
    for engine in ("netcdf4", "h5netcdf"):
        with xarray.open_dataset(path, engine=engine, group="predictions/corrected") as said:
            assert said["stuck_range"].dims == said["stuck"].dims and "no jump" in said["stuck_range"].meanings


def test_what_is_valid_everywhere_takes_no_room(tmp_path):
    plain = write(tmp_path / "x.h5", layout())
    path = write(tmp_path / "y.h5", layout(ranges={"corrected": {"stuck": told([[VALID]] * 6).reshape((3, 2))}}))
    assert digest(plain) == digest(path)
    with h5py.File(path) as file:
        assert set(file["predictions/corrected"]) == {"stuck", "curve"}


@pytest.mark.parametrize(
    "harm",
    [
        lambda codes: codes.attrs.__setitem__("meanings", "valid\nwrong: no such word"),
        lambda codes: codes.attrs.__setitem__("meanings", "extrapolated: first"),
        lambda codes: codes.attrs.__delitem__("meanings"),
        lambda codes: codes.__setitem__((0, 0), 9),
        lambda codes: codes.__setitem__((0, 0), -2),
    ],
)
def test_codes_without_meaning_are_damage(tmp_path, harm):
    path = write(tmp_path / "x.h5", made())
    with h5py.File(path, "a") as file:
        harm(file["predictions/corrected/stuck_range"])
    for reader in (read, compared):
        with pytest.raises(ResultsError, match="damaged") as caught:
            reader(path)
        assert "\n" not in str(caught.value)


def test_a_law_of_no_known_kind_is_damage(tmp_path):
    path = write(tmp_path / "x.h5", made())
    with h5py.File(path, "a") as file:
        file["predictions/corrected"].attrs["kind"] = "guess"
    with pytest.raises(ResultsError, match="law corrected is of kind guess"):
        compared(path)


def test_ranges_of_nothing_are_refused():
    with pytest.raises(ValueError, match="of nothing it predicts"):
        made(ranges={"other": {"stuck": told().reshape((3, 2))}})
    with pytest.raises(ValueError, match="range of stuck by law corrected has shape"):
        made(ranges={"corrected": {"stuck": told()}})
