"""Lists made by looking into a folder: adding a file adds the thing, nothing needs to be registered."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from types import ModuleType

from .errors import UnknownNameError


def names(package_name: str, attribute: str = "build") -> list[str]:
    """Return the sorted module names of a package that define a function called `attribute`.

    Modules without it, and modules whose name starts with an underscore, are helpers and not listed.
    """
    return list(_names(package_name, attribute))


def exists(package_name: str, name: str) -> bool:
    """Tell whether a package has a file of this name, be it a thing or a helper; imports nothing."""
    return name in _files(package_name)


def find(package_name: str, name: str, kind: str, attribute: str = "build") -> ModuleType:
    """Return the module of one thing.

    Args:
        package_name: the folder, as in 'perdure.envs.assets'.
        name: the file's name without '.py'.
        kind: what to call it in an error ('asset').
        attribute: the function that makes a module one of these things.

    Raises:
        UnknownNameError: there is no such file.
    """
    if name in _files(package_name):  # without importing all the others
        module = import_module(f"{package_name}.{name}")
        if _defines(module, attribute):
            return module
    raise UnknownNameError(kind, name, _names(package_name, attribute))


@cache
def _names(package_name: str, attribute: str) -> tuple[str, ...]:
    found = _files(package_name)
    return tuple(name for name in found if _defines(import_module(f"{package_name}.{name}"), attribute))


@cache
def _files(package_name: str) -> tuple[str, ...]:
    package = import_module(package_name)
    found = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return tuple(name for name in found if not name.startswith("_"))


def _defines(module: ModuleType, attribute: str) -> bool:
    """Tell whether the module itself defines it: an import of another module's function does not count."""
    return getattr(getattr(module, attribute, None), "__module__", None) == module.__name__
