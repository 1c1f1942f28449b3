"""What perturbations do to one task: their hooks one after the other, each with generators of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import mujoco
import numpy as np

from ..assets.asset import Asset
from ..layout import Layout
from ..scenes.scene import Scene
from ..task import Task
from .perturbation import Action, Perturbation, Seen
from .spec import Spec

if TYPE_CHECKING:
    from ..simulation import Simulation

_MODEL = ("scene", "asset", "model")  # hooks whose changes end up in the compiled model


@dataclass(frozen=True)
class Changes:
    """The perturbations of one task's world; equal ones do the same. Without parts, nothing is changed.

    Attributes:
        parts: those with a magnitude above 0, in the order of their names.
        where: `suite/task`, which the generators are seeded with.
    """

    parts: tuple[Perturbation, ...] = ()
    where: str = ""

    @property
    def unsettles(self) -> bool:
        """Whether starts must come to rest again."""
        return any(part.unsettles for part in self.parts)

    @property
    def observes(self) -> bool:
        """Whether observations are changed."""
        return any(_does(part, "observe") for part in self.parts)

    @property
    def memory(self) -> int:
        """How many earlier actions are needed."""
        return max((part.memory for part in self.parts), default=0)

    def to_model(self) -> Changes:
        """Return those of the changes that the compiled model depends on."""
        parts = tuple(part for part in self.parts if any(_does(part, hook) for hook in _MODEL))
        return Changes(parts, self.where) if parts else UNCHANGED

    def generator(self, *words: object) -> np.random.Generator:
        """Return the generator of some words, the same one in every process."""
        text = "/".join(map(str, (self.where, *words)))
        return np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "little"))

    def task(self, task: Task) -> Task:
        """Return what the task becomes."""
        for part in self.parts:
            task = part.task(task, self._own(part, "task"))
        return task

    def scene(self, scene: Scene) -> Scene:
        """Return what the room becomes."""
        for part in self.parts:
            scene = part.scene(scene, self._own(part, "scene"))
        return scene

    def asset(self, instance: str, asset: Asset) -> Asset:
        """Return what an instance's asset becomes."""
        for part in self.parts:
            asset = part.asset(asset, self._own(part, "asset", instance))
        return asset

    def model(self, model: mujoco.MjModel) -> None:
        """Change the compiled model, which nobody else may have yet."""
        for part in self.parts:
            part.model(model, self._own(part, "model"))

    def layout(self, layout: Layout, task: Task, assets: Mapping[str, Asset], scene: Scene, *words: object) -> Layout:
        """Return where everything starts instead of the things of the unchanged task; `words` name episode and try."""
        for part in self.parts:
            layout = part.layout(layout, task, assets, scene, self._own(part, "layout", *words))
        for part in self.parts:
            layout = part.add(layout, task, assets, scene, self._own(part, "add", *words))
        return layout

    def begin(self, simulation: Simulation, episode: int) -> None:
        """Change the start of an episode, everything being in its place."""
        for part in self.parts:
            part.begin(simulation, self._own(part, "begin", episode))

    def observe(self, seen: Seen, episode: int, step: int) -> Seen:
        """Return what the policy sees after so many steps."""
        for part in self.parts:
            seen = part.observe(seen, self._own(part, "observe", episode, step))
        return seen

    def act(self, action: Action, past: Action, episode: int, step: int) -> Action:
        """Return what the robot is told instead of an action; see `Perturbation.act`."""
        for part in self.parts:
            action = part.act(action, past, self._own(part, "act", episode, step))
        return action

    def _own(self, part: Perturbation, *words: object) -> np.random.Generator:
        return self.generator(part.name, part.seed, *words)


UNCHANGED = Changes()


def changes(spec: Spec, suite: str, task: str) -> Changes:
    """Return what perturbations do to a task of a suite, both by name."""
    effective = tuple(part for part in spec.parts if part.magnitude > 0)
    return Changes(effective, f"{suite}/{task}") if effective else UNCHANGED


def _does(part: Perturbation, hook: str) -> bool:
    """Tell whether a perturbation has its own version of a hook."""
    return getattr(type(part), hook) is not getattr(Perturbation, hook)
