"""Small systems against LAPACK."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perdure.envs.symmetric import factor, solve


@given(st.integers(1, 8), st.integers(0, 10**6))
def test_a_solution_is_lapacks(size, seed):
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(size, size))
    matrix, right = root @ root.T + 0.1 * np.eye(size), rng.normal(size=size)
    np.testing.assert_allclose(factor(matrix), np.linalg.cholesky(matrix), atol=1e-9)
    np.testing.assert_allclose(matrix @ solve(factor(matrix), right), right, atol=1e-8)


@pytest.mark.parametrize("rank", [1, 2, 5])
def test_a_singular_matrix_gives_finite_numbers(rank):
    root = np.random.default_rng(rank).normal(size=(6, rank))
    solution = solve(factor(root @ root.T), np.ones(6))
    assert np.isfinite(solution).all()
