"""Things start outside their usual regions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ..assets.asset import Asset
from ..layout import Layout
from ..placement import sample
from ..scenes.scene import Scene
from ..task import Region, Task
from .perturbation import Perturbation

WIDTH = 0.10  # [m]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Change(Perturbation):
    """Draws every start outside the regions of the table that the task starts from.

    Description: what stands on the table, things and fixtures, starts in a frame around its usual region, anew in every
        episode; what stands on or in something goes along. The usual rules hold: within reach, 1 cm apart, at rest.
        A stored state is not used, its number only seeds the draw.
    Magnitude: 1 is a frame of 10 cm on each side.
    What it leaves alone: regions that the goal speaks of, yaw, how far drawers are open, everything else.
    """

    unsettles = True

    def task(self, task: Task, rng: np.random.Generator) -> Task:
        """Widen the regions, so that what the task says of its start holds."""
        wide = {name: replace(region, ranges=(self._wide(region),)) for name, region in _starts(task).items()}
        return replace(task, regions={**task.regions, **wide})

    def layout(
        self, layout: Layout, task: Task, assets: Mapping[str, Asset], scene: Scene, rng: np.random.Generator
    ) -> Layout:
        """Draw all of it anew, from the frames."""
        frames = {name: replace(region, ranges=self._frame(region)) for name, region in _starts(task).items()}
        return sample(replace(task, regions={**task.regions, **frames}), assets, scene, rng)

    def _wide(self, region: Region) -> Box:
        x0, y0, x1, y1 = _around(region)
        more = self.magnitude * WIDTH
        return (x0 - more, y0 - more, x1 + more, y1 + more)

    def _frame(self, region: Region) -> tuple[Box, ...]:
        """Return the wide rectangle without the region: what lies left, right, below and above."""
        x0, y0, x1, y1 = _around(region)
        left, low, right, high = self._wide(region)
        return (left, low, x0, high), (x1, low, right, high), (x0, low, x1, y0), (x0, y1, x1, high)


def _starts(task: Task) -> dict[str, Region]:
    """Return the regions of the table that something starts in and the goal does not speak of."""
    spoken = {arg for atom in task.goal for arg in atom.args}
    places = {arg for atom in task.init for arg in atom.args} - spoken
    things = {**task.fixtures, **task.objects}
    return {
        name: region
        for name, region in task.regions.items()
        if name in places and region.ranges and region.target not in things
    }


def _around(region: Region) -> Box:
    x0, y0, x1, y1 = np.array(region.ranges).T
    return float(x0.min()), float(y0.min()), float(x1.max()), float(y1.max())
