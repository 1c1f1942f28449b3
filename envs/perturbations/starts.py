"""Where things start in a perturbed world: as usual or as the perturbations say, with room for what is added."""

from __future__ import annotations

import math

import numpy as np

from ..assets.asset import Asset
from ..errors import PerdureError
from ..footprint import Footprint, gap, inside, of_asset, of_box
from ..kinematics import part_pose
from ..layout import Layout
from ..placement import REACH, PlacementError, sample
from ..pose import Array, Pose
from ..rotation import about_z, matrix
from ..settling import PremiseError, SettlingError, check_premises, settle
from ..simulation import Simulation
from ..task import Task

APART = 0.03  # of what is added from everything else: room for a finger [m]
NEAR = 0.28  # least distance from the robot's base [m]
SIDE = 0.40  # greatest distance from the middle, to the left or right: farther, the camera does not see it [m]
TRIES = 2000  # draws for one instance
RESTARTS = 50  # of everything


def start(simulation: Simulation, usual: Task, layout: Layout, episode: int, outside: bool) -> Array:
    """Return a layout vector of the perturbed world, at rest and with its premises fulfilled.

    Args:
        simulation: of the perturbed world, whose `changes` count; it is left somewhere.
        usual: the task before it was changed.
        layout: where its things would start; drawn anew when that does not come to rest as the task says.
        episode: seeds everything that is drawn.
        outside: see `perdure.envs.settling.check_premises`.

    Raises:
        PlacementError: there is no room.
        SettlingError, PremiseError: no draw came to rest as the task says; this is what was wrong with the last one.
    """
    assets, scene, changes = simulation.assets, simulation.scene, simulation.changes
    rng = changes.generator("start", episode)
    failure: PerdureError | None = None
    for number in range(RESTARTS):
        changed = changes.layout(layout, usual, assets, scene, episode, number)
        try:
            settled = settle(simulation, simulation.slots.pack(_completed(changed, simulation, rng)))
            simulation.reset_to_layout(settled)
            check_premises(simulation, simulation.task, outside)
        except (SettlingError, PremiseError) as error:
            failure = error
            layout = sample(usual, assets, scene, rng)
        else:
            return settled
    raise failure or AssertionError("no try was made")


def _completed(layout: Layout, simulation: Simulation, rng: np.random.Generator) -> Layout:
    """Return a layout with a place on the table for every instance that it leaves out."""
    taken = [shape for name, pose in layout.poses.items() for shape in _shapes(simulation.assets[name], _pose(*pose))]
    taken += _goal_regions(simulation)
    poses = dict(layout.poses)
    for name, asset in simulation.assets.items():
        if name not in poses:
            pose = _place(name, asset, simulation, taken, rng)
            x, y, z = pose.position.tolist()
            poses[name] = ((x, y, z), about_z(math.atan2(pose.rotation[1, 0], pose.rotation[0, 0])))
            taken.append(of_asset(asset, pose))
    return Layout(poses, layout.joints)


def _place(name: str, asset: Asset, simulation: Simulation, taken: list[Footprint], rng: np.random.Generator) -> Pose:
    """Return where there is room for an instance on the table, within reach."""
    scene = simulation.scene
    base, origin = np.array(scene.robot_base[:2]), np.array(scene.origin)
    for _ in range(TRIES):
        place = origin + np.append(rng.uniform(-1.0, 1.0, 2) * (scene.half[0], SIDE), 0.0)
        pose = Pose(place, matrix(about_z(float(rng.uniform(-math.pi, math.pi)))))
        shape = of_asset(asset, pose)
        reachable = NEAR <= math.hypot(*(place[:2] - base)) <= REACH
        if (
            reachable
            and inside(shape, scene.origin[:2], scene.half)
            and all(gap(shape, other) >= APART for other in taken)
        ):
            return pose
    raise PlacementError(f"Task '{simulation.task.name}': no room for '{name}' within reach.")


def _shapes(asset: Asset, pose: Pose) -> list[Footprint]:
    """Return the footprints of an asset and of the space that its moving parts and their handles need."""
    handles = [
        (pose @ part_pose(asset.root, part.part, {part.part: part.open_at})).point(np.array(part.handles[0].position))
        for part in asset.articulations
        if part.handles
    ]
    return [
        of_asset(asset, pose),
        *(of_box(part.sweep, pose) for part in asset.articulations),
        *(of_box(((-0.06, -0.06, 0.0), (0.06, 0.06, 0.0)), Pose(point, np.eye(3))) for point in handles),
    ]


def _goal_regions(simulation: Simulation) -> list[Footprint]:
    spoken = {arg for atom in simulation.task.goal for arg in atom.args}
    zones = [simulation.zones[name] for name in spoken if name in simulation.zones]
    level = Pose(np.zeros(3), np.eye(3))
    return [of_box(((x0, y0, z), (x1, y1, z)), level) for x0, y0, x1, y1, z in zones]


def _pose(position: tuple[float, float, float], quaternion: tuple[float, float, float, float]) -> Pose:
    return Pose(np.array(position), matrix(quaternion))
