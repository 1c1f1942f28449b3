"""The frame around a command that has knobs: help, one run, or a sweep."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from perdure.envs.errors import PerdureError, UnknownNameError

from . import screen, usage

Knobs = TypeVar("Knobs")
_FLAGS = (
    "--help",
    "-h",
    "--multirun",
    "-m",
    "--config-dir",
    "-cd",
    "--cfg",
    "-c",
    "--resolve",
    "--info",
    "--hydra-help",
)


def app(schema: type[Knobs], run: Callable[[Knobs], None], words: Sequence[str]) -> None:
    """Run a command on the knobs that its words stand for; its name is that of the module that defines `run`.

    Args:
        schema: dataclass with the type of every key of `conf/<command>.yaml`.
        run: the command.
        words: what the user typed after the command.

    Raises:
        PerdureError: words that make no sense; nothing has been done then.
    """
    command = run.__module__.rpartition(".")[2]
    for word in words:
        if word.startswith("-") and word not in _FLAGS:
            raise UnknownNameError("flag", word, ("--help", "--multirun", "--config-dir", "--cfg"))
    if {"--help", "-h"} & set(words):
        usage.show(command, inspect.getdoc(sys.modules[run.__module__]) or "")
    elif {"--multirun", "-m"} & set(words):
        _sweep(command, schema, words)
    else:
        from .hydra_app import compose

        composed = compose(command, schema, words)
        if composed is not None:
            run(composed.knobs)


def _sweep(command: str, schema: type[Any], words: Sequence[str]) -> None:
    """Check every job, then launch them all and sum up how they ended."""
    from .hydra_app import compose
    from .launchers import Job, launch
    from .progress import board
    from .sweep import expand, swept

    lists = expand(words)
    composed = [compose(command, schema, job) for job in lists]
    knobs = composed[0].knobs if composed and composed[0] else None
    launcher = getattr(knobs, "launcher", {"name": "local"})
    jobs = [Job(swept(job, lists), tuple(job)) for job in lists]
    with board() as shown:
        outcomes = launch(command, jobs, shown, launcher)
    rows = [
        [job.label, _ending(end.status), screen.duration(end.seconds)] for job, end in zip(jobs, outcomes, strict=True)
    ]
    screen.table(["job", "ended", "took"], rows)
    for job, end in zip(jobs, outcomes, strict=True):
        if end.status:
            raise PerdureError(
                f"{sum(bool(o.status) for o in outcomes)} of {len(jobs)} jobs failed; the first was "
                f"'{job.label}': {_last_line(end.complaint)}"
            )


def _ending(status: int) -> str:
    return "done" if status == 0 else f"failed ({status})"


def _last_line(complaint: str) -> str:
    return (complaint.splitlines() or ["it said nothing"])[-1].removeprefix("perdure: ")
