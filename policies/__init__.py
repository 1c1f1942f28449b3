"""Networks that turn observations into actions; torch only, and nothing else of perdure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import registry
from .batch import Batch
from .encoders.language import embed
from .errors import PolicyError
from .policy import Policy
from .spec import PolicySpec

__all__ = [
    "Batch",
    "Policy",
    "PolicyError",
    "PolicySpec",
    "build",
    "check",
    "embed",
    "for_observation",
    "knobs",
    "policies",
]


def policies() -> list[str]:
    """Return the names of all policies: the files of this folder that define one."""
    return list(_classes())


def for_observation(observation: str) -> list[str]:
    """Return the names of the policies that see `state` or `pixels`."""
    return [name for name, cls in _classes().items() if cls.observation == observation]


def knobs(name: str) -> dict[str, Any]:
    """Return a policy's knobs and their defaults.

    Raises:
        PolicyError: there is no such policy.
    """
    return registry.knobs(registry.choose("policy", name, _classes()), skip=1)


def check(name: str, given: Mapping[str, Any]) -> None:
    """Raise a PolicyError unless there is such a policy with such knobs."""
    known = knobs(name)
    for knob in given:
        registry.choose(f"knob of policy '{name}':", knob, known)


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
