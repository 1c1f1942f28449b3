"""What every launcher offers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from ..progress import Board
from .job import Job, Outcome


class Launcher(Protocol):
    """The function `launch` of a file of this folder."""

    def __call__(self, command: str, jobs: Sequence[Job], board: Board, **knobs: Any) -> list[Outcome]:
        """Run `perdure <command>` once for each job and return their outcomes in the same order.

        A job may be started more than once, on other machines too, as long as it is never at work twice at a time:
        commands go on from what is there. Progress, and that a job has ended, is shown on the board under the job's
        label as it happens.

        Args:
            command: the command's name.
            jobs: what to run.
            board: shows the progress of every job.
            knobs: the keys of `conf/launcher/<name>.yaml`.

        Raises:
            PerdureError: there is nothing to launch on; no job has been started then.
        """
