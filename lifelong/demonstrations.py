"""The demonstrations that a run learns from, checked before anything is trained."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from perdure.demos import reader
from perdure.envs.errors import PerdureError

from .batches import LABELS, Episode, keys
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
    missing = [key for key in _wanted(config, info.keys) if key not in info.keys]
    if missing:
        raise PerdureError(
            f"'{path}' has no '{missing[0]}', which observation={config.observation} needs; it has "
            f"{', '.join(info.keys)}. Add it with `perdure collect suite={suite.name} "
            f"observation={config.observation}`."
        )
    if config.observation == "pixels" and info.image_size != config.image_size:
        raise PerdureError(
            f"'{path}' has images of {info.image_size} pixels, not image_size={config.image_size}; "
            f"set observation.image_size={info.image_size}, or render them anew."
        )
    drawn = json.loads(info.attributes.get("image_fingerprint", "{}")).get("renderer", config.renderer)
    if config.observation == "pixels" and drawn != config.renderer:
        raise PerdureError(
            f"'{path}' has images of the renderer '{drawn}', not '{config.renderer}'; say observation.renderer={drawn} "
            f"or render them anew with `perdure collect suite={suite.name} observation=pixels "
            f"observation.renderer={config.renderer}`."
        )


def load(config: RunConfig, suite: Any, task: int) -> Sequence[Episode]:
    """Return a task's first demonstrations."""
    path = _path(config, suite, task)
    episodes: Sequence[Episode] = reader.load(path, _wanted(config, reader.info(path).keys))
    return episodes[: config.demos_per_task]


def _wanted(config: RunConfig, stored: Sequence[str]) -> list[str]:
    """Return what to read; files of others have no clean labels, so the executed actions serve."""
    return [key if key != LABELS or LABELS in stored else "actions" for key in keys(config.observation)]


def _path(config: RunConfig, suite: Any, task: int) -> Path:
    return Path(config.demos, suite.name, f"{suite.tasks[task].name}.hdf5")
