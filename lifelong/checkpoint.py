"""Checkpoints without pickle: weights in safetensors, and the state to resume from as tensors beside JSON."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from perdure.demos.atomic import replacing
from perdure.envs.errors import PerdureError
from perdure.policies import Policy, PolicySpec, build

_TENSORS, _REST = "tensors.safetensors", "state.json"
_KEEP = 1


def save_policy(path: Path, policy: Policy, name: str, spec: PolicySpec, knobs: Mapping[str, Any]) -> None:
    """Write weights to a safetensors file that says how to build the policy; replaced as a whole."""
    config = json.dumps({"policy": name, "spec": asdict(spec), "knobs": dict(knobs)}, sort_keys=True)
    weights = {key: tensor.detach().cpu().contiguous() for key, tensor in policy.state_dict().items()}
    with replacing(path) as draft:
        save_file(weights, draft, metadata={"perdure": config})


def load_policy(path: Path, device: torch.device | str = "cpu") -> Policy:
    """Return the policy of a checkpoint, in eval mode.

    Raises:
        PerdureError: there is no such file, or it is not a checkpoint.
    """
    config = describe(path)
    spec = PolicySpec(**{**config["spec"], "cameras": tuple(config["spec"]["cameras"])})
    with torch.random.fork_rng(devices=[]):  # building draws weights that are thrown away
        policy = build(config["policy"], spec, **config["knobs"])
    policy.load_state_dict(load_file(path))
    return policy.to(device).eval()


def describe(path: Path) -> dict[str, Any]:
    """Return what a checkpoint was built from: `policy`, `spec` and `knobs`.

    Raises:
        PerdureError: there is no such file, or it is not a checkpoint.
    """
    try:
        with safe_open(path, "pt") as file:
            config: dict[str, Any] = json.loads((file.metadata() or {})["perdure"])
            return config
    except FileNotFoundError as error:
        raise PerdureError(f"There is no checkpoint at '{path}'.") from error
    except (SafetensorError, KeyError, ValueError) as error:
        raise PerdureError(f"'{path}' is not a perdure checkpoint: {error}.") from error


def save_state(folder: Path, state: Mapping[str, Any]) -> None:
    """Add a resume point: a numbered folder that appears complete or not at all; older ones go.

    Args:
        folder: `resume/` of a run.
        state: a tree of dicts with tensors, numbers, strings, None and lists of such.
    """
    folder.mkdir(parents=True, exist_ok=True)
    number = max((int(entry.name) for entry in _points(folder)), default=0) + 1
    draft = folder / f"{number}.tmp"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    tensors: dict[str, Tensor] = {}
    with replacing(draft / _REST) as part:
        part.write_text(json.dumps(_split(state, "", tensors)))
    with replacing(draft / _TENSORS) as part:
        save_file(tensors, part)
    draft.rename(folder / str(number))
    for old in _points(folder)[:-_KEEP]:
        shutil.rmtree(old)


def load_state(folder: Path) -> dict[str, Any] | None:
    """Return the newest resume point, or None if there is none.

    Raises:
        PerdureError: it cannot be read.
    """
    points = _points(folder)
    if not points:
        return None
    try:
        tensors = load_file(points[-1] / _TENSORS)
        joined: dict[str, Any] = _join(json.loads((points[-1] / _REST).read_text()), tensors)
    except (OSError, SafetensorError, ValueError, KeyError) as error:
        raise PerdureError(f"The resume point '{points[-1]}' cannot be read ({error}); remove it.") from error
    return joined


def tensor_bytes(tree: Any) -> int:
    """Return the bytes of all tensors of a tree."""
    tensors: dict[str, Tensor] = {}
    _split(tree, "", tensors)
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors.values())


def moved(tree: Any, device: torch.device | str) -> Any:
    """Return a tree with all its tensors copied to a device."""
    if isinstance(tree, Tensor):
        return tree.to(device, copy=True)  # a tensor in a file is not aligned, and products of it round differently
    if isinstance(tree, Mapping):
        return {key: moved(value, device) for key, value in tree.items()}
    return [moved(value, device) for value in tree] if isinstance(tree, list | tuple) else tree


def _points(folder: Path) -> list[Path]:
    found = [entry for entry in folder.iterdir() if entry.name.isdecimal()] if folder.exists() else []
    return sorted(found, key=lambda entry: int(entry.name))


def _split(tree: Any, path: str, tensors: dict[str, Tensor]) -> Any:
    """Return the tree with every tensor moved into `tensors` and named by its path."""
    if isinstance(tree, Tensor):
        tensors[path] = tree.detach().cpu().clone().contiguous()  # safetensors refuses shared memory
        return {"tensor": path}
    if isinstance(tree, Mapping):
        return {"dict": {str(key): _split(value, f"{path}/{key}", tensors) for key, value in tree.items()}}
    if isinstance(tree, list | tuple):
        return {"list": [_split(value, f"{path}/{number}", tensors) for number, value in enumerate(tree)]}
    return {"value": tree}


def _join(tree: dict[str, Any], tensors: Mapping[str, Tensor]) -> Any:
    kind, content = next(iter(tree.items()))
    if kind == "tensor":
        return tensors[content]
    if kind == "dict":
        return {key: _join(value, tensors) for key, value in content.items()}
    return [_join(value, tensors) for value in content] if kind == "list" else content
