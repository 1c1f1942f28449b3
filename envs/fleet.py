"""Several simulations of one task: stepped and looked at in compiled calls that do not hold Python's lock."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .drive import follow
from .errors import PerdureError
from .observation import Seen, StateObserver, write
from .pose import Array
from .simulation import Simulation
from .view import Law, View
from .windows import addresses, floats, integers, table

Ints = NDArray[np.int64]


class Fleet:
    """Steps simulations that share a model; each goes the way that it would go alone, bit for bit."""

    def __init__(self, simulations: Sequence[Simulation]) -> None:
        self._simulations = simulations
        drives = [simulation.drive for simulation in simulations]
        self._bodies = table([*drive.addresses] for drive in drives)
        self._views = table(addresses(drive.view) for drive in drives)
        self._pattern, self._law = drives[0].view, drives[0].law
        self._asleep = np.zeros(len(drives), np.int64)
        self._closing = np.array([drive.closing for drive in drives])
        for drive, row in zip(drives, self._closing, strict=True):
            drive.closing = row

    def step(self, lanes: Sequence[int], actions: NDArray[np.float32]) -> None:
        """Step some of the simulations for one control step.

        Args:
            lanes: which.
            actions: (simulations, 7), see `Simulation.step`.
        """
        shared = self._pattern, self._law, self._closing, self._asleep
        _follow_all(np.array(lanes, np.int64), self._bodies, self._views, *shared, actions.astype(np.float64))
        for lane in lanes:
            if self._asleep[lane] < 0:
                raise PerdureError(f"An action must be 7 finite numbers in [-1, 1], got {actions[lane]!r}.")
            self._simulations[lane].stepped(int(self._asleep[lane]))


class FleetObserver:
    """Reads the rows of `objects` and `proprio` off several simulations of one task."""

    def __init__(self, observers: Sequence[StateObserver]) -> None:
        self._observers = observers
        self._windows = table(addresses(observer.seen[:_FLOATS]) for observer in observers)
        self._pattern = observers[0].seen

    def look(self, lanes: Sequence[int], objects: NDArray[np.float32], proprio: NDArray[np.float32]) -> None:
        """Write what is seen now into the lanes' rows of (simulations, MAX_OBJECTS, FEATURES) and (simulations, 15)."""
        _look_all(np.array(lanes, np.int64), self._windows, self._pattern, objects, proprio)
        for lane in lanes:
            self._observers[lane].mark_held(objects[lane])


_FLOATS = Seen._fields.index("bodies")  # what comes before differs from one simulation to the other


@compiled(nogil=True)
def _follow_all(
    lanes: Ints, bodies: Ints, views: Ints, pattern: View, law: Law, closing: Array, asleep: Ints, wanted: Array
) -> None:
    for lane in lanes:
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


@compiled(nogil=True)
def _look_all(
    lanes: Ints, windows: Ints, pattern: Seen, objects: NDArray[np.float32], proprio: NDArray[np.float32]
) -> None:
    for lane in lanes:
        own = windows[lane]
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
        write(seen, objects[lane], proprio[lane])
