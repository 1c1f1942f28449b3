"""The ledger of a run: one JSON line per evaluation episode, from which every number can be computed again."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, BinaryIO

from perdure.demos.atomic import replacing
from perdure.envs.errors import PerdureError

AFTER_STAGE = -1
_BLOCK = 4096  # bytes read at a time when looking for the last line end


@dataclass(frozen=True)
class Line:
    """One evaluation episode.

    Attributes:
        run: the run's name.
        stage: position in the stream of the task that was being, or had been, learned.
        epoch: -1 after the stage; e >= 0 at point e of the stage (0 = before training).
        task: the suite's index of the task that was tried.
        episode: number of the episode in its cell; it alone decides `init_state` and `seed`.
        split: stored states it started from.
        init_state: index of the stored state.
        seed: seed of the environment's reset.
        perturbation: what was changed in the world; 'none' for nothing.
        success: whether the goal was reached.
        steps: control steps taken.
        progress: largest share of the goal that was reached, 0 to 1.
        fingerprint: hash of physics and rendering.
        protocol: hash of the protocol.
    """

    run: str
    stage: int
    epoch: int
    task: int
    episode: int
    split: str
    init_state: int
    seed: int
    perturbation: str
    success: bool
    steps: int
    progress: float
    fingerprint: str
    protocol: str

    @property
    def cell(self) -> Cell:
        """The cell that the episode belongs to."""
        return Cell(self.stage, self.epoch, self.task, self.split, self.perturbation)


@dataclass(frozen=True)
class Cell:
    """What one success rate is about: a task, tried at one moment of the stream, on one split of states."""

    stage: int
    epoch: int
    task: int
    split: str
    perturbation: str = "none"


_KEYS: dict[str, type] = {"str": str, "int": int, "bool": bool, "float": float}
_TYPES = {item.name: _KEYS[str(item.type)] for item in fields(Line)}


class Ledger:
    """The file `ledger.jsonl`: appended to by one process, a whole batch of episodes at a time."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self._known: tuple[int, list[Line]] = (0, [])  # size of the file when it was last read, and its lines

    def read(self) -> list[Line]:
        """Return all lines in the order they were written; a half line at the end (a kill) is left out.

        Raises:
            PerdureError: a whole line is not what a ledger line should be.
        """
        size = self.path.stat().st_size if self.path.exists() else 0
        if size != self._known[0]:
            data = self.path.read_bytes()
            texts = data[: data.rfind(b"\n") + 1].decode(errors="replace").split("\n")[:-1]
            self._known = size, [_parse(text, f"{self.path}:{n}") for n, text in enumerate(texts, start=1)]
        return list(self._known[1])

    def append(self, lines: Iterable[Line]) -> None:
        """Add lines in one write that is on the disk when this returns; a half line at the end is cut off first."""
        added = list(lines)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        known = self.read()
        with open(self.path, "r+b" if self.path.exists() else "wb") as file:
            if self._known[0]:
                file.truncate(_whole(file))
            file.seek(0, os.SEEK_END)
            file.write("".join(map(_text, added)).encode())
            file.flush()
            os.fsync(file.fileno())
            self._known = file.tell(), known + added

    def cell(self, cell: Cell) -> list[Line]:
        """Return the lines of one cell."""
        return [line for line in self.read() if line.cell == cell]

    def resume(self, cell: Cell, episodes: int) -> list[Line]:
        """Return a cell's lines if all `episodes` are there; else remove what a kill has left of it and return []."""
        lines = self.cell(cell)
        if sorted(line.episode for line in lines) == list(range(episodes)):
            return lines
        if lines:
            self.keep(lambda line: line.cell != cell)
        return []

    def keep(self, wanted: Callable[[Line], bool]) -> None:
        """Remove the lines that are not wanted; the file is replaced as a whole."""
        if not self.path.exists():
            return
        text = "".join(_text(line) for line in self.read() if wanted(line))
        with replacing(self.path) as draft:
            draft.write_bytes(text.encode())


def beside(run: Path, protocol: str, split: str, what: str) -> Path:
    """Return where the ledger of a later evaluation lies in a run's folder; `what` is the perturbation, if any."""
    name = f"{protocol}-{split}-{what}.jsonl".replace(":", "-")  # which Windows can't have
    return run / "evaluations" / name


def group(lines: Sequence[Line]) -> dict[Cell, list[Line]]:
    """Return the lines of each cell, in the order of the ledger.

    Raises:
        PerdureError: an episode is there twice.
    """
    cells: dict[Cell, list[Line]] = {}
    seen = set()
    for line in lines:
        if (line.run, line.cell, line.episode) in seen:
            raise PerdureError(f"The ledger of run '{line.run}' holds episode {line.episode} of {line.cell} twice.")
        seen.add((line.run, line.cell, line.episode))
        cells.setdefault(line.cell, []).append(line)
    return cells


def _whole(file: BinaryIO) -> int:
    """Return the size of a file up to its last line end, looking from the end."""
    end = file.seek(0, os.SEEK_END)
    while end > 0:
        start = max(0, end - _BLOCK)
        file.seek(start)
        found = file.read(end - start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0


def _text(line: Line) -> str:
    return json.dumps(asdict(line), separators=(", ", ": "), allow_nan=False) + "\n"


def _parse(text: str, where: str) -> Line:
    try:
        content: dict[str, Any] = json.loads(text)
        wrong = [key for key, kind in _TYPES.items() if not _is(content[key], kind)]
        if wrong or len(content) != len(_TYPES):
            raise PerdureError(f"The ledger line {where} has a wrong {' and '.join(wrong) or 'number of keys'}.")
        return Line(**content)
    except (ValueError, KeyError, TypeError) as error:
        raise PerdureError(f"The ledger line {where} cannot be read: {error!r}.") from error


def _is(value: object, kind: type) -> bool:
    """Tell whether a JSON value has the kind; JSON may write a float as an int, but a bool is not an int."""
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(value) is kind
