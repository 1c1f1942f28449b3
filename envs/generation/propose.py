"""One attempt at one task of a stream: drawn from its own seed and the tasks before it, before any physics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from ..assets import build
from ..assets.asset import Asset
from ..errors import PerdureError
from ..observation import MAX_OBJECTS
from ..outside import widened
from ..placement import PlacementError, sample
from ..scenes import build as build_scene
from ..task import Atom, Task
from .affordances import doors
from .arrange import arrange
from .cast import cast, place
from .draft import Draft, choose_families, choose_words, wishes_of
from .history import History
from .overlap import jaccard
from .recipe import interest, slug, task_of
from .spec import Spec
from .stock import Stock
from .zones import zoned

DRAWS = 80  # drafts among which the one is taken whose overlap is nearest to what is wanted
CLOSE = 0.03  # near enough
RELAXED = 8  # attempts after which one thing more or less than wanted is shared
LONGEST = 100  # letters of a task's name
NO_ROOM = "there is no room for its things"
Rng = np.random.Generator


class Proposal(NamedTuple):
    """A task and the families that its goal is of."""

    task: Task
    families: tuple[str, ...]


class Rejected(PerdureError):
    """An attempt came to nothing; the sentence is the reason."""


def propose(spec: Spec, stock: Stock, history: History, attempt: int) -> Proposal:
    """Return the proposal of an attempt at the next position of a stream.

    Args:
        spec: what it shall be like.
        stock: what there is.
        history: the tasks before it.
        attempt: counts the attempts at this position.

    Raises:
        Rejected: it came to nothing; the next attempt is another.
    """
    rng = np.random.default_rng([spec.seed, len(history.tasks), attempt])
    draft = _nearest(rng, spec, stock, history, attempt)
    if draft is None:
        raise Rejected("there are no things for its goal")
    if not all(draft.cast.is_clear(name) for name in interest(_said(draft), draft.cast.words)):
        raise Rejected("its instruction fits several things")
    assets = {name: build(word, draft.seed, name) for name, word in draft.cast.words.items()}
    if sum(1 + len(asset.articulations) for asset in assets.values()) > MAX_OBJECTS:
        raise Rejected(f"it has more than {MAX_OBJECTS} things and moving parts")
    task = _task(rng, spec, draft, assets, history)
    if history.knows(task):
        raise Rejected("it is there already")
    _check_room(rng, task, assets)
    return Proposal(task, tuple(wish.family for wish in draft.wishes))


def _nearest(rng: Rng, spec: Spec, stock: Stock, history: History, attempt: int) -> Draft | None:
    """Return the draft whose overlap with the last task is nearest to what is wanted."""
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


def _said(draft: Draft) -> tuple[Atom, ...]:
    return tuple(atom for wish in draft.wishes for atom in (*wish.atoms, *wish.init, *wish.starts.values()))


def _task(rng: Rng, spec: Spec, draft: Draft, assets: Mapping[str, Asset], history: History) -> Task:
    """Place the things of a draft and return the task as a recipe would."""
    starts = {name: atom for wish in draft.wishes for name, atom in wish.starts.items()}
    moving = {atom.args[0] for wish in draft.wishes for atom in (*wish.atoms, *wish.init) if len(atom.args) == 1}
    used = {name for name, asset in assets.items() for door in doors(asset) if place(name, door.name) in moving}
    where = arrange(rng, assets, [name for name in assets if name not in starts], used, draft.goal)
    if where is None:
        raise Rejected(NO_ROOM)
    where |= {name: {"at": f"{atom.name} {atom.args[1]}"} for name, atom in starts.items()}
    things = {name: {"is": word, **where[name]} for name, word in draft.cast.words.items()}
    goal, zones = (draft.goal, {}) if spec.tolerance is None else zoned(draft.goal, assets, spec.tolerance)
    layout = {
        "scene": draft.scene,
        "seed": draft.seed,
        "fixtures": {name: thing for name, thing in things.items() if assets[name].fixture},
        "objects": {name: thing for name, thing in things.items() if not assets[name].fixture},
        "init": [_text(atom) for wish in draft.wishes for atom in wish.init],
        "zones": zones,
    }
    entry = {
        "layout": "",
        "name": _name(draft, history),
        "say": draft.instruction,
        "also": list(draft.paraphrases),
        "sequence" if draft.ordered else "goal": [_text(atom) for atom in goal],
    }
    return task_of(entry, {"": layout}, spec.name)


def _name(draft: Draft, history: History) -> str:
    """Return a name that no earlier task has."""
    taken = {task.name for task in history.tasks}
    stem = f"{draft.scene}_{slug(draft.instruction)}"[:LONGEST].rstrip("_")
    return next(name for n in range(len(taken) + 1) if (name := f"{stem}_{n + 1}" if n else stem) not in taken)


def _text(atom: Atom) -> str:
    return " ".join((atom.name, *atom.args))


def _check_room(rng: Rng, task: Task, assets: Mapping[str, Asset]) -> None:
    """See that things find places, in their regions and around them."""
    scene = build_scene(task.scene, task.seed)
    try:
        for version in (task, widened(task)):
            sample(version, assets, scene, rng)
    except PlacementError:
        raise Rejected(NO_ROOM) from None
