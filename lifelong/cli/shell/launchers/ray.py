"""Machines of a Ray cluster. They share a file system, and perdure is installed on each."""

from __future__ import annotations

import logging
import socket
from collections.abc import Sequence
from typing import Any

from perdure.envs.errors import PerdureError

from ..progress import Board
from .job import Job, Outcome
from .shared import Errand, News, errands, lost, missing

_SECONDS_BETWEEN_LOOKS = 1.0
_SECONDS_TO_ANSWER = 10.0


def launch(
    command: str,
    jobs: Sequence[Job],
    board: Board,
    address: str = "auto",
    cpus: float = 1,
    gpus: float = 0,
    retries: int = 5,
    folder: str = "runs/.jobs",
) -> list[Outcome]:
    """Hand every job to the cluster, which starts as many at a time as there is room for; see `Launcher`.

    A job whose worker or node dies is started again on another one, where it goes on from its last resume point.

    Args:
        command, jobs, board: as for every launcher.
        address: of the cluster's head.
        cpus, gpus: what the cluster sets aside for a job.
        retries: starts of a job again after its process, worker or node was lost; -1: without end.
        folder: on the shared file system, for progress.

    Raises:
        PerdureError: Ray is not installed, there is no cluster, or no node of it that has room for a job.
    """
    ray = _connect(address)
    try:
        _check_room(ray, cpus, gpus)
        with errands(command, jobs, folder, max(retries, 0)) as (tasks, _):
            remote = ray.remote(num_cpus=cpus, num_gpus=gpus, max_retries=retries)(_do)
            return _wait(ray, [remote.remote(task) for task in tasks], jobs, News(tasks, board), board)
    finally:
        ray.shutdown()  # after an interrupt this ends the jobs under way


def _connect(address: str) -> Any:
    try:
        import ray
    except ImportError:
        raise missing("ray") from None
    try:
        if ":" in address:  # Ray itself would go on trying for many minutes
            host, _, port = address.rpartition(":")
            socket.create_connection((host, int(port)), timeout=_SECONDS_TO_ANSWER).close()
        ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
    except (OSError, ValueError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[0].rstrip(".")
        raise PerdureError(
            f"There is no Ray cluster at launcher.address={address} ({reason}); start one with `ray start --head`, and "
            "its other nodes with `ray start --address=<head>:6379`."
        ) from None
    return ray


def _check_room(ray: Any, cpus: float, gpus: float) -> None:
    """Ray would wait forever for a node that has room."""
    nodes = [node["Resources"] for node in ray.nodes() if node["Alive"]]
    if not any(node.get("CPU", 0) >= cpus and node.get("GPU", 0) >= gpus for node in nodes):
        have = ", ".join(f"{node.get('CPU', 0):g} CPUs and {node.get('GPU', 0):g} GPUs" for node in nodes)
        raise PerdureError(f"No node has the {cpus:g} CPUs and {gpus:g} GPUs that a job is to get; they have {have}.")


def _do(errand: Errand) -> Outcome:
    return errand.do()


def _wait(ray: Any, running: Sequence[Any], jobs: Sequence[Job], news: News, board: Board) -> list[Outcome]:
    """Show progress until all jobs have ended; return their outcomes in order."""
    ended: dict[Any, Outcome] = {}
    by_reference = dict(zip(running, jobs, strict=True))
    while len(ended) < len(running):
        waiting = [reference for reference in running if reference not in ended]
        ready, _ = ray.wait(waiting, num_returns=len(waiting), timeout=_SECONDS_BETWEEN_LOOKS)
        news.show()
        for reference in ready:
            try:
                ended[reference] = ray.get(reference)
            except ray.exceptions.RayError as error:
                ended[reference] = lost(by_reference[reference], error, board)
    return [ended[reference] for reference in running]
