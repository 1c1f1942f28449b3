"""The gymnasium environment of one task."""

from __future__ import annotations

from typing import Any, Literal

import gymnasium as gym
import numpy as np
from numpy.typing import NDArray

from . import observation as observing
from .errors import PerdureError
from .layout import slots
from .perturbations import Episode, Spec, changes
from .perturbations.starts import start
from .placement import sample
from .pose import Array
from .rendering import LateRenderer
from .settling import check_premises, fresh_layout
from .simulation import Simulation
from .suite import Suite

Observation = dict[str, Any]


class TaskEnv(gym.Env[Observation, NDArray[np.float32]]):
    """One task of a suite.

    Description: the robot, the scene and the goal of `suite.tasks[index]`. An action is 7 numbers in [-1, 1]:
    displacement (1 = 0.05 m) and axis-angle rotation (1 = 0.5 rad) of the grip site in the robot's base frame, then the
    gripper (negative opens, positive closes), followed for 50 ms. The reward is 1 in the step that reaches the goal,
    else 0.

    Randomization: `reset(seed=s)` draws a fresh layout and settles it.
        `reset(options={"init_state": i, "split": "val"})` takes the i-th stored state of a split instead ('val',
        'test', or 'ood', in which things start outside of their regions).

    Success: the goal has held for `perdure.envs.goal.HOLD` steps: `info["success"]`, and the episode is terminated.

    Args:
        suite: where the task is from.
        index: which task.
        observation: 'state', 'pixels' or 'both'.
        image_size: side of the pictures [pixel].
        horizon: steps after which an episode is truncated; the suite's when None.
        render_mode: 'rgb_array' or None.
        renderer: 'raster' or 'opengl'.
        twin: another environment of the same arguments, stepped in the same thread, whose renderer is shared.
        perturbation: what is changed in the world. Wording, model and rooms are the same in all episodes; where things
            and the arm start and what noise there is follow from the stored state and the seed of the reset.
        robot: name of the robot.
    """

    metadata = {"render_modes": ["rgb_array"], "render_fps": 20}  # noqa: RUF012 - gymnasium's own declaration

    def __init__(
        self,
        suite: Suite,
        index: int,
        *,
        observation: Literal["state", "pixels", "both"] = "state",
        image_size: int = 128,
        horizon: int | None = None,
        render_mode: str | None = None,
        renderer: str = "raster",
        twin: TaskEnv | None = None,
        perturbation: Spec = Spec(),  # noqa: B008 - it cannot be changed
        robot: str = "panda",
    ) -> None:
        self.suite, self.index = suite, index
        self._episode = Episode(changes(perturbation, suite.name, suite.tasks[index].name))
        self.task = self._episode.changes.task(suite.tasks[index])
        self.observation_space = observing.space(observation, image_size)
        self.action_space = gym.spaces.Box(-1.0, 1.0, (7,), np.float32)
        self.simulation: Simulation = Simulation(self.task, robot, changes=self._episode.changes)
        self.render_mode = render_mode
        self._horizon = suite.horizon if horizon is None else horizon
        self.state_observer = observing.StateObserver(self.simulation) if observation != "pixels" else None
        self._with_pictures = observation != "state"
        self._renderer: LateRenderer = (
            twin._renderer if twin else LateRenderer(self.simulation.model, image_size, renderer)
        )
        self._steps = 0

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Observation, dict[str, Any]]:
        """Start an episode; see the class for the options.

        Raises:
            PremiseError: what the task says of the start does not hold.
            PerdureError: there is no such split or state.
        """
        super().reset(seed=seed)
        options = options or {}
        if unknown := set(options) - {"init_state", "split"}:
            raise PerdureError(f"Unknown reset option '{min(unknown)}'. Known: init_state, split.")
        outside = "init_state" in options and options.get("split") == "ood"
        self.simulation.reset_to_layout(self._start(seed, options, outside))
        self._episode.changes.begin(self.simulation, self._episode.key)
        check_premises(self.simulation, self.task, outside)
        self._steps = 0
        return self.observe(), self._info()

    def step(self, action: NDArray[np.float32]) -> tuple[Observation, float, bool, bool, dict[str, Any]]:
        """Follow an action (7,) for 50 ms."""
        self.simulation.step(self.command(action))
        return self.observe(), *self.judge()

    def command(self, action: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
        """Return what the robot is told in the next step, when the policy wants an action (7,)."""
        return self._episode.command(action)

    def judge(self) -> tuple[float, bool, bool, dict[str, Any]]:
        """Return reward, flags and info of the step that the simulation has just made."""
        self._steps += 1
        info = self._info()
        success = bool(info["success"])
        truncated = not success and self._steps >= self._horizon
        return float(success), success, truncated, info

    def observe(self) -> Observation:
        """Return what is seen now."""
        seen: Observation = {"instruction": self.task.instruction}
        if self.state_observer is None:
            seen["proprio"] = self.simulation.proprio()
        else:
            seen["objects"], seen["proprio"] = self.state_observer.observe()
            seen["objects_mask"] = self.state_observer.mask.copy()
        if self._with_pictures:
            seen |= self.pictures()
        return self._episode.see(seen)

    def pictures(self) -> dict[str, NDArray[np.uint8]]:
        """Return what each camera of an observation sees (image_size, image_size, 3) uint8."""
        return {camera: self._renderer.render(self.simulation.data, camera) for camera in observing.CAMERAS}

    def get_state(self) -> Array:
        """Return everything that the future depends on; see `Simulation.get_state`."""
        return np.concatenate([self.simulation.get_state(), [self._steps], self._episode.get_state()])

    def set_state(self, state: Array) -> Observation:
        """Restore a state of `get_state` and return what is seen there."""
        size = len(state) - 1 - len(self._episode.get_state())
        self.simulation.set_state(np.asarray(state)[:size])
        self._steps = int(state[size])
        self._episode.set_state(np.asarray(state)[size + 1 :])
        return self.observe()

    def render(self) -> NDArray[np.uint8]:
        """Return the picture of the fixed camera (image_size, image_size, 3) uint8."""
        return self._renderer.render(self.simulation.data, "agentview")

    def close(self) -> None:
        """Free the renderer."""
        self._renderer.close()

    def _start(self, seed: int | None, options: dict[str, Any], outside: bool) -> Array:
        """Return where things start, and give the episode's perturbations their name."""
        simulation, usual, changes = self.simulation, self.suite.tasks[self.index], self.simulation.changes
        meaning = slots(usual, simulation.assets)
        if "init_state" in options:
            number, split = int(options["init_state"]), options.get("split", "test")
            vector = self._stored(number, split)
            self._episode.start(split, number, seed)
        else:
            vector = (
                meaning.pack(sample(usual, simulation.assets, simulation.scene, self.np_random))
                if changes.unsettles
                else fresh_layout(simulation, self.task, self.np_random)
            )
            if changes.parts:  # without them, nothing more is drawn
                self._episode.start(self.np_random.integers(2**48))
        if not changes.unsettles:
            return vector
        return start(simulation, usual, meaning.unpack(vector), self._episode.key, outside)

    def _stored(self, number: int, split: str) -> Array:
        states = self.suite.init_states(self.index, split)
        if not 0 <= number < len(states):
            raise PerdureError(
                f"Initial state {number} of split '{split}' does not exist; it has 0 to {len(states) - 1}."
            )
        return np.asarray(states[number])

    def _info(self) -> dict[str, Any]:
        progress = self.simulation.progress()
        return {"success": self.simulation.goal_reached(), "progress": progress}
