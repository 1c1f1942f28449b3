"""A task before anything is placed: its room and look, its things, what is asked for and in which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ..task import Atom
from .cast import Cast
from .overlap import Profile, language, skills
from .wish import Wish


@dataclass(frozen=True)
class Draft:
    """What a task will be.

    Attributes:
        scene: the room.
        seed: of the room's style and the things' shapes and colours.
        cast: its things.
        wishes: what is asked for.
        wording: which of their wordings for training the instruction takes.
    """

    scene: str
    seed: int
    cast: Cast
    wishes: tuple[Wish, ...]
    wording: int

    @cached_property
    def goal(self) -> tuple[Atom, ...]:
        """All atoms."""
        return tuple(atom for wish in self.wishes for atom in wish.atoms)

    @property
    def ordered(self) -> bool:
        """Whether some of them must become true in turn."""
        return any(wish.ordered for wish in self.wishes)

    @cached_property
    def instruction(self) -> str:
        """One sentence."""
        return self._joined([wish.said(wish.say[self.wording % len(wish.say)]) for wish in self.wishes])

    @property
    def paraphrases(self) -> tuple[str, ...]:
        """Other sentences, of wordings that are never an instruction."""
        count = min(len(wish.also) for wish in self.wishes)
        return tuple(self._joined([wish.said(wish.also[index]) for wish in self.wishes]) for index in range(count))

    @cached_property
    def profile(self) -> Profile:
        """The sets that stand for it on the axes of overlap."""
        return {
            "objects": frozenset(self.cast.words.values()),
            "skills": skills(self.goal, self.cast.assets),
            "scenes": frozenset({self.scene, f"{self.scene}/{self.seed}"}),
            "language": language(self.instruction, self.cast.assets.values()),
        }

    def _joined(self, sentences: Sequence[str]) -> str:
        if self.ordered:
            return ", then ".join(sentences)
        *first, last = sentences
        return f"{', '.join(first)} and {last}" if first else last
