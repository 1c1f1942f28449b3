"""What is seen of several simulations of one task, written by compiled calls that do not hold Python's lock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .observation import Seen, StateObserver, write
from .windows import addresses, floats, table

Ints = NDArray[np.int64]
_FLOATS = Seen._fields.index("bodies")  # what comes before differs from one simulation to the other


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


@compiled(nogil=True)
def _look_all(lanes: Ints, sight: Sight) -> None:
    for lane in lanes:
        look(lane, sight)


@compiled(nogil=True)
def look(lane: int, sight: Sight) -> None:
    """Write what is seen now of one simulation, but for what the fingers hold."""
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
