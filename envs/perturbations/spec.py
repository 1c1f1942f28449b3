"""Perturbations as text: `camera`, `camera:0.25`, `camera:0.25:3`, `camera:0.5+light`."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import PerdureError
from ..registry import find
from ..registry import names as listed
from .perturbation import DEFAULT, Perturbation

NONE = "none"
_PACKAGE, _CLASS = __name__.rpartition(".")[0], "Change"


def names() -> list[str]:
    """List the perturbations: the names of the files of this folder that define a `Change`."""
    return listed(_PACKAGE, _CLASS)


@dataclass(frozen=True)
class Spec:
    """Perturbations at once, in the order of their names; `str` gives their canonical text, which `parse` reads."""

    parts: tuple[Perturbation, ...] = ()

    def __str__(self) -> str:
        """Return the canonical text: sorted, with every magnitude; 'none' without parts."""
        return "+".join(map(str, self.parts)) or NONE


def parse(text: str) -> Spec:
    """Return the perturbations that a text asks for; their order makes no difference.

    Args:
        text: `none`, or `name`, `name:magnitude` or `name:magnitude:seed`, several joined by `+`. A magnitude that is
            left out is 0.5, a seed 0.

    Raises:
        UnknownNameError: there is no such perturbation.
        PerdureError: a magnitude or seed that can't be, or a perturbation that is there twice.
    """
    if text == NONE:
        return Spec()
    parts = sorted((_part(word, text) for word in text.split("+")), key=lambda part: part.name)
    words = [part.name for part in parts]
    if twice := next((name for name in words if words.count(name) > 1), ""):
        raise PerdureError(f"The perturbation '{text}' has '{twice}' twice.")
    return Spec(tuple(parts))


def _part(word: str, text: str) -> Perturbation:
    name, *numbers = (piece.strip() for piece in word.split(":"))
    change = find(_PACKAGE, name, "perturbation", _CLASS).Change
    try:
        if len(numbers) > 2:
            raise ValueError
        magnitude = float(numbers[0]) if numbers else DEFAULT
        seed = int(numbers[1]) if len(numbers) == 2 else 0
    except ValueError:
        raise PerdureError(
            f"Cannot read '{word}' in the perturbation '{text}'; expected name, name:magnitude or "
            "name:magnitude:seed, as in camera:0.5:3."
        ) from None
    made: Perturbation = change(magnitude, seed)
    return made
