"""Progress: bars on a terminal, now and then a line when piped, events when another perdure process watches."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Protocol, TextIO

from . import screen
from .lifeline import tied_to

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

EVENTS = "PERDURE_EVENTS"  # names the file descriptor of the pipe to the watching process
_SECONDS_BETWEEN_LINES = 15.0
_SECONDS_BETWEEN_EVENTS = 0.2


@dataclass(frozen=True)
class Event:
    """One thing's progress: `done` of `total`, and a note of how it goes."""

    label: str
    done: float
    total: float
    note: str = ""


class Board(Protocol):
    """Where progress is shown."""

    def show(self, event: Event) -> None:
        """Replace what is shown for the event's label."""


@contextmanager
def board() -> Iterator[Board]:
    """Yield the board that fits where this process's output goes. A watched process ends when its watcher does."""
    if EVENTS in os.environ:
        with os.fdopen(int(os.environ[EVENTS]), "w", buffering=1) as pipe, tied_to(pipe.fileno()):
            yield _Pipe(pipe)
    elif screen.console().is_terminal:
        with _bars() as bars:
            yield _Bars(bars)
    else:
        yield _Lines()


class Pace:
    """Lets an event of each label through every few seconds; the last one always."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._last: dict[str, float] = {}

    def due(self, event: Event) -> bool:
        """Tell whether to let this one through."""
        now = time.monotonic()
        due = event.done >= event.total or now - self._last.get(event.label, -self._seconds) >= self._seconds
        if due:
            self._last[event.label] = now
        return due


class _Pipe:
    """Writes events for the process that started this one, a few per second."""

    def __init__(self, pipe: TextIO) -> None:
        self._pipe, self._pace = pipe, Pace(_SECONDS_BETWEEN_EVENTS)

    def show(self, event: Event) -> None:
        if self._pace.due(event):
            self._pipe.write(json.dumps(asdict(event)) + "\n")


class _Bars:
    """Rich's bars, one per label."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def show(self, event: Event) -> None:
        if event.label not in self._tasks:
            self._tasks[event.label] = self._bars.add_task(event.label, total=event.total, note="")
        self._bars.update(self._tasks[event.label], completed=event.done, total=event.total, note=event.note)


class _Lines:
    """Plain lines: each label's at most every few seconds, and its last one."""

    def __init__(self) -> None:
        self._pace = Pace(_SECONDS_BETWEEN_LINES)

    def show(self, event: Event) -> None:
        if self._pace.due(event):
            screen.say(f"{event.label}: {100 * event.done / max(event.total, 1e-9):.0f} % {event.note}".rstrip())


def _bars() -> Progress:
    """Return bars whose note gives way where the terminal is narrow."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.table import Column

    return Progress(
        TextColumn("{task.description}", table_column=Column(no_wrap=True, min_width=10, overflow="ellipsis")),
        BarColumn(bar_width=16, table_column=Column(min_width=16)),
        TextColumn("{task.percentage:>3.0f} %", table_column=Column(no_wrap=True, min_width=5)),
        TimeElapsedColumn(table_column=Column(min_width=7)),
        TimeRemainingColumn(elapsed_when_finished=False, table_column=Column(min_width=7)),
        TextColumn("{task.fields[note]}", table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis")),
        console=screen.console(),
        expand=True,
    )
