"""Records how robosuite's own Panda follows actions; run by .venv-peer's python (`make peer`).

python tests/fidelity/record.py <file with actions> <file to write>. The arm is robosuite's Lift at 500 Hz under its
default controller, OSC_POSE, with perdure's home as its own. Contacts are off: it is the arm's response that counts.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Any

import mujoco
import numpy as np
from numpy.typing import NDArray

logging.disable(logging.WARNING)  # of robosuite, at every import and reset
import robosuite  # noqa: E402 - reads it

HOME = (0.0, -0.161037389, 0.0, -2.44459747, 0.0, 2.2267522, np.pi / 4)
Floats = NDArray[np.float64]


def main(source: Path, target: Path) -> None:
    """Copy names and actions; add positions (n, steps + 1, 3) [m] and rotations (..., 3, 3), in the base frame."""
    with np.load(source, allow_pickle=False) as stored:
        names, actions = stored["names"], stored["actions"]
    env = _lift()
    paths = [_follow(env, sequence) for sequence in actions]
    positions, rotations = (np.array(part, np.float32) for part in zip(*paths, strict=True))
    np.savez(target, names=names, actions=actions, positions=positions, rotations=rotations)


def _lift() -> Any:
    env = robosuite.make(
        "Lift",
        robots="Panda",
        initialization_noise=None,
        has_renderer=False,
        has_offscreen_renderer=False,
        use_camera_obs=False,
        control_freq=20,
        horizon=10**9,
        hard_reset=False,  # which would forget what is set below
    )
    env.robots[0].init_qpos = np.array(HOME)
    env.sim.model._model.opt.disableflags |= int(mujoco.mjtDisableBit.mjDSBL_CONTACT)
    return env


def _follow(env: Any, actions: NDArray[np.float32]) -> tuple[list[Floats], list[Floats]]:
    env.reset()
    path = [_pose(env)]
    for action in actions.astype(np.float64):
        env.step(action)
        path.append(_pose(env))
    return [position for position, _ in path], [rotation for _, rotation in path]


def _pose(env: Any) -> tuple[Floats, Floats]:
    """Return position (3,) and rotation (3, 3) of the grip site in the base frame."""
    mujoco.mj_kinematics(env.sim.model._model, env.sim.data._data)  # a step of robosuite leaves the poses before it
    base = env.sim.data.get_body_xmat("robot0_base")
    offset = env.sim.data.get_site_xpos("gripper0_right_grip_site") - env.sim.data.get_body_xpos("robot0_base")
    return base.T @ offset, base.T @ env.sim.data.get_site_xmat("gripper0_right_grip_site")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
