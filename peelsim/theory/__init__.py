"""What is derived on paper, on plain numbers: ``peelsim.theory.NAME`` imports a theory when it is first used.

Theories lie in folders by subject; their names are unique, so that a user need not know in which.
"""

from importlib import import_module
from pathlib import Path
from types import ModuleType

_HOMES = {path.stem: f"{__name__}.{path.parent.name}.{path.stem}" for path in Path(__file__).parent.glob("*/[a-z]*.py")}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> ModuleType:
    if name in _HOMES:
        return import_module(_HOMES[name])
    raise AttributeError(f"module 'peelsim.theory' has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)
