"""Where things start: poses and joints drawn from a task's regions, free of collisions and within reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np

from .assets.asset import SWITCHES, Articulation, Asset
from .footprint import Placed, clash, inside, of_asset, of_box
from .handroom import reachable
from .kinematics import part_pose
from .layout import Layout, moving_parts
from .rotation import about_z
from .scenes.scene import Scene
from .spots import PlacementError, Spot, Spots
from .task import Atom, Task

__all__ = ["MARGIN", "REACH", "PlacementError", "sample"]

MARGIN = 0.01  # least distance of two things [m]
REACH = 0.74  # greatest distance from the robot's base, seen from above: a gripper pointing down gets there [m]
TRIES = 60  # draws for one instance
RESTARTS = 60  # of the whole layout


def sample(task: Task, assets: Mapping[str, Asset], scene: Scene, rng: np.random.Generator) -> Layout:
    """Draw where everything starts, as the task's init atoms say; nothing settles here.

    An instance is placed after what it stands on. A draw is rejected when two footprints are closer than 1 cm (the
    space that the drawers and doors of the task's atoms need included), when an object or such a drawer's handle is
    out of reach, when something stands over the table's edge, or when no hand gets at what the goal moves. Moving parts
    are at 0 unless an atom opens them or
    turns them on.

    Args:
        task: says what starts where.
        assets: instance -> asset.
        scene: the workspace, its origin and extent, and the robot's base.
        rng: the only source of chance.

    Raises:
        PlacementError: no layout was found; the sentence names what was in the way most often.
    """
    joints = _joints(task, assets, rng)
    order = _order(task)
    refused: Counter[tuple[str, str]] = Counter()
    for _ in range(RESTARTS):
        spots = Spots(task, assets, scene, joints)
        if _fill(spots, order, rng, refused):
            taken = ((name, spots.taken[name]) for name in (*task.fixtures, *task.objects))
            return Layout({name: (spot.position, about_z(spot.yaw)) for name, spot in taken}, joints)
    (name, reason), count = refused.most_common(1)[0]
    raise PlacementError(f"Task '{task.name}': no room for '{name}': {reason} (most often, {count} draws).")


def _fill(
    spots: Spots, order: list[tuple[str, Atom]], rng: np.random.Generator, refused: Counter[tuple[str, str]]
) -> bool:
    """Place every instance; return whether there was room for all, and count in `refused` what was in the way."""
    placed: list[Placed] = []
    for name, atom in order:
        for _ in range(TRIES):
            spot = spots.draw(atom, rng)
            candidate = _placed(spots, name, spot)
            reason = _out_of_reach(spots, name, spot) or _refusal(candidate, placed, spots.scene)
            if not reason:
                break
            refused[name, reason] += 1
        else:
            return False
        spots.taken[name] = spot
        placed.append(candidate)
    for candidate in placed:
        name = candidate.name
        if name in _moved(spots.task) and not reachable(spots.assets[name], candidate, spots.taken[name].pose, placed):
            refused[name, "other things leave no room for the hand"] += 1
            return False
    return True


def _moved(task: Task) -> set[str]:
    """Return the objects that the goal wants somewhere else."""
    return {atom.args[0] for atom in task.goal if atom.args[0] in task.objects}


def _placed(spots: Spots, name: str, spot: Spot) -> Placed:
    asset = spots.assets[name]
    sweeps = [part.sweep for part, _ in _spoken_of(spots.task, name, asset)]
    return Placed(name, of_asset(asset, spot.pose), tuple(of_box(box, spot.pose) for box in sweeps), spot.support)


def _out_of_reach(spots: Spots, name: str, spot: Spot) -> str:
    """Return why the robot cannot do its work there, '' when it can.

    Its work is at an object's middle, and at the handles of the moving parts that the task speaks of.
    """
    asset, base = spots.assets[name], np.array(spots.scene.robot_base[:2])
    points = [] if asset.fixture else [np.zeros(3)]
    for articulation, _ in _spoken_of(spots.task, name, asset):
        handle = np.array(articulation.handles[0].position)
        points += [
            part_pose(asset.root, articulation.part, {articulation.part: value}).point(handle)
            for value in (0.0, articulation.open_at)
        ]
    far = any(np.hypot(*(spot.pose.point(point)[:2] - base)) > REACH for point in points)
    return f"it is more than {REACH} m away from the robot's base" if far else ""


def _refusal(candidate: Placed, placed: list[Placed], scene: Scene) -> str:
    """Return why an instance cannot stand there, '' when it can."""
    if not inside(candidate.body, scene.origin[:2], scene.half):
        return "it stands over the table's edge"
    return next((f"'{other.name}' is in the way" for other in placed if clash(candidate, other, MARGIN)), "")


def _order(task: Task) -> list[tuple[str, Atom]]:
    """Return every instance with the atom that places it, fixtures first, an instance after what it stands on."""
    atoms = {atom.args[0]: atom for atom in reversed(task.init) if atom.name in ("On", "In") and len(atom.args) == 2}
    waiting = [*task.fixtures, *task.objects]
    if lost := [name for name in waiting if name not in atoms]:
        raise PlacementError(f"Task '{task.name}': no On or In atom of :init says where '{lost[0]}' starts.")
    ordered: list[tuple[str, Atom]] = []
    while waiting:
        free = [name for name in waiting if _support(task, atoms[name]) not in waiting]
        if not free:
            raise PlacementError(f"Task '{task.name}': {', '.join(waiting)} start on each other.")
        ordered.append((free[0], atoms[free[0]]))
        waiting.remove(free[0])
    return ordered


def _support(task: Task, atom: Atom) -> str:
    place = atom.args[1]
    return task.regions[place].target if place in task.regions else place


def _spoken_of(task: Task, instance: str, asset: Asset) -> Iterator[tuple[Articulation, str]]:
    """Yield the moving parts of an instance that init or goal speak of, with what init says ('' for nothing)."""
    for articulation in asset.articulations:
        kinds = ("TurnOn", "TurnOff") if articulation.kind in SWITCHES else ("Open", "Close")
        names = (instance, f"{instance}_{articulation.name}")
        init, goal = (
            next((atom.name for atom in atoms if atom.name in kinds and atom.args[0] in names), "")
            for atoms in (task.init, task.goal)
        )
        if init or goal:
            yield articulation, init


def _joints(task: Task, assets: Mapping[str, Asset], rng: np.random.Generator) -> dict[tuple[str, str], float]:
    """Draw joints that make the init atoms true: open ones between the threshold and the end, others at 0."""
    joints: dict[tuple[str, str], float] = {}
    for name in (*task.fixtures, *task.objects):
        ranges = {part.name: part.joint.range for part in moving_parts(assets[name].root) if part.joint}
        joints |= {(name, part): 0.0 for part in ranges}
        for articulation, init in _spoken_of(task, name, assets[name]):
            if init in ("Open", "TurnOn"):
                joints[name, articulation.part] = float(rng.uniform(articulation.open_at, ranges[articulation.part][1]))
    return joints
