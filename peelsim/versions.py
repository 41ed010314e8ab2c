"""Which versions of packages are installed.

Tests: tests/campaign/test_runs.py
"""

from importlib.metadata import PackageNotFoundError, version


def version_of(name: str) -> str:
    """The version of a package; "unknown" for one that runs from a folder and was never installed.

    Examples
    --------
    >>> version_of("no such package")
    'unknown'
    """
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
