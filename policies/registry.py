"""Lists made by looking into a folder, and things built from what is found there."""

from __future__ import annotations

import difflib
import importlib
import inspect
import pkgutil
from collections.abc import Mapping
from typing import Any, TypeVar

from .errors import PolicyError

T = TypeVar("T")


def classes(package: str, base: type[T]) -> dict[str, type[T]]:
    """Return module name -> the concrete subclass of `base` that the module defines, for a package's modules."""
    folder = importlib.import_module(package)
    found: dict[str, type[T]] = {}
    for info in pkgutil.iter_modules(folder.__path__):
        if info.ispkg:
            continue
        module = importlib.import_module(f"{package}.{info.name}")
        for value in vars(module).values():
            own = inspect.isclass(value) and value.__module__ == module.__name__
            if own and issubclass(value, base) and not inspect.isabstract(value):
                found[info.name] = value
    return dict(sorted(found.items()))


def choose(kind: str, name: str, known: Mapping[str, T]) -> T:
    """Return the entry, or raise a PolicyError that lists what exists."""
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, n=1)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    raise PolicyError(f"Unknown {kind} '{name}'.{hint} Known: {', '.join(known)}.")


def knobs(cls: type, skip: int = 0) -> dict[str, Any]:
    """Return the keyword arguments of a class with their defaults, without the first `skip` arguments."""
    parameters = list(inspect.signature(cls).parameters.values())[skip:]
    return {parameter.name: parameter.default for parameter in parameters}
