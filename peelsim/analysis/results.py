"""A result file as a person looks at it: labelled data, what the laws say, and the parameters no axis varies."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peelsim.results.opening import check_header, opened, plain

if TYPE_CHECKING:
    import xarray

_PARAMETER = "model."  # root attributes that hold a parameter


@dataclass(frozen=True, eq=False)
class Results:
    """A whole result file, in memory and with the file closed."""

    data: "xarray.Dataset"
    laws: Mapping[str, "xarray.Dataset"]  # law -> its predictions, named like the observables
    kind: str  # of the model; "" if the file does not say it
    name: str  # of the sweep
    config: Mapping[str, str]  # parameters no axis varies, as text: "text_degree.mean" -> "6.0"


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
            key.removeprefix(_PARAMETER): str(plain(value))
            for key, value in list(file.attrs.items())
            if key.startswith(_PARAMETER)
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
        )


def needed(module: str, what: str) -> str:
    """The module's name, if it can be imported; else an ImportError that says what needs it, and the cure."""
    try:
        import_module(module)
    except ImportError as error:
        raise ImportError(f"{what} needs {module}: pip install 'peelsim[analysis]'") from error
    return module
