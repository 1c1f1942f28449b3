"""Several simulations of one task: stepped and looked at in compiled calls that do not hold Python's lock."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .drive import follow
from .errors import PerdureError
from .observation import Seen, StateObserver, write
from .pose import Array
from .simulation import Simulation
from .turns import done, finished, taken, turns
from .view import Law, View
from .windows import addresses, floats, integers, table

Ints = NDArray[np.int64]


class Sight(NamedTuple):
    """Where several simulations of one task are looked at, and what is seen of them.

    Attributes:
        windows: addresses of what differs from one simulation to the other.
        pattern: the shapes of that, and what is the same for all.
        objects: (simulations, MAX_OBJECTS, FEATURES).
        proprio: (simulations, 15).
    """

    windows: Ints
    pattern: Seen
    objects: NDArray[np.float32]
    proprio: NDArray[np.float32]


class FleetObserver:
    """Reads the rows of `objects` and `proprio` off several simulations of one task, into the same arrays each time."""

    def __init__(
        self, observers: Sequence[StateObserver], objects: NDArray[np.float32], proprio: NDArray[np.float32]
    ) -> None:
        self._observers = observers
        windows = table(addresses(observer.seen[:_FLOATS]) for observer in observers)
        self.sight = Sight(windows, observers[0].seen, objects, proprio)

    def look(self, lanes: list[int]) -> None:
        """Write what is seen now of some simulations."""
        _look_all(np.array(lanes, np.int64), self.sight)
        self.mark_held(lanes)

    def mark_held(self, lanes: list[int]) -> None:
        """Write what the fingers hold, which the compiled part of a look leaves out."""
        held = np.array([self._observers[lane].held() for lane in lanes])
        self.sight.objects[lanes, : held.shape[1], -1] = held


class Fleet:
    """Steps simulations that share a model; each goes the way that it would go alone, bit for bit.

    Threads take one simulation after the other, so that one that is slow or disturbed holds up nobody.

    Args:
        simulations: the lanes.
        observer: what looks at them after a step, if anything.
    """

    def __init__(self, simulations: Sequence[Simulation], observer: FleetObserver | None = None) -> None:
        self._simulations, self._observer = simulations, observer
        drives = [simulation.drive for simulation in simulations]
        self._bodies = table([*drive.addresses] for drive in drives)
        self._views = table(addresses(drive.view) for drive in drives)
        self._pattern, self._law = drives[0].view, drives[0].law
        self._asleep = np.zeros(len(drives), np.int64)
        self._closing = np.array([drive.closing for drive in drives])
        for drive, row in zip(drives, self._closing, strict=True):
            drive.closing = row

    def step(self, lanes: list[int], actions: NDArray[np.float32], threads: Sequence[Executor] = ()) -> None:
        """Step some of the simulations for one control step, and look at them.

        Args:
            lanes: which; at least one.
            actions: (simulations, 7), see `Simulation.step`.
            threads: who helps with it.
        """
        work, shared = turns(lanes), (self._pattern, self._law, self._closing, self._asleep)
        sight = self._observer.sight if self._observer else None
        arguments = work, self._bodies, self._views, *shared, actions.astype(np.float64), sight
        helping = [thread.submit(_step_all, *arguments) for thread in threads]
        _step_all(*arguments)
        if not finished(work):
            for help in helping:
                help.result()
        moved = [lane for lane in lanes if self._stepped(lane, actions)]
        if self._observer:
            self._observer.mark_held(lanes)
            if moved:
                self._observer.look(moved)

    def _stepped(self, lane: int, actions: NDArray[np.float32]) -> bool:
        """Let a simulation take note of its step; return whether what was seen of it is not quite true any more."""
        if self._asleep[lane] < 0:
            raise PerdureError(f"An action must be 7 finite numbers in [-1, 1], got {actions[lane]!r}.")
        return self._simulations[lane].stepped(int(self._asleep[lane]))


_FLOATS = Seen._fields.index("bodies")  # what comes before differs from one simulation to the other


@compiled(nogil=True)
def _step_all(
    work: Ints,
    bodies: Ints,
    views: Ints,
    pattern: View,
    law: Law,
    closing: Array,
    asleep: Ints,
    wanted: Array,
    sight: Sight | None,
) -> None:
    """Step simulations that no other thread has taken, and look at them, until none is left."""
    while True:
        lane = taken(work)
        if lane < 0:
            return
        own = views[lane]
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
        asleep[lane] = follow(bodies[lane, 0], bodies[lane, 1], view, law, closing[lane], wanted[lane])
        if sight is not None:
            _look(lane, sight)
        done(work)


@compiled(nogil=True)
def _look_all(lanes: Ints, sight: Sight) -> None:
    for lane in lanes:
        _look(lane, sight)


@compiled(nogil=True)
def _look(lane: int, sight: Sight) -> None:
    own, pattern = sight.windows[lane], sight.pattern
    seen = Seen(
        floats(own[0], pattern.base_position),
        floats(own[1], pattern.base_rotation),
        floats(own[2], pattern.hand_position),
        floats(own[3], pattern.hand_rotation),
        floats(own[4], pattern.arm),
        floats(own[5], pattern.fingers),
        floats(own[6], pattern.positions),
        floats(own[7], pattern.rotations),
        floats(own[8], pattern.joints),
        pattern.bodies,
        pattern.points,
        pattern.addresses,
        pattern.reach,
        pattern.opening,
    )
    write(seen, sight.objects[lane], sight.proprio[lane])
