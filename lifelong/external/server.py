"""A run's policy behind a websocket, for any client that can send what perdure observes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from perdure.envs.errors import PerdureError
from perdure.policies import Policy, PolicyError

from ..batches import IMAGE_KEYS, OBJECT_KEYS, observe
from ..device import choose
from ..saved_run import SavedRun
from .missing import needed
from .wire import pack, unpack

Answer = Callable[[Mapping[str, Any]], dict[str, Any]]


class Served:
    """Answers questions with the actions of a run's policy, for all lanes at once; each connection has its own.

    A question holds what `Layout` calls by the same names: `proprio`, `objects` and `objects_mask` or the pictures,
    each with the lanes as first axis, `instruction`, `task` and `fresh` (lanes,).

    Args:
        saved: the run.
        stage: position in the stream after which the policy is taken.
        device: of the policy.
    """

    def __init__(self, saved: SavedRun, stage: int, device: str = "auto") -> None:
        self._saved, self._stage, self._device = saved, stage, str(choose(device))
        self._policy: Policy | None = None
        self._last = -1, ""  # task and instruction

    def __call__(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answer.

        Raises:
            PerdureError: the question lacks something.
        """
        seen = OBJECT_KEYS if self._saved.observation == "state" else tuple(IMAGE_KEYS)
        for key in ("proprio", *seen, "instruction", "task", "fresh"):
            if key not in question:
                raise PerdureError(
                    f"The question lacks '{key}'; ask with via=perdure observation={self._saved.observation}."
                )
        task, told = int(question["task"]), str(question["instruction"])
        policy, fresh = self._for(task, told), np.array(question["fresh"], bool)
        policy.reset(None if fresh.all() else torch.from_numpy(fresh))
        with torch.no_grad():
            actions = policy.act(observe(_arrays(question), told, task, policy))
        return {"actions": actions.cpu().numpy()[:, None]}

    def _for(self, task: int, told: str) -> Policy:
        """Return the policy as it acts on a task that is told in some words."""
        if self._policy is None or (task, told) != self._last:
            self._policy, self._last = self._saved.policy(self._stage, task, self._device, told), (task, told)
        return self._policy


def metadata(saved: SavedRun, stage: int) -> dict[str, Any]:
    """Return what a server says about itself."""
    return {
        "batched": True,
        "replan": 1,  # the policy carries out its chunks itself
        "server": "perdure",
        "run": saved.folder.name,
        "stage": stage,
        "observation": saved.observation,
        "image_size": saved.image_size,
        "suite": saved.suite,
    }


@contextmanager
def serving(greeting: Mapping[str, Any], answer: Callable[[], Answer], host: str, port: int) -> Iterator[int]:
    """Serve in a thread of its own; yield the port.

    Args:
        greeting: the metadata.
        answer: called for each connection, it returns what answers its questions.
        host: of this machine; only its own processes reach 127.0.0.1.
        port: 0 = any free one.

    Raises:
        PerdureError: the port is taken.
    """
    closed = needed("websockets.exceptions").ConnectionClosed

    def talk(socket: Any) -> None:
        replies = answer()
        socket.send(pack(dict(greeting)))
        try:
            for data in socket:
                socket.send(_reply(replies, data))
        except closed:
            pass

    try:
        server = needed("websockets.sync.server").serve(talk, host, port, compression=None, max_size=None)
    except OSError as error:
        raise PerdureError(f"Cannot serve at {host}:{port} ({error}); choose another port=.") from error
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield int(server.socket.getsockname()[1])
    finally:
        server.shutdown()
        thread.join()


def _reply(answer: Answer, data: Any) -> bytes | str:
    """Return an answer, or as text what is wrong with the question."""
    try:
        return pack(answer(unpack(data)))
    except (PerdureError, PolicyError, KeyError, TypeError, ValueError) as error:
        return str(error)


def _arrays(question: Mapping[str, Any]) -> dict[str, NDArray[Any]]:
    return {key: np.array(value) for key, value in question.items() if isinstance(value, np.ndarray)}
