"""Data sets in the layouts of others: one file per format, found by listing this folder.

A format's module has a docstring, `write(tasks, folder)` for export, and `read(path)` where it can be imported.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType

from perdure.envs.errors import UnknownNameError

from ._export import export
from ._import import Brought, import_files
from ._source import Request

__all__ = ["Brought", "Request", "export", "find", "formats", "import_files"]


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
    found = (module.name for module in pkgutil.iter_modules(__path__))
    return sorted(name for name in found if not name.startswith("_"))


def _load(name: str) -> ModuleType:
    return import_module(f"{__name__}.{name}")
