"""By chance: families for a goal, words for the things that they need, and what they ask of these."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial

import numpy as np

from ..assets.asset import Asset
from . import families
from .affordances import is_big
from .arrange import MOST_BIG
from .cast import Cast
from .spec import Spec
from .stock import Stock
from .wish import Need, Wish

MOST_THINGS = 10
TRIED = 12  # combinations of wishes that are looked at for one cast
Rng = np.random.Generator


def choose_families(rng: Rng, spec: Spec, length: int) -> list[str]:
    """Return families whose goals have that many atoms together, the first as likely as any; [] where none fit."""
    chosen: list[str] = []
    while length:
        fitting = [family for family in spec.families if families.atoms(family) <= length]
        if not fitting:
            return []
        chosen.append(fitting[int(rng.integers(len(fitting)))])
        length -= families.atoms(chosen[-1])
    return chosen


def choose_words(
    rng: Rng, stock: Stock, wanted: Sequence[str], clutter: int, before: Collection[str], shared: int
) -> list[str] | None:
    """Return the words of a task's things, None where its families find no things.

    Args:
        rng: the only source of chance.
        stock: what there is.
        wanted: the families.
        clutter: how many more things than they need.
        before: the words of the task before.
        shared: how many of these to take again, as far as possible; -1 does not care.
    """
    chosen: list[str] = []
    for family in wanted:
        found: list[Asset] = []
        for need in families.needs(family):
            word = _word(rng, stock, partial(_fits, need, found), chosen, before, shared)
            if word is None:
                return None
            chosen.append(word)
            found.append(stock.assets[word])
    again = sum(word in before for word in chosen)
    for _ in range(max(clutter, shared - again)):
        sides = MOST_BIG - sum(is_big(stock.assets[word]) for word in chosen)
        word = _word(rng, stock, anything if sides > 0 else is_small, chosen, before, shared)
        if word is None or len(chosen) == MOST_THINGS:
            return None
        chosen.append(word)
    return chosen if sum(is_big(stock.assets[word]) for word in chosen) <= MOST_BIG else None


def anything(asset: Asset) -> bool:
    """Tell that an asset may stand by."""
    return True


def is_small(asset: Asset) -> bool:
    """Tell whether an asset has no need of a side of the table."""
    return not is_big(asset)


def _fits(need: Need, found: Sequence[Asset], asset: Asset) -> bool:
    return need(asset, found)


def _word(
    rng: Rng, stock: Stock, fits: Callable[[Asset], bool], chosen: Collection[str], before: Collection[str], shared: int
) -> str | None:
    """Return a word that fits: one of the task before as long as more are to be shared, else a new one."""
    old = set(before) - set(chosen)
    if shared >= 0:
        new = set(stock.assets) - set(before)
        again = sum(word in before for word in chosen) < shared
        for avoided in (new, old) if again else (old, new):
            word = stock.draw(rng, fits, {*chosen, *avoided})
            if word is not None:
                return word
        return None
    return stock.draw(rng, fits, chosen)


def wishes_of(rng: Rng, wanted: Sequence[str], things: Cast) -> Iterator[tuple[Wish, ...]]:
    """Yield combinations of one wish of each family that do not get in each other's way."""
    each = [list(families.wishes(family, things)) for family in wanted]
    if not all(each):
        return
    for _ in range(TRIED):
        chosen = tuple(one[int(rng.integers(len(one)))] for one in each)
        if _together(chosen):
            yield chosen


def _together(wishes: Sequence[Wish]) -> bool:
    """Tell whether no two wishes speak of the same thing or place."""
    names = [name for wish in wishes for name in wish.names]
    return len(names) == len(set(names))
