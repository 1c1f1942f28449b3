"""Out of distribution: things start outside of the regions that their task says, at most a hand's width away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from .assets.asset import Asset
from .layout import Layout
from .pose import Pose
from .scenes.scene import Scene
from .task import Region, Task
from .world import World, Zone

WIDER = 0.06  # by which the regions reach further on every side [m]
OUT = 0.02  # at least one thing that the task is about starts this far outside of its own region [m]


def widened(task: Task) -> Task:
    """Return the task with larger regions on the table to start in."""
    starts = set(_starts(task).values())
    regions = {name: _wider(region) if name in starts else region for name, region in task.regions.items()}
    return replace(task, regions=regions)


def is_outside(task: Task, scene: Scene, layout: Layout) -> bool:
    """Tell whether something that the task is about (anything, if it does not say) starts outside of its region."""
    starts = _starts(task)
    about = [name for name in task.interest if name in starts] or list(starts)
    return any(_distance(task.regions[starts[name]], scene, layout.poses[name][0][:2]) >= OUT for name in about)


@dataclass(frozen=True)
class WidenedWorld:
    """A world whose regions to start in are as large as those of `widened(task)`; the rest is the world's own."""

    world: World
    task: Task

    @property
    def assets(self) -> Mapping[str, Asset]:
        """Every instance with its asset."""
        return self.world.assets

    @property
    def zones(self) -> Mapping[str, Zone]:
        """Every rectangle as it is now."""
        starts = set(_starts(self.task).values())
        return {
            name: (*_grown(x0, y0, x1, y1), z) if name in starts else (x0, y0, x1, y1, z)
            for name, (x0, y0, x1, y1, z) in self.world.zones.items()
        }

    def pose(self, instance: str, part: str = "") -> Pose:
        """Return the pose of an instance's part."""
        return self.world.pose(instance, part)

    def joint(self, instance: str, part: str) -> float:
        """Return the joint position of a moving part."""
        return self.world.joint(instance, part)

    def held(self, instance: str) -> bool:
        """Tell whether the gripper holds the instance."""
        return self.world.held(instance)


def _starts(task: Task) -> dict[str, str]:
    """Return instance -> region on the table that it starts in."""
    things = {**task.fixtures, **task.objects}
    found = {atom.args[0]: atom.args[1] for atom in task.init if atom.name == "On" and len(atom.args) == 2}
    return {
        name: place
        for name, place in found.items()
        if place in task.regions and task.regions[place].ranges and task.regions[place].target not in things
    }


def _wider(region: Region) -> Region:
    return replace(region, ranges=tuple(_grown(*box) for box in region.ranges))


def _grown(x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
    return x0 - WIDER, y0 - WIDER, x1 + WIDER, y1 + WIDER


def _distance(region: Region, scene: Scene, place: tuple[float, ...]) -> float:
    """Return how far a point lies outside of all rectangles of a region, along x or y [m]."""
    x, y = place[0] - scene.origin[0], place[1] - scene.origin[1]
    return min(max(x0 - x, x - x1, y0 - y, y - y1) for x0, y0, x1, y1 in region.ranges)
