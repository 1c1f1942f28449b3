"""Blocks by name: the files of `encoders/`, `trunks/` and `heads/` are the lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import registry
from .encoders.encoder import Encoder
from .errors import PolicyError
from .heads.head import Head
from .spec import PolicySpec
from .trunks.trunk import Trunk

Choice = str | Mapping[str, Any]  # a block's name, or a mapping with its `name` and knobs

AUTO = "auto"
_BASES: dict[str, type] = {"encoder": Encoder, "trunk": Trunk, "head": Head}
KINDS = tuple(_BASES)
_GIVEN = {"encoder": 1, "trunk": 3, "head": 3}  # arguments that follow from the blocks before
_ENCODERS = {"state": "objects", "pixels": "cnn"}  # what `auto` stands for


def names(kind: str) -> list[str]:
    """Return the names of the blocks of a kind: `encoder`, `trunk` or `head`."""
    return list(_classes(kind))


def knobs(kind: str, name: str) -> dict[str, Any]:
    """Return a block's knobs and their defaults.

    Raises:
        PolicyError: there is no such block.
    """
    return registry.knobs(registry.choose(kind, name, _classes(kind)), skip=_GIVEN[kind])


def check(kind: str, choice: Choice) -> None:
    """Raise a PolicyError unless there is such a block with such knobs."""
    name, given = _read(kind, choice)
    if (kind, name) == ("encoder", AUTO) and not given:
        return
    known = knobs(kind, name)
    for knob in given:
        registry.choose(f"knob of {kind} '{name}':", knob, known)


def encoder(choice: Choice, spec: PolicySpec) -> Encoder:
    """Return a new encoder; `auto` is the usual one for what is seen."""
    name, given = _read("encoder", choice)
    if name == AUTO:
        name = _ENCODERS["pixels" if spec.cameras else "state"]
    block: Encoder = _build("encoder", name, (spec,), given)
    return block


def trunk(choice: Choice, width: int, tokens: int, history: int) -> Trunk:
    """Return a new trunk over steps of so many tokens of that width."""
    name, given = _read("trunk", choice)
    block: Trunk = _build("trunk", name, (width, tokens, history), given)
    return block


def head(choice: Choice, width: int, actions: int, chunk: int) -> Head:
    """Return a new head on vectors of that width for chunks of actions of that length."""
    name, given = _read("head", choice)
    block: Head = _build("head", name, (width, actions, chunk), given)
    return block


def _read(kind: str, choice: Choice) -> tuple[str, dict[str, Any]]:
    given = {"name": choice} if isinstance(choice, str) else dict(choice) if isinstance(choice, Mapping) else {}
    name = given.pop("name", None)
    if not isinstance(name, str):
        raise PolicyError(f"{kind}={choice} names no block; known: {', '.join(names(kind))}.")
    return name, given


def _build(kind: str, name: str, inputs: tuple[Any, ...], given: Mapping[str, Any]) -> Any:
    check(kind, {**given, "name": name})
    return _classes(kind)[name](*inputs, **given)


def _classes(kind: str) -> dict[str, type]:
    return registry.classes(f"{__package__}.{kind}s", _BASES[kind])
