"""What the fingers hold, from contacts: what they touch is awake, so it does have contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import mujoco
import numpy as np
from numpy.typing import NDArray

from .compiled import compiled

Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]


class Grasp:
    """Tells which instances both fingers touch.

    Args:
        model: of the task.
        roots: instance -> its root body.
        fingers: bodies of each of the two fingers.
    """

    def __init__(self, model: mujoco.MjModel, roots: Mapping[str, int], fingers: Sequence[frozenset[int]]) -> None:
        self._index = {name: number for number, name in enumerate(roots)}
        owners = _owners(model, {body: self._index[name] for name, body in roots.items()})
        sides = np.zeros(model.nbody, np.int32)
        for side, bodies in enumerate(fingers):
            sides[list(bodies)] = 1 << side
        self._nothing = np.zeros(len(roots), np.bool_)
        self._owner, self._side = owners[model.geom_bodyid], sides[model.geom_bodyid]

    def flags(self, data: mujoco.MjData) -> Flags:
        """Return whether each instance is held, in their order; not to be written to."""
        if data.ncon == 0:  # the usual case: things at rest sleep, and the hand is in the air
            return self._nothing
        return _both(data.contact.geom[: data.ncon], self._owner, self._side, len(self._index))

    def number(self, instance: str) -> int:
        """Return an instance's place in `flags`."""
        return self._index[instance]


def _owners(model: mujoco.MjModel, roots: Mapping[int, int]) -> Ints:
    """Return the number of the instance that each body belongs to, -1 for none."""
    owner = np.full(model.nbody, -1, np.int32)
    for body in range(model.nbody):
        owner[body] = roots.get(body, owner[model.body_parentid[body]])
    return owner


@compiled()
def _both(pairs: Ints, owner: Ints, side: Ints, count: int) -> Flags:
    touched = np.zeros(count, np.int32)
    for first, second in pairs:
        if owner[first] >= 0:
            touched[owner[first]] |= side[second]
        if owner[second] >= 0:
            touched[owner[second]] |= side[first]
    held: Flags = touched == 3
    return held
