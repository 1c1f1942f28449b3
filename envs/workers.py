"""Worker processes that step lanes; started once and used again for one task after the other."""

from __future__ import annotations

import atexit
import multiprocessing as mp
from multiprocessing.connection import Connection
from typing import Any

from .errors import PerdureError
from .lanes import LaneConfig, Lanes

_pool: list[Worker] = []


class Worker:
    """One process, told what to do through a pipe."""

    def __init__(self) -> None:
        # A forked process would share the OpenGL context and the threads of its parent.
        context = mp.get_context("spawn")
        self._pipe, remote = context.Pipe()
        self._process = context.Process(target=_serve, args=(remote,), daemon=True)
        self._process.start()
        remote.close()

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.is_alive()

    def send(self, command: str, *arguments: Any) -> None:
        """Ask for something; the answer is fetched with `receive`."""
        try:
            self._pipe.send((command, arguments))
        except (BrokenPipeError, OSError) as error:
            raise self._died() from error

    def receive(self) -> Any:
        """Wait for the answer; an error of the command, or the death of the worker, is returned as the exception."""
        try:
            return self._pipe.recv()
        except (EOFError, OSError):
            return self._died()

    def stop(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.join(timeout=5)
        self._pipe.close()

    def _died(self) -> PerdureError:
        self._process.join(timeout=1)
        return PerdureError(
            f"A simulation worker died (exit code {self._process.exitcode}); run the same command to go on."
        )


def pool(count: int) -> list[Worker]:
    """Return `count` running workers, starting those that are missing."""
    _pool[:] = [worker for worker in _pool if worker.alive]
    while len(_pool) < count:
        _pool.append(Worker())
    return _pool[:count]


@atexit.register
def _stop_all() -> None:
    for worker in _pool:
        worker.stop()


def _serve(pipe: Connection) -> None:
    """Answer commands until the pipe closes."""
    lanes: Lanes | None = None
    while True:
        try:
            command, arguments = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            if command == "open":
                config, count = arguments
                assert isinstance(config, LaneConfig)
                lanes, answer = Lanes(config, count), None
            else:
                answer = getattr(lanes, command)(*arguments)
        except Exception as error:  # sent to the parent, which raises it
            answer = error
        pipe.send(answer)
