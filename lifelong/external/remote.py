"""`remote`: a policy behind a websocket, asked for chunks of actions as openpi's clients do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from perdure.envs.errors import PerdureError

from .client import Client
from .layout import Content, Layout
from .outside import SIZE, Actions, Mask, Outside, checked

_REPLAN = 5  # openpi's own on LIBERO
_ACTIONS = "actions"


class Remote(Outside):
    """Asks for a chunk where one is due, and carries out its first steps.

    A server whose metadata says `batched: true` is asked for all lanes at once, each array with the lanes as its first
    axis, and answers with (lanes, steps, 7); any other is asked lane by lane, about lanes on which an episode runs.

    Args:
        url: of the server.
        timeout: seconds to wait for the connection, and for every answer.
        replan: steps of a chunk that are carried out; None = the server's own (`replan` of its metadata), else 5.
        images: how the pictures stand, see `Layout`.
        sends: what the messages hold, see `Layout`.

    Raises:
        PerdureError: no such server, or settings that make no sense.
    """

    def __init__(
        self,
        url: str = "ws://127.0.0.1:8000",
        timeout: float = 60.0,
        replan: int | None = None,
        images: str = "upright",
        sends: Mapping[str, Content] | None = None,
    ) -> None:
        self._layout = Layout(sends, images)
        self._client = Client(url, timeout)
        metadata = self._client.metadata
        self._steps = _whole(metadata.get("replan", _REPLAN) if replan is None else replan)
        self._batched = metadata.get("batched") is True
        self.facts = {"replan": self._steps, **self._layout.facts, "server": _told(metadata)}
        self._instruction, self._task = "", 0
        self._ahead: list[list[Any]] = []  # of every lane, the actions that are left of its chunk, the next one last
        self._fresh: set[int] = set()

    def begin(self, instruction: str, task: int) -> None:
        """Say what all lanes shall do from now on."""
        self._instruction, self._task = instruction, task

    def act(self, observation: Mapping[str, Any], busy: Mask) -> Actions:
        """Return the next action of the chunk under way on every lane (lanes, 7), zeros on idle ones."""
        lanes = len(busy)
        if not self._ahead:
            self._ahead, self._fresh = [[] for _ in range(lanes)], set(range(lanes))
        due = [int(lane) for lane in np.flatnonzero(busy) if not self._ahead[lane]]
        if due:
            chunks = self._all(observation, lanes) if self._batched else self._each(observation, due)
            for lane in due:
                self._ahead[lane] = list(chunks[lane][::-1])
            self._fresh -= set(range(lanes) if self._batched else due)
        actions = np.zeros((lanes, SIZE), np.float32)
        for lane in np.flatnonzero(busy):
            actions[lane] = self._ahead[lane].pop()
        return actions

    def reset(self, mask: Mask | None = None) -> None:
        """Throw away what is left of the chunks of the lanes in the mask, or of all."""
        if mask is None:
            self._ahead = []
            return
        for lane in map(int, np.flatnonzero(mask)):
            self._ahead[lane] = []
            self._fresh.add(lane)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def _each(self, observation: Mapping[str, Any], due: list[int]) -> dict[int, Actions]:
        chunks = {}
        for lane in due:
            seen = {key: value[lane] for key, value in observation.items()}
            told = {"instruction": self._instruction, "task": self._task, "fresh": lane in self._fresh}
            answer = self._client.ask(self._layout.message(seen, told))
            chunks[lane] = checked(self._chunk(answer), self._steps, self._whose)
        return chunks

    def _all(self, observation: Mapping[str, Any], lanes: int) -> dict[int, Actions]:
        fresh = np.array([lane in self._fresh for lane in range(lanes)])
        told = {"instruction": self._instruction, "task": self._task, "fresh": fresh}
        chunks = np.asarray(self._chunk(self._client.ask(self._layout.message(observation, told))))
        if chunks.ndim != 3 or len(chunks) != lanes:
            raise PerdureError(f"{self._whose} gave actions of shape {chunks.shape}; asked were {lanes} lanes at once.")
        return {lane: checked(chunk, self._steps, self._whose) for lane, chunk in enumerate(chunks)}

    def _chunk(self, answer: Mapping[str, Any]) -> Any:
        if _ACTIONS not in answer:
            raise PerdureError(f"{self._whose} answered with {', '.join(answer) or 'nothing'}, without '{_ACTIONS}'.")
        return answer[_ACTIONS]

    @property
    def _whose(self) -> str:
        return f"The policy server at {self._client.url}"


def _whole(replan: Any) -> int:
    if not isinstance(replan, int) or isinstance(replan, bool) or replan < 1:
        raise PerdureError(f"replan={replan} must be a whole number of at least 1.")
    return replan


def _told(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a configuration can hold of a server's metadata: text, numbers and lists of such."""
    return {key: plain for key, value in metadata.items() if (plain := _plain(value)) is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, dict):
        return _told({str(key): part for key, part in value.items()})
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value if isinstance(value, str | bool | int | float) else None
