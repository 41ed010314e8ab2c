"""Every test here runs over the small sweeps of all kinds of models."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

import peelsim
from tests.conformance.sweeps import SWEEPS, text_of


@pytest.fixture(params=SWEEPS, ids=lambda name: name.replace(" ", "-"))
def name(request):
    return request.param


@pytest.fixture(scope="session")
def files(tmp_path_factory):
    """The result file of the sweep of a name, run once by one thread."""
    folder, made = tmp_path_factory.mktemp("conformance"), {}

    def file_of(name):
        if name not in made:
            sweep = folder / f"{name}.toml".replace(" ", "-")
            sweep.write_text(text_of(name, more="\n[output]\nkeep_trials = true"))
            made[name] = peelsim.run_sweep(sweep, output=sweep.with_suffix(".h5"), threads=1)
        return made[name]

    return file_of


@pytest.fixture(scope="module")
def process():
    """A process that runs blocks for all tests, as it takes a second to start."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield pool
