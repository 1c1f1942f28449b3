"""Evaluate a run's policies again, under another protocol or a perturbation; what has been done is not done again.

perdure evaluate run=runs/quickstart/<name> protocol=perdure-v1 stage=all workers=2
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from perdure.envs.errors import PerdureError

from .shell import screen
from .shell.app import app
from .shell.progress import Event, board

if TYPE_CHECKING:
    from ..saved_run import SavedRun


@dataclass
class Evaluate:
    """The types of the keys of `conf/evaluate.yaml`."""

    run: str
    protocol: str | None
    stage: str
    split: str
    perturbation: str
    episodes: int | None
    out: str | None
    workers: int
    device: str


def main(words: Sequence[str]) -> None:
    """Read the knobs and evaluate."""
    app(Evaluate, run, words)


def run(knobs: Evaluate) -> None:
    """Evaluate and print success with its intervals."""
    from perdure.envs.perturbations import parse

    from ..again import again
    from ..matrix import matrix
    from ..protocol import load
    from ..saved_run import open_run
    from .shell.outcome import intervals

    saved = open_run(Path(knobs.run))
    protocol = load(knobs.protocol) if knobs.protocol else saved.protocol
    perturbation = str(parse(knobs.perturbation))
    name = f"{protocol.name}-{knobs.split}-{perturbation}.jsonl".replace(":", "-")  # which Windows can't have
    default = saved.folder / "evaluations" / name
    out = Path(knobs.out) if knobs.out else default
    with board() as shown:
        lines = again(
            saved,
            out,
            protocol=protocol,
            stages=_stages(saved, knobs.stage),
            split=knobs.split,
            perturbation=perturbation,
            episodes=knobs.episodes,
            workers=knobs.workers,
            device=knobs.device,
            progress=lambda done, total: shown.show(Event("evaluating", done, total, f"{done} of {total} cells")),
        )
    intervals(matrix(lines, saved.stream, knobs.split, perturbation), saved.stream)
    screen.done(str(out), f"perdure render run={saved.folder}")


def _stages(saved: SavedRun, stage: str) -> list[int]:
    if stage == "last":
        return [saved.last]
    if stage == "all":
        return list(range(saved.last + 1))
    if not stage.isdecimal() or int(stage) > saved.last:
        raise PerdureError(f"stage={stage} must be last, all, or a number from 0 to {saved.last}.")
    return [int(stage)]
