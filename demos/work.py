"""One task's share of a collection: what is there, what is next, the merge."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import Any

from .attempt import Job, Outcome
from .attributes import data_attributes
from .extend import check_extensible, give_images
from .plan import Done, Plan
from .report import TaskReport, summarize
from .resume import parts, stored
from .settings import Settings
from .writer import Source, merge


class Work:
    """Attempts at one task, from what earlier runs left to the finished file."""

    def __init__(self, settings: Settings, index: int, task: Any, wanted: int) -> None:
        self.index = index
        self.name = str(task.name)
        self._settings = settings
        self._task = task
        self._wanted = wanted
        self._file = settings.file(index)
        self._stored = stored(settings, index)
        give_images(settings, index, self._stored)
        self.plan = Plan(max(wanted, self._stored.kept), dict(enumerate(self._stored.attempts)))
        if not self.plan.finished():
            check_extensible(settings, index, self._stored)
            self.plan.done = {**parts(settings, index), **self.plan.done}

    def job(self) -> Job | None:
        """Return the next attempt and count it as running, or None when nothing is to be begun now."""
        attempt = self.plan.next()
        if attempt is None:
            return None
        self.plan.running.add(attempt)
        return Job(self.index, attempt)

    def note(self, outcome: Outcome) -> None:
        """Enter the outcome of a job."""
        self.plan.running.discard(outcome.job.attempt)
        self.plan.done[outcome.job.attempt] = Done(outcome.reason, outcome.steps, outcome.seconds)

    def finish(self) -> None:
        """Merge the parts into the file when nothing is left to attempt; else do nothing."""
        if not self.plan.finished():
            return
        decided = list(self.plan.decided())
        if len(decided) > len(self._stored.attempts) and self.plan.kept():
            collection = [[done.reason, done.steps] for _, done in decided]
            merge(self._file, self._sources(), data_attributes(self._settings, self.index, self._task), collection)
        if self._file.exists():
            shutil.rmtree(self._settings.parts(self.index), ignore_errors=True)

    def report(self, before: TaskReport | None) -> TaskReport:
        """Sum up the attempts that count; the seconds of stored ones are in the report before."""
        decided = [done for _, done in self.plan.decided()]
        fresh = summarize(self.name, self._file, self._wanted, decided)
        earlier = before.seconds if before and before.tried == len(self._stored.attempts) else 0.0
        return replace(fresh, seconds=round(fresh.seconds + earlier, 2))

    def _sources(self) -> list[Source]:
        known = self._stored.kept
        fresh = self.plan.kept()[known:]
        return [
            *((self._file, f"data/demo_{index}") for index in range(known)),
            *((self._settings.part(self.index, attempt), "demo") for attempt in fresh),
            *((self._file, f"data/demo_{index}") for index in range(known, self._stored.demos)),
        ]
