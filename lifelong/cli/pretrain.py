"""Train a policy on all tasks of a suite at once, to start streams of another suite with; it goes on when typed again.

perdure pretrain suite=ninety observation=pixels
perdure train suite=long observation=pixels init=runs/ninety/<name> finetune=lora
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import train
from .shell.app import app

if TYPE_CHECKING:
    from ..config import RunConfig


@dataclass
class Pretrain:
    """The types of the keys of `conf/pretrain.yaml`."""

    observation: dict[str, Any]
    policy: dict[str, Any]
    language: dict[str, Any]
    protocol: dict[str, Any]
    suite: str
    tasks: list[int] | None
    robot: str
    seed: int
    demos_per_task: int
    updates: int
    batch_size: int
    learning_rate: float
    precision: str
    accumulate: int
    compile: bool
    backbone: str | None
    finetune: str
    demos: str
    runs: str
    run: str | None
    workers: int
    device: str
    threads: int
    save_every: int


def main(words: Sequence[str]) -> None:
    """Read the knobs and train."""
    app(Pretrain, run, words)


def run(knobs: Pretrain) -> None:
    """Train, and print what came out."""
    config = configuration(knobs)
    train.learn(config, f"perdure train suite=long init={config.folder}")


def configuration(knobs: Pretrain) -> RunConfig:
    """Return what the knobs stand for: a run of `multitask` with a single stage.

    Raises:
        PerdureError: a name or a value that does not exist or fit.
    """
    given = {key: value for key, value in vars(knobs).items() if key != "tasks"}
    alike: dict[str, Any] = {"algorithm": {"name": "multitask"}, "launcher": {}, "order": knobs.tasks or 0}
    config = train.configuration(train.Train(**given, **alike, init=None))
    config = replace(config, joint=True)
    digest = config.name.rsplit("-", 1)[-1]
    name = f"pretraining-{config.policy_name}-seed{config.seed}-{digest}"
    return replace(config, out=Path(knobs.run) if knobs.run else Path(knobs.runs, knobs.suite, name))
