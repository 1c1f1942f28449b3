"""Sleeping bodies, made exact.

MuJoCo puts bodies at rest to sleep (4 times less physics in a kitchen), but its state vector leaves out who sleeps,
and the derived
quantities of a sleeper are those of the substep before it fell asleep. Two runs from one state would part in the ninth
digit. `restore` and `freshen` close both gaps.
"""

from __future__ import annotations

import mujoco
import numpy as np
from numpy.typing import NDArray

# What `tree_asleep` holds for a tree that has not begun to rest.
AWAKE = -(1 + int(getattr(mujoco, "mjMINAWAKE", 10)))


def asleep(data: mujoco.MjData) -> NDArray[np.int32]:
    """Return a copy of who sleeps: (trees,), negative while awake, else the next tree of its island."""
    return np.array(data.tree_asleep)


def restore(model: mujoco.MjModel, data: mujoco.MjData, trees: NDArray[np.int32]) -> None:
    """Compute everything from the present positions and velocities, then put the given trees to sleep."""
    warmstart = data.qacc_warmstart.copy()
    _mark(model, data, np.full_like(trees, AWAKE))
    mujoco.mj_forward(model, data)
    data.qacc_warmstart[:] = warmstart
    _mark(model, data, trees)
    mujoco.mj_step1(model, data)


def freshen(model: mujoco.MjModel, data: mujoco.MjData) -> None:
    """Bring the derived quantities of sleepers up to their positions, when some have just fallen asleep."""
    restore(model, data, asleep(data))


def _mark(model: mujoco.MjModel, data: mujoco.MjData, trees: NDArray[np.int32]) -> None:
    """Write who sleeps, with the lists that MuJoCo derives from it."""
    data.tree_asleep[:] = trees
    awake = trees < 0
    data.tree_awake[:] = awake
    data.ntree_awake = int(awake.sum())
    tree = model.body_treeid
    treeless = np.where(
        model.body_mocapid[model.body_rootid] < 0, -1, 1
    )  # the world is static, a mocap body never sleeps
    body = np.where(tree < 0, treeless, awake[np.maximum(tree, 0)])
    data.body_awake[:] = body
    data.nbody_awake = _list(data.body_awake_ind, np.flatnonzero(body != 0))
    parents = body[model.body_parentid] != 0
    parents[0] = False
    data.nparent_awake = _list(data.parent_awake_ind, np.flatnonzero(parents))
    data.nv_awake = _list(data.dof_awake_ind, np.flatnonzero(awake[model.dof_treeid]))


def _list(target: NDArray[np.int32], indices: NDArray[np.int64]) -> int:
    target[: len(indices)] = indices
    return len(indices)
