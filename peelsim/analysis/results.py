"""A result file as a person looks at it: labelled data, what the laws say, and the parameters no axis varies."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from peelsim.results.guard import member, members
from peelsim.results.layout import Array
from peelsim.results.opening import check_header, opened, plain
from peelsim.results.schema import PARAMETER

if TYPE_CHECKING:
    import xarray

__all__ = ["Results", "needed", "read"]


@dataclass(frozen=True, eq=False)
class Results:
    """A whole result file, in memory and with the file closed."""

    data: "xarray.Dataset"
    laws: Mapping[str, "xarray.Dataset"]  # law -> its predictions, named like the observables
    kind: str  # of the model; "" if the file does not say it
    name: str  # of the sweep
    config: Mapping[str, str]  # parameters no axis varies, as text: "text_degree.mean" -> "6.0"
    file: str = ""  # name of the file, without its folder
    engine: str = ""  # that made it
    version: str = ""  # of peelsim, that made it
    kept: Mapping[str, Array] = field(default_factory=dict)  # of one point that keeps its trials: [trials, ...] of each
    hashes: Array | None = None  # content hash of each point, of the grid's shape; equal ones hold the same trials

    def counted_once(self) -> "Results":
        """These results with every set of trials at one point of an axis of numbers only: the first that has it.

        Points that round to equal sizes hold the very same trials. What puts points together would count them as
        independent; so all but the first are as points without trials.
        """
        again = self._repeated()
        if not again.any():
            return self
        grid = tuple(str(name) for name in self.data["trials"].dims)
        repeated = self.data["trials"].copy(data=again)
        cleared = {}
        for name, values in self.data.data_vars.items():
            if name == "trials" or str(name).endswith("_count"):
                cleared[name] = values.where(~repeated, 0).astype(values.dtype)
            elif f"{name}_std" in self.data or str(name).rpartition("_")[2] in ("std", "low", "high"):
                cleared[name] = values.where(~repeated) if set(grid) <= set(values.dims) else values
        return replace(self, data=self.data.assign(cleared))

    def at(self, places: Mapping[str, int]) -> "Results":
        """These results at some places along axes of the grid, which they then have no more."""
        order = [str(name) for name in self.data["trials"].dims]
        hashes = self.hashes
        if hashes is not None:
            hashes = np.asarray(hashes)[tuple(places.get(name, slice(None)) for name in order)]
        laws = {law: said.isel(places, missing_dims="ignore") for law, said in self.laws.items()}
        data = self.data.isel(places)
        fixed = {str(k): str(v.item()) for k, v in data.coords.items() if v.ndim == 0}  # what varies no more
        return replace(self, data=data, laws=laws, hashes=hashes, config={**self.config, **fixed})

    def _repeated(self) -> npt.NDArray[np.bool_]:
        """Points whose trials an earlier point along some axis of numbers has."""
        again = np.zeros(self.data["trials"].shape, dtype=bool)
        if self.hashes is None:
            return again
        for axis, name in enumerate(map(str, self.data["trials"].dims)):
            along = self.data.coords.get(name)
            if along is not None and along.dtype.kind not in "if":
                continue
            rows = np.moveaxis(self.hashes, axis, -1)
            lines = np.moveaxis(again, axis, -1)
            for place in np.ndindex(rows.shape[:-1]):
                first = np.unique(rows[place], return_index=True)[1]
                lines[place] |= ~np.isin(np.arange(rows.shape[-1]), first)
        return again


def read(path: str | Path) -> Results:
    """Everything of a result file that can be drawn.

    Raises
    ------
    ResultsError : if the file is missing, damaged or not one of ours.
    ImportError : if xarray is not installed, with the cure.
    """
    import_module(needed("h5netcdf", "loading results"))
    xarray: Any = import_module(needed("xarray", "loading results"))
    with opened(path) as (file, raw):
        check_header(path, file)
        parameters = {
            key.removeprefix(PARAMETER): str(plain(value))
            for key, value in list(file.attrs.items())
            if key.startswith(PARAMETER)
        }
        return Results(
            data=xarray.load_dataset(raw, engine="h5netcdf"),
            laws={
                law: xarray.load_dataset(raw, engine="h5netcdf", group=f"predictions/{law}")
                for law in sorted(file["predictions"])
            },
            kind=parameters.pop("kind", ""),
            name=str(plain(file.attrs["name"])),
            config=parameters,
            file=Path(path).name,
            engine=str(plain(file.attrs.get("engine", ""))),
            version=str(plain(file["provenance"].attrs.get("version_peelsim", ""))),
            kept=_kept(file),
            hashes=np.asarray(file["checkpoint/point_hash"].asstr()[()], dtype=str),
        )


def _kept(file: Any) -> dict[str, Array]:
    """Observables in every trial, in their units, of a file with a single point; none of a larger one, or not kept."""
    group = member(file, "per_trial/0")
    if group is None or file["trials"].size != 1:
        return {}
    return {
        name: np.asarray(item[()]) * plain(item.attrs.get("scale_factor", 1))
        for name, item in members(group, set())
        if f"{name}_std" in file
    }


def needed(module: str, what: str) -> str:
    """The module's name, if it can be imported; else an ImportError that says what needs it, and the cure."""
    try:
        import_module(module)
    except ImportError as error:
        raise ImportError(f"{what} needs {module}: pip install 'peelsim[analysis]'") from error
    return module
