"""The demonstrations that a run learns from, checked before anything is trained."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from perdure.demos import reader
from perdure.demos.image_cache import cached_images
from perdure.demos.rendering import quiet
from perdure.envs.errors import PerdureError

from .batches import IMAGE_KEYS, LABELS, Episode, keys
from .config import RunConfig


def check(config: RunConfig, suite: Any, task: int) -> None:
    """Look at a task's file without reading it.

    Raises:
        PerdureError: it is missing, broken or of another version of the suite, or holds too little.
    """
    path = _path(config, suite, task)
    info = reader.info(path)
    if info.suite_hash and info.suite_hash != suite.hash:
        raise PerdureError(
            f"'{path}' was made for another version of suite '{suite.name}' ({info.suite_hash[:8]}, not "
            f"{suite.hash[:8]}); delete it and make it again with `perdure collect suite={suite.name}`."
        )
    robot = info.attributes.get("robot", "panda")  # LIBERO's files do not say it, and it has no other
    if robot != config.robot:
        raise PerdureError(
            f"'{path}' was made with the robot '{robot}', not '{config.robot}'; say robot={robot}, or make others with "
            f"`perdure collect suite={suite.name} robot={config.robot} out=<another folder>`."
        )
    if info.demos < config.demos_per_task:
        raise PerdureError(
            f"'{path}' holds {info.demos} demonstrations, not {config.demos_per_task}; make more with "
            f"`perdure collect suite={suite.name} demos_per_task={config.demos_per_task}` or set demos_per_task."
        )
    missing = [key for key in _wanted(config, info.keys) if key not in info.keys and key not in IMAGE_KEYS.values()]
    if missing:
        raise PerdureError(
            f"'{path}' has no '{missing[0]}', which observation={config.observation} needs; it has "
            f"{', '.join(info.keys)}."
        )
    if (fault := _unfit_images(config, info)) and "states" not in info.keys:
        raise PerdureError(f"'{path}' {fault}, and no states to render others from.")


def load(config: RunConfig, suite: Any, task: int, progress: Callable[[int, int], None] = quiet) -> Sequence[Episode]:
    """Return a task's first demonstrations; images that the file lacks are rendered into a cache beside it.

    Args:
        config: of the run.
        suite: whose task.
        task: its index.
        progress: called with the number of demonstrations that have been rendered and of all.
    """
    path = _path(config, suite, task)
    info = reader.info(path)
    wanted = _wanted(config, info.keys)
    if not _unfit_images(config, info):
        return reader.load(path, wanted)[: config.demos_per_task]
    images = cached_images(path, config.image_size, config.renderer, progress=progress)
    others = reader.load(path, [key for key in wanted if key not in IMAGE_KEYS.values()])
    return [other | seen for other, seen in zip(others, images, strict=True)][: config.demos_per_task]


def _unfit_images(config: RunConfig, info: reader.Info) -> str:
    """Return why the images of a file can't be learned from, '' when they can or none are wanted."""
    if config.observation != "pixels":
        return ""
    if info.image_size is None:
        return "has no images"
    if info.image_size != config.image_size:
        return f"has images of {info.image_size} pixels, not image_size={config.image_size}"
    drawn = json.loads(info.attributes.get("image_fingerprint", "{}")).get("renderer", config.renderer)
    return "" if drawn == config.renderer else f"has images of the renderer '{drawn}', not '{config.renderer}'"


def _wanted(config: RunConfig, stored: Sequence[str]) -> list[str]:
    """Return what to read; files of others have no clean labels, so the executed actions serve."""
    return [key if key != LABELS or LABELS in stored else "actions" for key in keys(config.observation)]


def _path(config: RunConfig, suite: Any, task: int) -> Path:
    return Path(config.demos, suite.name, f"{suite.tasks[task].name}.hdf5")
