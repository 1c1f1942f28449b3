"""The frame around a command that has knobs: help, one run, or a sweep."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from . import usage
from .flags import HELP, SWEEP, split

Knobs = TypeVar("Knobs")


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
    _, flags = split(words)
    if HELP & set(flags):
        usage.show(command, inspect.getdoc(sys.modules[run.__module__]) or "")
    elif SWEEP & set(flags):
        _sweep(command, schema, words)
    else:
        from .hydra_app import compose

        composed = compose(command, schema, words)
        if composed is not None:
            run(composed.knobs)


def _sweep(command: str, schema: type[Any], words: Sequence[str]) -> None:
    """Check every job, then launch them all and sum up how they ended."""
    from .hydra_app import compose
    from .launchers import Job, launch, report
    from .progress import board
    from .sweep import expand, swept

    lists = expand(words)
    composed = [compose(command, schema, job) for job in lists]
    knobs = composed[0].knobs if composed and composed[0] else None
    launcher = getattr(knobs, "launcher", {"name": "local"})
    jobs = [Job(swept(job, lists), tuple(job)) for job in lists]
    with board() as shown:
        outcomes = launch(command, jobs, shown, launcher)
    report(jobs, outcomes)
