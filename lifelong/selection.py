"""`selection` of a protocol: what a stage ends with."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from . import parallel
from .checkpoint import load_state, moved, save_state
from .trainer import Trainer


class Last:
    """`last`: what the learner is at the end of the stage.

    Args:
        folder: where something can be kept.
        trainer: what is measured.
    """

    def __init__(self, folder: Path, trainer: Trainer) -> None:
        self._folder, self._trainer = folder, trainer

    def offer(self, success: float) -> None:
        """Take note of the success at a point of the stage's curve."""

    def restore(self) -> None:
        """Make the learner what the stage shall end with."""

    def forget(self) -> None:
        """Remove what is kept, once the stage is over."""


class Best(Last):
    """`best`: the best point of the stage so far; on the disk, so that a killed run knows it again.

    Weights and the algorithm's state go back together, as if the stage had been no longer. Of an algorithm with phases
    only points of the last one count: before, the task is not yet learned in the form that is kept.
    """

    def offer(self, success: float) -> None:
        """Keep the learner as it is if it has never done as well in this stage; the first of equals stays."""
        if not parallel.first():
            return
        state = self._state()
        if self._trainer.in_last_phase and (state is None or success > state["success"]):
            learner = self._trainer.state_dict()
            kept = {key: learner[key] for key in ("stage", "step", "policy", "algorithm")}
            save_state(self._folder, {**kept, "success": success})

    def restore(self) -> None:
        """Make the learner what it was at the best point; without any point it stays as it is."""
        parallel.wait()  # for the one that writes
        state = self._state()
        if state is not None:
            device = next(self._trainer.policy.parameters()).device
            self._trainer.policy.load_state_dict(state["policy"])
            self._trainer.algorithm.load_state_dict(moved(state["algorithm"], device))

    def forget(self) -> None:
        """Remove what is kept, once the stage is over."""
        if parallel.first():
            shutil.rmtree(self._folder, ignore_errors=True)

    def _state(self) -> dict[str, Any] | None:
        """Return what is kept of this stage; what a kill has left of another does not count."""
        state = load_state(self._folder)
        return state if state is not None and state["stage"] == self._trainer.stage else None


SELECTIONS: Mapping[str, type[Last]] = {"last": Last, "best": Best}
