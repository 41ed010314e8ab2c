"""Largest singular value of a small matrix, without a library of linear algebra.

t^2 I - A'A is positive definite if and only if the largest singular value of A is below t; Cholesky's factorisation
tells whether it is.

Tests: tests/kernels/sources/test_hierarchy.py
"""

import numpy as np

from peelsim.jit import kernel

_STEPS = 60  # of bisection: to the last digit


@kernel
def gram(matrix, product):
    """A'A of a square matrix."""
    n = matrix.shape[0]
    for i in range(n):
        for j in range(i + 1):
            total = 0.0
            for k in range(n):
                total += matrix[k, i] * matrix[k, j]
            product[i, j] = product[j, i] = total


@kernel
def exceeds(product, square, factor):
    """Whether the largest eigenvalue of a symmetric matrix is ``square`` or more. factor: float64[n, n], scratch."""
    n = product.shape[0]
    for i in range(n):
        for j in range(i + 1):
            total = (square if i == j else 0.0) - product[i, j]
            for k in range(j):
                total -= factor[i, k] * factor[j, k]
            if i > j:
                factor[i, j] = total / factor[j, j]
            elif total <= 0.0:
                return True
            else:
                factor[i, i] = np.sqrt(total)
    return False


@kernel
def largest_singular(product, factor):
    """Largest singular value of A, product = A'A; by bisection."""
    low, high = 0.0, 0.0
    for i in range(product.shape[0]):
        high += product[i, i]  # the trace bounds the largest eigenvalue
    for _ in range(_STEPS):
        middle = 0.5 * (low + high)
        if exceeds(product, middle, factor):
            low = middle
        else:
            high = middle
    return np.sqrt(0.5 * (low + high))
