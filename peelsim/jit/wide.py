"""Whether kernels are compiled here, and for wide vectors."""

import os
from typing import Any, Final

import llvmlite.binding
import numba

_WIDE_VECTORS = ("avx512f", "avx512dq", "avx512vl")
_config: Any = numba.config

COMPILED: Final = not _config.DISABLE_JIT  # else they are plain Python, for a debugger: NUMBA_DISABLE_JIT=1


def _vectors() -> bool:
    """Whether kernels may be compiled for wide vectors."""
    if os.environ.get("PEELSIM_VECTORS") == "0" or not COMPILED:
        return False
    if _config.CPU_NAME or _config.CPU_FEATURES:  # not for this processor, or not for all it has
        return False
    features = llvmlite.binding.get_host_cpu_features()
    return all(features.get(name, False) for name in _WIDE_VECTORS)


VECTORS: Final = _vectors()  # kernels that have a form in wide vectors take it; PEELSIM_VECTORS=0 forbids that
