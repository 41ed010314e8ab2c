"""The small results that the gallery draws: python docs/_ext/store_results.py [NAME ...] (minutes).

Every experiment's small version is run in the folder of experiments; what names a place on this machine is left out of
the provenance, which no digest covers.
"""

import sys
from pathlib import Path

import h5py

import peelsim

DOCS = Path(__file__).parents[1]
PLACES = ("command", "sweep_folder", "git_commit")  # of a machine, and of a state that may never be published


def store(name: str) -> None:
    """Run the small version and keep its file, if it is not there yet."""
    path = DOCS / "gallery" / "results" / f"{name}.h5"
    path.parent.mkdir(parents=True, exist_ok=True)
    peelsim.run_sweep(DOCS.parent / "experiments" / f"{name}.toml", output=path, smoke=True, progress=False)
    path.with_name(f".{path.name}.lock").unlink(missing_ok=True)
    scrub(path)


def scrub(path: Path) -> None:
    """Take out what names a place; HDF5 leaves the bytes of what it drops in the file, so they are zeroed."""
    with h5py.File(path, "r+") as file:
        notes = file["provenance"].attrs
        told = [str(notes.pop(key)) for key in PLACES if key in notes]
    content = path.read_bytes()
    for text in filter(None, told):
        content = content.replace(text.encode(), bytes(len(text.encode())))
    path.write_bytes(content)
    peelsim.open(path)  # readable, as it was


if __name__ == "__main__":
    for experiment in sys.argv[1:] or sorted(path.stem for path in (DOCS.parent / "experiments").glob("*.toml")):
        store(experiment)
        print(experiment, flush=True)
