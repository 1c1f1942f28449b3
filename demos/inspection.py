"""What a data set holds and whether it is sound."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from perdure.envs.errors import PerdureError

from .reader import Info, check, info, names, opened
from .replay import replay_file
from .settings import TOOLS, Tools

SAMPLE = 3
"""Demonstrations of a file that `replay='sample'` replays."""
REPLAYS = ("all", "sample", "none")


@dataclass(frozen=True)
class Summary:
    """One file.

    Attributes:
        about: what the file says about itself; None when it can't be read.
        path, size: the file and its length [bytes].
        made_by: '50 expert', '30 expert, 5 human' or the format that they were imported from.
        tried: attempts of the expert; 0 when the file doesn't tell.
        suite: how the file's suite stands to the one here: 'same', 'other version', 'unknown', or 'not said'.
        physics: the same for the fingerprint of the physics: 'same', 'other' or 'not said'.
        faults: what is wrong, demonstration by demonstration.
        replayed: demonstrations that were replayed, and how many of them ended as recorded.
    """

    path: Path
    size: int
    about: Info | None
    made_by: str = ""
    tried: int = 0
    suite: str = "not said"
    physics: str = "not said"
    faults: tuple[str, ...] = ()
    replayed: tuple[int, int] = (0, 0)


def summarize(path: Path, tools: Tools = TOOLS) -> Summary:
    """Say what a file holds, without reading its arrays; a file that can't be read has a fault."""
    try:
        about = info(path)
        attempts, made_by = _origin(path)
    except PerdureError as error:
        return Summary(path, path.stat().st_size, None, faults=(str(error),))
    return Summary(
        path,
        path.stat().st_size,
        about,
        made_by=made_by,
        tried=attempts,
        suite=_suite(about, tools),
        physics=_physics(about.attributes, tools),
    )


def inspect(
    path: Path, replaying: str = "sample", tools: Tools = TOOLS, progress: Callable[[int, int], None] | None = None
) -> Summary:
    """Check a file from within and replay its demonstrations.

    Args:
        path: the file.
        replaying: 'all', 'sample' (a few) or 'none'.
        tools: the world.
        progress: called with the number of replayed demonstrations and of all that are to be.
    """
    found = summarize(path, tools)
    if found.about is None:
        return found
    try:
        faults = check(path)
        ends: dict[str, str] = {}
        if replaying != "none" and "states" in found.about.keys and found.suite == "same":
            ends = replay_file(path, tools, None if replaying == "all" else SAMPLE, progress)
    except PerdureError as error:
        return replace(found, faults=(str(error),))
    if found.suite == "other version":
        faults.append(f"it is of another version of the suite '{found.about.suite}' than the one here")
    elsewhere = ", but it was made with another physics (fingerprint)" if found.physics == "other" else ""
    faults += [f"{name}: {fault}{elsewhere}" for name, fault in ends.items() if fault]
    return replace(found, faults=tuple(faults), replayed=(len(ends), sum(not fault for fault in ends.values())))


def _origin(path: Path) -> tuple[int, str]:
    """Return how many attempts the expert made, and who made the demonstrations."""
    with opened(path) as file:
        attempts = len(json.loads(file["collection"].asstr()[()])) if "collection" in file else 0
        makers = Counter(str(file["data"][name].attrs.get("source", "expert")) for name in names(file))
    return attempts, ", ".join(f"{count} {maker}" for maker, count in makers.items())


def _suite(about: Info, tools: Tools) -> str:
    if not about.suite_hash:
        return "not said"
    try:
        return "same" if tools.load_suite(about.suite).hash == about.suite_hash else "other version"
    except PerdureError:
        return "unknown"


def _physics(attributes: dict[str, Any], tools: Tools) -> str:
    stored = json.loads(attributes.get("fingerprint", "{}")).get("hash")
    if not stored:
        return "not said"
    here = tools.fingerprint("", str(attributes.get("robot", "panda"))).get("hash")
    return "same" if stored == here else "other"
