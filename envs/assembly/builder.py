"""Assets into MuJoCo: parts become bodies, collision shapes and visuals become geoms."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import pi
from typing import Any

import mujoco
import numpy as np
from numpy.typing import NDArray

from ..assets.asset import Collision, Joint, Material, Part, Visual
from .names import part_name

Spec = Any  # the elements of mujoco.MjSpec carry no type information

# What nothing but the robot and movable things need to collide with: other static things are left alone.
_STATIC, _MOVING = (1, 0), (1, 1)  # contype, conaffinity
# Contact parameters that grasp, stack and slide well (facts of a prototype): elliptic cone with torsion, stiff and
# overdamped.
_FRICTION_TORSION, _FRICTION_ROLL = 0.01, 0.001
_SOLREF = [0.01, 1.0]
_SOLIMP = [0.95, 0.99, 0.001, 0.5, 2.0]
_VISUAL_GROUP, _COLLISION_GROUP = 1, 0


class Builder:
    """Adds parts and visuals to a specification, sharing equal meshes and materials.

    Args:
        spec: to add to.
        finest: side of the largest texture [pixel]; larger ones are halved until they fit.
    """

    def __init__(self, spec: Spec, finest: int) -> None:
        self._spec, self._finest = spec, finest
        self._meshes: dict[int, str] = {}
        self._materials: dict[int, str] = {}
        self._kept: list[object] = []  # ids of garbage would be reused

    def add_part(self, parent: Spec, part: Part, instance: str, *, moving: bool) -> Spec:
        """Add a part and its children below a body; return the new body."""
        name = part_name(instance, part.name)
        body = parent.add_body(name=name, pos=part.position, quat=part.quaternion)
        if part.joint is not None:
            _add_joint(body, part.joint, name)
            body.gravcomp = float(part.joint.balanced)
        dynamic = moving or part.joint is not None
        density = part.mass / max(sum(map(_volume, part.collisions)), 1e-9)
        for collision in part.collisions:
            _add_collision(body, collision, dynamic, density)
        for index, visual in enumerate(part.visuals):
            self.add_visual(body, visual, f"{name}/{index}")
        for child in part.children:
            self.add_part(body, child, instance, moving=dynamic)
        return body

    def add_visual(self, body: Spec, visual: Visual, name: str) -> None:
        """Add a mesh that is seen and never touched."""
        geom = body.add_geom(type=mujoco.mjtGeom.mjGEOM_MESH, name=name, contype=0, conaffinity=0, group=_VISUAL_GROUP)
        geom.meshname = self._mesh(visual, name)
        geom.material = self._material(visual.material, name)
        geom.density = 0

    def separate(self, instance: str, root: Part) -> None:
        """Let the parts of a fixture pass through each other: their joints' ranges hold them."""
        names = [part_name(instance, part.name) for part in _walk(root)]
        for first, second in combinations(names, 2):
            self._spec.add_exclude(bodyname1=first, bodyname2=second)

    def _mesh(self, visual: Visual, name: str) -> str:
        mesh = visual.mesh
        if id(mesh) not in self._meshes:
            item = self._spec.add_mesh(name=name)
            item.uservert = mesh.vertices.astype(np.float64).ravel()
            item.userface = mesh.faces.ravel()
            item.usernormal = mesh.normals.astype(np.float64).ravel()
            item.userfacenormal = mesh.faces.ravel()
            if mesh.uv is not None:
                item.usertexcoord = mesh.uv.astype(np.float64).ravel()
                item.userfacetexcoord = mesh.faces.ravel()
            item.inertia = mujoco.mjtMeshInertia.mjMESH_INERTIA_SHELL  # visual meshes need not be closed
            self._meshes[id(mesh)] = name
            self._kept.append(mesh)
        return self._meshes[id(mesh)]

    def _material(self, material: Material, name: str) -> str:
        if id(material) not in self._materials:
            item = self._spec.add_material(
                name=name, rgba=material.rgba, specular=material.specular, shininess=material.shininess, reflectance=0
            )
            if material.texture is not None:
                picture = _halved(material.texture, self._finest)
                height, width, _ = picture.shape
                image = self._spec.add_texture(
                    name=name,
                    type=mujoco.mjtTexture.mjTEXTURE_2D,
                    width=width,
                    height=height,
                    nchannel=3,
                )
                image.data = picture[::-1].tobytes()  # v = 0 is the first row; as an argument, only lists are taken
                item.textures[mujoco.mjtTextureRole.mjTEXROLE_RGB] = name
            self._materials[id(material)] = name
            self._kept.append(material)
        return self._materials[id(material)]


def _halved(picture: NDArray[np.uint8], finest: int) -> NDArray[np.uint8]:
    """Average squares of two by two pixels until the picture is small enough."""
    while max(picture.shape[:2]) > finest:
        squares = picture.reshape(picture.shape[0] // 2, 2, picture.shape[1] // 2, 2, 3)
        picture = np.round(squares.mean(axis=(1, 3))).astype(np.uint8)
    return picture


def _walk(part: Part) -> Iterator[Part]:
    yield part
    for child in part.children:
        yield from _walk(child)


def _add_joint(body: Spec, joint: Joint, name: str) -> None:
    kinds = {"slide": mujoco.mjtJoint.mjJNT_SLIDE, "hinge": mujoco.mjtJoint.mjJNT_HINGE}
    body.add_joint(
        name=name,
        type=kinds[joint.kind],
        axis=joint.axis,
        pos=joint.anchor,
        range=joint.range,
        limited=mujoco.mjtLimited.mjLIMITED_TRUE,
        damping=joint.damping,
        frictionloss=joint.frictionloss,
        armature=joint.armature,
    )


def _add_collision(body: Spec, collision: Collision, dynamic: bool, density: float) -> None:
    kinds = {
        "box": mujoco.mjtGeom.mjGEOM_BOX,
        "cylinder": mujoco.mjtGeom.mjGEOM_CYLINDER,
        "capsule": mujoco.mjtGeom.mjGEOM_CAPSULE,
        "sphere": mujoco.mjtGeom.mjGEOM_SPHERE,
    }
    contype, conaffinity = _MOVING if dynamic else _STATIC
    body.add_geom(
        type=kinds[collision.kind],
        size=collision.size,
        pos=collision.position,
        quat=collision.quaternion,
        contype=contype,
        conaffinity=conaffinity,
        condim=4,
        friction=[collision.friction, _FRICTION_TORSION, _FRICTION_ROLL],
        solref=_SOLREF,
        solimp=_SOLIMP,
        density=density,
        group=_COLLISION_GROUP,
        rgba=[0.0, 0.0, 0.0, 0.0],
    )


def _volume(collision: Collision) -> float:
    x, y, z = collision.size
    return {
        "box": 8 * x * y * z,
        "cylinder": 2 * pi * x * x * y,
        "capsule": 2 * pi * x * x * y + 4 / 3 * pi * x**3,
        "sphere": 4 / 3 * pi * x**3,
    }[collision.kind]
