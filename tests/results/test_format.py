"""The file is what FORMAT.md says, to every program that reads such files."""

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import h5py
import netCDF4
import numpy as np
import pytest
import xarray

from peelsim.results import digest
from tests.results.example import OBSERVABLES, block, layout, single, write

GROUPS = (None, "checkpoint", "predictions/corrected", "per_trial/0", "provenance")
DIMENSIONS = ("size", "window", "text_degree.kind")


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    made = layout(sizes=(10, 20), keep_trials=True)
    size, window, kind = made.axes
    made = replace(made, axes=(size, replace(window, correlated=True), kind))
    return write(tmp_path_factory.mktemp("format") / "x.h5", made)


def datasets(path):
    found = {}
    with h5py.File(path) as file:
        file.visititems(lambda name, item: found.update({name: item}) if isinstance(item, h5py.Dataset) else None)
        yield from found.items()


def test_contents(path):
    with h5py.File(path) as file:
        statistics = {f"{o.name}{suffix}" for o in OBSERVABLES for suffix in ("", "_std", "_low", "_high")}
        coordinates = {"size", "window", "text_degree.kind", "concepts", "texts_per_concept", "round"}
        groups = {"checkpoint", "predictions", "per_trial", "provenance"}
        others = {"stuck_count", "trials", "stop_reason", "texts", "used"}
        assert set(file) == statistics | coordinates | groups | others
        assert file.attrs["filetype"] == "peelsim-results"
        assert file.attrs["config_toml"] == layout().config_toml
        assert (file.attrs["format_version"], file.attrs["seed"], file.attrs["engine"]) == (3, 20241, "graph")
        assert file["round"][()].tolist() == [1, 2, 3, 4]
        notes = {"seconds": 1.5, "threads": 2, "command": "peelsim run"}
        assert dict(file["provenance"].attrs) == {**notes, "digest": digest(path)}
        assert len(file["per_trial"]) == 12
        np.testing.assert_array_equal(file["per_trial/0/curve"][:40], block([*b"10/-1.0/binomial", 0])["curve"])
        assert file["per_trial/0/learnt_fraction"].attrs["scale_factor"] == 1 / 100


def test_every_variable_says_what_it_is(path):
    for name, item in datasets(path):
        if name != "size":  # a dimension and no variable
            assert item.attrs["units"] and item.attrs["long_name"], name
        for dimension in item.dims:
            assert item.attrs.get("CLASS") == b"DIMENSION_SCALE" or len(dimension) == 1, name
        assert item.dtype in (np.int64, np.float64) or h5py.check_string_dtype(item.dtype) or name == "size"
        assert item.compression in (None, "gzip")


@pytest.mark.parametrize("engine", ["netcdf4", "h5netcdf", None])
@pytest.mark.plain_cases(1)
def test_xarray(path, engine):
    with xarray.open_dataset(path, engine=engine) as data:
        assert data["stuck"].dims == DIMENSIONS
        assert data["curve_low"].dims == (*DIMENSIONS, "round")
        assert set(data["stuck"].coords) == {"window", "text_degree.kind", "concepts", "texts_per_concept"}
        assert data["concepts"].dims == ("size",)
        assert data["text_degree.kind"].values.tolist() == ["binomial", "regular"]
        assert data["used"].values.tolist()[0][0] == ["graph", "graph"]
        assert data["curve"].attrs["units"] == "concept"
        one = data.sel(window=0.0, **{"text_degree.kind": "regular"})
        assert one["trials"].values.tolist() == [80, 80]
        data.load()
    for group in GROUPS:
        with xarray.open_dataset(path, engine=engine, group=group) as data:
            data.load()
    with xarray.open_dataset(path, engine=engine, group="per_trial/0") as data:
        fraction = block([*b"10/-1.0/binomial", 0])["learnt_fraction"] / 100
        np.testing.assert_allclose(data["learnt_fraction"][:40], fraction)


def test_netcdf4(path):
    with netCDF4.Dataset(path) as file:
        assert file["stuck"].dimensions == DIMENSIONS
        assert file["predictions/corrected/curve"].dimensions == (*DIMENSIONS, "round")
        assert file["stop_reason"][0, 0, 0] == "max_trials"
        assert file.dimensions["size"].size == 2 and "size" not in file.variables
        assert int(file.seed) == 20241


def test_a_single_point(tmp_path):
    path = write(tmp_path / "x.h5", single(keep_trials=True))
    for engine in ("netcdf4", "h5netcdf"):
        with xarray.open_dataset(path, engine=engine) as data:
            assert data["stuck"].dims == () and data["trials"] == 80
            assert str(data["stop_reason"].values) == "unfinished"
            data.load()


@pytest.mark.parametrize("command", [["ncdump"], ["h5dump"]])
def test_command_line_tools(path, command):
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    shown = subprocess.run([*command, str(path)], capture_output=True, text=True, check=True)
    assert "learnt_fraction_low" in shown.stdout and shown.stderr == ""


def test_the_examples_of_the_documentation_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "results").mkdir()
    made = layout(sizes=(10, 20), keep_trials=True)
    write(tmp_path / "results" / "waterfall.h5", made)
    text = (Path(__file__).parents[2] / "FORMAT.md").read_text()
    examples = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(examples) >= 2
    for example in examples:
        exec(example, {})
