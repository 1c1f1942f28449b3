"""Threads that share lanes: each lane once, whoever takes it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numba import njit

from perdure.envs.turns import Ints, done, finished, taken, turns


@njit(nogil=True)
def _work(shared: Ints, counts: Ints) -> int:
    """Count every lane that is taken, and return how many were."""
    mine = 0
    while True:
        lane = taken(shared)
        if lane < 0:
            return mine
        counts[lane] += 1
        mine += 1
        done(shared)


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_every_lane_is_taken_once_whatever_the_number_of_threads(threads: int) -> None:
    lanes = list(range(0, 100_000, 2))
    shared, counts = turns(lanes), np.zeros(100_000, np.int64)
    with ThreadPoolExecutor(threads) as pool:
        mine = [pool.submit(_work, shared, counts) for _ in range(threads)]
        assert sum(job.result() for job in mine) == len(lanes)
    assert finished(shared)
    assert (counts[::2] == 1).all()
    assert not counts[1::2].any()


def test_a_list_that_nobody_works_on_is_not_finished() -> None:
    assert not finished(turns([3, 1]))
    assert finished(turns([]))
