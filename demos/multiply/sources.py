"""Which demonstrations are multiplied."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perdure.envs.errors import PerdureError

from ..dataset import files
from ..reader import Info, info, names, opened
from ..settings import Tools


@dataclass(frozen=True)
class Source:
    """One task's demonstrations that are used.

    Attributes:
        path: their file.
        demos: their names in it.
        digest: short hash of what they hold.
    """

    path: Path
    demos: tuple[str, ...]
    digest: str

    @property
    def maker(self) -> str:
        """What a file made from them says of itself."""
        return f"multiplied from {len(self.demos)} demonstrations, {self.digest}"


@dataclass(frozen=True)
class Library:
    """The demonstrations of a data set.

    Attributes:
        suite: the loaded suite.
        robot: name of the robot that they were made with.
        tasks: index -> what is used of it.
    """

    suite: Any
    robot: str
    tasks: dict[int, Source]


def library(dataset: str | Path, count: int | None, tasks: Sequence[int] | None, tools: Tools) -> Library:
    """Find the demonstrations to multiply.

    Args:
        dataset: a suite's folder, or a file.
        count: how many of each task, those of people first; None for all.
        tasks: indices, None for all that have some.
        tools: the world.

    Raises:
        PerdureError: there are none, or too few, for a task; a file is damaged, without states or of another version of
            its suite; there are several suites or robots.
    """
    if count is not None and count < 1:
        raise PerdureError(f"sources must be at least 1, not {count}.")
    found = [info(path) for path in files(dataset, "make some with `perdure teleop` or `perdure collect`")]
    for about in found:
        _check(about, found[0])
    suite, *_ = [tools.suite_of(about.path, about.attributes) for about in found]
    known = {int(about.attributes["task_index"]): about for about in found}
    for index in tasks or ():
        if index not in known:
            raise PerdureError(
                f"'{dataset}' has no demonstrations of task {index} of '{suite.name}'; "
                f"it has some of {', '.join(map(str, sorted(known)))}."
            )
    chosen = sorted(known if tasks is None else set(tasks))
    robot = str(found[0].attributes.get("robot", "panda"))
    return Library(suite, robot, {index: _source(known[index].path, count) for index in chosen})


def _check(about: Info, first: Info) -> None:
    if "states" not in about.keys:
        raise PerdureError(f"'{about.path}' has no states, which tell where things were; it can't be multiplied.")
    for key in ("suite", "robot"):
        one, other = (str(item.attributes.get(key)) for item in (first, about))
        if one != other:
            raise PerdureError(
                f"'{first.path}' is of the {key} '{one}', '{about.path}' of '{other}'; multiply one at a time with "
                "dataset=<its folder>."
            )


def _source(path: Path, count: int | None) -> Source:
    with opened(path) as file:
        made = {name: file["data"][name].attrs for name in names(file)}
        chosen = sorted(made, key=lambda name: made[name].get("source") != "human")[:count]
        if count is not None and len(chosen) < count:
            raise PerdureError(f"'{path}' holds {len(chosen)} demonstrations, not {count}; ask for fewer sources.")
        marks = [str(made[name].get("sha256", name)) for name in chosen]
    return Source(path, tuple(chosen), hashlib.sha256("".join(marks).encode()).hexdigest()[:12])
