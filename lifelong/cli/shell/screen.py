"""What is printed, and how: results on stdout, complaints on stderr, both quiet about colours when piped."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


_PIPED_WIDTH = 160


@cache
def console() -> Console:
    """Return the one console of this process, wide enough for our tables when piped."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else _PIPED_WIDTH, highlight=False)


def say(text: str = "") -> None:
    """Print a line; rich's markup is allowed, long lines are not broken."""
    console().print(text, soft_wrap=True)


def plain(text: str) -> None:
    """Print a line as it is, without markup."""
    console().print(text, soft_wrap=True, markup=False)


def complain(sentence: str) -> None:
    """Print one sentence on stderr."""
    print(f"perdure: {' '.join(sentence.split())}", file=sys.stderr)


def table(columns: Sequence[str], rows: Sequence[Sequence[object]], title: str | None = None) -> None:
    """Print a plain table; numbers align to the right."""
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    grid = Table(*columns, box=box.SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False)
    for index, column in enumerate(grid.columns):
        column.overflow = "fold"
        if rows and all(isinstance(row[index], int | float) for row in rows):
            column.justify = "right"
    for row in rows:
        grid.add_row(*(escape(cell if isinstance(cell, str) else _number(cell)) for cell in row))
    console().print(grid)


def done(wrote: str, then: str) -> None:
    """End a command: what it wrote, and what to type next."""
    say(f"Wrote [bold]{wrote}[/]. Next: [bold]{then}[/]")


def duration(seconds: float) -> str:
    """Return a time as people say it: '42 s', '3 min 5 s', '2 h 10 min'."""
    whole = round(seconds)
    if whole < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def _number(cell: object) -> str:
    return f"{cell:.2f}" if isinstance(cell, float) else str(cell)
