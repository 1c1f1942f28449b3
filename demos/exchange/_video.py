"""Videos as LeRobot's data sets hold them: AV1, every other frame a key frame, so that clips are cheap to decode."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from perdure.envs.errors import PerdureError

CODEC, PIXELS = "libsvtav1", "yuv420p"
_OPTIONS = {"g": "2", "crf": "30", "preset": "12"}


class Video:
    """A video that is being written.

    Attributes:
        frames: how many it has.
    """

    def __init__(self, container: Any, stream: Any) -> None:
        self.frames = 0
        self._container, self._stream = container, stream

    def add(self, images: NDArray[np.uint8]) -> None:
        """Append images (N, H, W, 3)."""
        for image in images:
            self._container.mux(self._stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(image))))
        self.frames += len(images)


@contextmanager
def video(path: Path, size: int, fps: int) -> Iterator[Video]:
    """Give a video to add images (size, size) to; it is at `path` when the block has ended.

    Raises:
        PerdureError: this PyAV has no AV1 encoder.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("SVT_LOG", "1")  # the encoder prints its settings by itself
    with av.open(str(path), "w") as container:
        try:
            stream: Any = container.add_stream(CODEC, fps, options=_OPTIONS)
        except (av.FFmpegError, ValueError) as error:
            raise PerdureError(f"This PyAV can't encode AV1 ({CODEC}); install its wheel.") from error
        stream.width = stream.height = size
        stream.pix_fmt = PIXELS
        film = Video(container, stream)
        yield film
        container.mux(stream.encode(None))


def about(size: int, fps: int) -> dict[str, Any]:
    """Return what a data set's `info.json` says about its videos."""
    return {
        "video.height": size,
        "video.width": size,
        "video.codec": "av1",
        "video.pix_fmt": PIXELS,
        "video.is_depth_map": False,
        "video.fps": fps,
        "video.channels": 3,
        "has_audio": False,
    }
