"""Make many demonstrations from a few, a person's or the expert's: cut at sub-goals and carried to new layouts.

perdure multiply dataset=data/human/quickstart demos_per_task=50 workers=2
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .collect import watched
from .shell import screen
from .shell.app import app


@dataclass
class Multiply:
    """The types of the keys of `conf/multiply.yaml`."""

    observation: dict[str, Any]
    dataset: str
    sources: int | None
    tasks: list[int] | None
    demos_per_task: int
    out: str
    workers: int | None
    seed: int
    max_steps: int


def main(words: Sequence[str]) -> None:
    """Read the knobs and multiply."""
    app(Multiply, run, words)


def run(knobs: Multiply) -> None:
    """Multiply, print the yield, and say where the demonstrations are."""
    from perdure.demos.multiply.multiply import multiply

    report = watched(
        lambda progress: multiply(
            knobs.dataset,
            knobs.out,
            knobs.demos_per_task,
            knobs.workers or os.cpu_count() or 1,
            knobs.seed,
            knobs.observation["name"],
            knobs.observation.get("image_size", 128),
            progress,
            sources=knobs.sources,
            renderer=knobs.observation.get("renderer", "raster"),
            tasks=knobs.tasks,
            max_steps=knobs.max_steps,
        ),
        knobs.tasks,
    )
    screen.done(f"{knobs.out}/{report.suite}", f"perdure train suite={report.suite} demos={knobs.out}")
