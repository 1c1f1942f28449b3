"""What every policy from elsewhere can do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perdure.envs.errors import PerdureError

Mask = NDArray[np.bool_]
Actions = NDArray[np.float32]
SIZE = 7  # numbers of an action


class Outside(ABC):
    """An actor on lanes that is told what to do before each task.

    Attributes:
        facts: what it is, for `config.yaml`: its settings, resolved, and what it says about itself.
    """

    facts: Mapping[str, Any]

    @abstractmethod
    def begin(self, instruction: str, task: int) -> None:
        """Say what all lanes shall do from now on: a sentence, and the task's index in its suite."""

    @abstractmethod
    def act(self, observation: Mapping[str, Any], busy: Mask) -> Actions:
        """Return an action for every lane (lanes, 7); on a lane that is not busy it is thrown away.

        Raises:
            PerdureError: it gives no such action.
        """

    @abstractmethod
    def reset(self, mask: Mask | None = None) -> None:
        """Forget the past of the lanes in the mask, or of all."""

    def close(self) -> None:  # noqa: B027
        """Let go of what it holds; it is not used again."""

    def __enter__(self) -> Outside:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def checked(actions: Any, steps: int, whose: str) -> Actions:
    """Return a chunk of actions (steps or more, 7) as its first `steps`, float32 in [-1, 1].

    Numbers outside are cut off, as the world would do.

    Args:
        actions: what came back.
        steps: that shall be carried out.
        whose: who gave it, for the sentence.

    Raises:
        PerdureError: another shape, too few steps, or something that is not a number.
    """
    chunk = np.asarray(actions)
    if chunk.ndim != 2 or chunk.shape[1] != SIZE or chunk.dtype.kind not in "fiu":
        raise PerdureError(
            f"{whose} gave actions of shape {chunk.shape} and type {chunk.dtype}; "
            f"they must be numbers of shape (steps, {SIZE})."
        )
    if len(chunk) < steps:
        raise PerdureError(
            f"{whose} gave {len(chunk)} actions at once, but {steps} shall be carried out; lower replan."
        )
    if not np.isfinite(chunk).all():
        raise PerdureError(f"{whose} gave an action that is not a number (NaN or infinite).")
    kept: Actions = np.clip(chunk[:steps], -1.0, 1.0).astype(np.float32)
    return kept
