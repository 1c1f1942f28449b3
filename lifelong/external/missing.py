"""Packages that not everybody has installed."""

from __future__ import annotations

import importlib
from types import ModuleType

from perdure.envs.errors import PerdureError

_HOW = {
    "msgpack": "pip install 'perdure[external]'",
    "websockets": "pip install 'perdure[external]'",
    "lerobot": "pip install lerobot",
}


def needed(module: str) -> ModuleType:
    """Return a module.

    Raises:
        PerdureError: its package is not installed.
    """
    package = module.partition(".")[0]
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise PerdureError(f"This needs the package {package} ({error}): `{_HOW[package]}`.") from error
