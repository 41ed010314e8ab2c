"""Reference data that is not the project's own: found beside the checkout, or where the environment says."""

import os
from pathlib import Path

import pytest


def reference(name):
    """The path of a file of reference data; skips the test where it is missing."""
    folders = [Path(__file__).parents[2] / "shared" / "data"]
    if "PEELSIM_REFERENCE_DATA" in os.environ:
        folders.insert(0, Path(os.environ["PEELSIM_REFERENCE_DATA"]))
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    pytest.skip(f"{name} is not there: PEELSIM_REFERENCE_DATA names the folder that holds it")
    return None
