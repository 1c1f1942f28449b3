"""What the page reports, checked."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from perdure.envs.errors import PerdureError

_MOST = 64


@dataclass(frozen=True)
class Drag:
    """A drag on the main picture: how far from where it began, 1 is full speed.

    Attributes:
        right, down: in [-1, 1].
        button: 0 the left one, 2 the right one.
    """

    right: float
    down: float
    button: int


@dataclass(frozen=True)
class Pad:
    """A gamepad in the browser's standard layout: axes in [-1, 1], right and down positive; buttons in [0, 1]."""

    axes: tuple[float, ...]
    buttons: tuple[float, ...]


@dataclass(frozen=True)
class Raw:
    """The state of the operator's hands.

    Attributes:
        held: codes of the keys that are down, as in 'KeyW'.
        pressed: what has been pressed since the last report, in order: codes of keys, 'Pad0', ... and names of orders.
        drag, pad: None when there is none.
    """

    held: frozenset[str] = frozenset()
    pressed: tuple[str, ...] = ()
    drag: Drag | None = None
    pad: Pad | None = None


def parse(body: bytes) -> Raw:
    """Return what a report of the page says.

    Raises:
        PerdureError: it isn't one.
    """
    try:
        report = json.loads(body)
        return Raw(
            frozenset(_words(report.get("held", []))),
            _words(report.get("pressed", [])),
            _drag(report.get("drag")),
            _pad(report.get("pad")),
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise PerdureError(f"This is no report of an operator's input ({error}).") from error


def _drag(drag: Mapping[str, Any] | None) -> Drag | None:
    if drag is None:
        return None
    right, down = _numbers([drag["right"], drag["down"]])
    return Drag(right, down, int(drag["button"]))


def _pad(pad: Mapping[str, Any] | None) -> Pad | None:
    return None if pad is None else Pad(_numbers(pad["axes"]), _numbers(pad["buttons"]))


def _words(items: Sequence[Any]) -> tuple[str, ...]:
    if not isinstance(items, list) or len(items) > _MOST or not all(isinstance(item, str) for item in items):
        raise ValueError(f"a list of at most {_MOST} words is wanted")
    return tuple(items)


def _numbers(items: Sequence[Any]) -> tuple[float, ...]:
    if not isinstance(items, list) or len(items) > _MOST:
        raise ValueError(f"a list of at most {_MOST} numbers is wanted")
    numbers = tuple(float(item) for item in items)
    if not all(map(math.isfinite, numbers)):
        raise ValueError("a number isn't finite")
    return tuple(min(1.0, max(-1.0, number)) for number in numbers)
