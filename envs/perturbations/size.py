"""Things are bigger or smaller than usual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..assets.asset import Articulation, Asset, Collision, Grasp, Joint, Mesh, Part, Vec3, Visual
from .perturbation import Perturbation

FACTOR = 1.2
SPAN = 0.070  # what fingers that open by 0.08 m can take hold of and let go of again, with something beside it [m]


@dataclass(frozen=True)
class Change(Perturbation):
    """Makes every movable thing bigger or smaller, alike in all directions.

    Description: which of the two is drawn for each thing; one that the fingers could not take hold of any more becomes
        smaller. Starts come to rest again.
    Magnitude: 1 multiplies or divides lengths by 1.2; in between, by 1.2 to the power of the magnitude.
    What it leaves alone: fixtures, masses, colours, what things are and where they start, up to the coming to rest.
    """

    unsettles = True

    def asset(self, asset: Asset, rng: np.random.Generator) -> Asset:
        """Scale a movable thing about the middle of its footprint."""
        factor = FACTOR ** (self.magnitude * float(rng.choice((-1.0, 1.0))))
        narrowest = min((grasp.width for grasp in asset.grasps), default=0.0)
        factor = 1 / factor if factor > 1 and narrowest * factor > SPAN else factor
        return asset if asset.fixture else scaled(asset, factor)


def scaled(asset: Asset, factor: float) -> Asset:
    """Return an asset whose lengths are all multiplied; masses stay."""
    return replace(
        asset,
        root=_part(asset.root, factor),
        lower=_times(asset.lower, factor),
        upper=_times(asset.upper, factor),
        grasps=_grasps(asset.grasps, factor),
        surfaces=tuple(
            replace(top, position=_times(top.position, factor), half=(top.half[0] * factor, top.half[1] * factor))
            for top in asset.surfaces
        ),
        cavities=tuple(
            replace(hole, position=_times(hole.position, factor), half=_times(hole.half, factor))
            for hole in asset.cavities
        ),
        articulations=tuple(_articulation(asset.root, item, factor) for item in asset.articulations),
    )


def _part(part: Part, factor: float) -> Part:
    return replace(
        part,
        visuals=tuple(Visual(_mesh(visual.mesh, factor), visual.material) for visual in part.visuals),
        collisions=tuple(_collision(shape, factor) for shape in part.collisions),
        position=_times(part.position, factor),
        joint=part.joint and _joint(part.joint, factor),
        children=tuple(_part(child, factor) for child in part.children),
    )


def _mesh(mesh: Mesh, factor: float) -> Mesh:
    return replace(mesh, vertices=mesh.vertices * np.float32(factor))


def _collision(shape: Collision, factor: float) -> Collision:
    return replace(shape, size=_times(shape.size, factor), position=_times(shape.position, factor))


def _joint(joint: Joint, factor: float) -> Joint:
    stretch = factor if joint.kind == "slide" else 1.0
    low, high = joint.range
    return replace(joint, range=(low * stretch, high * stretch), anchor=_times(joint.anchor, factor))


def _articulation(root: Part, item: Articulation, factor: float) -> Articulation:
    stretch = factor if _kind(root, item.part) == "slide" else 1.0
    low, high = item.sweep
    return replace(
        item,
        open_at=item.open_at * stretch,
        close_at=item.close_at * stretch,
        handles=_grasps(item.handles, factor),
        push=_times(item.push, factor),
        sweep=(_times(low, factor), _times(high, factor)),
    )


def _kind(part: Part, name: str) -> str:
    """Return the kind of the joint of a part, '' if it is not below `part`."""
    if part.name == name and part.joint:
        return part.joint.kind
    return next((kind for child in part.children if (kind := _kind(child, name))), "")


def _grasps(grasps: Sequence[Grasp], factor: float) -> tuple[Grasp, ...]:
    return tuple(
        replace(grasp, position=_times(grasp.position, factor), width=grasp.width * factor) for grasp in grasps
    )


def _times(vector: Vec3, factor: float) -> Vec3:
    x, y, z = vector
    return (x * factor, y * factor, z * factor)
