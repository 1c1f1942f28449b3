"""Threads that share lanes: each lane once, whoever takes it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numba import njit

from perdure.envs.turns import Ints, done, finished, hand_out, leave, more, taken, turns


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
    lanes, counts = np.arange(0, 100_000, 2), np.zeros(100_000, np.int64)
    shared = _handed(lanes)
    with ThreadPoolExecutor(threads) as pool:
        mine = [pool.submit(_work, shared, counts) for _ in range(threads)]
        assert sum(job.result() for job in mine) == len(lanes)
    assert finished(shared)
    assert (counts[::2] == 1).all()
    assert not counts[1::2].any()


def test_a_list_that_nobody_works_on_is_not_finished() -> None:
    assert not finished(_handed(np.array([3, 1])))
    assert finished(turns(2))


def test_lanes_are_taken_in_their_order_and_a_list_is_used_again() -> None:
    shared = turns(5)
    for lanes in ([4, 0, 2], [1], [0, 1, 2, 3, 4]):
        hand_out(shared, np.array(lanes))
        for lane in lanes:
            assert taken(shared) == lane
            assert not finished(shared)
            done(shared)
        assert taken(shared) == -1
        assert finished(shared)


def test_who_waits_sees_new_lanes_and_gives_up_after_a_while() -> None:
    shared, there = turns(2), np.ones(1, np.int64)
    assert not more(shared, 1000)
    hand_out(shared, np.array([1]))
    assert more(shared, 1)
    leave(there)
    assert not there[0]


def test_a_list_that_is_handed_out_again_while_others_look_loses_no_lane() -> None:
    shared, counts, stop = turns(8), np.zeros(8, np.int64), np.zeros(1, np.int64)
    with ThreadPoolExecutor(1) as pool:
        helping = pool.submit(_help, shared, counts, stop)
        for _ in range(20_000):
            hand_out(shared, np.arange(8))
            _work(shared, counts)
            assert finished(shared)
        stop[0] = 1
        helping.result()
    assert (counts == 20_000).all()


@njit(nogil=True)
def _help(shared: Ints, counts: Ints, stop: Ints) -> None:
    while not stop[0]:
        if more(shared, 100):
            _work(shared, counts)


def _handed(lanes: Ints) -> Ints:
    shared = turns(len(lanes))
    hand_out(shared, lanes)
    return shared
