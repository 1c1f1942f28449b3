"""What a perturbation is: a change of the world at evaluation, with a magnitude and a seed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import mujoco
import numpy as np
from numpy.typing import NDArray

from ..assets.asset import Asset
from ..errors import PerdureError
from ..layout import Layout
from ..scenes.scene import Scene
from ..task import Task

if TYPE_CHECKING:
    from ..simulation import Simulation

# Half-way: strong enough to tell policies apart, with room to go down and up from there.
DEFAULT = 0.5
Action = NDArray[np.floating[Any]]
Seen = dict[str, Any]


@dataclass(frozen=True)
class Perturbation:
    """One change of the world. Every hook does nothing until a perturbation says otherwise.

    The magnitude says how much changes, the seed which way: hooks draw from the generator that they are given, which
    belongs to this perturbation alone and is the same for every magnitude. `task`, `scene`, `asset` and `model` are
    fixed for a task; `layout`, `add`, `begin`, `observe` and
    `act` are about one episode.

    Attributes:
        magnitude: from 0, nothing, to 1, the strongest.
        seed: of what is drawn.
        unsettles: whether what lay still before may not any more, so that starts must come to rest again.
    """

    magnitude: float = DEFAULT
    seed: int = 0
    unsettles: ClassVar[bool] = False

    def __post_init__(self) -> None:
        if not (math.isfinite(self.magnitude) and 0 <= self.magnitude <= 1):
            raise PerdureError(f"The magnitude of '{self.name}' must be from 0 to 1, got {self.magnitude}.")
        if self.seed < 0:
            raise PerdureError(f"The seed of '{self.name}' must be 0 or more, got {self.seed}.")

    @property
    def name(self) -> str:
        """The name of its file."""
        return type(self).__module__.rpartition(".")[2]

    @property
    def memory(self) -> int:
        """How many of the episode's earlier actions `act` needs."""
        return 0

    def __str__(self) -> str:
        """Return `name:magnitude`, with `:seed` unless that is 0."""
        magnitude = repr(float(self.magnitude)).removesuffix(".0")
        return f"{self.name}:{magnitude}" + (f":{self.seed}" if self.seed else "")

    def task(self, task: Task, rng: np.random.Generator) -> Task:
        """Return what the task becomes."""
        return task

    def scene(self, scene: Scene, rng: np.random.Generator) -> Scene:
        """Return what the room becomes."""
        return scene

    def asset(self, asset: Asset, rng: np.random.Generator) -> Asset:
        """Return what one instance's asset becomes; the generator is the instance's own."""
        return asset

    def model(self, model: mujoco.MjModel, rng: np.random.Generator) -> None:
        """Change the compiled model, which nobody else has yet."""

    def layout(
        self, layout: Layout, task: Task, assets: Mapping[str, Asset], scene: Scene, rng: np.random.Generator
    ) -> Layout:
        """Return where the things of the unchanged task start instead; they come to rest afterwards."""
        return layout

    def add(
        self, layout: Layout, task: Task, assets: Mapping[str, Asset], scene: Scene, rng: np.random.Generator
    ) -> Layout:
        """Return a layout with a place for what the perturbation has added to the task; called after all `layout`s."""
        return layout

    def begin(self, simulation: Simulation, rng: np.random.Generator) -> None:
        """Change the start of an episode, everything being in its place."""

    def observe(self, seen: Seen, rng: np.random.Generator) -> Seen:
        """Return what the policy sees instead; the generator is that of the episode's step."""
        return seen

    def act(self, action: Action, past: Action, rng: np.random.Generator) -> Action:
        """Return what the robot is told instead of an action (7,).

        Args:
            action: what the policy wants, maybe changed by another perturbation.
            past: (n >= memory, 7) what the policy wanted before, the latest last; zeros from before the start.
            rng: that of the episode's step.
        """
        return action
