"""Families of tasks, one file each, found by listing this folder.

A family has `NEEDS`, what must be among the things of a task (each a function of an asset and of those that the needs
before it have found), `ATOMS`, how many atoms its goals have, and `wishes(cast)`, all that it can ask of some things.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...registry import find, names
from ..cast import Cast
from ..wish import Need, Wish


def families() -> list[str]:
    """List the families."""
    return names(__name__, "wishes")


def needs(family: str) -> tuple[Need, ...]:
    """Return what a family needs; UnknownNameError when there is no such family."""
    found: tuple[Need, ...] = find(__name__, family, "family", "wishes").NEEDS
    return found


def atoms(family: str) -> int:
    """Return how many atoms the goals of a family have."""
    return int(find(__name__, family, "family", "wishes").ATOMS)


def wishes(family: str, cast: Cast) -> Iterator[Wish]:
    """Yield all that a family can ask of some things."""
    found: Iterator[Wish] = find(__name__, family, "family", "wishes").wishes(cast)
    return found
