"""The configuration of a finished run, as it was trained with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from perdure.envs.errors import PerdureError

from .. import backbone, initial
from ..config import RunConfig
from ..execution import Execution
from ..saved_run import SavedRun
from ..trainer import Schedule

Source = TypeVar("Source", initial.Initial, backbone.Backbone)


def configuration(saved: SavedRun, demos: str | None = None, device: str = "auto") -> RunConfig:
    """Return what a run's `config.yaml` stands for.

    Args:
        saved: the run.
        demos: where the demonstrations lie now; None = where they lay.
        device: of the policy.

    Raises:
        PerdureError: what the run started from has been changed since.
    """
    said = saved.config
    algorithm, policy, language = (_choice(said[key]) for key in ("algorithm", "policy", "language"))
    return RunConfig(
        suite=saved.suite,
        algorithm=algorithm[0],
        algorithm_knobs=algorithm[1],
        policy=policy[0],
        policy_knobs=policy[1],
        language=language[0],
        language_knobs=language[1],
        observation=saved.observation,
        image_size=saved.image_size,
        renderer=saved.renderer,
        robot=saved.robot,
        order=said["order"],
        seed=saved.seed,
        demos_per_task=said["demos_per_task"],
        schedule=Schedule(**said["training"]),
        execution=Execution(**{**said.get("execution", {}), "processes": 1}),
        protocol=saved.protocol,
        init=_same(initial.find(Path(said["from"])), said["init"]) if "init" in said else None,
        backbone=_same(backbone.find(Path(said["file"])), said["backbone"]) if "backbone" in said else None,
        finetune=said.get("finetune", "all"),
        joint=said.get("stages") == 1,
        demos=Path(demos or said["demos"]),
        out=saved.folder,
        device=device,
    )


def _choice(content: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    return content["name"], {key: value for key, value in content.items() if key != "name"}


def _same(found: Source, said: Mapping[str, Any]) -> Source:
    if found.digest != said["sha256"]:
        raise PerdureError(f"'{found.path}' is not any more what the run started from; its first weights are lost.")
    return found
