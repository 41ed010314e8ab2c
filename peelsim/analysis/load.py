"""Open a result file as a labelled dataset."""

from pathlib import Path
from typing import TYPE_CHECKING

from peelsim.analysis.results import read
from peelsim.arguments import name_of
from peelsim.results.errors import ResultsError

if TYPE_CHECKING:
    import xarray

__all__ = ["load"]


def load(path: str | Path, *, law: str | None = None) -> "xarray.Dataset":
    """The dataset of a result file, in memory and with the file closed.

    Parameters
    ----------
    path : a result file, also of a sweep that is still running.
    law : a law of the file; its predictions are added beside the observables, as ``stuck_corrected`` beside ``stuck``.

    Raises
    ------
    ValueError : if law is no name of a law.
    ResultsError : if the file is missing, damaged or not one of ours, or if it has no such law.
    ImportError : if xarray is not installed.

    Examples
    --------
    >>> import peelsim
    >>> data = peelsim.load("results/waterfall.h5", law="corrected")  # doctest: +SKIP
    >>> data["stuck"] - data["stuck_corrected"]  # doctest: +SKIP
    """
    results = read(path)
    if law is None:
        return results.data
    if name_of(law, "law") not in results.laws:
        has = f"it has {', '.join(results.laws) or 'none'}"
        raise ResultsError(f"{path} has no law {law!r}, {has}: add it to laws.compare and run again")
    return results.data.assign({f"{name}_{law}": values for name, values in results.laws[law].data_vars.items()})
