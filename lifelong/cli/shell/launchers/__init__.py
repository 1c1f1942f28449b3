"""Where the jobs of a sweep run: one file per launcher, each with a function `launch`, see `Launcher`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from perdure.envs.registry import find

from ..progress import Board
from .job import Job, Outcome
from .launcher import Launcher
from .report import report

__all__ = ["Job", "Launcher", "Outcome", "launch", "report"]


def launch(command: str, jobs: Sequence[Job], board: Board, launcher: Mapping[str, Any]) -> list[Outcome]:
    """Run `perdure <command>` once for each job with the launcher that a configuration names.

    Args:
        command: the command's name.
        jobs: what to run.
        board: shows the progress of every job.
        launcher: `name`, and the knobs of that launcher.
    """
    knobs = {key: value for key, value in launcher.items() if key != "name"}
    chosen: Launcher = find(__name__, launcher["name"], "launcher", "launch").launch
    return chosen(command, jobs, board, **knobs)
