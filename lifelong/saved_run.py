"""A run's directory, opened again: to look at its policies and to evaluate them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from perdure.envs import load_suite
from perdure.envs.errors import PerdureError
from perdure.policies import Policy

from . import algorithms
from .algorithms.tensors import put
from .checkpoint import load_policy, load_state, moved
from .ledger import Ledger, Line
from .protocol import Protocol, from_mapping
from .stream import order


@dataclass(frozen=True)
class SavedRun:
    """What a run's directory holds.

    Attributes:
        folder: the directory.
        config: its `config.yaml`.
    """

    folder: Path
    config: dict[str, Any]

    @property
    def suite(self) -> str:
        """Name of the suite."""
        return str(self.config["suite"])

    @property
    def observation(self) -> str:
        """`state` or `pixels`."""
        return str(self.config["observation"])

    @property
    def image_size(self) -> int:
        """Height and width of the pictures that the policy sees [pixel]."""
        return int(self.config["image_size"])

    @property
    def renderer(self) -> str:
        """What renders these pictures."""
        return str(self.config["renderer"])

    @property
    def robot(self) -> str:
        """Name of the robot."""
        return str(self.config.get("robot", "panda"))

    @property
    def seed(self) -> int:
        """Of weights, batches and episodes."""
        return int(self.config["seed"])

    @property
    def algorithm(self) -> str:
        """Name of the algorithm."""
        return str(self.config["algorithm"]["name"])

    @cached_property
    def protocol(self) -> Protocol:
        """How the run was measured."""
        content = self.config["protocol"]
        return from_mapping(content["name"], content)

    @cached_property
    def stream(self) -> tuple[int, ...]:
        """The suite's task indices in the order that they were learned."""
        suite = load_suite(self.suite)
        if suite.hash != self.config["suite_hash"]:
            raise PerdureError(
                f"'{self.folder}' was made with another version of the suite '{self.suite}' "
                f"({self.config['suite_hash'][:8]}, here {suite.hash[:8]}), so its policies meet other tasks here."
            )
        return order(self.config["order"], len(suite.tasks))

    @property
    def last(self) -> int:
        """The last stage that has a checkpoint.

        Raises:
            PerdureError: there is none yet.
        """
        for stage in reversed(range(len(self.stream))):
            if self._checkpoint(stage).exists():
                return stage
        raise PerdureError(f"'{self.folder}' has no checkpoint yet; go on with the command that began the run.")

    def stages(self, choice: str) -> list[int]:
        """Return the positions in the stream that `last`, `all` or a number stands for.

        Raises:
            PerdureError: none of them, or there is no such checkpoint.
        """
        if choice == "last":
            return [self.last]
        if choice == "all":
            return list(range(self.last + 1))
        if not choice.isdecimal() or int(choice) > self.last:
            raise PerdureError(f"stage={choice} must be last, all, or a number from 0 to {self.last}.")
        return [int(choice)]

    def lines(self) -> list[Line]:
        """Return the lines of the ledger."""
        return Ledger(self.folder / "ledger.jsonl").read()

    def policy(self, stage: int, task: int, device: str = "cpu", instruction: str | None = None) -> Policy:
        """Return the policy as it was after a stage, as it acts on a task of the suite.

        Args:
            stage: position in the stream.
            task: the suite's index.
            device: of the policy.
            instruction: what it is told; None = what it was told when it learned the task.

        Raises:
            PerdureError: it has not been learned, or the checkpoint cannot be read.
        """
        if not self._checkpoint(stage).exists():
            raise PerdureError(f"'{self.folder}' has checkpoints of the stages 0 to {self.last}, not of {stage}.")
        policy = load_policy(self._checkpoint(stage), device)
        state = load_state(self._checkpoint(stage).with_suffix(""))
        if state is not None:
            knobs = {key: value for key, value in self.config["algorithm"].items() if key != "name"}
            algorithm = algorithms.build(self.algorithm, **knobs)
            algorithm.load_state_dict(moved(state, device))
            put(policy, algorithm.acting(policy, task, instruction))
        return policy

    def _checkpoint(self, stage: int) -> Path:
        return self.folder / "checkpoints" / f"task_{stage}.safetensors"


def open_run(folder: Path) -> SavedRun:
    """Return the run in a directory.

    Raises:
        PerdureError: there is none, or its configuration cannot be read.
    """
    path = Path(folder) / "config.yaml"
    if not path.is_file():
        near = sorted(str(found.parent) for found in Path(folder).glob("**/config.yaml"))
        hint = f" There are {', '.join(near[:5])}." if near else " Train one with `perdure train`."
        raise PerdureError(f"'{folder}' is no run: it has no config.yaml.{hint}")
    try:
        config = yaml.safe_load(path.read_text())
        missing = {"suite", "suite_hash", "observation", "image_size", "renderer", "seed", "order", "protocol"} - set(
            config
        )
    except (OSError, TypeError, yaml.YAMLError) as error:
        raise PerdureError(f"'{path}' cannot be read ({error}).") from error
    if missing:
        raise PerdureError(f"'{path}' does not say its {', '.join(sorted(missing))}.")
    return SavedRun(Path(folder), config)
