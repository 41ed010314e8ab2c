"""Tests mirror the package: the tests of a module are where its path says, or it says where."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(
    path.relative_to(ROOT / "peelsim") for path in (ROOT / "peelsim").rglob("*.py") if path.name != "__init__.py"
)


def places(module):
    """Where tests of this module are to be looked for first: in a file of its own, or of its folder."""
    yield Path("tests") / module.parent / f"test_{module.name}"
    if module.parent != Path():
        yield Path("tests") / module.parent.parent / f"test_{module.parent.name}.py"


@pytest.mark.parametrize("folder", sorted({module.parts[0] for module in MODULES}))
def test_every_module_has_tests_that_are_found(folder):
    for module in MODULES:
        if module.parts[0] == folder and not any((ROOT / place).exists() for place in places(module)):
            words = ast.get_docstring(ast.parse((ROOT / "peelsim" / module).read_text())).splitlines()
            told = [line.removeprefix("Tests: ") for line in words if line.startswith("Tests: ")]
            assert len(told) == 1 and (ROOT / told[0]).is_file(), f"{module} does not say where its tests are"
