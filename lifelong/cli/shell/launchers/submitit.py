"""A job array on Slurm through submitit. The machines share a file system with perdure on it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from perdure.envs.errors import PerdureError

from ..progress import Board, Event
from .job import Job, Outcome
from .shared import Errand, News, errands, lost, missing

_SECONDS_BETWEEN_LOOKS = 1.0
CLUSTERS = ("slurm", "local", "debug")


def launch(
    command: str,
    jobs: Sequence[Job],
    board: Board,
    cluster: str | None = None,
    parallel: int = 256,
    cpus: int = 1,
    gpus: int = 0,
    memory: float = 4,
    minutes: int = 240,
    partition: str | None = None,
    retries: int = 5,
    folder: str = "runs/.jobs",
) -> list[Outcome]:
    """Submit all jobs as one array and wait for them; see `Launcher`.

    A job that Slurm preempts or that runs out of time is queued again, and one whose node dies is submitted again. It
    goes on from its last resume point.

    Args:
        command, jobs, board: as for every launcher.
        cluster: 'slurm'; 'local' for processes and 'debug' for this very process, to try things out; None: Slurm where
            there is one, else local.
        parallel: jobs of the array at a time.
        cpus, gpus, memory: of a job; memory in GB.
        minutes: of a job, then it is queued again.
        partition: of the Slurm cluster.
        retries: starts of a job again after its process, worker or node was lost.
        folder: on the shared file system, for progress and submitit's files.

    Raises:
        PerdureError: submitit is not installed, or the jobs cannot be submitted.
    """
    submitit = _package()
    if cluster not in (None, *CLUSTERS):
        raise PerdureError(f"launcher.cluster={cluster} is none of {', '.join(CLUSTERS)}.")
    with errands(command, jobs, folder, retries) as (tasks, place):
        try:
            executor = submitit.AutoExecutor(folder=place, cluster=cluster, slurm_max_num_timeout=retries)
            executor.update_parameters(
                name="perdure", cpus_per_task=cpus, gpus_per_node=gpus, mem_gb=memory, timeout_min=minutes,
                slurm_array_parallelism=parallel, **({"slurm_partition": partition} if partition else {}),
            )  # fmt: skip
        except (RuntimeError, ValueError) as error:
            raise PerdureError(f"submitit cannot use launcher.cluster={cluster}: {error}.") from error
        return _Array(executor, tasks, board).wait(retries)


class _Array:
    """Jobs under way."""

    def __init__(self, executor: Any, tasks: Sequence[Errand], board: Board) -> None:
        self._executor, self._tasks, self._board = executor, tasks, board
        self._news = News(tasks, board)
        self._running: dict[int, Any] = {}

    def wait(self, retries: int) -> list[Outcome]:
        """Return the outcomes in order; after an interrupt nothing is left in the queue."""
        try:
            ended = self._round(range(len(self._tasks)), retries)
        except BaseException:
            for job in self._running.values():
                job.cancel()
            raise
        return [ended[number] for number in range(len(self._tasks))]

    def _round(self, numbers: Sequence[int], retries: int) -> dict[int, Outcome]:
        """Submit some of the jobs, wait, and submit again those that got lost."""
        submitted = self._executor.map_array(_Requeued(), [self._tasks[number] for number in numbers])
        self._running = dict(zip(numbers, submitted, strict=True))
        ended: dict[int, Outcome] = {}
        failed: dict[int, Exception] = {}
        while self._running:
            self._news.show()
            for number in [number for number, job in self._running.items() if job.done()]:
                try:
                    ended[number] = self._running.pop(number).result()
                except Exception as error:  # whatever the node's side raised
                    failed[number] = error
                    self._board.show(Event(self._tasks[number].job.label, 0, 1, "lost"))
            if self._running:
                time.sleep(_SECONDS_BETWEEN_LOOKS)
        self._news.show()
        if failed and retries:
            return ended | self._round(list(failed), retries - 1)
        return ended | {number: lost(self._tasks[number].job, error, self._board) for number, error in failed.items()}


class _Requeued:
    """Does an errand, and says how to do it again when Slurm takes the machine away."""

    def __call__(self, errand: Errand) -> Outcome:
        return errand.do()

    def checkpoint(self, errand: Errand) -> Any:
        """Called by submitit on the node."""
        from submitit.helpers import DelayedSubmission

        return DelayedSubmission(self, errand)


def _package() -> Any:
    try:
        import submitit
    except ImportError:
        raise missing("submitit") from None
    return submitit
