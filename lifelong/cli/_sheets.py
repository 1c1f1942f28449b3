"""`perdure render` without a policy: sheets of small pictures, of a suite's tasks or of all assets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from perdure.demos.atomic import replacing

from .shell import screen
from .shell.progress import Event, board

if TYPE_CHECKING:
    from ..contact_sheet import Cell
    from ..views import Look

Shown = TypeVar("Shown")


def of_suite(name: str, split: str, out: Path, look: Look, renderer: str) -> None:
    """Write `suite-<name>.png`: how each task of a suite begins, above its instruction.

    Raises:
        UnknownNameError: there is no such suite, split or renderer.
    """
    from perdure.envs import load_suite

    from ..first_frames import first_frame

    suite = load_suite(name)
    tasks = range(len(suite.tasks))
    title = f"{name}: {len(tasks)} tasks, each at its first state of {split}"
    path = out / f"suite-{name}.png"
    _write(path, title, {"": tasks}, lambda index: first_frame(suite, index, split, look, renderer))
    screen.done(str(path), f"perdure collect suite={name}")


def of_assets(categories: Sequence[str], out: Path, look: Look, renderer: str) -> None:
    """Write `assets.png`: objects and fixtures, several of each category.

    Args:
        categories: which to show; none for all.
        out: folder of the picture.
        look: 'fast' or 'full'.
        renderer: 'raster' or 'opengl'.

    Raises:
        UnknownNameError: there is no such category or renderer.
    """
    from ..portraits import portrait, sitters

    groups = sitters(categories)
    count = len({sitter.asset.category for found in groups.values() for sitter in found})
    title = f"{count} categories of objects and fixtures"
    path = out / "assets.png"
    _write(path, title, groups, lambda sitter: portrait(sitter, look, renderer))
    screen.done(str(path), "perdure suites")


def _write(path: Path, title: str, groups: Mapping[str, Sequence[Shown]], draw: Callable[[Shown], Cell]) -> None:
    """Draw a cell of each thing and write the sheet of them."""
    from ..contact_sheet import columns_for, sheet

    total = sum(map(len, groups.values()))
    cells: dict[str, list[Cell]] = {name: [] for name in groups}
    done = 0
    with board() as shown:
        for name, things in groups.items():
            for thing in things:
                cells[name].append(draw(thing))
                done += 1
                shown.show(Event("drawing", done, total, f"{done} of {total}"))
    page = sheet(title, cells, columns_for(total))
    with replacing(path) as draft:
        page.save(draft, format="png")
