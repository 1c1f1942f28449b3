"""The files of a run that are not written while a task is learned: what it is, and what came out."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from perdure.demos.atomic import replacing
from perdure.envs.errors import PerdureError
from perdure.policies import Policy

from . import json_file, matrix
from .algorithms import Algorithm
from .checkpoint import tensor_bytes
from .config import RunConfig
from .ledger import Line
from .metrics import transfer

_CONFIG, _METRICS = "config.yaml", "metrics.json"


def check_folder(config: RunConfig, suite: Any) -> None:
    """Make sure that a run's directory is new or holds this very run.

    Raises:
        PerdureError: it holds another one.
    """
    check_content(config.folder, _content(config, suite))


def check_content(folder: Path, content: Mapping[str, Any]) -> None:
    """Make sure that a run's directory is new or says the same about everything that decides its result.

    Raises:
        PerdureError: it holds another run.
    """
    path = folder / _CONFIG
    if not path.exists():
        return
    there = yaml.safe_load(path.read_text())
    for key, value in _plain(content).items():
        if key not in there or there[key] != value:
            raise PerdureError(
                f"'{folder}' holds a run with {key}={there.get(key)}, not {value}; choose another out= or "
                "remove that run."
            )


def finished(folder: Path) -> bool:
    """Tell whether a run has ended."""
    return (folder / _METRICS).exists()


def begin(config: RunConfig, suite: Any) -> None:
    """Write `config.yaml`."""
    place = {"name": config.name, "demos": str(config.demos), "out": str(config.folder), "workers": config.workers}
    needs = config.declared.needs
    if config.init is not None or config.backbone is not None:
        needs |= {"needs_pretraining": True}
    if config.init is not None:
        place |= {"from": str(config.init.run)}
    if config.backbone is not None:
        place |= {"file": str(config.backbone.path)}
    write_config(config.folder, {**_content(config, suite), "declares": needs, **place, "device": config.device})


def write_config(folder: Path, content: Mapping[str, Any]) -> None:
    """Write `config.yaml`."""
    with replacing(folder / _CONFIG) as draft:
        draft.write_text(yaml.safe_dump(_plain(content), sort_keys=False))


def tables(config: RunConfig, stream: Sequence[int], lines: Sequence[Line]) -> None:
    """Write `matrix.json` and `curves.json` of what has been evaluated so far."""
    protocol = config.protocol
    matrix.write(config.folder, lines, config.suite, stream, protocol.test_split, protocol.curve_split)


def end(
    config: RunConfig, stream: Sequence[int], lines: Sequence[Line], facts: Mapping[str, float], seconds: float
) -> None:
    """Write the tables, `timing.json` and, last, `metrics.json`, which marks the run as finished.

    Time is kept apart, as it is the one thing that differs when a run is repeated.
    """
    with replacing(config.folder / "timing.json") as draft:
        draft.write_text(json.dumps({"seconds": round(seconds, 1)}) + "\n")
    tables(config, stream, lines)
    counts = matrix.matrix(lines, stream, config.protocol.test_split)
    _, learning = matrix.curves(lines, stream, config.protocol.curve_split)
    metrics = transfer(counts.success, learning.success if learning.episodes.size else None)
    write_metrics(config.folder, {**metrics, **facts})


def write_metrics(folder: Path, metrics: Mapping[str, float]) -> None:
    """Write `metrics.json`, which marks a run as finished."""
    json_file.write(folder / _METRICS, metrics)


def facts(policy: Policy, algorithm: Algorithm, flops: float) -> dict[str, float]:
    """Return the costs of a method: weights of the policy, bytes that the algorithm keeps at the end, compute.

    Args:
        policy: at the end.
        algorithm: at the end.
        flops: operations of an update of plain fine-tuning.
    """
    declared, held = algorithm.declaration, tensor_bytes(algorithm.state_dict())
    old = held if declared.keeps_old_data else 0
    weights = sum(weight.numel() for weight in policy.parameters())
    return {
        "parameters": weights,
        "state_bytes": held,
        "old_data_bytes": math.nan if declared.sees_all_tasks else old,  # then it is all, and not the algorithm's
        "compute": declared.compute,
        "flops_per_update": flops,
    }


def _plain(content: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(content))  # YAML would mark tuples as Python's
    return plain


def _content(config: RunConfig, suite: Any) -> dict[str, Any]:
    return {**config.content(), "suite_hash": suite.hash}
