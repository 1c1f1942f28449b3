"""From what the environments show to what a policy from elsewhere is used to: names, parts, and how images stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perdure.envs.errors import PerdureError, UnknownNameError

Content = str | Sequence[str]

# columns of `proprio`, see `perdure.envs.spec()`
_PARTS = {"joint_positions": (0, 7), "gripper": (7, 9), "eef_position": (9, 12), "eef_rotation": (12, 15)}
_CAMERAS = ("agentview", "eye_in_hand")
_WHOLE = ("proprio", "objects", "objects_mask", *_CAMERAS)
_TOLD = ("instruction", "task", "fresh")
_KNOWN = (*_PARTS, *_WHOLE, *_TOLD)
# what is done to rows and columns of an image that stands upright
_TURNS = {
    "upright": np.s_[:, :],
    "mirrored": np.s_[:, ::-1],
    "flipped": np.s_[::-1, :],
    "rotated": np.s_[::-1, ::-1],
}


class Layout:
    """Makes a message of what a lane, or all lanes, see.

    What can be sent: `agentview` and `eye_in_hand`, the pictures (H, W, 3) uint8; `proprio` (15,) and its parts
    `joint_positions` 7 [rad], `gripper` 2 [m], `eef_position` 3 [m] and `eef_rotation` 3 [rad, axis-angle], the last
    two in the frame of the robot's base; `objects` and `objects_mask` with the observation `state`; `instruction`, the
    sentence; `task`, the task's index in its suite; `fresh`, whether an episode begins.

    Attributes:
        facts: its settings, as plain values.

    Args:
        sends: key of the message -> what it holds, or a list whose parts are joined; None = all that is seen and told,
            by the names above.
        images: how the pictures stand: `upright`, `mirrored` (left is right), `flipped` (upside down) or `rotated` (by
            180 degrees).

    Raises:
        UnknownNameError: something that is not there.
    """

    def __init__(self, sends: Mapping[str, Content] | None, images: str = "upright") -> None:
        if images not in _TURNS:
            raise UnknownNameError("images", images, _TURNS)
        self._turn = _TURNS[images]
        self._sends = None if sends is None else {key: _listed(content) for key, content in sends.items()}
        self.facts: dict[str, Any] = {"images": images, "sends": self._sends}
        for key, content in (self._sends or {}).items():
            for name in [content] if isinstance(content, str) else content:
                if name not in _KNOWN or (not isinstance(content, str) and name not in (*_PARTS, "proprio")):
                    known = _KNOWN if isinstance(content, str) else (*_PARTS, "proprio")
                    raise UnknownNameError(f"content of '{key}':", str(name), known)

    def message(self, seen: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
        """Return the message.

        Args:
            seen: of one lane, or of all, which then is the first axis.
            told: `instruction`, `task` and `fresh`.

        Raises:
            PerdureError: it shall hold what is not seen.
        """
        everything = {name: seen[name] for name in _WHOLE if name in seen} | dict(told)
        sends = self._sends if self._sends is not None else {name: name for name in everything}
        return {key: self._content(key, content, everything) for key, content in sends.items()}

    def _content(self, key: str, content: Content, seen: Mapping[str, Any]) -> Any:
        if not isinstance(content, str):
            return np.concatenate([_array(key, name, seen) for name in content], axis=-1)
        if content in _TOLD:
            return seen[content]
        array = _array(key, content, seen)
        if content not in _CAMERAS:
            return array
        return np.ascontiguousarray(array[(..., *self._turn, slice(None))])


def _listed(content: Content) -> Content:
    return content if isinstance(content, str) else list(content)


def _array(key: str, name: str, seen: Mapping[str, Any]) -> NDArray[Any]:
    if name in _PARTS:
        first, last = _PARTS[name]
        return np.asarray(seen["proprio"])[..., first:last]
    if name not in seen:
        raise PerdureError(f"'{key}' shall hold {name}, which is not seen here; choose another observation=.")
    return np.asarray(seen[name])
