"""Pools of workers: this process alone, or several that may die and are replaced."""

from __future__ import annotations

import multiprocessing
import os
import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from typing import Any, Protocol

from perdure.envs.errors import PerdureError

from .attempt import Job, Outcome, Worker
from .settings import Settings

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
DEATHS = 3
"""A job that has killed this many workers isn't tried again."""


class Pool(Protocol):
    """Where attempts are carried out."""

    def free(self) -> bool:
        """Tell whether another job can be taken now."""

    def submit(self, job: Job) -> None:
        """Begin a job."""

    def result(self) -> Outcome:
        """Wait for the next outcome."""


class Alone:
    """Carries out one job at a time in this process."""

    def __init__(self, settings: Settings) -> None:
        self._worker = Worker(settings)
        self._job: Job | None = None

    def free(self) -> bool:
        """Tell whether another job can be taken now."""
        return self._job is None

    def submit(self, job: Job) -> None:
        """Remember the job; `result` does it."""
        self._job = job

    def result(self) -> Outcome:
        """Do the job."""
        assert self._job is not None
        job, self._job = self._job, None
        return self._worker.run(job)

    def close(self, patient: bool) -> None:
        """Give back the world."""
        self._worker.close()


class Processes:
    """Carries out jobs in child processes, begun when first needed.

    A child that dies (out of memory, killed) is replaced and its job begun again: a job has no effect before its part
    is whole.
    """

    def __init__(self, settings: Settings, workers: int) -> None:
        self._settings = settings
        self._workers = workers
        self._idle: list[tuple[Any, Connection]] = []
        self._busy: dict[Connection, tuple[Any, Job]] = {}
        self._deaths: dict[Job, int] = {}

    def free(self) -> bool:
        """Tell whether another job can be taken now."""
        return len(self._busy) < self._workers

    def submit(self, job: Job) -> None:
        """Hand the job to an idle child, or to a new one."""
        process, connection = self._idle.pop() if self._idle else self._start()
        self._busy[connection] = (process, job)
        with suppress(OSError):  # it died while idle: `result` finds that out
            connection.send(job)

    def result(self) -> Outcome:
        """Wait for the next outcome.

        Raises:
            PerdureError: what the child met, or a job whose workers keep dying.
            RuntimeError: a fault of ours in the child, with its traceback.
        """
        while True:
            for connection in wait(list(self._busy)):
                assert isinstance(connection, Connection)
                process, job = self._busy.pop(connection)
                try:
                    kind, content = connection.recv()
                except (EOFError, OSError):
                    self._again(process, job)
                    continue
                self._idle.append((process, connection))
                if kind == "outcome":
                    assert isinstance(content, Outcome)
                    return content
                raise PerdureError(content) if kind == "mistake" else RuntimeError(f"in a worker process:\n{content}")

    def close(self, patient: bool) -> None:
        """End the children: idle ones by themselves when there is time, else at once."""
        for process, connection in [*self._idle, *((p, c) for c, (p, _) in self._busy.items())]:
            connection.close()
            if not patient:
                process.terminate()
            process.join(10)
            if process.exitcode is None:
                process.kill()
                process.join()
        self._idle, self._busy = [], {}

    def _again(self, process: Any, job: Job) -> None:
        process.join()
        self._deaths[job] = self._deaths.get(job, 0) + 1
        if self._deaths[job] >= DEATHS:
            raise PerdureError(
                f"Attempt {job.attempt} at '{self._settings.tasks[job.task]}' ended {DEATHS} worker processes "
                f"(exit code {process.exitcode}); if memory was short, run again with fewer workers."
            )
        self.submit(job)

    def _start(self) -> tuple[Any, Connection]:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._settings), daemon=True)
        with _single_threaded():
            process.start()
        theirs.close()  # so that its end is noticed
        return process, ours


@contextmanager
def pool(settings: Settings, workers: int) -> Iterator[Pool]:
    """Give a pool of that many workers; with one, everything happens in this process."""
    members: Alone | Processes = Alone(settings) if workers == 1 else Processes(settings, workers)
    patient = False
    try:
        yield members
        patient = True
    finally:
        members.close(patient)


@contextmanager
def _single_threaded() -> Iterator[None]:
    """Let processes that begin here compute in one thread each: there is one process per core."""
    before = {name: os.environ.get(name) for name in THREADS}
    os.environ.update(dict.fromkeys(THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _serve(connection: Connection, settings: Settings) -> None:
    """Answer jobs until the other end closes, which it also does by dying."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent gets it too, and ends us
    worker = Worker(settings)
    answer: tuple[str, Any]
    while True:
        try:
            job = connection.recv()
        except EOFError:
            return worker.close()
        try:
            answer = ("outcome", worker.run(job))
        except PerdureError as error:
            answer = ("mistake", str(error))
        except Exception:
            answer = ("fault", traceback.format_exc())
        try:
            connection.send(answer)
        except OSError:
            return worker.close()
