"""Result files of whole sweeps in every program that reads such files: laws, kept trials, dimensions of their own."""

import re
import shutil
import subprocess

import h5py
import netCDF4
import numpy as np
import pytest
import xarray

import peelsim
from tests.sweep.example import toml

SWEEPS = {
    "skill-hierarchy": toml(
        kind="skill-hierarchy",
        model="text_degree = { mean = 6 }\nlevels = 4\nskills = 10\nthreshold = { kind = 'exponential', rate = 1 }\n"
        "prerequisites = { kind = 'log2' }\ntasks.easy = { kind = 'homogeneous', level = 1 }\n"
        "tasks.mixed = { kind = 'binomial', probabilities = [0.5] }",
        grid="size = { zip = { concepts = [200, 400], texts = [1000, 2000] } }\nlearnt_only = [false, true]",
        stop="max_trials = 6",
        rest='[laws]\ncompare = ["corrected", "published"]\n[output]\nkeep_trials = true',
    ),
    "percolation": toml(
        kind="percolation",
        model="mean_degree = 2",
        grid="occupied = ['bonds', 'sites']\nnodes = [100, 200]",
        stop="max_trials = 6",
        rest='[laws]\ncompare = ["giant_component"]\n[output]\nkeep_trials = true',
    ),
}


@pytest.fixture(scope="module", params=SWEEPS)
def path(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    (folder / "x.toml").write_text(SWEEPS[request.param])
    return peelsim.run_sweep(folder / "x.toml", output=folder / "x.h5", threads=1)


def groups(path):
    found = [None]
    with h5py.File(path) as file:
        file.visititems(lambda name, item: found.append(name) if isinstance(item, h5py.Group) else None)
    assert {"predictions", "checkpoint", "per_trial/0", "per_trial/3"} < set(found)
    return found


@pytest.mark.parametrize("engine", ["netcdf4", "h5netcdf"])
@pytest.mark.slow
def test_xarray(path, engine):
    for group in groups(path):
        with xarray.open_dataset(path, engine=engine, group=group) as data, h5py.File(path) as file:
            for name, variable in data.load().items():
                stored = file[f"{group or ''}/{name}"]
                assert variable.shape == stored.shape and len(variable.dims) == len(stored.dims)
                if variable.dtype.kind == "f" and "scale_factor" not in stored.attrs:
                    np.testing.assert_array_equal(variable, stored[()])


def test_netcdf4(path):
    with netCDF4.Dataset(path) as file, h5py.File(path) as stored:
        np.testing.assert_array_equal(file["trials"][:], stored["trials"][()])
        assert file["stop_reason"][0, 0] == "max_trials"
        assert "trial" in file["per_trial/0"].dimensions


def shown(*command):
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    said = subprocess.run([*map(str, command)], capture_output=True, text=True, check=True)
    assert said.stderr == ""
    return said.stdout


def test_ncdump(path):
    everything = shown("ncdump", path)
    inner = [name.split("/")[-1] for name in groups(path) if name]
    assert all(re.search(rf"group: \\?{name} {{", everything) for name in inner)  # a leading digit is escaped
    with h5py.File(path) as file:
        name = next(name for name in sorted(file) if name.endswith("_fraction_low"))
        (values,) = re.findall(rf"\n {name} =\s([^;]*);", shown("ncdump", "-p", "9,17", "-v", name, path))
        np.testing.assert_array_equal([float(v) for v in values.split(",")], file[name][()].ravel())


def test_h5dump(path):
    everything = shown("h5dump", path)
    with h5py.File(path) as file:
        assert all(f'DATASET "{name}"' in everything for name in file if isinstance(file[name], h5py.Dataset))
        block = re.findall(r"DATA \{\n(.*?)\}", shown("h5dump", "-d", "/trials", "-y", path), re.DOTALL)[0]
        assert [int(v) for v in block.split(",")] == file["trials"][()].ravel().tolist()
