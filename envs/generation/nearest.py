"""The next task's draft: of many, the one that has with the last task in common what is wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from .cast import cast
from .choose import choose_families, choose_words, wishes_of
from .draft import Draft
from .history import History
from .overlap import jaccard
from .spec import Spec
from .stock import Stock

DRAWS = 80  # casts that are looked at
CLOSE = 0.03  # near enough
RELAXED = 8  # attempts after which one thing more or less than wanted is shared
Rng = np.random.Generator


def nearest(rng: Rng, spec: Spec, stock: Stock, history: History, attempt: int) -> Draft | None:
    """Return the draft whose overlap with the last task is nearest to what is wanted, None where nothing is found.

    Args:
        rng: the only source of chance.
        spec: what the stream shall be like.
        stock: what there is.
        history: the tasks before.
        attempt: counts the attempts at this position; after several, more or fewer things than wanted are shared.
    """
    wanted = history.wanted(spec.overlap)
    best, least = None, np.inf
    for draft in _drafts(rng, spec, stock, history, wanted, attempt):
        error = history.error(draft.profile, wanted)
        if error < least:
            best, least = draft, error
        if error <= CLOSE**2:
            break
    return best


def _drafts(
    rng: Rng, spec: Spec, stock: Stock, history: History, wanted: Mapping[str, float], attempt: int
) -> Iterator[Draft]:
    """Yield drafts, of one room and look."""
    scene, seed = _room(rng, spec, stock, history, wanted)
    before = history.last.get("objects", frozenset())
    for _ in range(DRAWS):
        chosen = _families(rng, spec, history, wanted)
        clutter = int(rng.integers(spec.clutter[0], spec.clutter[1] + 1))
        shared = _shared(wanted, len(before), stock.count(chosen) + clutter, attempt // RELAXED)
        words = choose_words(rng, stock, chosen, clutter, before, shared) if chosen else None
        if words is not None:
            things = cast(stock.assets, words)
            for wishes in wishes_of(rng, chosen, things):
                yield from (Draft(scene, seed, things, wishes, wording) for wording in rng.permutation(3).tolist())


def _families(rng: Rng, spec: Spec, history: History, wanted: Mapping[str, float]) -> list[str]:
    """Return families for a goal: where what is asked for shall be alike, those of the last task as often as others."""
    if {"skills", "language"} & wanted.keys() and rng.random() < 0.5:
        return list(history.families)
    return choose_families(rng, spec, int(rng.integers(spec.goal_length[0], spec.goal_length[1] + 1)))


def _room(rng: Rng, spec: Spec, stock: Stock, history: History, wanted: Mapping[str, float]) -> tuple[str, int]:
    """Return the scene and look nearest to what is wanted: the last ones, another look, or another scene."""
    scene, seed = spec.scenes[int(rng.integers(len(spec.scenes)))], stock.look(rng)
    if "scenes" not in wanted:
        return scene, seed
    last = history.tasks[-1]
    others = [name for name in spec.scenes if name != last.scene]
    rooms = [(last.scene, last.seed), (last.scene, seed)]
    rooms += [(others[int(rng.integers(len(others)))], seed)] if others else []
    return min(rooms, key=lambda room: abs(_alike(history, *room) - wanted["scenes"]))


def _alike(history: History, scene: str, seed: int) -> float:
    return jaccard(history.last["scenes"], frozenset({scene, f"{scene}/{seed}"}))


def _shared(wanted: Mapping[str, float], before: int, after: int, relaxed: int) -> int:
    """Return how many of the last task's words to take again, -1 where it does not matter.

    Args:
        wanted: axis -> overlap.
        before: how many words the last task has.
        after: how many this one has, at least.
        relaxed: by how much to stay away from what would be best.
    """
    if "objects" not in wanted:
        return -1
    counts = sorted(range(before + 1), key=lambda n: abs(n / (before + max(after, n) - n) - wanted["objects"]))
    return counts[min(relaxed, before)]
