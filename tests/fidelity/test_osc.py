"""The arm follows actions as robosuite's own does, whose paths `record.py` has recorded."""

import subprocess
from pathlib import Path

import mujoco
import numpy as np
import pytest

from perdure.envs import make

RECORDED = Path(__file__).with_name("osc_pose.npz")
PEER = Path(__file__).parents[2] / ".venv-peer" / "bin" / "python"

with np.load(RECORDED, allow_pickle=False) as _stored:
    PATHS = dict(_stored)


@pytest.fixture(scope="module")
def arm():
    """A simulation whose arm touches nothing, like the recorded one: only its own response is compared.

    All simulations of a task share one model, so contacts are switched on again afterwards.
    """
    simulation = make("quickstart", 0).simulation
    option, contact = simulation.model.opt, int(mujoco.mjtDisableBit.mjDSBL_CONTACT)
    option.disableflags |= contact
    yield simulation, simulation.layout()
    option.disableflags &= ~contact


@pytest.mark.parametrize("index", range(len(PATHS["names"])), ids=PATHS["names"].tolist())
def test_the_arm_goes_where_robosuites_goes(arm, index):
    actions = PATHS["actions"][index].astype(np.float64)
    assert len(actions) == 100
    simulation, layout = arm
    positions, rotations = _follow(simulation, layout, actions)
    away = 1000 * np.linalg.norm(positions - PATHS["positions"][index], axis=1)
    turned = _angles(rotations, PATHS["rotations"][index])
    print(f"\n{PATHS['names'][index]}: at most {away.max():.2f} mm and {turned.max():.2f} degrees away")
    assert away[0] < 0.01
    assert away.max() < 5.0
    assert turned.max() < 2.0


@pytest.mark.slow
@pytest.mark.skipif(not PEER.exists(), reason="`make peer` makes what records")
def test_the_recording_can_be_made_again(tmp_path):
    again = tmp_path / "again.npz"
    subprocess.run([PEER, RECORDED.with_name("record.py"), RECORDED, again], check=True)
    with np.load(again, allow_pickle=False) as made:
        np.testing.assert_array_equal(made["actions"], PATHS["actions"])
        np.testing.assert_allclose(made["positions"], PATHS["positions"], atol=1e-5)
        np.testing.assert_allclose(made["rotations"], PATHS["rotations"], atol=1e-4)


def _follow(simulation, layout, actions):
    """Return positions (n + 1, 3) [m] and rotations (n + 1, 3, 3) of the grip site in the base frame."""
    simulation.reset_to_layout(layout)
    poses = [simulation.base.inverse() @ simulation.eef]
    for action in actions:
        simulation.step(action)
        poses.append(simulation.base.inverse() @ simulation.eef)
    return np.array([pose.position for pose in poses]), np.array([pose.rotation for pose in poses])


def _angles(one, other):
    """Return the angles (n,) between rotations (n, 3, 3) [degrees]."""
    between = np.einsum("nji,njk->nik", one, other.astype(np.float64))
    skew = between - between.transpose(0, 2, 1)
    sine = np.sqrt(skew[:, 2, 1] ** 2 + skew[:, 0, 2] ** 2 + skew[:, 1, 0] ** 2) / 2
    return np.degrees(np.arctan2(sine, (np.trace(between, axis1=1, axis2=2) - 1) / 2))
