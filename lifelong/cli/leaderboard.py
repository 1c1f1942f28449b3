"""Compare runs: a page with tables, plots and videos, and the table here.

perdure leaderboard runs=runs out=site
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .shell import screen
from .shell.app import app


@dataclass
class Leaderboard:
    """The types of the keys of `conf/leaderboard.yaml`."""

    runs: str
    out: str


def main(words: Sequence[str]) -> None:
    """Read the knobs and build the page."""
    app(Leaderboard, run, words)


def run(knobs: Leaderboard) -> None:
    """Write the page and print the table."""
    from ..leaderboard import build, table

    page = build(Path(knobs.runs), Path(knobs.out))
    screen.console().print(table(Path(knobs.runs)))
    screen.done(str(page), f"xdg-open {page}")
