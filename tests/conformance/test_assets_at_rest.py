"""Assets stand where they are put: the physics of one model with one of each, and things stacked on things."""

import mujoco
import numpy as np
import pytest

from perdure.envs import assets, robots, scenes
from perdure.envs.assembly import assemble

FLOOR = 0.0  # wide enough for all, and out of the arm's reach
CORNERS = (0.80, -2.4), (2.4, 2.4)  # of the free floor beyond the table [m]
GAP = 0.05
OBJECTS = [name for name in assets.categories() if not assets.build(name, 0, f"{name}_1").fixture]
STACKS = [("bowl", "plate"), ("mug", "plate"), ("can", "basket"), ("box", "basket")]


def shelved(sizes):
    """Return the middle of each square of the given sizes, packed in rows along y, the next row further in x."""
    (x, y), (x_end, y_end) = CORNERS
    deep, places = 0.0, []
    for size in sizes:
        if y + size > y_end:
            x, y, deep = x + deep + GAP, CORNERS[0][1], 0.0
        places.append((x + size / 2, y + size / 2))
        y, deep = y + size + GAP, max(deep, size)
    assert x + deep < x_end, "the floor is full: move CORNERS"
    return places


def width(asset):
    """Return the side of a square around the origin that holds the asset's footprint."""
    return 2 * np.abs([asset.lower[:2], asset.upper[:2]]).max()


@pytest.fixture(scope="module")
def settled():
    """Settle one of each object side by side, and every stack, for 1.5 s; return positions, uprightness and speeds."""
    standing = {name: assets.build(name, 2, name) for name in OBJECTS}
    standing |= {f"{upper}_{base}_base": assets.build(base, 2, f"{upper}_{base}_base") for upper, base in STACKS}
    middles = shelved([width(asset) for asset in standing.values()])
    places = {name: np.array([*middle, FLOOR + 0.0005]) for name, middle in zip(standing, middles, strict=True)}
    stacked = {f"{upper}_{base}": assets.build(upper, 2, f"{upper}_{base}") for upper, base in STACKS}
    places |= {name: places[f"{name}_base"] + [0, 0, 0.02] for name in stacked}
    model = assemble(scenes.build("kitchen", 0), robots.load("panda"), standing | stacked)
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
