"""Tests of kernels in wide vectors, where the processor has them."""

import pytest

from peelsim.jit.wide import VECTORS

needs_vectors = pytest.mark.skipif(not VECTORS, reason="no AVX-512 here, or PEELSIM_VECTORS=0")
