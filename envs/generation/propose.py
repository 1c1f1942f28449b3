"""One attempt at one task of a stream: drawn from its own seed and the tasks before it, before any physics."""

from __future__ import annotations

from collections.abc import Mapping
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
from .cast import place
from .draft import Draft
from .history import History
from .nearest import nearest
from .recipe import interest, slug, task_of
from .spec import Spec
from .stock import Stock
from .zones import zoned

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
    draft = nearest(rng, spec, stock, history, attempt)
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
