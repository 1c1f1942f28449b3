"""LIBERO's problem classes: which scene and which workspace a BDDL file means."""

from __future__ import annotations

from typing import NamedTuple

from .errors import UnknownNameError


class Problem(NamedTuple):
    """A problem class of the task language.

    Attributes:
        name: as written in a file.
        scene: the scene that it means.
        workspace: the instance that regions are drawn on.
        category: how the file types that instance.
    """

    name: str
    scene: str
    workspace: str
    category: str


PROBLEMS = (
    Problem("LIBERO_Tabletop_Manipulation", "table", "main_table", "table"),
    Problem("LIBERO_Kitchen_Tabletop_Manipulation", "kitchen", "kitchen_table", "kitchen_table"),
    Problem("LIBERO_Living_Room_Tabletop_Manipulation", "living_room", "living_room_table", "living_room_table"),
    Problem("LIBERO_Study_Tabletop_Manipulation", "study", "study_table", "study_table"),
    Problem("LIBERO_Coffee_Table_Manipulation", "coffee_table", "coffee_table", "coffee_table"),
    Problem("LIBERO_Floor_Manipulation", "floor", "floor", "floor"),
)


def of_scene(scene: str) -> Problem:
    """Return the problem class of a scene; UnknownNameError when there is none."""
    return _find("scene", scene, {problem.scene: problem for problem in PROBLEMS})


def of_name(name: str) -> Problem:
    """Return the problem class called `name`, in any case; UnknownNameError when there is none."""
    return _find("problem class", name, {problem.name: problem for problem in PROBLEMS})


def _find(kind: str, name: str, known: dict[str, Problem]) -> Problem:
    lowered = {key.lower(): problem for key, problem in known.items()}
    if name.lower() not in lowered:
        raise UnknownNameError(kind, name, known)
    return lowered[name.lower()]
