"""An operator's episodes: they begin with the first command, and count when the goal has held for a while."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np

from perdure.envs.errors import PerdureError

from ..episode import Action, Episode, EpisodeEnv, Trace
from ..replay import replay
from ..schema import Arrays
from .intent import ORDERS, Intent, action_of

HOLD = 10
"""Steps for which the goal must hold."""
STEP = 0.05
"""[s] of a control step."""
_TRIES = 20  # layouts in a row that cannot be settled or are solved from the start

Phase = Literal["ready", "running", "checking", "kept", "rejected"]


class Keeper(Protocol):
    """Where episodes go: the shelf."""

    @property
    def stored(self) -> int:
        """How many demonstrations there are."""

    def keep(self, episode: Episode, images: Arrays | None) -> Path:
        """Store an episode."""

    def seeds(self) -> Iterator[int]:
        """Yield the seeds of layouts."""


class Session:
    """One task, episode after episode.

    Time stands still until the operator moves: so an episode has no idle beginning, and what is stored of its start is
    the layout as it was settled.

    Attributes:
        phase: 'ready' until the first command; 'running'; 'checking' for one tick, in which the episode is replayed;
            'kept' or 'rejected' until an order.
        recording: whether episodes are kept; without, nothing ends.
        kept, discarded: episodes of this session.
        moment: grows whenever the world changes.
        observation: of now.

    Args:
        env: with `state` observations.
        keeper: where episodes go.
        device: name of what the operator acts with.
        begin: called when another episode begins.
        images: renders an episode; None for none.
        max_steps: longest episode.
        speed: of the hand, 1 is usual.
    """

    def __init__(
        self,
        env: EpisodeEnv,
        keeper: Keeper,
        device: str,
        begin: Callable[[], None],
        images: Callable[[Episode], Arrays] | None = None,
        max_steps: int = 2000,
        speed: float = 1.0,
    ) -> None:
        self._env, self._keeper, self._device, self._begin = env, keeper, device, begin
        self._images, self._max_steps, self._speed = images, max_steps, speed
        self._seeds = keeper.seeds()
        self._part: Path | None = None  # of the episode that has just been kept
        self.recording, self.kept, self.discarded, self.moment = True, 0, 0, 0
        self.next()

    # What happens -----------------------------------------------------------------------------------------------------

    def tick(self, intent: Intent) -> None:
        """Obey the orders, then let one control step pass if there is something to do."""
        for order in intent.orders:
            if order in ORDERS:
                getattr(self, order)()
        if intent.orders:  # what was wanted before belongs to the episode before
            return
        if self.phase == "checking":
            self._check()
        elif self.phase == "running" or (self.phase == "ready" and (intent.closed or np.any(intent.motion))):
            self._step(action_of(intent, self._speed))

    def next(self) -> None:
        """Begin with another layout.

        Raises:
            PerdureError: the task has none that can be begun with.
        """
        self._drop()
        for _ in range(_TRIES):
            self._seed = next(self._seeds)
            try:
                return self._restart()
            except PerdureError as error:
                reason = error
        raise PerdureError(f"No layout could be found to begin with: {reason}")

    def reset(self) -> None:
        """Begin with the same layout again."""
        self._drop()
        self._restart()

    def discard(self) -> None:
        """Throw the episode away, even if it has just been kept, and begin with the same layout again."""
        if self._part is not None:
            self._part.unlink()
            self._part = None
            self.kept -= 1
            self.discarded += 1
        self.reset()

    def record(self) -> None:
        """Turn recording on or off, and begin with the same layout again."""
        self._drop()
        self.recording = not self.recording
        self._restart()

    def _restart(self) -> None:
        self.observation, _ = self._env.reset(seed=self._seed)
        if self._env.simulation.progress() == 1.0:
            raise PerdureError("the goal holds at the start")
        self._layout = np.array(self._env.simulation.layout(), np.float64)
        self._trace, self._part = Trace(), None
        self.phase: Phase = "ready"
        self.steps = self.held = 0
        self.closed = False
        self.reason = ""
        self.moment += 1
        self._begin()

    def _drop(self) -> None:
        """Count a running episode as discarded."""
        if self.moment and self.recording and self.phase == "running":
            self.discarded += 1

    def _step(self, action: Action) -> None:
        if self.recording:
            self._trace.note(self._env.simulation, self.observation, action, action)
        self.observation, *_ = self._env.step(action)
        self.phase = "running"
        self.closed = bool(action[6] > 0)
        self.steps += 1
        self.moment += 1
        self.held = self.held + 1 if self._env.simulation.progress() == 1.0 else 0
        if self.recording and self.held >= HOLD and self._env.simulation.goal_reached():
            self.phase = "checking"
        elif self.recording and self.steps >= self._max_steps:
            self._reject(f"no success in {self._max_steps} steps")

    def _check(self) -> None:
        """Replay the episode and store it."""
        simulation = self._env.simulation
        episode = self._trace.episode(simulation, self._layout, self._seed, "human", self._device)
        reason = replay(simulation, episode.states[0], episode.actions, episode.final_state)
        if reason:
            return self._reject(reason)
        images = self._images(episode) if self._images else None
        self._part = self._keeper.keep(episode, images)
        simulation.set_state(episode.final_state)  # rendering has left another
        self.kept += 1
        self.phase = "kept"

    def _reject(self, reason: str) -> None:
        self.phase, self.reason = "rejected", reason
        self.discarded += 1

    # What is shown ----------------------------------------------------------------------------------------------------

    def status(self) -> dict[str, Any]:
        """Return where the session stands, for the page."""
        return {
            "phase": self.phase,
            "recording": self.recording,
            "message": self._message(),
            "steps": self.steps,
            "seconds": self.steps * STEP,
            "progress": self._env.simulation.progress(),
            "success": self.held >= HOLD,
            "held": self.held,
            "hold": HOLD,
            "closed": self.closed,
            "kept": self.kept,
            "discarded": self.discarded,
            "stored": self._keeper.stored,
        }

    def _message(self) -> str:
        if self.phase == "running":
            return "" if self.recording else "Nothing is kept until recording is on again."
        return {
            "ready": "Time stands still until you move.",
            "checking": "The episode is replayed and stored.",
            "kept": f"{self.steps} steps. Go on with the next layout, or discard it.",
            "rejected": f"{self.reason}. Try the same layout again, or go on with the next.",
        }[self.phase]
