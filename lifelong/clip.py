"""A video in a run's folder, with what is known of it in a small JSON file beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from perdure.demos.atomic import replacing


@dataclass(frozen=True)
class Clip:
    """A video of one episode.

    Attributes:
        path: the mp4 file.
        task: the suite's index of the task; -1 if unknown.
        stage: position in the stream after which the policy was watched; -1 if unknown.
        success: how it ended; None if unknown.
        episode: number of the evaluation episode that it repeats; -1 if unknown.
        steps: control steps.
        instruction: the sentence that the robot followed.
    """

    path: Path
    task: int = -1
    stage: int = -1
    success: bool | None = None
    episode: int = -1
    steps: int = 0
    instruction: str = ""

    @property
    def still(self) -> Path | None:
        """The picture that stands for the video; None if there is none."""
        path = self.path.with_suffix(".jpg")
        return path if path.is_file() else None

    def write_facts(self) -> None:
        """Write the JSON file beside the video."""
        facts = {key: value for key, value in asdict(self).items() if key != "path"}
        with replacing(self.path.with_suffix(".json")) as draft:
            draft.write_text(json.dumps(facts) + "\n")


def clips(folder: Path) -> list[Clip]:
    """Return the videos of a folder by stage, task and name; one without readable facts has only its path."""
    found = [_clip(path) for path in sorted(folder.glob("*.mp4")) if path.is_file()]
    return sorted(found, key=lambda clip: (clip.stage, clip.task, clip.path.name))


def _clip(path: Path) -> Clip:
    try:
        facts = json.loads(path.with_suffix(".json").read_text())
    except (OSError, ValueError):
        return Clip(path)
    return Clip(path, **_known(facts)) if isinstance(facts, Mapping) else Clip(path)


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return those facts that have the type they should have."""
    numbers = {key: facts[key] for key in ("task", "stage", "episode", "steps") if type(facts.get(key)) is int}
    verdict = {"success": facts["success"]} if isinstance(facts.get("success"), bool) else {}
    return numbers | verdict | {"instruction": str(facts.get("instruction", ""))}
