"""From proposals to a stream: at each position the first attempt that passes, in order, whoever judges it.

An attempt depends on its own seed and on the tasks before it, a verdict on nothing but its task. So while verdicts are
awaited, the attempts that follow if they are good can be proposed and judged ahead; the stream is the same.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context

from ..errors import PerdureError
from ..task import Task
from .history import History
from .judge import Verdict
from .propose import Rejected, propose
from .spec import Spec
from .stock import Stock

ATTEMPTS = 150  # at one position, then the specification counts as impossible
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
Judge = Callable[[Task], Verdict]


@dataclass
class Stream:
    """Tasks that have been accepted, and why others were not.

    Attributes:
        tasks, verdicts: in the stream's order.
        rejections: reason -> how many attempts.
        details: what exactly was wrong -> how many.
    """

    tasks: list[Task] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    rejections: Counter[str] = field(default_factory=Counter)
    details: Counter[str] = field(default_factory=Counter)


Progress = Callable[[Stream], None]


class Generator:
    """Proposes tasks and has them judged.

    Args:
        spec: what the stream shall be like.
        judge: says what is sound; called in other processes where there are several workers.
        workers: processes.
    """

    def __init__(self, spec: Spec, judge: Judge, workers: int) -> None:
        self.spec, self._judge, self._workers = spec, judge, workers
        self._stock = Stock(spec)
        self._proposals: dict[tuple[History, int], Task | str] = {}
        self._verdicts: dict[tuple[History, int], Future[Verdict]] = {}

    def run(self, progress: Progress) -> Stream:
        """Return the stream.

        Raises:
            PerdureError: no more tasks are found, or a worker process died.
        """
        stream, history, attempt = Stream(), History(), 0
        with _pool(self._workers) as pool:
            while len(stream.tasks) < self.spec.tasks:
                if attempt == ATTEMPTS:
                    raise self._impossible(stream)
                task = self._propose(history, attempt)
                reason = task if isinstance(task, str) else ""
                if isinstance(task, Task):
                    verdict = self._verdict(pool, history, attempt)
                    reason = verdict.reason
                    stream.details[verdict.detail] += bool(verdict.detail)
                if reason:
                    stream.rejections[reason] += 1
                    attempt += 1
                else:
                    stream.tasks.append(task)
                    stream.verdicts.append(verdict)
                    history, attempt = history.after(task), 0
                progress(stream)
        return stream
