"""Both renderers show the same, for a sample of all tasks and both cameras."""

import numpy as np
import pytest

from perdure.envs import PerdureError, make
from perdure.envs.observation import CAMERAS
from perdure.envs.rendering import RENDERERS, open_renderer
from perdure.envs.rendering.raster import RasterRenderer
from tests import sample

SIZE = 128
ACTIONS = 12


def _poses(suite, index):
    """Yield a simulation in a few poses of the arm."""
    env = make(suite, index)
    env.reset(seed=index)
    rng = np.random.default_rng(index)
    for _ in range(3):
        yield env.simulation
        for action in rng.uniform(-1, 1, 7) + 0.3 * rng.normal(size=(ACTIONS, 7)):
            env.step(np.clip(action, -1, 1).astype(np.float32))
    env.close()


def _all(suite, index):
    """Open every renderer, or skip where OpenGL is missing."""
    model = make(suite, index).simulation.model
    try:
        return [open_renderer(model, SIZE, renderer=name) for name in RENDERERS]
    except PerdureError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize(("suite", "index"), sample.tasks(6), ids=map(sample.name, sample.tasks(6)))
def test_both_renderers_show_the_same(suite, index):
    raster, opengl = _all(suite, index)
    for simulation in _poses(suite, index):
        for camera in CAMERAS:
            images = [each.render(simulation.data, camera).astype(int) for each in (raster, opengl)]
            assert np.abs(images[0] - images[1]).mean() < 1.5
            ids, other = (each.segmentation(simulation.data, camera) for each in (raster, opengl))
            assert (ids == other).mean() > 0.99
            depth, true = (each.depth(simulation.data, camera)[_away_from_edges(other)] for each in (raster, opengl))
            close = np.isclose(depth, true, rtol=0.005, atol=0.002)  # equal infinities are close, too
            assert close.mean() > 0.99
    raster.close()
    opengl.close()


def _away_from_edges(ids):
    """Tell which pixels have neighbours of the same body only."""
    inner = np.ones(ids.shape, bool)
    across, down = ids[:, 1:] == ids[:, :-1], ids[1:] == ids[:-1]
    inner[:, 1:] &= across
    inner[:, :-1] &= across
    inner[1:] &= down
    inner[:-1] &= down
    return inner


@pytest.mark.parametrize(("suite", "index"), sample.tasks(6), ids=map(sample.name, sample.tasks(6)))
def test_kept_backgrounds_change_no_byte_and_the_arm_is_seen_to_move(suite, index):
    keeping = drawing = None
    last = dict.fromkeys(CAMERAS, np.zeros(0))
    for simulation in _poses(suite, index):
        if keeping is None:
            keeping = RasterRenderer(simulation.model, SIZE)
            drawing = RasterRenderer(simulation.model, SIZE, keep_backgrounds=False)
        for camera in CAMERAS:
            image = keeping.render(simulation.data, camera)
            np.testing.assert_array_equal(image, drawing.render(simulation.data, camera))
            assert not np.array_equal(image, last[camera])
            last[camera] = image
