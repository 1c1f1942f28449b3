"""Reading robosuite's model files, with what perdure changes in them."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import Any

import mujoco

from .gripper import Gripper
from .robot import Robot

Spec = Any  # mujoco.MjSpec carries no type information


def arm(robot: Robot, *, bare: bool) -> Spec:
    """Read an arm; `bare` leaves out what is only seen."""
    root = _parse(robot.arm, bare)
    for joint, armature in zip(root.iterfind("worldbody//joint"), robot.armature, strict=True):
        _fill(joint, armature=armature, frictionloss=robot.frictionloss, damping=robot.damping)
    for geom in root.iter("geom"):
        if geom.get("group") != "1":  # some arms pass through what stands still, or through themselves
            geom.attrib |= {"contype": "1", "conaffinity": "1"}
    _exclude(root, [_shoulder(root)])
    return _spec(root)


def gripper(described: Gripper, *, bare: bool) -> Spec:
    """Read a gripper, its control site moved and its passive joints coupled as described."""
    root = _parse(described.file, bare)
    for joint in root.iterfind("worldbody//joint"):
        _fill(joint, armature=described.armature, damping=described.damping)
    for actuator in root.iterfind("actuator/*"):
        if "forcerange" not in actuator.attrib:
            actuator.attrib |= {"forcelimited": "true", "forcerange": f"{-described.force} {described.force}"}
    if described.followers:
        _couple(root, described)
    spec = _spec(root)
    spec.site(described.site).pos[2] += described.depth
    return spec


def mount(path: Path, *, bare: bool) -> Spec:
    """Read the meshes of what an arm stands on, its boxes are inside; `bare` leaves nothing, as it is never touched."""
    root = _parse(path, bare)
    for parent in list(root.iter()):
        _remove(parent, [geom for geom in parent.findall("geom") if bare or geom.get("type") != "mesh"])
    if bare:
        for assets in root.iter("asset"):
            _remove(assets, list(assets))
    return _spec(root)


def _parse(path: Path, bare: bool) -> ET.Element:
    """Read a file with full paths of meshes, each name once; without visual geoms and what only they use if bare."""
    root = ET.fromstring(path.read_text())
    if bare:
        for parent in list(root.iter()):
            _remove(parent, [geom for geom in parent.findall("geom") if geom.get("group") == "1"])
    used = {geom.get("mesh") for geom in root.iter("geom")}
    for assets in root.iter("asset"):
        seen: set[tuple[str, str | None]] = set()
        for item in list(assets):
            key = item.tag, item.get("name")
            if key in seen or (bare and (item.tag != "mesh" or item.get("name") not in used)):
                assets.remove(item)
            seen.add(key)
            if "file" in item.attrib:
                item.set("file", str(path.parent / item.attrib["file"]))
    return root


def _fill(element: ET.Element, **values: float) -> None:
    """Set attributes that an element does not have."""
    for name, value in values.items():
        element.attrib.setdefault(name, repr(value))


def _shoulder(root: ET.Element) -> tuple[str, str]:
    """Return the first body that moves and the one below it: MuJoCo lets neighbours touch where one stands still."""
    pairs = ((body, child) for body in root.iterfind("worldbody//body") for child in body.iterfind("body"))
    return next((body.attrib["name"], child.attrib["name"]) for body, child in pairs if child.find("joint") is not None)


def _exclude(root: ET.Element, pairs: Iterable[tuple[str, str]]) -> None:
    contact = ET.SubElement(root, "contact")
    for first, second in pairs:
        ET.SubElement(contact, "exclude", body1=first, body2=second)


def _couple(root: ET.Element, described: Gripper) -> None:
    """Replace the couplings of a gripper, and let nothing in it touch but the two fingers."""
    for tag in ("tendon", "equality"):
        _remove(root, root.findall(tag))
    equality = ET.SubElement(root, "equality")
    for follower, (leader, ratio) in described.followers.items():
        ET.SubElement(equality, "joint", joint1=follower, joint2=leader, polycoef=f"0 {ratio} 0 0 0", solref="0.01 1")
    names = [body.attrib["name"] for body in root.iterfind("worldbody//body")]
    _exclude(root, (pair for pair in combinations(names, 2) if set(pair) != set(described.fingers)))


def _remove(parent: ET.Element, children: list[ET.Element]) -> None:
    for child in children:
        parent.remove(child)


def _spec(root: ET.Element) -> Spec:
    spec = mujoco.MjSpec.from_string(ET.tostring(root, encoding="unicode"))
    spec.compiler.degree = False  # robosuite's grippers do not say so
    return spec
