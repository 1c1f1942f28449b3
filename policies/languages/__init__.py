"""What embeds instructions, one file each; the files of this folder are the list."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from .. import registry
from .encoder import InstructionEncoder

__all__ = ["InstructionEncoder", "encoder", "knobs", "languages"]


def languages() -> list[str]:
    """Return the names of all encoders of instructions."""
    return list(_classes())


def knobs(name: str) -> dict[str, Any]:
    """Return an encoder's knobs and their defaults.

    Raises:
        PolicyError: there is no such encoder.
    """
    return registry.knobs(registry.choose("language", name, _classes()))


def encoder(name: str, given: Mapping[str, Any] | None = None) -> InstructionEncoder:
    """Return the encoder with these knobs, always the same object, as it may hold a large model.

    Raises:
        PolicyError: unknown name or knob, or a knob's value that the encoder refuses.
    """
    known = knobs(name)
    for knob in given or {}:
        registry.choose(f"knob of language '{name}':", knob, known)
    return _encoder(name, json.dumps(dict(given or {}), sort_keys=True))


@lru_cache(maxsize=16)
def _encoder(name: str, given: str) -> InstructionEncoder:
    return _classes()[name](**json.loads(given))


def _classes() -> dict[str, type[InstructionEncoder]]:
    return registry.classes(__name__, InstructionEncoder)  # type: ignore[type-abstract]
