"""The things of one task, and how a sentence calls them and their parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..assets import kinds
from ..assets.asset import Articulation, Asset, Cavity, Surface

_SILENT = {"region", "contain", "side", "cook", "heating", "drip", "knob", "button", "drawer", "door"}


@dataclass(frozen=True)
class Cast:
    """Instances by name, fixtures first.

    Attributes:
        words: instance -> word of the task language ('red_mug').
        assets: instance -> what it may look like; what can be done with it depends on the word alone.
    """

    words: Mapping[str, str]
    assets: Mapping[str, Asset]

    def pairs(self) -> Iterator[tuple[str, Asset, str, Asset]]:
        """Yield every two different instances, both with their assets."""
        for name, asset in self.assets.items():
            yield from ((name, asset, other, of) for other, of in self.assets.items() if other != name)

    def noun(self, instance: str) -> str:
        """Return 'the mug', or 'the red mug' where there are several; see `is_clear`."""
        return f"the {self._phrase(instance)}"

    def is_clear(self, instance: str) -> bool:
        """Tell whether an instance's phrase fits no other thing: 'the bowl' also fits a white sugar bowl."""
        return len(self._fitting(self._phrase(instance))) == 1

    def on(self, instance: str, surface: Surface) -> tuple[str, str]:
        """Return ('on', 'the plate') for a surface, or ('on top of', 'the cabinet')."""
        if surface.name == "top_side":
            return "on top of", self.noun(instance)
        side = _side(surface.name) if len(self.assets[instance].surfaces) > 1 else ""
        return "on", f"{f'the {side} side of ' if side else ''}{self.noun(instance)}"

    def inside(self, instance: str, cavity: Cavity) -> tuple[str, str]:
        """Return ('in', 'the basket') for a cavity, or ('in', 'the top drawer of the cabinet')."""
        asset = self.assets[instance]
        drawer = next(
            (part for part in asset.articulations if part.name == cavity.name and part.kind == "drawer"), None
        )
        if drawer is not None:
            return "in", self.part(instance, drawer)
        side = _side(cavity.name) if len(asset.cavities) > 1 else ""
        return "in", f"{f'the {side} compartment of ' if side else ''}{self.noun(instance)}"

    def part(self, instance: str, part: Articulation) -> str:
        """Return 'the top drawer of the cabinet' for a moving part, or 'the microwave' for the only one of its kind."""
        several = sum(other.kind == part.kind for other in self.assets[instance].articulations) > 1
        return f"the {_side(part.name)} {part.kind} of {self.noun(instance)}" if several else self.noun(instance)

    def _phrase(self, instance: str) -> str:
        asset = self.assets[instance]
        plain = asset.category.replace("_", " ")
        named = bool(kinds(asset.category)) and asset.noun.endswith(plain)
        return plain if named and len(self._fitting(plain)) == 1 else asset.noun

    def _fitting(self, phrase: str) -> list[str]:
        """Return the instances that a phrase fits: all its words are in their full names."""
        words = set(phrase.split())
        return [name for name, asset in self.assets.items() if words <= set(asset.noun.split())]


def cast(known: Mapping[str, Asset], words: Sequence[str]) -> Cast:
    """Return the cast of some words, of which `known` has assets; instances are named after their categories."""
    counts: dict[str, int] = {}
    named = {}
    for word in sorted(words, key=lambda word: not known[word].fixture):
        category = known[word].category
        counts[category] = counts.get(category, 0) + 1
        named[f"{category}_{counts[category]}"] = word
    return Cast(named, {name: known[word] for name, word in named.items()})


def place(instance: str, region: str) -> str:
    """Return the full name of an instance's region, its own name for the one without a name."""
    return f"{instance}_{region}" if region else instance


def _side(region: str) -> str:
    """Return the words of a region's name that tell which it is: 'left top' of 'left_top_region'."""
    return " ".join(word for word in region.split("_") if word not in _SILENT)
