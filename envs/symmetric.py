"""Small symmetric positive definite systems, compiled: for a handful of rows LAPACK is mostly overhead."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled

Array = NDArray[np.float64]

_LEAST = 1e-12


@compiled(nogil=True)
def factor(matrix: Array) -> Array:
    """Return the Cholesky factor L (n, n) of a symmetric positive definite matrix = L L^T; only its lower part counts.

    A pivot that vanishes, as at a singularity of the arm, is held at a tiny share of its row: all stays finite.
    """
    n = matrix.shape[0]
    lower = np.zeros((n, n))
    for i in range(n):
        for j in range(i + 1):
            total = matrix[i, j]
            for k in range(j):
                total -= lower[i, k] * lower[j, k]
            lower[i, j] = np.sqrt(max(total, _LEAST * matrix[i, i])) if i == j else total / lower[j, j]
    return lower


@compiled(nogil=True)
def solve(lower: Array, right: Array) -> Array:
    """Return x (n,) with L L^T x = right."""
    n = lower.shape[0]
    x = np.empty(n)
    for i in range(n):
        total = right[i]
        for k in range(i):
            total -= lower[i, k] * x[k]
        x[i] = total / lower[i, i]
    for i in range(n - 1, -1, -1):
        total = x[i]
        for k in range(i + 1, n):
            total -= lower[k, i] * x[k]
        x[i] = total / lower[i, i]
    return x
