"""Ways to a policy from elsewhere, by name."""

from __future__ import annotations

import inspect
from typing import Any

from perdure.envs.errors import UnknownNameError

from .lerobot import LeRobot
from .outside import Outside
from .remote import Remote

_KINDS: dict[str, type[Outside]] = {"lerobot": LeRobot, "remote": Remote}


def kinds() -> list[str]:
    """Return the names of all ways."""
    return sorted(_KINDS)


def build(kind: str, **given: Any) -> Outside:
    """Return a policy from elsewhere, ready to act.

    Raises:
        UnknownNameError: unknown name or knob.
        PerdureError: it cannot be had.
    """
    if kind not in _KINDS:
        raise UnknownNameError("via", kind, _KINDS)
    known = list(inspect.signature(_KINDS[kind]).parameters)
    for knob in given:
        if knob not in known:
            raise UnknownNameError(f"knob of via={kind}:", knob, known)
    return _KINDS[kind](**given)
