# ruff: noqa: N999 - the file has the command's name
"""Take demonstrations from LIBERO's or robomimic's files, their conventions corrected, to learn from their images.

perdure import format=libero file=KITCHEN_SCENE1_open_the_drawer_demo.hdf5 suite=kitchen out=data
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from perdure.envs.errors import PerdureError

from .shell import screen
from .shell.app import app
from .shell.progress import Event, board


@dataclass
class Import:
    """The types of the keys of `conf/import.yaml`."""

    format: str
    file: str
    suite: str
    out: str


def main(words: Sequence[str]) -> None:
    """Read the knobs and import."""
    app(Import, run, words)


def run(knobs: Import) -> None:
    """Import, and say what there is to learn from and what is not there."""
    from perdure.demos.exchange import import_files

    if not knobs.suite or Path(knobs.suite).name != knobs.suite:
        raise PerdureError(f"suite='{knobs.suite}' must be a plain name.")
    with board() as shown:

        def show(path: Path, done: int, total: int) -> None:
            shown.show(Event("importing", done, total, path.name))

        brought = import_files(knobs.format, knobs.file, knobs.suite, knobs.out, show)
    rows = [[item.path.stem, item.demos, ", ".join(item.keys), item.frame] for item in brought]
    screen.table(["task", "demos", "observations", "positions in the frame of"], rows)
    screen.say("No states: these can be learned from with observation=pixels, but not replayed or rendered anew.")
    then = f"perdure data check path={knobs.out}/{knobs.suite}"
    screen.done(f"{knobs.out}/{knobs.suite}", then)
