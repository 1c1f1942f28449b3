"""The model of a task, compiled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import mujoco

from ..assets.asset import Asset
from ..robots import files, looks
from ..robots.robot import Robot

if TYPE_CHECKING:
    from ..scenes.scene import Scene
from .builder import Builder
from .names import GRIPPER, ROBOT

TIMESTEP = 0.005  # [s]
TEXTURE = {"fast": 256, "full": 1024}  # side of the largest [pixel]
_MOUNT = "mount/"  # before the names of the pedestal's bodies
Look = Literal["fast", "full"]  # without shadows and with thin meshes, or with everything
Spec = Any  # mujoco.MjSpec and its elements carry no type information


def assemble(scene: Scene, robot: Robot | None, assets: Mapping[str, Asset], look: Look = "fast") -> mujoco.MjModel:
    """Compile the model of a task, or of a room without a robot. The dynamics do not depend on the look."""
    spec = mujoco.MjSpec()
    spec.compiler.degree = False  # or the range of a knob, in radians, is read as degrees
    _set_options(spec)
    _set_visual(spec, scene, look)
    builder = Builder(spec, TEXTURE[look])
    if robot is not None:
        _add_robot(spec, builder, robot, scene, look)
    for part in scene.parts:
        builder.add_part(spec.worldbody, part, scene.name, moving=False)
    for name, asset in assets.items():
        body = builder.add_part(spec.worldbody, asset.root, name, moving=not asset.fixture)
        if asset.fixture:
            body.mocap = True
            builder.separate(name, asset.root)
        else:
            body.add_freejoint(name=name)
    for camera in scene.cameras:
        spec.worldbody.add_camera(name=camera.name, pos=camera.position, quat=camera.quaternion, fovy=camera.fovy)
    return spec.compile()


def _set_options(spec: Spec) -> None:
    option = spec.option
    option.timestep = TIMESTEP
    # robosuite's air: the inertias of its Panda's light links are so large that it brakes them. With it, Euler, whose
    # joint damping is implicit too: implicitfast would spend half a step on the derivatives of the air.
    option.integrator = mujoco.mjtIntegrator.mjINT_EULER
    option.density, option.viscosity = 1.2, 2e-5
    option.cone = mujoco.mjtCone.mjCONE_ELLIPTIC
    option.impratio = 20
    option.jacobian = mujoco.mjtJacobian.mjJAC_DENSE  # sparse factors are wrong in some MuJoCo versions
    option.enableflags |= int(mujoco.mjtEnableBit.mjENBL_SLEEP)


def _set_visual(spec: Spec, scene: Scene, look: Look) -> None:
    full = look == "full"
    visual = spec.visual
    visual.headlight.ambient = [scene.headlight.ambient] * 3
    visual.headlight.diffuse = [scene.headlight.diffuse] * 3
    visual.quality.offsamples = 8 if full else 0
    visual.quality.shadowsize = 4096
    visual.map.znear, visual.map.zfar = 0.01, 12.0
    visual.global_.offwidth, visual.global_.offheight = 1280, 1280
    spec.stat.extent = 1.0
    spec.stat.center = list(scene.origin)
    for light in scene.lights:
        spec.worldbody.add_light(
            pos=light.position,
            dir=light.direction,
            diffuse=[light.diffuse * share for share in light.tint],
            specular=[light.diffuse * 0.5 * share for share in light.tint],
            ambient=[0.0] * 3,
            type=mujoco.mjtLightType.mjLIGHT_DIRECTIONAL,
            castshadow=light.castshadow and full,
        )


def _add_robot(spec: Spec, builder: Builder, robot: Robot, scene: Scene, look: Look) -> None:
    """Hang the robot into the world: its dynamics from robosuite's files, its look from the fused meshes."""

    def whole() -> mujoco.MjModel:
        return _join(robot, bare=False, mounted=True).compile()

    mounted = bool(scene.mount)
    joined = _join(robot, bare=True, mounted=mounted)
    spec.attach(joined, frame=spec.worldbody.add_frame(pos=scene.robot_base), prefix=ROBOT)
    for body, visuals in looks.visuals(robot, whole, look).items():
        if body.startswith(_MOUNT) and not mounted:
            continue
        for index, visual in enumerate(visuals):
            builder.add_visual(spec.body(ROBOT + body), visual, f"{ROBOT}{body}/look{index}")


def _join(robot: Robot, *, bare: bool, mounted: bool) -> Spec:
    """Put arm, gripper and, if it stands on one, mount together; `bare` leaves out what is only seen."""
    arm = files.arm(robot, bare=bare)
    arm.attach(files.gripper(robot.gripper, bare=bare), frame=arm.body(robot.hand).add_frame(), prefix=GRIPPER)
    if mounted:
        arm.attach(files.mount(robot.mount, bare=bare), frame=arm.worldbody.add_frame(), prefix=_MOUNT)
    return arm
