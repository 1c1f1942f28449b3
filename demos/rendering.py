"""Images of demonstrations, rendered from their states: the same bytes while collecting and at any time later."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from .atomic import replacing
from .digest import digest
from .reader import names, opened
from .schema import IMAGE_CONVENTION, IMAGES, Arrays
from .settings import TOOLS, Tools

Progress = Callable[[int, int], None]


def quiet(done: int, total: int) -> None:
    """Show no progress."""


def render_states(simulation: Any, states: NDArray[np.float64], size: int, renderer: str = "raster") -> Arrays:
    """Render both cameras for states (T, S).

    Returns:
        name in the file -> uint8 (T, size, size, 3), row 0 on top.
    """
    from perdure.envs.rendering import open_renderer

    images = {name: np.empty((len(states), size, size, 3), np.uint8) for name in IMAGES.values()}
    artist = open_renderer(simulation.model, size, renderer=renderer)
    try:
        for row, state in enumerate(states):
            simulation.set_state(state)
            for camera, name in IMAGES.items():
                images[name][row] = artist.render(simulation.data, camera)
    finally:
        artist.close()
    return images


def render_observations(
    path: str | Path,
    image_size: int = 128,
    renderer: str = "raster",
    tools: Tools = TOOLS,
    progress: Progress = quiet,
) -> None:
    """Put images into a demonstration file, or replace those it has; the file changes at once or not at all.

    Args:
        path: a file of `perdure collect`.
        image_size: side [pixel].
        renderer: 'raster' or 'opengl'.
        tools: the world.
        progress: called with the number of finished demonstrations and of all.

    Raises:
        PerdureError: the file can't be read, has no states, the suite has changed since, or the disk is full.
    """
    path = Path(path)
    with opened(path) as old:
        env = tools.world_of(path, old["data"].attrs)
        try:
            with replacing(path) as temporary, h5py.File(temporary, "w") as new:
                _copy(old, new, lambda states: tools.render(env.simulation, states, image_size, renderer), progress)
                robot = str(old["data"].attrs.get("robot", "panda"))
                facts = json.dumps(tools.fingerprint(renderer, robot), sort_keys=True)
                new["data"].attrs.update({"image_convention": IMAGE_CONVENTION, "image_fingerprint": facts})
        finally:
            env.close()


def _copy(old: h5py.File, new: h5py.File, render: Callable[[NDArray[np.float64]], Arrays], progress: Progress) -> None:
    data, found = new.create_group("data"), names(old)
    for done, name in enumerate(found):
        progress(done, len(found))
        old.copy(old[f"data/{name}"], data, name)
        demo = data[name]
        for camera, pixels in render(demo["states"][()]).items():
            if camera in demo["obs"]:
                del demo["obs"][camera]
            demo["obs"].create_dataset(camera, data=pixels)
        demo.attrs["sha256"] = digest(demo)
    progress(len(found), len(found))
    data.attrs.update(old["data"].attrs)
    for name in ("mask", "collection"):
        old.copy(old[name], new, name)
