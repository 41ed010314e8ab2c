"""Asking for memory ahead of its use: the processor's prefetch, through LLVM's intrinsic of that name.

It hides the latency of random updates of an array that is larger than the near caches, where the places to come are
known some steps before. It changes no value and never faults, wherever it points.

Tests: tests/kernels/components/test_union_find.py
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

from peelsim.jit import inner_kernel
from peelsim.jit.wide import COMPILED

_WRITE, _KEEP, _DATA = 1, 3, 1  # for an update, in all caches, of data rather than code


@intrinsic
def _prefetch(typing: Any, array: Any, index: Any) -> Any:
    """The instruction, and nothing else."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = signature.args[0]
        data = context.make_array(kind)(context, builder, arguments[0]).data
        place = builder.bitcast(builder.gep(data, [arguments[1]]), cgutils.voidptr_t)
        number = cgutils.int32_t
        ask = builder.module.declare_intrinsic(
            "llvm.prefetch", [cgutils.voidptr_t], ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, *[number] * 3])
        )
        builder.call(ask, [place, *(ir.Constant(number, value) for value in (_WRITE, _KEEP, _DATA))])
        return context.get_dummy_value()

    return types.none(array, types.uint64), generate


@inner_kernel
def prefetch(array, index):
    """Ask for array[index], which is to be updated soon. array: one-dimensional, contiguous; index: in it or not."""
    if COMPILED:
        _prefetch(array, np.uint64(index))
