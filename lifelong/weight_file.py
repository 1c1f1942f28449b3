"""Tensors by name from a file on this machine that others have written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from perdure.envs.errors import PerdureError

_INNER = ("state_dict", "r3m", "teacher", "model")  # names that files hold the tensors under


def read(path: Path) -> dict[str, Tensor]:
    """Return the tensors of a file under its own names; nothing else in it is unpickled.

    Raises:
        PerdureError: it holds anything else, or none.
    """
    try:
        loaded: Any = load_file(path) if path.suffix == ".safetensors" else torch.load(path, "cpu", weights_only=True)
    except (OSError, SafetensorError, RuntimeError, ValueError, EOFError, _pickle_error()) as error:
        reason = str(error).partition("\n")[0].partition(". ")[0]  # torch goes on with how to run what is in it
        raise PerdureError(f"backbone={path} cannot be read as plain tensors: {reason}") from error
    while isinstance(loaded, Mapping) and (inner := [loaded[name] for name in _INNER if name in loaded]):
        loaded = inner[0]
    if not isinstance(loaded, Mapping):
        raise PerdureError(f"backbone={path} holds no tensors by name.")
    return {str(name): value for name, value in loaded.items() if isinstance(value, Tensor)}


def without_prefix(weights: Mapping[str, Tensor], mark: str) -> dict[str, Tensor]:
    """Return the tensors without what stands before the shortest name that ends with `mark`, where there is one."""
    prefix = min((name.removesuffix(mark) for name in weights if name.endswith(mark)), key=len, default="")
    return {name.removeprefix(prefix): tensor for name, tensor in weights.items() if name.startswith(prefix)}


def fitting(weights: Mapping[str, Tensor], name: str, shape: torch.Size, path: Path, like: str, advice: str) -> Tensor:
    """Return a tensor of a file as float32.

    Args:
        weights: of the file.
        name: of the tensor.
        shape: that it must have.
        path: of the file.
        like: whose weights it should hold.
        advice: what to do about another shape.

    Raises:
        PerdureError: it is not there, or has another shape.
    """
    if name not in weights:
        raise PerdureError(f"backbone={path} has no '{name}', as {like} would.")
    if weights[name].shape != shape:
        there, here = tuple(weights[name].shape), tuple(shape)
        raise PerdureError(f"backbone={path} has '{name}' {there}, the policy {here}; {advice}.")
    return weights[name].float()


def _pickle_error() -> type[Exception]:
    import pickle

    return pickle.UnpicklingError  # what torch raises for anything but tensors
