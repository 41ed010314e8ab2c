"""What is derived on paper, on plain numbers; one file a theory, imported when it is first used."""

from importlib import import_module
from pathlib import Path
from types import ModuleType

_NAMES = {path.stem for path in Path(__file__).parent.glob("[a-z]*.py")}


def __getattr__(name: str) -> ModuleType:
    if name in _NAMES:
        return import_module(f"peelsim.theory.{name}")
    raise AttributeError(f"module 'peelsim.theory' has no attribute {name!r}")
