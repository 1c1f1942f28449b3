"""What a run is: every choice that its result depends on, and where it is made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from perdure import policies
from perdure.envs.errors import PerdureError, UnknownNameError
from perdure.envs.rendering import RENDERERS
from perdure.envs.robots import robots
from perdure.policies import PolicySpec, languages

from . import algorithms, finetune, protocol
from .backbone import Backbone
from .execution import Execution
from .initial import Initial
from .protocol import Protocol
from .trainer import Schedule

OBSERVATIONS = ("state", "pixels")
_CAMERAS = ("agentview", "eye_in_hand")


@dataclass(frozen=True)
class RunConfig:
    """One run. Everything down to `protocol` decides the result; the rest says where and how it is computed.

    Attributes:
        suite: whose tasks.
        algorithm: a name of `algorithms()`.
        algorithm_knobs: its knobs, where they differ from the defaults.
        policy: a name of `policies()`; 'auto' = the first that sees the observation.
        policy_knobs: its knobs, where they differ from the defaults.
        language: what embeds instructions, a name of `policies.languages.languages()`.
        language_knobs: its knobs, where they differ from the defaults.
        observation: `state` or `pixels`.
        image_size: height and width of rendered images [pixel].
        renderer: of images, 'raster' or 'opengl'.
        robot: a name of `perdure.envs.robots.robots()`.
        order: of the stream, see `stream.order`.
        seed: of weights, batches and episodes.
        demos_per_task: how many of each task's demonstrations are used, the first ones.
        schedule: how one task is learned.
        execution: how an update is computed.
        protocol: how success is measured.
        demos: folder with `<suite>/<task>.hdf5`.
        init: where the weights come from; None = from the seed.
        backbone: file that the image encoders' weights come from, after `init`.
        finetune: how much of them is trained, see `finetune.prepare`.
        joint: learn all tasks at once, in a single stage.
        out: the run's directory; None = `runs/<name>`.
        workers: threads that step environments.
        device: 'auto', 'cpu', 'cuda' or 'cuda:1'.
        threads: of torch on the CPU; another number may round differently.
        save_every: updates between two points to resume from, at most.
    """

    suite: str = "quickstart"
    algorithm: str = "sequential"
    algorithm_knobs: Mapping[str, Any] = field(default_factory=dict)
    policy: str = "auto"
    policy_knobs: Mapping[str, Any] = field(default_factory=dict)
    language: str = "hash"
    language_knobs: Mapping[str, Any] = field(default_factory=dict)
    observation: str = "state"
    image_size: int = 128
    renderer: str = "raster"
    robot: str = "panda"
    order: int | str | Sequence[int] = 0
    seed: int = 0
    demos_per_task: int = 30
    schedule: Schedule = field(default_factory=Schedule)
    execution: Execution = field(default_factory=Execution)
    protocol: Protocol = field(default_factory=lambda: protocol.load("fast"))
    init: Initial | None = None
    backbone: Backbone | None = None
    finetune: str = "all"
    joint: bool = False
    demos: Path = Path("data")
    out: Path | None = None
    workers: int = 1
    device: str = "auto"
    threads: int = 1
    save_every: int = 500

    def __post_init__(self) -> None:
        if self.observation not in OBSERVATIONS:
            raise UnknownNameError("observation", self.observation, OBSERVATIONS)
        if self.renderer not in RENDERERS:
            raise UnknownNameError("renderer", self.renderer, RENDERERS)
        if self.robot not in robots():
            raise UnknownNameError("robot", self.robot, robots())
        for name in ("demos_per_task", "workers", "threads", "save_every", "image_size"):
            if getattr(self, name) < 1:
                raise PerdureError(f"{name}={getattr(self, name)} must be at least 1.")
        seen = policies.for_observation(self.observation)
        if self.policy_name not in seen and self.policy_name in policies.policies():
            raise PerdureError(f"policy={self.policy} does not see observation={self.observation}; {_those(seen)} do.")
        policies.check(self.policy_name, self.policy_knobs)
        languages.encoder(self.language, self.language_knobs)
        algorithms.check(self.algorithm, self.algorithm_knobs)
        self._check_parts()
        self._check_finetune()

    def _check_parts(self) -> None:
        parts, processes = self.execution.accumulate, self.execution.processes
        size = self.schedule.batch_size
        if size % processes:
            raise PerdureError(f"batch_size={size} cannot be shared equally among {processes} processes.")
        if parts > size // processes:
            raise PerdureError(
                f"accumulate={parts} is more parts than there are windows, batch_size={size}"
                + (f" for {processes} processes." if processes > 1 else ".")
            )
        pair = f"does not go with algorithm={self.algorithm}, which looks at whole batches."
        if self.declared.whole_batch:
            if parts > 1:
                raise PerdureError(f"accumulate={parts} {pair}")
            if processes > 1:
                raise PerdureError(f"Training by {processes} processes {pair}")

    def _check_finetune(self) -> None:
        if self.joint and not self.declared.sees_all_tasks:
            raise PerdureError(f"algorithm={self.algorithm} learns task after task, and cannot learn all at once.")
        if self.finetune not in finetune.MODES:
            raise UnknownNameError("finetune", self.finetune, finetune.MODES)
        if self.finetune == "all":
            return
        if self.init is None and self.backbone is None:
            said = f"finetune={self.finetune} keeps weights as they are; say which with"
            raise PerdureError(f"{said} init=<run> or backbone=<file>.")
        declared, pair = self.declared, f"finetune={self.finetune} does not go with"
        if declared.own_weights:
            raise PerdureError(f"{pair} algorithm={self.algorithm}, which divides all weights among the tasks.")
        if declared.by_layer and self.finetune == "lora":
            raise PerdureError(f"{pair} algorithm={self.algorithm}, which does not see a change that is kept apart.")

    @property
    def declared(self) -> algorithms.Declaration:
        """What the algorithm needs with its knobs."""
        return algorithms.declaration(self.algorithm, self.algorithm_knobs)

    @property
    def policy_name(self) -> str:
        """The policy's name, `auto` resolved."""
        return policies.for_observation(self.observation)[0] if self.policy == "auto" else self.policy

    @property
    def spec(self) -> PolicySpec:
        """What the policy is told about the world."""
        told: dict[str, Any] = {"instructions": self.language, "instructions_knobs": dict(self.language_knobs)}
        told["language"] = languages.encoder(self.language, self.language_knobs).size
        if self.observation == "state":
            return PolicySpec(cameras=(), **told)
        return PolicySpec(objects=0, cameras=_CAMERAS, image_size=self.image_size, **told)

    @property
    def name(self) -> str:
        """A readable name with a hash of all that decides the result: equal names, equal results."""
        content = json.dumps(self.content(), sort_keys=True, default=str)
        digest = hashlib.sha256(content.encode()).hexdigest()[:8]
        return f"{self.suite}-{self.observation}-{self.algorithm}-{digest}"

    @property
    def folder(self) -> Path:
        """The run's directory."""
        return Path("runs") / self.name if self.out is None else Path(self.out)

    def content(self) -> dict[str, Any]:
        """Return all that decides the result, defaults written out, as plain keys and values."""
        policy = policies.knobs(self.policy_name) | dict(self.policy_knobs)
        algorithm = algorithms.knobs(self.algorithm) | dict(self.algorithm_knobs)
        language = languages.knobs(self.language) | dict(self.language_knobs)
        # Only where they are used, so that the names of other runs stay as they are.
        started: dict[str, Any] = {} if self.init is None else {"init": self.init.content()}
        started |= {} if self.backbone is None else {"backbone": {"sha256": self.backbone.digest}}
        started |= {"finetune": self.finetune} if started else {}
        return {
            "suite": self.suite,
            "observation": self.observation,
            "image_size": self.image_size,
            "renderer": self.renderer,
            "robot": self.robot,
            "algorithm": {"name": self.algorithm, **algorithm},
            "policy": {"name": self.policy_name, **policy},
            "language": {"name": self.language, **language},
            "training": asdict(self.schedule),
            "demos_per_task": self.demos_per_task,
            "order": self.order if isinstance(self.order, int | str) else list(self.order),
            "seed": self.seed,
            "protocol": {"name": self.protocol.name, **self.protocol.content()},
            **started,
            **({"stages": 1} if self.joint else {}),
            **self.execution.content(),
        }


def _those(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"
