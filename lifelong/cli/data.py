"""Say what a data set holds, check that it is sound, or see how far memorising it gets.

perdure data info path=data/goal
perdure data check path=data/goal replay=all
perdure data nearest path=data/goal
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from perdure.envs.errors import PerdureError, UnknownNameError

from ._nearest import nearest
from .shell import screen
from .shell.app import app
from .shell.progress import Event, board

if TYPE_CHECKING:
    from perdure.demos.inspection import Summary

ACTIONS = ("info", "check", "nearest")


@dataclass
class Data:
    """The types of the keys of `conf/data.yaml`."""

    action: str
    path: str
    replay: str
    episodes: int
    picture: str | None


def main(words: Sequence[str]) -> None:
    """Read the knobs and look; a bare first word is the action."""
    bare = bool(words) and not words[0].startswith("-") and "=" not in words[0]
    app(Data, run, [f"action={words[0]}", *words[1:]] if bare else words)


def run(knobs: Data) -> None:
    """Print a table, draw the lengths, and complain about damage.

    Raises:
        PerdureError: something is damaged.
        UnknownNameError: a value that does not exist.
    """
    from perdure.demos.dataset import files
    from perdure.demos.inspection import REPLAYS

    if knobs.action not in ACTIONS:
        raise UnknownNameError("action", knobs.action, ACTIONS)
    if knobs.replay not in REPLAYS:
        raise UnknownNameError("replay", knobs.replay, REPLAYS)
    if knobs.action == "nearest":
        nearest(files(knobs.path), knobs.episodes)
        return
    found = _look(files(knobs.path), knobs)
    _table(found, checked=knobs.action == "check")
    _complain(found)
    picture = Path(knobs.picture) if knobs.picture else _beside(Path(knobs.path))
    _draw(found, picture, knobs.path)
    first = next(summary.about for summary in found if summary.about)
    then = f"perdure data check path={knobs.path}" if knobs.action == "info" else f"perdure train suite={first.suite}"
    screen.done(str(picture), then)


def _look(paths: Sequence[Path], knobs: Data) -> list[Summary]:
    from perdure.demos.inspection import inspect, summarize

    if knobs.action == "info":
        return [summarize(path) for path in paths]
    found = []
    with board() as shown:
        for number, path in enumerate(paths):

            def show(done: int, total: int, number: int = number, path: Path = path) -> None:
                note = f"{path.stem}, replayed {done} of {total}"
                shown.show(Event("checking", number + done / total, len(paths), note))

            found.append(inspect(path, knobs.replay, progress=show))
        shown.show(Event("checking", len(paths), len(paths), "done"))
    return found


def _table(found: Sequence[Summary], checked: bool) -> None:
    columns = ["file", "demos", "steps", "kB each", "images", "made by", "tried", "suite", "physics"]
    rows = [_row(summary) for summary in found]
    if checked:
        columns += ["replayed", "faults"]
        for row, summary in zip(rows, found, strict=True):
            row += ["{1} of {0}".format(*summary.replayed), len(summary.faults)]
    screen.table(columns, rows)
    demos = sum(summary.about.demos for summary in found if summary.about)
    total = sum(summary.size for summary in found)
    screen.say(f"{len(found)} files, {demos} demonstrations, {total / 1e6:.1f} MB.")


def _row(summary: Summary) -> list[object]:
    about = summary.about
    if about is None:
        return [summary.path.stem, 0, "", summary.size / 1e3, "", "", 0, "", ""]
    steps = f"{min(about.lengths)} / {sorted(about.lengths)[about.demos // 2]} / {max(about.lengths)}"
    images = f"{about.image_size} px" if about.image_size else "none"
    if "states" not in about.keys:
        images += ", no states"
    each = round(summary.size / about.demos / 1e3)
    name = summary.path.stem
    return [name, about.demos, steps, each, images, summary.made_by, summary.tried, summary.suite, summary.physics]


def _complain(found: Sequence[Summary]) -> None:
    """Name every fault, then end the command with what to do."""
    damaged = [summary for summary in found if summary.faults]
    for summary in damaged:
        for fault in summary.faults:
            screen.plain(f"{summary.path}: {fault}")
    if damaged:
        names = ", ".join(str(summary.path) for summary in damaged)
        raise PerdureError(
            f"{len(damaged)} of {len(found)} files can't be relied on: {names}. Delete them and make them again with "
            f"`perdure collect suite={damaged[0].path.parent.name}`, or copy them anew from where they came."
        )


def _draw(found: Sequence[Summary], picture: Path, title: str) -> None:
    from perdure.demos.lengths import draw_lengths

    several = len({summary.path.parent for summary in found}) > 1
    lengths = [
        (f"{s.about.suite}: {s.about.instruction}" if several else s.about.instruction, s.about.lengths)
        for s in found
        if s.about
    ]
    draw_lengths(lengths, picture, f"Lengths of the demonstrations of {title}")


def _beside(path: Path) -> Path:
    return path.with_suffix(".lengths.png") if path.is_file() else path / "lengths.png"
