"""What is loaded when: help and scripts answer at once, and a run needs no plotting."""

import subprocess
import sys

import pytest

from peelsim import __all__ as public
from tests.sweep.example import toml


def loaded_after(code, *arguments):
    """Modules in memory after a program has run in a fresh interpreter."""
    said = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)", *arguments], capture_output=True, text=True
    )
    assert said.returncode == 0, said.stderr
    return set(said.stdout.splitlines()[-1].split())


def test_the_package_alone_loads_nothing():
    assert not loaded_after("import peelsim; dir(peelsim)") & {"numpy", "numba", "scipy", "h5py", "pydantic"}


@pytest.mark.slow
def test_a_run_never_loads_statistics_labels_or_plots(tmp_path):
    (tmp_path / "x.toml").write_text(toml(rest='[laws]\ncompare = ["corrected", "published", "density_evolution"]'))
    code = """
import sys
import peelsim.campaign
from peelsim.commands.run import main
assert main(sys.argv[1:], "peelsim run") == 0
"""
    loaded = loaded_after(code, str(tmp_path / "x.toml"), "-o", str(tmp_path / "x.h5"))
    assert {"numba", "h5py", "peelsim.kernels.graph.peeling"} <= loaded
    assert not loaded & {"scipy.stats", "xarray", "matplotlib", "pandas", "distributed", "dask"}


@pytest.mark.slow
def test_the_first_block_of_a_sweep_waits_for_no_scipy(tmp_path):
    """Its laws may."""
    (tmp_path / "x.toml").write_text(toml(rest='[laws]\ncompare = ["renewal", "published", "density_evolution"]'))
    code = """
import sys
import peelsim.campaign.runs
from peelsim.campaign.ahead import compile_kernels
from peelsim.campaign.layouts import before_laws
from peelsim.sweep.file import spec
from peelsim.sweep.run import memory
from peelsim.sweep.run.stop_word import StopWord
sweep = spec.read(sys.argv[1])
memory.check(sweep, 2)
before_laws(sweep)
compile_kernels(sweep, StopWord())
"""
    loaded = loaded_after(code, str(tmp_path / "x.toml"))
    assert "peelsim.kernels.graph.peeling" in loaded
    assert not loaded & {"scipy.special", "scipy.optimize", "scipy.sparse", "scipy.linalg"}


@pytest.mark.slow
def test_trials_of_a_model_wait_for_no_file_and_no_scipy():
    code = """
import peelsim
model = peelsim.ConceptText(concepts=100, texts=450, text_degree=peelsim.Binomial(mean=6))
assert len(peelsim.simulate(model, trials=10, seed=1)["stuck"]) == 10
"""
    loaded = loaded_after(code)
    assert not loaded & {"h5py", "xarray", "scipy.special", "scipy.optimize", "scipy.sparse", "scipy.linalg"}


def test_reading_a_result_loads_no_numba():
    assert not loaded_after("from peelsim.results import digest, read") & {"numba", "scipy", "xarray"}


def test_every_public_name_is_there():
    import peelsim

    assert all(getattr(peelsim, name) is not None for name in public)
    assert set(public) <= set(dir(peelsim))


@pytest.mark.slow
def test_models_are_loaded_without_what_only_their_laws_use():
    laws = {"scipy.integrate", "scipy.interpolate", "scipy.linalg", "scipy.optimize", "scipy.stats"}
    loaded = loaded_after("from peelsim.models.registry import kinds, model_of; assert all(map(model_of, kinds()))")
    assert not loaded & (laws | {"xarray", "matplotlib", "pandas"})
    assert "scipy.sparse" not in loaded_after("import peelsim; peelsim.ConceptText")


def test_every_public_module_lists_its_names():
    """And the public ones among them."""
    import ast
    from importlib import import_module
    from pathlib import Path

    import peelsim

    for node in ast.parse(Path(peelsim.__file__).with_suffix(".pyi").read_text()).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            listed = import_module(f"peelsim.{node.module}").__all__
            assert {each.name for each in node.names} <= set(listed), node.module
    for name in ("design", "modelling", "results", "testing", "theory"):
        assert import_module(f"peelsim.{name}").__all__


def test_theories_are_listed_and_name_what_is_theirs():
    """None of them names what it imports."""
    import ast
    import inspect

    import peelsim.theory

    assert dir(peelsim.theory) == peelsim.theory.__all__
    for name in peelsim.theory.__all__:
        theory = getattr(peelsim.theory, name)
        body = ast.parse(inspect.getsource(theory)).body
        imported = {each.asname or each.name for node in body for each in getattr(node, "names", [])}
        assert theory.__all__ and not imported & set(theory.__all__), name
        functions = {node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        assert {each for each in functions if not each.startswith("_")} <= set(theory.__all__), name


def test_the_stub_is_the_one_list_of_public_names():
    """What it says is what there is, also where types are checked."""
    import ast
    from pathlib import Path

    import peelsim

    stub = Path(peelsim.__file__).with_suffix(".pyi").read_text()
    named = {each.asname for node in ast.walk(ast.parse(stub)) for each in getattr(node, "names", [])}
    assert named == set(public) and "__version__" in stub and peelsim.__version__
