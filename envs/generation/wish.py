"""What families of tasks propose: atoms that shall become true, what must hold before, and sentences that say so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ..assets.asset import Asset
from ..task import Atom

# What a family asks of a thing, given those that it has found for the needs before this one.
Need = Callable[[Asset, Sequence[Asset]], bool]


@dataclass(frozen=True)
class Wish:
    """One thing that can be asked for in a task.

    Attributes:
        family: that proposes it.
        atoms: of the goal.
        say: wordings for training, with '{fields}' for nouns and their prepositions.
        also: at least three more wordings, which are never an instruction.
        fields: what stands in their place.
        init: what must hold at the start besides where things are.
        starts: thing -> the atom that says on or in what it starts, where that is not the table.
        ordered: whether the atoms must become true in turn.
    """

    family: str
    atoms: tuple[Atom, ...]
    say: tuple[str, ...]
    also: tuple[str, ...]
    fields: Mapping[str, str]
    init: tuple[Atom, ...] = ()
    starts: Mapping[str, Atom] = field(default_factory=dict)
    ordered: bool = False

    @property
    def moved(self) -> tuple[str, ...]:
        """The things that must be carried."""
        return tuple(dict.fromkeys(atom.args[0] for atom in self.atoms if len(atom.args) > 1))

    @property
    def names(self) -> set[str]:
        """Things and places that it speaks of."""
        return {name for atom in (*self.atoms, *self.init, *self.starts.values()) for name in atom.args}

    def said(self, wording: str) -> str:
        """Return a wording with its fields filled in."""
        return wording.format(**self.fields)
