"""Several simulations of one task: stepped and looked at in compiled calls that do not hold Python's lock."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import Executor, Future, wait
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .drive import follow
from .errors import PerdureError
from .pose import Array
from .sight import FleetObserver, Sight, look
from .simulation import Simulation
from .turns import done, finished, hand_out, leave, more, taken, turns
from .view import Law, View
from .windows import addresses, floats, integers, table

Ints = NDArray[np.int64]
_PATIENCE = 3 * 10**6  # looks, about half a millisecond: more than lies between two steps, unless a policy thinks


class Shared(NamedTuple):
    """What the threads that step simulations of one task share.

    Attributes:
        turns: who is stepped next, see `perdure.envs.turns`.
        bodies: (simulations, 2) addresses of MuJoCo's model and data.
        views: (simulations, fields) addresses of what differs from one view to the other.
        pattern: the shapes of that, and what is the same for all.
        law: of the controller.
        closing: (simulations, ...) what the fingers are told.
        asleep: (simulations,) how many trees sleep after a step; negative = the action was refused.
        wanted: (simulations, 7) actions.
    """

    turns: Ints
    bodies: Ints
    views: Ints
    pattern: View
    law: Law
    closing: Array
    asleep: Ints
    wanted: Array


class Fleet:
    """Steps simulations that share a model; each goes the way that it would go alone, bit for bit.

    Threads take one simulation after the other, so that one that is slow or disturbed holds up nobody. Those that help
    wait for the next step for a little while, since to wake one takes a good part of a step.

    Args:
        simulations: the lanes.
        observer: what looks at them after a step, if anything.
        threads: who helps, each with one thread.
    """

    def __init__(
        self,
        simulations: Sequence[Simulation],
        observer: FleetObserver | None = None,
        threads: Sequence[Executor] = (),
    ) -> None:
        self._simulations, self._observer = simulations, observer
        drives = [simulation.drive for simulation in simulations]
        self._shared = Shared(
            turns=turns(len(drives)),
            bodies=table([*drive.addresses] for drive in drives),
            views=table(addresses(drive.view) for drive in drives),
            pattern=drives[0].view,
            law=drives[0].law,
            closing=np.array([drive.closing for drive in drives]),
            asleep=np.zeros(len(drives), np.int64),
            wanted=np.zeros((len(drives), 7)),
        )
        for drive, row in zip(drives, self._shared.closing, strict=True):
            drive.closing = row
        self._sight = observer.sight if observer else None
        # Threads that draw pictures are wanted back at once, and so are cores that others need.
        self._looks = _PATIENCE if observer and len(threads) < _cores() else 0
        self._threads, self._there = threads, np.zeros((len(threads), 1), np.int64)  # 1 = is helping or about to
        self._helping: list[Future[None]] = []

    def step(self, lanes: list[int], actions: NDArray[np.float32]) -> None:
        """Step some of the simulations for one control step, and look at them.

        Args:
            lanes: which; at least one.
            actions: (simulations, 7), see `Simulation.step`.
        """
        shared = self._shared
        shared.wanted[lanes] = actions[lanes]
        hand_out(shared.turns, np.array(lanes, np.int64))
        for there, thread in zip(self._there, self._threads, strict=True):
            if not there[0]:
                there[0] = 1
                self._helping.append(thread.submit(_help, there, self._looks, shared, self._sight))
        _step_all(shared, self._sight)
        if not finished(shared.turns):
            wait(self._helping)
        self._helping = [help for help in self._helping if not help.done()]
        moved = [lane for lane in lanes if self._stepped(lane, actions)]
        if self._observer:
            self._observer.mark_held(lanes)
            if moved:
                self._observer.look(moved)

    def _stepped(self, lane: int, actions: NDArray[np.float32]) -> bool:
        """Let a simulation take note of its step; return whether what was seen of it is not quite true any more."""
        if self._shared.asleep[lane] < 0:
            raise PerdureError(f"An action must be 7 finite numbers in [-1, 1], got {actions[lane]!r}.")
        return self._simulations[lane].stepped(int(self._shared.asleep[lane]))


def _cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@compiled(nogil=True)
def _step_all(shared: Shared, sight: Sight | None) -> None:
    """Step simulations that no other thread has taken, and look at them, until none is left."""
    while True:
        lane = taken(shared.turns)
        if lane < 0:
            return
        own, pattern = shared.views[lane], shared.pattern
        view = View(
            floats(own[0], pattern.base_rotation),
            floats(own[1], pattern.position),
            floats(own[2], pattern.rotation),
            floats(own[3], pattern.joints),
            floats(own[4], pattern.velocities),
            floats(own[5], pattern.accelerations),
            floats(own[6], pattern.bias),
            floats(own[7], pattern.axes),
            floats(own[8], pattern.anchors),
            floats(own[9], pattern.inertia),
            pattern.rows,
            floats(own[11], pattern.controls),
            pattern.motors,
            pattern.closers,
            integers(own[14], pattern.trees),
        )
        model, data = shared.bodies[lane, 0], shared.bodies[lane, 1]
        closing, wanted = shared.closing[lane], shared.wanted[lane]
        shared.asleep[lane] = follow(model, data, view, shared.law, closing, wanted)
        if sight is not None:  # numba leaves it out where it is None
            look(lane, sight)
        done(shared.turns)


@compiled(nogil=True)
def _help(there: Ints, looks: int, shared: Shared, sight: Sight | None) -> None:
    """Step what is handed out, until nothing has been for a while."""
    while True:
        _step_all(shared, sight)
        if not more(shared.turns, looks):
            leave(there)
            return
