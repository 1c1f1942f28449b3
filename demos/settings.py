"""What a collection is made with: everything that the kept demonstrations depend on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perdure.envs.errors import PerdureError

from .noise import NOISE, Noise
from .schema import FORMAT_VERSION, Arrays, episode_seed


def _load_suite(name: str) -> Any:
    from perdure.envs import load_suite

    return load_suite(name)


def _make(suite: str, task: int, **options: Any) -> Any:
    from perdure.envs import make

    return make(suite, task, **options)


def _solve(simulation: Any, rng: np.random.Generator) -> Iterator[NDArray[Any]]:
    from .expert import solve

    return solve(simulation, rng)


def _render(simulation: Any, states: NDArray[np.float64], size: int, renderer: str) -> Arrays:
    from .rendering import render_states

    return render_states(simulation, states, size, renderer)


def _fingerprint(renderer: str, robot: str) -> dict[str, Any]:
    from perdure.envs.fingerprint import fingerprint

    return fingerprint(renderer, robot)


def code() -> str:
    """Return a short hash of the sources of expert and world, so that an edited expert doesn't go on with old parts."""
    total = hashlib.sha256()
    here = Path(__file__).resolve().parent
    for path in sorted([*here.rglob("*.py"), *(here.parent / "envs").rglob("*.py")]):
        total.update(path.read_bytes())
    return total.hexdigest()[:16]


@dataclass(frozen=True)
class Tools:
    """The world and the expert, imported at first use; importable functions, so that processes can share them.

    `makers` says for a task who makes its demonstrations, where `solve` is not the expert.
    """

    load_suite: Callable[[str], Any] = _load_suite
    make: Callable[..., Any] = _make
    solve: Callable[[Any, np.random.Generator], Iterator[NDArray[Any]]] = _solve
    render: Callable[[Any, NDArray[np.float64], int, str], Arrays] = _render
    fingerprint: Callable[[str, str], dict[str, Any]] = _fingerprint
    makers: Mapping[str, str] = field(default_factory=dict)

    def suite_of(self, path: str | Path, attributes: Mapping[str, Any]) -> Any:
        """Load the suite of a demonstration file from the attributes of its `/data`.

        Raises:
            PerdureError: the file is of another version of the suite, whose states mean something else.
        """
        if missing := {"suite", "suite_hash", "task_index"} - set(attributes):
            raise PerdureError(f"'{path}' wasn't made by `perdure collect`: it doesn't say its {min(missing)}.")
        suite = self.load_suite(str(attributes["suite"]))
        if suite.hash != attributes["suite_hash"]:
            raise PerdureError(
                f"'{path}' is of another version of the suite '{suite.name}' (hash {attributes['suite_hash']}, "
                f"here {suite.hash}); its states can't be used with this one."
            )
        return suite

    def world_of(self, path: str | Path, attributes: Mapping[str, Any]) -> Any:
        """Make the environment of a demonstration file from the attributes of its `/data`.

        Raises:
            PerdureError: the file is of another version of the suite, whose states mean something else.
        """
        suite = self.suite_of(path, attributes)
        index, robot = int(attributes["task_index"]), str(attributes.get("robot", "panda"))
        return self.make(suite.name, index, observation="state", horizon=None, robot=robot)


TOOLS = Tools()
EXPERT = "expert"
"""The maker of demonstrations, unless `Tools.makers` names another."""


@dataclass(frozen=True)
class Settings:
    """One collection.

    Attributes:
        suite, suite_hash: whose tasks.
        tasks: their names, in the suite's order.
        folder: `<out>/<suite>`.
        seed: of the whole collection.
        image_size: side of the stored images [pixel], None for none.
        renderer: of these.
        robot: its name.
        max_steps: longest episode.
        fingerprint: of the physics, with its short `hash`.
        image_fingerprint: of physics and renderer; empty without images.
        code: short hash of the program that makes the attempts.
    """

    suite: str
    suite_hash: str
    tasks: tuple[str, ...]
    folder: Path
    seed: int = 0
    image_size: int | None = None
    renderer: str = "raster"
    robot: str = "panda"
    noise: Noise = NOISE
    max_steps: int = 600
    fingerprint: dict[str, Any] = field(default_factory=dict)
    image_fingerprint: dict[str, Any] = field(default_factory=dict)
    code: str = ""
    tools: Tools = TOOLS

    def world(self) -> dict[str, Any]:
        """Return what all demonstrations of a file must share, whoever made them."""
        return {
            "format_version": FORMAT_VERSION,
            "suite": self.suite,
            "suite_hash": self.suite_hash,
            "robot": self.robot,
        }

    def source(self, task: int) -> dict[str, Any]:
        """Return what two collections must share to be one data set."""
        return {
            **self.world(),
            "maker": self.maker(task),
            "seed": self.seed,
            "noise": asdict(self.noise),
            "max_steps": self.max_steps,
        }

    def recipe(self, task: int) -> str:
        """Return a short hash of all that a task's parts depend on: parts with another one are made again."""
        hashes = [self.fingerprint.get("hash"), self.image_fingerprint.get("hash")]
        text = json.dumps([self.source(task), self.image_size, hashes, self.code], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def maker(self, task: int) -> str:
        """Return who makes a task's demonstrations."""
        return self.tools.makers.get(self.tasks[task], EXPERT)

    def episode_seed(self, task: int, attempt: int) -> int:
        """Return the seed of an attempt; makers have different ones: the many are not in the layouts of the few."""
        name, maker = self.tasks[task], self.maker(task)
        return episode_seed(self.suite, name if maker == EXPERT else f"{name}/{maker}", self.seed, attempt)

    def file(self, task: int) -> Path:
        """Return the path of a task's demonstrations."""
        return self.folder / f"{self.tasks[task]}.hdf5"

    def parts(self, task: int) -> Path:
        """Return the folder of a task's unmerged attempts."""
        return self.folder / ".parts" / self.tasks[task]

    def part(self, task: int, attempt: int) -> Path:
        """Return the path of one attempt."""
        return self.parts(task) / f"part-{attempt:05d}.hdf5"


def settings_for(
    suite: Any,
    out: str | Path,
    seed: int,
    observation: str,
    image_size: int,
    renderer: str,
    robot: str,
    noise: Noise,
    max_steps: int,
    tools: Tools,
) -> Settings:
    """Return the settings of a collection of a loaded suite's tasks; the arguments are those of `collect`.

    Raises:
        PerdureError: there is no such observation, or the images have no size.
    """
    if observation not in ("state", "pixels", "both"):
        raise PerdureError(f"observation must be 'state', 'pixels' or 'both', not '{observation}'.")
    if image_size < 1:
        raise PerdureError(f"image_size must be at least 1, not {image_size}.")
    return Settings(
        suite=suite.name,
        suite_hash=suite.hash,
        tasks=tuple(task.name for task in suite.tasks),
        folder=Path(out) / suite.name,
        seed=seed,
        image_size=None if observation == "state" else image_size,
        renderer=renderer,
        robot=robot,
        noise=noise,
        max_steps=max_steps,
        fingerprint=tools.fingerprint("", robot),
        image_fingerprint={} if observation == "state" else tools.fingerprint(renderer, robot),
        code=code(),
        tools=tools,
    )
