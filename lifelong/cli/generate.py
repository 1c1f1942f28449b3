"""Make a suite of one's own: tasks drawn from a specification and a seed, each one certified by the expert.

perdure generate name=my_suite scene=kitchen tasks=50 seed=7 overlap.objects=0.5
perdure generate name=long scene=any difficulty.goal_length=3 difficulty.clutter=2
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from perdure.envs.errors import PerdureError

from .shell import screen
from .shell.app import app
from .shell.flags import key
from .shell.progress import Board, Event, board

if TYPE_CHECKING:
    from perdure.envs.generation.generate import Report
    from perdure.envs.generation.stream import Stream

_ELSEWHERE = {"spec", "workers", "overwrite"}  # say how, not what
_SHOWN = 8  # rows of what was wrong exactly


@dataclass
class Generate:
    """The types of the keys of `conf/generate.yaml`."""

    name: str
    spec: str | None
    scene: Any
    tasks: int
    seed: int
    families: list[str] | None
    assets: list[str] | None
    overlap: dict[str, Any]
    difficulty: dict[str, Any]
    held_out: dict[str, Any]
    certify: dict[str, Any]
    states: int
    horizon: int | None
    workers: int | None
    overwrite: bool


def main(words: Sequence[str]) -> None:
    """Read the knobs and generate."""
    files = [word.partition("=")[2] for word in words if key(word) == "spec"]
    app(Generate, run, [*(word for path in files for word in _words_of(path)), *words])


def run(knobs: Generate) -> None:
    """Generate, and say what came of it."""
    from perdure.demos.certify import attempt
    from perdure.envs.generation.generate import generate

    start = time.monotonic()
    recipe = {name: value for name, value in asdict(knobs).items() if name not in _ELSEWHERE}
    workers = (os.cpu_count() or 1) if knobs.workers is None else knobs.workers
    if workers < 1:
        raise PerdureError(f"workers={workers} must be at least 1.")
    with board() as shown:
        report = generate(recipe, attempt, workers, knobs.overwrite, lambda stream: _show(shown, knobs, stream))
    _tables(report)
    screen.say(
        f"{report.certified[0]} of {report.certified[1]} layouts solved by the expert, horizon {report.horizon} steps; "
        f"it took {screen.duration(time.monotonic() - start)}."
    )
    screen.done(str(report.folder), f"perdure suites {knobs.name}[/], then [bold]perdure collect suite={knobs.name}")


def _words_of(path: str) -> Iterator[str]:
    """Yield what a specification in a file says, as words of the command line."""
    from perdure.envs.generation.spec import read_spec

    yield from _flat(read_spec(path)) if path not in ("", "null") else ()


def _flat(content: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for name, value in content.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}={json.dumps(value)}"


def _show(shown: Board, knobs: Generate, stream: Stream) -> None:
    rejected = sum(stream.rejections.values())
    note = f"{len(stream.accepted)} of {knobs.tasks}, {rejected} rejected"
    if stream.accepted:
        note += f", {stream.accepted[-1][0].task.instruction}"
    shown.show(Event(knobs.name, len(stream.accepted), knobs.tasks, note))


def _tables(report: Report) -> None:
    """Print families, overlap and rejections."""
    screen.table(["family", "tasks"], list(report.families.items()))
    rows = [[axis, _number(asked), _number(have)] for axis, (asked, have) in report.overlap.items()]
    screen.table(["overlap", "asked", "have"], rows)
    if report.rejections:
        screen.table(["rejected because", "attempts"], list(report.rejections.items()))
    if report.details:
        screen.table(["in detail", "attempts"], list(report.details.items())[:_SHOWN])


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
