"""Recipes: a suite's tasks in a few lines each, from which its BDDL files are written.

description: one sentence
version: 1
horizon: 300
layouts:
  by_the_stove:                             # what stands where; several tasks share it
    scene: kitchen
    seed: 3                                 # of shapes and colours
    fixtures:
      stove_1: {is: stove, area: [-0.09, -0.34, -0.03, -0.28], yaw: [-1.74, -1.4]}
    objects:
      bowl_1: {is: black_bowl, area: [-0.3, 0.0, -0.1, 0.2]}     # x0, y0, x1, y1 on the table; any yaw
      plate_1: {is: plate, beside: bowl_1, area: [-0.02, 0.2, 0.02, 0.25]}     # relative to where the bowl is
      mug_1: {is: red_mug, at: On stove_1_cook_region}         # on or in another thing
    init: [TurnOff stove_1]
tasks:
  - layout: by_the_stove
    say: put the black bowl on the plate    # the instruction; the name is made of it
    also: [lay the black bowl on the plate] # paraphrases, held out
    goal: [On bowl_1 plate_1]               # `sequence:` in the place of `goal:` when the order matters
    init: [...]                             # further premises of this task
    objects: {...}                          # other starts of this task's things, or further things
    without: [mug_1]                        # things of the layout that this task does without
    zones: {left_of_plate: {beside: plate_1, area: [...]}}       # rectangles that the goal speaks of
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import pi
from pathlib import Path
from typing import Any

import yaml

from ..assets import build
from ..errors import PerdureError
from ..manifest import Manifest
from ..problems import of_scene
from ..task import Atom, Region, Task, owner

RECIPE = "recipe.yaml"
ANY_YAW = (-pi, pi)
Entry = Mapping[str, Any]
_LAYOUT = {"scene", "seed", "fixtures", "objects", "init", "zones"}
_TASK = {"layout", "say", "also", "goal", "sequence", "init", "fixtures", "objects", "without", "zones", "name", "seed"}


def read_recipe(path: Path) -> Manifest:
    """Return the suite that a recipe describes, without certificate.

    Raises:
        PerdureError: the file is missing or damaged, or a task in it makes no sense.
    """
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        layouts: Entry = content["layouts"]
        tasks = tuple(task_of(entry, layouts, str(path)) for entry in content["tasks"])
        return Manifest(
            int(content["version"]), int(content["horizon"]), tasks, description=str(content["description"]).strip()
        )
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise PerdureError(f"Cannot read the recipe '{path}': {type(error).__name__}: {error}.") from None


def task_of(entry: Entry, layouts: Entry, where: str) -> Task:
    """Return the task that an entry of `tasks` describes; `where` is what errors call the recipe."""
    layout = layouts[entry["layout"]]
    for keys, known in ((layout.keys() - _LAYOUT, _LAYOUT), (entry.keys() - _TASK, _TASK)):
        if keys:
            raise PerdureError(f"'{where}': unknown key '{min(keys)}' of '{entry['layout']}'; known: {sorted(known)}.")
    without = set(entry.get("without", []))
    fixtures, objects = (
        {name: thing for name, thing in {**layout.get(kind, {}), **entry.get(kind, {})}.items() if name not in without}
        for kind in ("fixtures", "objects")
    )
    things = {**fixtures, **objects}
    workspace = of_scene(layout["scene"]).workspace
    regions, starts = _starts(things, workspace)
    zones = {**layout.get("zones", {}), **entry.get("zones", {})}
    regions |= dict(_region(name, zone, workspace, 0.0) for name, zone in zones.items())
    seed = int(entry.get("seed", layout.get("seed", 0)))
    regions |= _of_assets(things, seed)
    init = [_atom(text) for text in (*layout.get("init", []), *entry.get("init", []))]
    wanted = entry.get("sequence") or entry["goal"]
    goal = tuple(_atom(text) for text in wanted)
    return Task(
        name=entry.get("name") or f"{entry['layout']}_{slug(entry['say'])}",
        scene=layout["scene"],
        instruction=entry["say"],
        fixtures={name: thing["is"] for name, thing in fixtures.items()},
        objects={name: thing["is"] for name, thing in objects.items()},
        regions=regions,
        init=tuple(starts) + tuple(atom for atom in init if not any(owner(arg, without) for arg in atom.args)),
        goal=goal,
        interest=interest(goal, things),
        seed=seed,
        ordered="sequence" in entry,
        paraphrases=tuple(entry.get("also", ())),
        problem=of_scene(layout["scene"]).name,
    )


def slug(text: str) -> str:
    """Return a sentence as a file's name: 'Put it there.' as 'put_it_there'."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def interest(goal: tuple[Atom, ...], things: Mapping[str, object]) -> tuple[str, ...]:
    """Return the instances that a goal speaks of, each once."""
    found = (owner(arg, things) for atom in goal for arg in atom.args)
    return tuple(dict.fromkeys(filter(None, found)))


def _starts(things: Entry, workspace: str) -> tuple[dict[str, Region], list[Atom]]:
    """Return the regions that things start in and the atoms that say so."""
    regions: dict[str, Region] = {}
    atoms = []
    for name, thing in things.items():
        if "at" in thing:
            word, place = thing["at"].split()
            atoms.append(Atom(word, (name, place)))
        else:
            full, region = _region(f"{name}_start", thing, workspace, ANY_YAW)
            regions[full] = region
            atoms.append(Atom("On", (name, full)))
    return regions, atoms


def _region(name: str, entry: Entry, workspace: str, yaw: float | tuple[float, float]) -> tuple[str, Region]:
    target = entry.get("beside", workspace)
    low, high = entry.get("yaw", yaw if isinstance(yaw, tuple) else (yaw, yaw))
    x0, y0, x1, y1 = (float(value) for value in entry["area"])
    return f"{target}_{name}", Region(name, target, ((x0, y0, x1, y1),), (float(low), float(high)))


def _of_assets(things: Entry, seed: int) -> dict[str, Region]:
    """Return the named regions of all things: surfaces, cavities and moving parts."""
    found = {}
    for name, thing in things.items():
        asset = build(thing["is"], seed, name)
        names = [item.name for group in (asset.surfaces, asset.cavities, asset.articulations) for item in group]
        for region in filter(None, names):
            found[f"{name}_{region}"] = Region(region, name)
    return found


def _atom(text: str) -> Atom:
    name, *args = text.split()
    return Atom(name, tuple(args))
