"""Algorithms of lifelong learning, one file each; the files of this folder are the list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from perdure.envs.errors import UnknownNameError
from perdure.policies import registry

from .algorithm import Algorithm, Declaration, Sizes

__all__ = ["Algorithm", "Declaration", "Sizes", "algorithms", "build", "check", "declaration", "knobs"]


def algorithms() -> list[str]:
    """Return the names of all algorithms: the files of this folder that define one."""
    return list(_classes())


def knobs(name: str) -> dict[str, Any]:
    """Return an algorithm's knobs and their defaults.

    Raises:
        UnknownNameError: there is no such algorithm.
    """
    return registry.knobs(_find(name))


def declaration(name: str, given: Mapping[str, Any] | None = None) -> Declaration:
    """Return what an algorithm needs with some knobs; None = the defaults.

    Raises:
        UnknownNameError: there is no such algorithm or knob.
        PerdureError: a knob's value that the algorithm refuses.
    """
    return build(name, **(given or {})).declared


def build(name: str, **given: Any) -> Algorithm:
    """Return a new algorithm that has seen no task.

    Raises:
        UnknownNameError: unknown name or knob.
        PerdureError: a knob's value that the algorithm refuses.
    """
    check(name, given)
    return _find(name)(**given)


def check(name: str, given: Mapping[str, Any]) -> None:
    """Raise an UnknownNameError unless there is such an algorithm with such knobs."""
    known = knobs(name)
    for knob in given:
        if knob not in known:
            raise UnknownNameError(f"knob of algorithm '{name}':", knob, known)


def _find(name: str) -> type[Algorithm]:
    if name not in _classes():
        raise UnknownNameError("algorithm", name, _classes())
    return _classes()[name]


def _classes() -> dict[str, type[Algorithm]]:
    return registry.classes(__name__, Algorithm)  # type: ignore[type-abstract]
