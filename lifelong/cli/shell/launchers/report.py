"""How the jobs of a sweep ended, said at its end."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from perdure.envs.errors import PerdureError

from .. import screen
from .job import Job, Outcome

_MISTAKE = 2  # such a job has said its sentence; any other status but 0 comes with a traceback


def report(jobs: Sequence[Job], outcomes: Sequence[Outcome], said: bool = True) -> None:
    """Print a table of all jobs and, unless `said` is false, the last line that each has said.

    Raises:
        PerdureError: not all of them have succeeded.
    """
    ends = list(zip(jobs, outcomes, strict=True))
    rows = [[job.label, end.word, screen.duration(end.seconds)] for job, end in ends]
    screen.table(["job", "ended", "took"], rows)
    for line in dict.fromkeys(_last(end.said) for _, end in ends if said and end.status == 0):
        screen.plain(line)
    failed = [(job, end) for job, end in ends if end.status]
    for _, end in failed:
        if end.status != _MISTAKE:
            print(end.complained, file=sys.stderr)
    if failed:
        job, end = failed[0]
        reason = _last(end.complained).removeprefix("perdure: ")
        raise PerdureError(f"{len(failed)} of {len(jobs)} jobs failed; the first was '{job.label}': {reason}")


def _last(text: str) -> str:
    return (text.splitlines() or ["it said nothing"])[-1]
