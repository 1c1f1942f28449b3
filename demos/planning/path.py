"""Paths of the grip site: straight pieces between poses, walked by how far one has come."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from perdure.envs.pose import Pose

from .rotations import angle_between, blend

TURN = 0.1  # a turn counts as this many metres per radian: both then take the same time


def distance(start: Pose, end: Pose) -> float:
    """Return how far two poses are apart, turns included [m]."""
    return float(np.linalg.norm(end.position - start.position)) + TURN * angle_between(start.rotation, end.rotation)


class Path:
    """Straight pieces through some poses.

    Args:
        poses: at least one.
    """

    def __init__(self, poses: Sequence[Pose]) -> None:
        self.poses = tuple(poses)
        steps = [distance(*pair) for pair in itertools.pairwise(poses)]
        self._along = np.concatenate([[0.0], np.cumsum(steps)])

    @property
    def length(self) -> float:
        """How long it is, turns included [m]."""
        return float(self._along[-1])

    def at(self, along: float) -> Pose:
        """Return the pose that far from the start [m]; beyond an end, the end."""
        if along >= self.length:
            return self.poses[-1]
        piece = int(np.searchsorted(self._along, max(along, 0.0), side="right")) - 1
        low, high = self._along[piece : piece + 2]
        return blend(self.poses[piece], self.poses[piece + 1], (max(along, 0.0) - low) / (high - low))

    def samples(self, spacing: float) -> list[Pose]:
        """Return poses from start to end, at most `spacing` apart [m]."""
        count = max(1, int(np.ceil(self.length / spacing)))
        return [self.at(self.length * index / count) for index in range(count + 1)]
