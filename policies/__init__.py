"""Networks that turn observations into actions; torch only, and nothing else of perdure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import blocks, languages, registry
from .batch import Batch
from .dice import Dice
from .errors import PolicyError
from .languages.hash import embed
from .policy import Policy
from .spec import PolicySpec

__all__ = [
    "Batch",
    "Dice",
    "Policy",
    "PolicyError",
    "PolicySpec",
    "build",
    "check",
    "embed",
    "for_observation",
    "knobs",
    "languages",
    "observations",
    "policies",
]

_USUAL = ("state_transformer", "cnn_transformer")


def policies() -> list[str]:
    """Return the names of all policies: the files of this folder that define one."""
    return list(_classes())


def for_observation(observation: str) -> list[str]:
    """Return the names of the policies that can see `state` or `pixels`, the usual one first."""
    seeing = [name for name, cls in _classes().items() if observation in cls.observations]
    return sorted(seeing, key=lambda name: (name not in _USUAL, name))


def observations(name: str) -> tuple[str, ...]:
    """Return what a policy can be built to see: `state`, `pixels` or both.

    Raises:
        PolicyError: there is no such policy.
    """
    return registry.choose("policy", name, _classes()).observations


def knobs(name: str) -> dict[str, Any]:
    """Return a policy's knobs and their defaults.

    Raises:
        PolicyError: there is no such policy.
    """
    return registry.knobs(registry.choose("policy", name, _classes()), skip=1)


def check(name: str, given: Mapping[str, Any]) -> None:
    """Raise a PolicyError unless there is such a policy with such knobs, its blocks included."""
    known = knobs(name)
    for knob in given:
        registry.choose(f"knob of policy '{name}':", knob, known)
    for kind in blocks.KINDS:
        if kind in given and isinstance(known[kind], str):  # a number is a size
            blocks.check(kind, given[kind])


def build(name: str, spec: PolicySpec, **given: Any) -> Policy:
    """Return a new policy; its weights come from torch's global generator, so seed that before.

    Raises:
        PolicyError: unknown name or knob, or a knob's value that the policy refuses.
    """
    check(name, given)
    constructor: Any = _classes()[name]
    policy: Policy = constructor(spec, **given)
    return policy


def _classes() -> dict[str, type[Policy]]:
    return registry.classes(__name__, Policy)  # type: ignore[type-abstract]
