"""Doors, drawers, knobs and buttons stay where they are put when nobody touches them, in every fixture."""

import mujoco
import numpy as np
import pytest

from perdure.envs import assets, robots, scenes
from perdure.envs.assembly import assemble
from perdure.envs.assets.measure import parts
from perdure.envs.settling import FAR_JOINT, STILL

CATEGORIES = [name for name in assets.categories() if assets.build(name, 0, f"{name}_1").articulations]
SHARES = {"closed": 0.0, "half open": 0.5, "open": 0.95}  # of the joint's range
APART = 1.0  # between fixtures, which stand in a row where the arm does not reach [m]
SECOND, CONTROL_STEP = 200, 10  # steps of 5 ms


@pytest.fixture(scope="module", params=SHARES, ids=str)
def let_go(request):
    """Put every moving part at a share of its range; return joint positions at 0, 1 and 3 s, and a step before."""
    chosen = {name: assets.build(name, 1, f"{name}_1") for name in CATEGORIES}
    model = assemble(scenes.build("kitchen", 0), robots.load("panda"), chosen)
    data = mujoco.MjData(model)
    model.dof_damping[:7] = 1e5  # the arm only stands there
    places = {}
    for index, (name, asset) in enumerate(chosen.items()):
        data.mocap_pos[model.body(name).mocapid[0]] = [3.0, APART * index, 1.0]
        for part, _ in parts(asset.root):
            if part.joint is not None:
                place = model.joint(f"{name}/{part.name}").qposadr[0]
                data.qpos[place] = SHARES[request.param] * part.joint.range[1]
                places[name, part.name] = place
    seen = [data.qpos.copy()]
    for steps in (SECOND, 2 * SECOND - CONTROL_STEP, CONTROL_STEP):
        mujoco.mj_step(model, data, nstep=steps)
        seen.append(data.qpos.copy())
    return {key: [float(qpos[place]) for qpos in seen] for key, place in places.items()}


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_moving_part_stays_where_it_is_put(let_go, category):
    tracks = {part: np.array(track) for (name, part), track in let_go.items() if name == category}
    assert tracks
    for part, (start, second, before, end) in tracks.items():
        assert abs(second - start) < FAR_JOINT, part
        assert abs(end - start) < FAR_JOINT, part
        assert abs(end - before) < STILL, part
