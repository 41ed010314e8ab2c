"""Open a result file as a labelled dataset."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peelsim.results.errors import ResultsError
from peelsim.results.opening import check_header, opened

if TYPE_CHECKING:
    import xarray


def load(path: str | Path, *, law: str | None = None) -> "xarray.Dataset":
    """The dataset of a result file, in memory and with the file closed.

    Parameters
    ----------
    law : a law of the file; its predictions are added beside the observables, as ``stuck_corrected`` beside ``stuck``.

    Raises
    ------
    ResultsError : if the file is missing, damaged or not one of ours, or if it has no such law.
    ImportError : if xarray is not installed.
    """
    reader = _reader()
    with opened(path) as (file, raw):
        check_header(path, file)
        data: xarray.Dataset = reader.load_dataset(raw, engine="h5netcdf")
        if law is not None:
            laws = sorted(file["predictions"])
            if law not in laws:
                has = f"it has {', '.join(laws) or 'none'}"
                raise ResultsError(f"{path} has no law {law!r}, {has}: add it to laws.compare and run again")
            predicted = reader.load_dataset(raw, engine="h5netcdf", group=f"predictions/{law}")
            data = data.assign({f"{name}_{law}": values for name, values in predicted.data_vars.items()})
    return data


def _reader() -> Any:
    """The module xarray, with the engine it needs."""
    try:
        import_module("h5netcdf")
        return import_module("xarray")
    except ImportError as error:
        raise ImportError(f"loading results needs {error.name}: pip install 'peelsim[analysis]'") from error
