"""The comparison as a table for the terminal."""

from __future__ import annotations

from pathlib import Path

from rich import box
from rich.markup import escape
from rich.table import Table

from .columns import Column, columns
from .method import Method
from .tracks import collect

_SHOWN = ("acc", "learned", "nbt", "bwt", "fwt", "auc", "gap_held_out", "runs", "episodes", "old_data_bytes", "seconds")


def table(runs: Path) -> Table:
    """Return the methods of all tracks, the best of each track first.

    Raises:
        PerdureError: there is no finished run.
    """
    tracks = collect(runs).tracks
    methods = [method for track in tracks for method in track.methods]
    shown = [column for column in columns(methods) if column.key in _SHOWN]
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in ("Track", "Method", "Policy") if len(tracks) > 1 else ("Method", "Policy"):
        grid.add_column(head)
    for column in shown:
        arrow = {1: " ↑", -1: " ↓", 0: ""}[column.better]
        grid.add_column(column.head + arrow, justify="right", no_wrap=True)
    for track in tracks:
        for n, method in enumerate(track.methods):
            title = [escape(track.title) if n == 0 else ""] if len(tracks) > 1 else []
            grid.add_row(*title, escape(method.label), escape(method.policy), *_numbers(method, shown))
        grid.add_section()
    return grid


def _numbers(method: Method, shown: list[Column]) -> list[str]:
    cells = [(column.key, column.cell(method)) for column in shown]
    return [f"{cell.text} [dim]({cell.range})[/]" if key == "acc" and cell.range else cell.text for key, cell in cells]
