"""Open a result file as a labelled dataset."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import h5py

from peelsim.results.errors import ResultsError, reason
from peelsim.results.schema import FILETYPE, FORMAT_VERSION

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
    laws = _laws(Path(path))
    if law is not None and law not in laws:
        has = f"it has {', '.join(laws)}" if laws else "it has none"
        raise ResultsError(
            f"{path} has no predictions of law {law!r}: {has}; add the law to laws.compare and run again"
        )
    try:
        data: xarray.Dataset = reader.load_dataset(path, engine="h5netcdf")
        if law is not None:
            predicted = reader.load_dataset(path, engine="h5netcdf", group=f"predictions/{law}")
            data = data.assign({f"{name}_{law}": values for name, values in predicted.data_vars.items()})
    except (OSError, RuntimeError, LookupError, TypeError, ValueError) as error:
        raise _damaged(path) from error  # whatever the layers below say of bytes they cannot follow
    return data


def _reader() -> Any:
    """The module xarray, with the engine it needs."""
    try:
        import_module("h5netcdf")
        return import_module("xarray")
    except ImportError as error:
        raise ImportError(f"loading results needs {error.name}: pip install 'peelsim[analysis]'") from error


def _laws(path: Path) -> list[str]:
    """Laws whose predictions the file holds."""
    try:
        with open(path, "rb"):  # for the system's own words, which HDF5 buries
            pass
        if not h5py.is_hdf5(path):
            raise ResultsError(f"{path} is not an HDF5 file: load reads the files written by peelsim")
    except OSError as error:
        raise ResultsError(f"{path} cannot be read: {reason(error)}") from error
    try:
        with h5py.File(path, "r", locking=False) as file:
            if file.attrs.get("filetype") != FILETYPE:
                raise ResultsError(f"{path} is no result file of peelsim: load reads the files written by peelsim")
            version = file.attrs.get("format_version")
            if version != FORMAT_VERSION:
                raise ResultsError(f"{path} has format {version}, this version of peelsim reads {FORMAT_VERSION}")
            return sorted(file.get("predictions", {}))
    except (OSError, RuntimeError, LookupError, TypeError, ValueError) as error:
        raise _damaged(path) from error


def _damaged(path: str | Path) -> ResultsError:
    return ResultsError(f"{path} is truncated or damaged: run its sweep again with --fresh")
