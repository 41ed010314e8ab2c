import sys

import numpy as np
import pytest

from peelsim.analysis.load import load
from peelsim.results import ResultsError
from tests.results.example import write


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return write(tmp_path_factory.mktemp("load") / "x.h5", sizes=(10, 20))


def test_the_dataset_is_in_memory(path, tmp_path):
    moved = tmp_path / "moved.h5"
    moved.write_bytes(path.read_bytes())
    data = load(moved)
    moved.unlink()
    assert data["stuck"].sel(window=0.0)[0, 0] == data["stuck_count"].sel(window=0.0)[0, 0] / 80
    assert data["trials"].values.tolist() == [[[80, 80]] * 3] * 2
    assert "stuck_corrected" not in data


def test_a_law_stands_beside_the_observables(path):
    data = load(path, law="corrected")
    assert data["stuck_corrected"].dims == data["stuck"].dims
    assert (data["stuck_corrected"] == 0.25).all()
    assert data["curve_corrected"].dims == data["curve"].dims and np.isnan(data["curve_corrected"]).all()
    assert "learnt_fraction_corrected" not in data
    assert set(data["stuck_corrected"].coords) == set(data["stuck"].coords)


def test_an_unknown_law_is_answered_with_those_there_are(path):
    with pytest.raises(ResultsError, match=r"no law 'exact', it has corrected, published: add it to laws\.compare"):
        load(path, law="exact")


def test_files_that_are_not_there_or_not_ours(tmp_path):
    with pytest.raises(ResultsError, match="cannot be read: No such file or directory"):
        load(tmp_path / "none.h5")
    (tmp_path / "text.h5").write_text("x = 1\n" * 1000)
    with pytest.raises(ResultsError, match="is not an HDF5 file"):
        load(tmp_path / "text.h5")


def test_without_xarray(path, monkeypatch):
    monkeypatch.setitem(sys.modules, "xarray", None)
    with pytest.raises(ImportError, match=r"needs xarray: pip install 'peelsim\[analysis\]'"):
        load(path)
