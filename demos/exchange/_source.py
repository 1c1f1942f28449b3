"""Demonstrations on their way out: our files, read one demonstration at a time, with images."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from perdure.envs.errors import PerdureError

from ..image_cache import cached_images
from ..reader import Info, info, load, names, opened
from ..schema import IMAGES, OBSERVATIONS, Arrays
from ..settings import TOOLS, Tools
from ._frames import Frames

DEFAULT_SIZE = 128
LABELS = {"executed": "actions", "expert": "expert_actions"}


@dataclass(frozen=True)
class Demo:
    """One demonstration of T steps; row t of everything belongs to the moment before action t.

    Attributes:
        number: in its file.
        actions: (T, 7) float32.
        observations: arrays as in our files, images among them.
        states: (T, S), None where there are none.
    """

    number: int
    actions: NDArray[np.float32]
    observations: Arrays
    states: NDArray[np.float64] | None

    def __len__(self) -> int:
        """Return the number of steps."""
        return len(self.actions)


@dataclass(frozen=True)
class Request:
    """What is wanted of a data set.

    Attributes:
        size: side of the images [pixel]; None for that of the stored ones, and 128 where there are none.
        renderer: of images that have to be rendered.
        labels: 'executed' actions, which replay, or the 'expert' ones, free of noise.
        progress: called with a file, the number of demonstrations rendered or handed out, and of all of the file.
        tools: the world.
    """

    size: int | None = None
    renderer: str = "raster"
    labels: str = "executed"
    progress: Callable[[Path, int, int], None] = lambda path, done, total: None
    tools: Tools = TOOLS


class Source:
    """A task's file that is exported.

    Attributes:
        about: what the file says about itself.
        size: side of the images [pixel].
    """

    def __init__(self, path: Path, request: Request) -> None:
        self.about: Info = info(path)
        self._path, self._request = path, request
        self.size = request.size or self.about.image_size or DEFAULT_SIZE
        wanted = LABELS[request.labels]
        for key in (wanted, "proprio"):
            if key not in self.about.keys:
                raise PerdureError(f"'{path}' has no '{key}' to export; it has {', '.join(self.about.keys)}.")
        if not self._stored and "states" not in self.about.keys:
            raise PerdureError(
                f"'{path}' has {self._has} and no states to render others from; leave out size= or choose another file."
            )

    def frames(self) -> Frames:
        """Return where the robot stands and how its hand is mounted."""
        if (row := self.about.attributes.get("frames")) is not None:
            return Frames.of_row(row)
        env = self._request.tools.world_of(self._path, self.about.attributes)
        try:
            env.simulation.set_state(load(self._path, ["states"])[0]["states"][0])
            return Frames.of_simulation(env.simulation)
        finally:
            env.close()

    def demos(self) -> Iterator[Demo]:
        """Yield the demonstrations in order."""
        request, path, count = self._request, self._path, self.about.demos
        images = None
        if not self._stored:
            images = cached_images(
                path,
                self.size,
                request.renderer,
                request.tools,
                lambda done, total: request.progress(path, done, total),
            )
        with opened(path) as file:
            for number, name in enumerate(names(file)):
                request.progress(path, number, count)
                group = file["data"][name]
                seen = {key: group["obs"][key][()] for key in OBSERVATIONS if key in group["obs"]}
                seen |= images[number] if images else {key: group["obs"][key][()] for key in IMAGES.values()}
                states = group["states"][()] if "states" in group else None
                yield Demo(number, group[LABELS[request.labels]][()].astype(np.float32), seen, states)
        request.progress(path, count, count)

    @property
    def _stored(self) -> bool:
        return self.about.image_size == self.size and all(key in self.about.keys for key in IMAGES.values())

    @property
    def _has(self) -> str:
        return f"images of {self.about.image_size} pixels" if self.about.image_size else "no images"
