"""One attempt at a demonstration: the expert acts, noise disturbs, success must hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from perdure.envs.errors import PerdureError

from .failure import ExpertFailure
from .noise import NOISE, Noise
from .replay import Replayable, replay
from .schema import Arrays, observation_rows

PATIENCE = 10
"""Idle steps after the expert's last action in which the goal may still come true."""

Action = NDArray[np.float32]


class Recordable(Replayable, Protocol):
    """What recording asks of a simulation."""

    def layout(self) -> NDArray[np.float64]:
        """Return where everything is (D,)."""

    def progress(self) -> float:
        """Return the share of the goal that holds now."""


class EpisodeEnv(Protocol):
    """What recording asks of an environment (`perdure.envs.make` with observation="state")."""

    @property
    def simulation(self) -> Recordable:
        """The simulated world."""

    def reset(self, *, seed: int | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
        """Start from a freshly sampled and settled layout."""

    def step(self, action: Action) -> tuple[dict[str, Any], Any, bool, bool, dict[str, Any]]:
        """Take one control step."""


Expert = Callable[[Any, np.random.Generator], Iterator[NDArray[Any]]]


@runtime_checkable
class Derived(Protocol):
    """What an expert returns whose actions come from other demonstrations."""

    @property
    def origin(self) -> str:
        """What has been used of which so far, as JSON."""


@dataclass(frozen=True, eq=False)
class Episode:
    """A successful episode of T steps.

    Attributes:
        states: (T, S) before each action.
        actions: (T, 7) executed.
        expert_actions: (T, 7) what the expert wanted in the same states.
        observations: name -> (T, ...), before each action.
        layout: (D,) where everything started.
        final_state: (S,) after the last action.
        seed: of this episode.
        source: who acted, 'expert' or 'human', or 'multiplied'.
        device: what a human acted with.
        origin: what a multiplied one was made from, as JSON.
    """

    states: NDArray[np.float64]
    actions: Action
    expert_actions: Action
    observations: Arrays
    layout: NDArray[np.float64]
    final_state: NDArray[np.float64]
    seed: int
    source: str = "expert"
    device: str = ""
    origin: str = ""


@dataclass(frozen=True)
class Rejection:
    """An attempt that isn't kept: why, and after how many steps."""

    reason: str
    steps: int = 0


@dataclass
class Trace:
    """What is noted while an episode runs, a row per step."""

    states: list[NDArray[np.float64]] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    labels: list[Action] = field(default_factory=list)
    observations: list[dict[str, Any]] = field(default_factory=list)

    def note(self, simulation: Recordable, observation: dict[str, Any], label: Action, action: Action) -> None:
        """Add the step that is about to be made."""
        self.states.append(np.array(simulation.get_state(), np.float64))
        self.observations.append(observation)
        self.labels.append(label)
        self.actions.append(action)

    def episode(
        self, simulation: Recordable, layout: NDArray[np.float64], seed: int, source: str = "expert", device: str = ""
    ) -> Episode:
        """Return the episode that ends with the present state."""
        return Episode(
            states=np.stack(self.states),
            actions=np.stack(self.actions),
            expert_actions=np.stack(self.labels),
            observations=observation_rows(self.observations),
            layout=layout,
            final_state=np.array(simulation.get_state(), np.float64),
            seed=seed,
            source=source,
            device=device,
        )


def record(
    env: EpisodeEnv, seed: int, solve: Expert, noise: Noise = NOISE, max_steps: int = 600
) -> Episode | Rejection:
    """Let the expert solve a fresh layout, under noise, and replay what was executed.

    Args:
        env: with `state` observations.
        seed: of the layout, the expert's choices and the noise.
        solve: the expert, see `perdure.demos.expert.solve`; or another demonstrator, see `Derived`.
        noise: added to the executed action, not to the label.
        max_steps: longest episode.
    """
    try:
        observation, _ = env.reset(seed=seed)
    except PerdureError as error:
        return Rejection(f"no layout: {error}")
    layout = np.array(env.simulation.layout(), np.float64)
    if env.simulation.progress() == 1.0:
        return Rejection("the goal holds at the start")
    expert = solve(env.simulation, np.random.default_rng([seed, 1]))
    pushes = noise.pushes(np.random.default_rng([seed, 2]))
    trace = Trace()
    try:
        reason = _run(env, observation, expert, pushes, max_steps, trace)
    except ExpertFailure as failure:
        reason = f"expert: {failure}"
    if not reason:
        episode = trace.episode(env.simulation, layout, seed)
        if isinstance(expert, Derived):
            episode = replace(episode, source="multiplied", origin=expert.origin)
        reason = replay(env.simulation, episode.states[0], episode.actions, episode.final_state)
    return Rejection(reason, len(trace.actions)) if reason else episode


def _run(
    env: EpisodeEnv,
    observation: dict[str, Any],
    expert: Iterator[NDArray[Any]],
    pushes: Iterator[NDArray[np.float64]],
    max_steps: int,
    trace: Trace,
) -> str:
    """Step until the goal is reached and has held for a while; return '' or the reason why it did not."""
    label, held, idle = np.zeros(7, np.float32), False, 0
    for _ in range(max_steps):
        wanted = next(expert, None)
        idle += wanted is None
        if idle > PATIENCE and not held:
            return "the expert ended without the goal"
        # an expert that is done keeps still and leaves the gripper as it is
        label = np.append(np.zeros(6), label[6]).astype(np.float32) if wanted is None else _clipped(wanted)
        push = next(pushes)
        action = label if held or wanted is None else _clipped(label + push)
        trace.note(env.simulation, observation, label, action)
        observation, *_ = env.step(action)
        if env.simulation.goal_reached():
            return ""
        held = env.simulation.progress() == 1.0
    return f"no success in {max_steps} steps"


def _clipped(action: NDArray[Any]) -> Action:
    return np.clip(np.asarray(action, np.float32), -1, 1).astype(np.float32)
