"""Rigid poses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Pose:
    """A frame seen from another: `parent = rotation @ child + position`.

    Attributes:
        position: (3,) [m].
        rotation: (3, 3) rotation matrix.
    """

    position: Array
    rotation: Array

    def point(self, local: Array) -> Array:
        """Map points (..., 3) of this frame into the parent frame."""
        return local @ self.rotation.T + self.position

    def direction(self, local: Array) -> Array:
        """Rotate directions (..., 3) of this frame into the parent frame."""
        return local @ self.rotation.T

    def inverse(self) -> Pose:
        """Return the parent frame as seen from this one."""
        return Pose(-self.rotation.T @ self.position, self.rotation.T)

    def __matmul__(self, child: Pose) -> Pose:
        """Chain two poses: `(a @ b).point(x) == a.point(b.point(x))`."""
        return Pose(self.point(child.position), self.rotation @ child.rotation)
