"""Whether kernels may be compiled for wide vectors."""

import os
from typing import Any, Final

import llvmlite.binding
import numba

_WIDE_VECTORS = ("avx512f", "avx512dq", "avx512vl")


def _vectors() -> bool:
    """Whether kernels may be compiled for wide vectors."""
    config: Any = numba.config
    if os.environ.get("PEELSIM_VECTORS") == "0" or config.DISABLE_JIT:
        return False
    if config.CPU_NAME or config.CPU_FEATURES:  # not for this processor, or not for all it has
        return False
    features = llvmlite.binding.get_host_cpu_features()
    return all(features.get(name, False) for name in _WIDE_VECTORS)


VECTORS: Final = _vectors()  # kernels that have a form in wide vectors take it; PEELSIM_VECTORS=0 forbids that
