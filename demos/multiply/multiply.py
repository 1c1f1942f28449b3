"""Multiplying demonstrations: a collection whose demonstrator is `player.Player`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from perdure.envs.errors import PerdureError

from ..collect import Progress, collect
from ..noise import NOISE, Noise
from ..report import Report
from ..settings import TOOLS, Tools
from .player import Player
from .sources import Library, library


def multiply(
    dataset: str | Path,
    out: str | Path = "data/multiplied",
    demos_per_task: int = 50,
    workers: int = 1,
    seed: int = 0,
    observation: str = "state",
    image_size: int = 128,
    progress: Progress | None = None,
    *,
    sources: int | None = None,
    renderer: str = "raster",
    tasks: Sequence[int] | None = None,
    noise: Noise = NOISE,
    max_steps: int = 1200,
    tools: Tools = TOOLS,
) -> Report:
    """Make many demonstrations from a few, and write `<out>/<suite>/<task>.hdf5` as `collect` does.

    Args:
        dataset: the few: a suite's folder, or a file.
        out: folder of the data sets; another one than the few are in.
        demos_per_task: successful demonstrations wanted of each task.
        workers: processes; 1 works in this one.
        seed: of the layouts and choices.
        observation: 'state', or 'pixels' or 'both' to store images too.
        image_size: side of the stored images [pixel].
        progress: called after every attempt.
        sources: how many demonstrations of each task are used, those of people first; None for all.
        renderer: of the stored images.
        tasks: indices, None for all that there are demonstrations of.
        noise: disturbances of the executed actions.
        max_steps: longest episode.
        tools: the world.

    Raises:
        PerdureError: what `sources.library` and `collect` complain about, or files that would be read and written.
    """
    found = library(dataset, sources, tasks, tools)
    _check_apart(found, Path(out))
    names = {found.suite.tasks[index].name: source for index, source in found.tasks.items()}
    makers = {name: source.maker for name, source in names.items()}
    return collect(
        found.suite.name,
        out,
        demos_per_task,
        workers,
        seed,
        observation,
        image_size,
        progress,
        renderer=renderer,
        robot=found.robot,
        tasks=list(found.tasks),
        noise=noise,
        max_steps=max_steps,
        tools=replace(tools, solve=Player(names), makers=makers),
    )


def _check_apart(found: Library, out: Path) -> None:
    for index, source in found.tasks.items():
        target = out / found.suite.name / f"{found.suite.tasks[index].name}.hdf5"
        if target.resolve() == source.path.resolve():
            raise PerdureError(
                f"'{source.path}' can't be read and written at once; give the many another folder with out=..."
            )
