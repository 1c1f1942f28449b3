"""Videos of episodes: H.264 in mp4, which every browser plays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import imageio.v3 as iio
import numpy as np
from imageio.plugins.pyav import PyAVPlugin
from numpy.typing import NDArray
from PIL import Image

from perdure.demos.atomic import replacing

from .frame import Caption, compose

FPS = 20  # one control step is 50 ms, so a video runs in real time
_HOLD = 15  # frames that the end stays on


class Film:
    """A video that is being written.

    Attributes:
        still: the picture that stands for the video until it is played; None until the end.
    """

    def __init__(self, file: Any, caption: Caption) -> None:
        self._file, self._caption = file, caption
        self.still: NDArray[np.uint8] | None = None
        self._last: tuple[Mapping[str, NDArray[np.uint8]], int] | None = None

    def add(self, pictures: Mapping[str, NDArray[np.uint8]], step: int) -> None:
        """Append what the cameras see after `step` control steps: camera -> (H, W, 3) uint8, the large one first."""
        self._last = (pictures, step)
        self._file.write_frame(compose(pictures, self._caption, step))

    def end(self, success: bool) -> None:
        """Hold the last picture for a moment, marked with how the episode ended."""
        if self._last is not None:
            pictures, step = self._last
            self.still = compose(pictures, self._caption, step, success)
            for _ in range(_HOLD):
                self._file.write_frame(self.still)


@contextmanager
def film(path: Path, caption: Caption) -> Iterator[Film]:
    """Give a film to add pictures to; the mp4 file is at `path` when the block has succeeded, and not before.

    A jpg file beside it shows the end.

        with film(path, caption) as video:
            video.add({"agentview": ..., "eye_in_hand": ...}, step)
            video.end(success)

    Args:
        path: of the file.
        caption: what is written beside the pictures.
    """
    # the index goes in front, so that a browser plays before it has loaded everything
    front = {"movflags": "+faststart"}
    with (
        replacing(Path(path)) as draft,
        iio.imopen(draft, "w", plugin=PyAVPlugin, container="mp4", container_options=front) as file,
    ):
        file.init_video_stream("libx264", fps=FPS, pixel_format="yuv420p")
        reel = Film(file, caption)
        yield reel
    if reel.still is not None:
        with replacing(Path(path).with_suffix(".jpg")) as draft:
            Image.fromarray(reel.still).save(draft, format="jpeg", quality=85)
