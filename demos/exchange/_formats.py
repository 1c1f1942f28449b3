"""The formats: the modules of this folder whose names don't begin with an underscore."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path
from types import ModuleType

from perdure.envs.errors import UnknownNameError


def formats(able: str = "write") -> list[str]:
    """Return the names of the formats that can be exported ('write') or imported ('read')."""
    return [name for name in _names() if hasattr(_load(name), able)]


def find(name: str, able: str) -> ModuleType:
    """Return a format's module.

    Raises:
        UnknownNameError: no such format can be exported, or imported.
    """
    if name not in formats(able):
        raise UnknownNameError("format", name, formats(able))
    return _load(name)


def _names() -> list[str]:
    found = (module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]))
    return sorted(name for name in found if not name.startswith("_"))


def _load(name: str) -> ModuleType:
    return import_module(f".{name}", __package__)
