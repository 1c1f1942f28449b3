"""Looking up how the moving parts of assets move."""

from __future__ import annotations

import numpy as np

from perdure.envs.assets.asset import Articulation, Asset, Joint, Part
from perdure.envs.pose import Array
from perdure.envs.simulation import Simulation


def joint_of(asset: Asset, articulation: Articulation) -> Joint:
    """Return the joint of an articulation's part."""
    joint = _find(asset.root, articulation.part)
    if joint is None:
        raise ValueError(f"'{asset.category}' has no joint '{articulation.part}'.")
    return joint


def axis_of(simulation: Simulation, instance: str, articulation: Articulation) -> Array:
    """Return the unit direction (3,) in the world that a part slides along, or turns around, when it opens."""
    axis = np.array(joint_of(simulation.assets[instance], articulation).axis)
    return simulation.pose(instance, articulation.part).direction(axis)


def _find(part: Part, name: str) -> Joint | None:
    if part.name == name:
        return part.joint
    return next((found for child in part.children if (found := _find(child, name)) is not None), None)
