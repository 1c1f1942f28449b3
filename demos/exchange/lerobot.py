"""LeRobotDataset v3.0: Parquet tables, AV1 videos and statistics, one file of each kind per task.

Keys are those of LeRobot's LIBERO sets: `observation.images.image` (agentview) and `.image2` (eye in hand), row 0 on
top, `observation.state` (8), `action` (7), 20 frames per second. The videos lose a little; our own files don't.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import _numbers, _parquet
from ._source import Demo, Source
from ._video import Video, about, video
from ._vla import ACTION, FPS, STATE, one_size, state

CAMERAS = {"observation.images.image": "agentview_rgb", "observation.images.image2": "eye_in_hand_rgb"}
COUNTERS = {"timestamp": "float32", **dict.fromkeys(("frame_index", "episode_index", "index", "task_index"), "int64")}
_PER_CHUNK = 1000  # files in a folder
_PLACE = "chunk-{chunk_index:03d}/file-{file_index:03d}"
_DATA, _VIDEOS = f"data/{_PLACE}.parquet", f"videos/{{video_key}}/{_PLACE}.mp4"


def write(tasks: Sequence[Source], folder: Path) -> None:
    """Write the data set; pyarrow must be installed.

    Raises:
        PerdureError: it isn't, or the images are of several sizes.
    """
    _parquet.require()
    size = one_size(tasks)
    instructions = list(dict.fromkeys(task.about.instruction for task in tasks))
    writer = _Writer(folder, size)
    for number, task in enumerate(tasks):
        writer.task(number, task, instructions.index(task.about.instruction))
    writer.finish(instructions, tasks[0].about.attributes.get("robot", "panda"))


class _Writer:
    """Writes task after task and sums up."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder, self.size = folder, size
        self.rows: list[dict[str, Any]] = []  # one per episode
        self.columns: dict[str, list[NDArray[Any]]] = {}
        self.tallies = {key: np.zeros((3, 256), np.int64) for key in CAMERAS}
        self.frames = 0

    def task(self, number: int, task: Source, task_index: int) -> None:
        """Write the files of one task."""
        chunk, file = divmod(number, _PER_CHUNK)
        place = {"chunk_index": chunk, "file_index": file}
        tables = []
        with ExitStack() as opened:
            films = {
                key: opened.enter_context(video(self.folder / _VIDEOS.format(video_key=key, **place), self.size, FPS))
                for key in CAMERAS
            }
            for demo in task.demos():
                columns = self._columns(demo, task_index)
                tables.append(_parquet.frames(columns))
                self.rows.append(self._row(demo, task.about.instruction, columns, films, place))
                self.frames += len(demo)
        _parquet.save_frames(self.folder / _DATA.format(**place), tables)

    def finish(self, instructions: Sequence[str], robot: str) -> None:
        """Write what is said about all."""
        meta = self.folder / "meta"
        _parquet.save_episodes(meta / "episodes" / (_PLACE.format(chunk_index=0, file_index=0) + ".parquet"), self.rows)
        _parquet.save_tasks(meta / "tasks.parquet", instructions)
        stats = {name: _numbers.of_rows(np.concatenate(parts)) for name, parts in self.columns.items()}
        stats |= {key: _numbers.of_tally(counts, self.frames) for key, counts in self.tallies.items()}
        _dump(meta / "stats.json", {key: {k: v.tolist() for k, v in found.items()} for key, found in stats.items()})
        _dump(meta / "info.json", _info(self.size, robot, len(self.rows), self.frames, len(instructions)))

    def _columns(self, demo: Demo, task_index: int) -> dict[str, NDArray[Any]]:
        count = np.arange(len(demo))
        return {
            "observation.state": state(demo),
            "action": demo.actions,
            "timestamp": (count / FPS).astype(np.float32),
            "frame_index": count,
            "episode_index": np.full_like(count, len(self.rows)),
            "index": count + self.frames,
            "task_index": np.full_like(count, task_index),
        }

    def _row(
        self,
        demo: Demo,
        instruction: str,
        columns: Mapping[str, NDArray[Any]],
        films: Mapping[str, Video],
        place: Mapping[str, int],
    ) -> dict[str, Any]:
        """Add a demonstration's images to the videos, and return what the table of episodes says about it."""
        row: dict[str, Any] = {
            "episode_index": len(self.rows),
            "tasks": [instruction],
            "length": len(demo),
            "dataset_from_index": self.frames,
            "dataset_to_index": self.frames + len(demo),
            "meta/episodes/chunk_index": 0,
            "meta/episodes/file_index": 0,
            **{f"data/{name}": index for name, index in place.items()},
        }
        stats = {}
        for name, column in columns.items():
            self.columns.setdefault(name, []).append(column.reshape(len(demo), -1))
            stats[name] = _numbers.of_rows(column.reshape(len(demo), -1))
        for key, ours in CAMERAS.items():
            row |= {f"videos/{key}/{name}": index for name, index in place.items()}
            row[f"videos/{key}/from_timestamp"] = films[key].frames / FPS
            films[key].add(demo.observations[ours])
            row[f"videos/{key}/to_timestamp"] = films[key].frames / FPS
            counts = _numbers.tally(demo.observations[ours])
            self.tallies[key] += counts
            stats[key] = _numbers.of_tally(counts, len(demo))
        return row | {f"stats/{key}/{k}": v.tolist() for key, found in stats.items() for k, v in found.items()}


def _info(size: int, robot: str, episodes: int, frames: int, tasks: int) -> dict[str, Any]:
    camera = {
        "dtype": "video",
        "shape": [size, size, 3],
        "names": ["height", "width", "channels"],
        "info": about(size, FPS),
    }
    features: dict[str, Any] = {
        **dict.fromkeys(CAMERAS, camera),
        "observation.state": {"dtype": "float32", "shape": [len(STATE)], "names": list(STATE)},
        "action": {"dtype": "float32", "shape": [len(ACTION)], "names": list(ACTION)},
        **{name: {"dtype": dtype, "shape": [1], "names": None} for name, dtype in COUNTERS.items()},
    }
    return {
        "codebase_version": "v3.0",
        "robot_type": robot,
        "total_episodes": episodes,
        "total_frames": frames,
        "total_tasks": tasks,
        "chunks_size": _PER_CHUNK,
        "data_files_size_in_mb": 100,
        "video_files_size_in_mb": 200,
        "fps": FPS,
        "splits": {"train": f"0:{episodes}"},
        "data_path": _DATA,
        "video_path": _VIDEOS,
        "features": features,
    }


def _dump(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=4) + "\n")
