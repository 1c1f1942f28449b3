"""Write demonstrations in the layout of LIBERO, robomimic, LeRobot or RLDS.

perdure export dataset=data/goal format=lerobot out=goal_lerobot
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .shell import screen
from .shell.app import app
from .shell.progress import Event, board


@dataclass
class Export:
    """The types of the keys of `conf/export.yaml`."""

    dataset: str
    format: str
    out: str
    size: int | None
    renderer: str
    actions: str


def main(words: Sequence[str]) -> None:
    """Read the knobs and export."""
    app(Export, run, words)


def run(knobs: Export) -> None:
    """Export, and say where the files are."""
    from perdure.demos.exchange import Request, export
    from perdure.envs.errors import UnknownNameError
    from perdure.envs.rendering import RENDERERS

    if knobs.renderer not in RENDERERS:
        raise UnknownNameError("renderer", knobs.renderer, RENDERERS)
    with board() as shown:

        def show(path: Path, done: int, total: int) -> None:
            shown.show(Event(path.stem, done, total, f"demonstration {done} of {total}"))

        count = export(knobs.dataset, knobs.format, knobs.out, Request(knobs.size, knobs.renderer, knobs.actions, show))
    size = sum(path.stat().st_size for path in Path(knobs.out).rglob("*") if path.is_file())
    screen.say(f"{count} demonstrations, {size / 1e6:.1f} MB.")
    screen.done(knobs.out, "docs/data.md tells how others read it")
