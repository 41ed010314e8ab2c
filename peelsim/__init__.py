"""peelsim: Monte-Carlo check of peeling, emergence and scaling laws on random graphs.

Names are loaded when they are first used, so that `import peelsim` costs nothing; ``__init__.pyi`` lists them.
"""

import lazy_loader

_public, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> object:
    if name == "__version__":
        from peelsim.versions import version_of

        return version_of("peelsim")
    return _public(name)
