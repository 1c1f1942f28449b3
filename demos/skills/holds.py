"""Which ways there are to take hold of something, the most natural first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from perdure.envs.assets.asset import Asset, Grasp
from perdure.envs.control import rotation_from_vector
from perdure.envs.extent import reach
from perdure.envs.pose import Array, Pose

from ..planning.rotations import angle_between, hand_rotation

BACK = 0.08  # the hand comes from this far back along the approach [m]
LEAN = 0.3  # [rad]
FAR_LEAN = 0.6  # where the hand needs more room [rad]
HIGHER = 0.014  # where it does too, sides are taken this much closer to their end [m]
LYING = {
    "rim": np.radians((45, -45, 30, -30, 60, -60)),
    "side": np.radians((60, -60, 45, -45, 75, -75)),
    "bar": np.radians((30, -30, 45, -45, 15, -15, 60, -60)),
}
"""How far a hand leans that shall lie, by the kind of hold [rad]."""
OUT = 0.018  # by which a lying hand takes rims farther out, and farther on [m]
PALM = 0.030  # from the grip site back to the palm [m]
FAR_OUT = 0.022  # sides taken farther out than this are not held [m]
SAME, SAME_TURN = 0.012, 0.25  # holds closer than this are about the same [m], [rad]
_GAP = np.radians(40)  # neighbours of a round family are at most this far apart
_WORLD = np.radians(np.arange(0, 360, 30))  # azimuths in the world that round things are taken at
_LEFT = np.array([0.0, 1.0, 0.0])
_FAR_SIDE = 0.2  # cost of not taking a rim at its left side, seen from the robot [rad]


@dataclass(frozen=True, eq=False)
class Hold:
    """A grasp: where the grip site goes, in the frame of the part that is taken.

    Attributes:
        hand: grip site.
        width: thickness between the fingers [m].
        kind: as in `Grasp`.
    """

    hand: Pose
    width: float
    kind: str

    def at(self, part: Pose) -> Pose:
        """Return the grip site in the world, for a part's pose."""
        return part @ self.hand

    def resembles(self, other: Hold) -> bool:
        """Tell whether two holds of one object are about the same."""
        near = float(np.linalg.norm(self.hand.position - other.hand.position)) < SAME
        return near and angle_between(self.hand.rotation, other.hand.rotation) < SAME_TURN

    def carried(self, sag: float = 0.0) -> Pose:
        """Return the pose of what is held in the frame of the grip site.

        Args:
            sag: by how much it has turned in the fingers, its middle sinking [rad].
        """
        level = self.hand.inverse()
        turn = rotation_from_vector(np.array([0.0, -np.sign(level.position[0]) * sag, 0.0]))
        return Pose(np.zeros(3), turn) @ level


def leaning(hold: Hold, lean: float = LEAN) -> list[Hold]:
    """Return a hold with the hand leant to either side, about the line that the fingers close along."""
    return [Hold(Pose(hold.hand.position, _leant(hold, angle)), hold.width, hold.kind) for angle in (-lean, lean)]


def cramped(holds: Sequence[Hold]) -> list[Hold]:
    """Return ways to take hold where something taller stands beside: higher up, or leaning farther."""
    higher = [Hold(backed(hold.hand, HIGHER), hold.width, hold.kind) for hold in holds if hold.kind == "side"]
    leant = [other for hold in higher for other in leaning(hold)]
    return [*higher, *leant, *(other for hold in holds for other in leaning(hold, FAR_LEAN))]


def lying(hold: Hold, asset: Asset) -> list[Hold]:
    """Return a hold with a hand that lies as far as it can, to reach through an opening to the side.

    The palm must keep off what is held. Rims are taken farther up, and farther on, for there the fingers come through
    between the walls; sides are taken as far out as the thing reaches towards the palm.
    """
    lying = []
    for angle in LYING[hold.kind if hold.kind in LYING else "side"]:
        rotation, shift = _leant(hold, angle), np.zeros(3)
        if hold.kind == "rim":
            shift = -OUT * abs(np.sin(angle)) * (rotation[:, 2] + np.sign(angle) * hold.hand.rotation[:, 1])
        elif hold.kind == "side":
            _, back = reach(asset, Pose(-hold.hand.position, np.eye(3)), -rotation[:, 2])
            shift = -max(back - PALM, 0.0) * rotation[:, 2]
        if np.linalg.norm(shift) < FAR_OUT:
            lying.append(Hold(Pose(hold.hand.position + shift, rotation), hold.width, hold.kind))
    return lying


def _leant(hold: Hold, angle: float) -> Array:
    leant: Array = hold.hand.rotation @ rotation_from_vector(np.array([angle, 0.0, 0.0]))
    return leant


def backed(hand: Pose, far: float = BACK) -> Pose:
    """Return a pose of the grip site moved back along its approach."""
    return Pose(hand.position - far * hand.rotation[:, 2], hand.rotation)


def ranked(grasps: Sequence[Grasp], part: Pose, hand: Array) -> list[Hold]:
    """Return the holds that grasps allow, each once, those first that turn the wrist least.

    Round things can be taken at any azimuth; they are taken at azimuths fixed in the world, not in the thing, so that
    the choice does not hang on a yaw that nobody sees. Both ways to assign the two fingers are tried.

    Args:
        grasps: of one part.
        part: its pose in the world.
        hand: (3, 3) rotation of the hand to start from.
    """
    found = {_key(hold): hold for grasp in _rounded(grasps, part) for hold in _both(grasp)}
    return sorted(found.values(), key=lambda hold: _cost(hold, part, hand))


def _key(hold: Hold) -> bytes:
    """Return what is the same for holds that are the same."""
    pose = np.column_stack([hold.hand.position, hold.hand.rotation]).ravel()
    return (np.append(pose, hold.width).round(4) + 0.0).tobytes()


def _both(grasp: Grasp) -> Iterator[Hold]:
    for sign in (1.0, -1.0):
        rotation = hand_rotation(np.array(grasp.approach), sign * np.array(grasp.close))
        yield Hold(Pose(np.array(grasp.position), rotation), grasp.width, grasp.kind)


def _cost(hold: Hold, part: Pose, hand: Array) -> float:
    turn = angle_between(hand, part.rotation @ hold.hand.rotation)
    side = part.direction(hold.hand.position * [1, 1, 0]) @ _LEFT if hold.kind == "rim" else 1.0
    return round(turn, 1) + (_FAR_SIDE if side < 0 else 0.0)


def _rounded(grasps: Sequence[Grasp], part: Pose) -> list[Grasp]:
    """Replace families around z by grasps at fixed azimuths of the world that lie between members of the family."""
    families: dict[tuple[object, ...], list[Grasp]] = defaultdict(list)
    for grasp in grasps:
        radius, height = round(float(np.hypot(*grasp.position[:2])), 4), round(grasp.position[2], 4)
        families[grasp.kind, grasp.approach, radius, height, round(grasp.width, 4)].append(grasp)
    result: list[Grasp] = []
    for family in families.values():
        result += _around(family, part) if len(family) >= 4 and _is_round(family) else family
    return result


def _is_round(family: Sequence[Grasp]) -> bool:
    """Tell whether the fingers close along the radius, from straight above."""
    if any(abs(grasp.approach[2]) < 0.999 for grasp in family):
        return False
    return all(abs(_cross(grasp.position, grasp.close)) < 1e-4 for grasp in family)


def _cross(first: Sequence[float], second: Sequence[float]) -> float:
    return first[0] * second[1] - first[1] * second[0]


def _around(family: Sequence[Grasp], part: Pose) -> list[Grasp]:
    sample = family[0]
    radius, height = float(np.hypot(*sample.position[:2])), sample.position[2]
    azimuths = np.array([np.arctan2(grasp.close[1], grasp.close[0]) for grasp in family])
    if radius < 1e-4:  # closing along +x or -x is the same for a thing taken by its middle
        azimuths = np.concatenate([azimuths, azimuths + np.pi])
    result = []
    for world in _WORLD:
        local = part.rotation.T @ np.array([np.cos(world), np.sin(world), 0.0])
        azimuth = np.arctan2(local[1], local[0])
        if _between(azimuth, azimuths):
            close = (float(np.cos(azimuth)), float(np.sin(azimuth)), 0.0)
            position = (radius * close[0], radius * close[1], height)
            result.append(Grasp(sample.part, position, sample.approach, close, sample.width, sample.kind))
    return result


def _between(azimuth: float, members: Array) -> bool:
    apart = (members - azimuth + np.pi) % (2 * np.pi) - np.pi
    before, after = apart[apart <= 1e-6], apart[apart >= -1e-6]
    return bool(len(before) and len(after) and after.min() - before.max() < _GAP)
