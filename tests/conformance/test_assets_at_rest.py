"""Assets stand where they are put: the physics of one model with one of each, and things stacked on things."""

import mujoco
import numpy as np
import pytest

from perdure.envs import assets, robots, scenes
from perdure.envs.assembly import assemble

FLOOR = 0.0  # wide enough for all, and out of the arm's reach
OBJECTS = [name for name in assets.categories() if not assets.build(name, 0, f"{name}_1").fixture]
STACKS = [("bowl", "plate"), ("mug", "plate"), ("can", "basket"), ("box", "basket")]


@pytest.fixture(scope="module")
def settled():
    """Settle one of each object side by side, and every stack, for 1.5 s; return positions, uprightness and speeds."""
    places: dict[str, np.ndarray] = {}
    chosen = {}

    def put(name, category, x, y, z=FLOOR):
        chosen[name] = assets.build(category, 2, name)
        places[name] = np.array([x, y, z + 0.0005])

    for index, category in enumerate(OBJECTS):
        put(category, category, 1.2, -0.70 + 0.28 * index)
    for index, (upper, lower) in enumerate(STACKS):
        put(f"{upper}_{lower}_base", lower, 1.6, -0.70 + 0.28 * index)
        put(f"{upper}_{lower}", upper, 1.6, -0.70 + 0.28 * index, FLOOR + 0.02)
    scene = scenes.build("kitchen", 0)
    model = assemble(scene, robots.load("panda"), chosen)
    data = mujoco.MjData(model)
    model.dof_damping[:7] = 1e5  # the arm only stands there
    for name, place in places.items():
        start = model.joint(name).qposadr[0]
        data.qpos[start : start + 7] = [*place, 1, 0, 0, 0]
    mujoco.mj_step(model, data, nstep=300)
    speed = {name: np.abs(data.qvel[model.joint(name).dofadr[0] :][:6]).max() for name in places}
    return places, {name: data.body(name).xpos.copy() for name in places}, {
        name: data.body(name).xmat[8] for name in places
    }, speed  # fmt: skip


@pytest.mark.parametrize("category", OBJECTS)
def test_an_object_stays_where_it_is_put(settled, category):
    placed, found, up, speed = settled
    assert np.abs(found[category] - placed[category])[:2].max() < 1e-3
    assert found[category][2] == pytest.approx(FLOOR, abs=5e-4)
    assert up[category] > 0.9999
    assert speed[category] < 1e-3


@pytest.mark.parametrize("stack", STACKS, ids=lambda stack: "-".join(stack))
def test_a_thing_put_on_another_comes_to_rest_upright(settled, stack):
    placed, found, up, speed = settled
    name = "_".join(stack)
    assert FLOOR + 0.003 < found[name][2] < FLOOR + 0.012
    assert np.abs(found[name] - placed[name])[:2].max() < 2e-3
    assert up[name] > 0.999
    assert speed[name] < 1e-3
