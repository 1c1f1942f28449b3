"""Looking up how the moving parts of assets move."""

from __future__ import annotations

import numpy as np

from perdure.envs import predicates
from perdure.envs.assembly import part_name
from perdure.envs.assets.asset import Articulation, Asset, Joint, Part
from perdure.envs.pose import Array, Pose
from perdure.envs.simulation import Simulation
from perdure.envs.task import Atom

from ..planning.rotations import turned


def part_of(asset: Asset, articulation: Articulation) -> Part:
    """Return the part of an articulation."""
    part = _find(asset.root, articulation.part)
    if part is None:
        raise ValueError(f"'{asset.category}' has no part '{articulation.part}'.")
    return part


def joint_of(asset: Asset, articulation: Articulation) -> Joint:
    """Return the joint of an articulation's part."""
    joint = part_of(asset, articulation).joint
    if joint is None:
        raise ValueError(f"'{asset.category}' has no joint '{articulation.part}'.")
    return joint


def axis_of(simulation: Simulation, instance: str, articulation: Articulation) -> Array:
    """Return the unit direction (3,) in the world that a part slides along, or turns around, when it opens."""
    axis = np.array(joint_of(simulation.assets[instance], articulation).axis)
    return simulation.pose(instance, articulation.part).direction(axis)


def motion(simulation: Simulation, instance: str, articulation: Articulation, by: float) -> Pose:
    """Return the motion of a part when its joint goes on by so much: `motion @ pose` is where a fixed pose gets to."""
    axis = axis_of(simulation, instance, articulation)
    joint = joint_of(simulation.assets[instance], articulation)
    if joint.kind == "slide":
        return Pose(by * axis, np.eye(3))
    anchor = simulation.pose(instance, articulation.part).point(np.array(joint.anchor))
    turn = turned(np.eye(3), by * axis)
    return Pose(anchor - turn @ anchor, turn)


def outward(simulation: Simulation, instance: str, articulation: Articulation, point: Array) -> Array:
    """Return the unit direction (3,) in which a point of a part, given in the world, moves when it opens."""
    axis = axis_of(simulation, instance, articulation)
    joint = joint_of(simulation.assets[instance], articulation)
    if joint.kind == "slide":
        return axis
    anchor = simulation.pose(instance, articulation.part).point(np.array(joint.anchor))
    tangent: Array = np.cross(axis, point - anchor)
    return tangent / np.linalg.norm(tangent)


def moving_with(simulation: Simulation, instance: str, articulation: Articulation) -> frozenset[str]:
    """Return the bodies that move when a part does: the part itself, and the objects in it."""
    places = [f"{instance}_{one.name}" for one in simulation.assets[instance].cavities if one.part == articulation.part]
    carried = (
        name
        for name in simulation.task.objects
        for place in places
        if predicates.holds(simulation, Atom("In", (name, place)))
    )
    return frozenset({part_name(instance, articulation.part), *carried})


def _find(part: Part, name: str) -> Part | None:
    if part.name == name:
        return part
    return next((found for child in part.children if (found := _find(child, name)) is not None), None)
