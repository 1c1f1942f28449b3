"""What a generated suite shall be like: the keys of `conf/generate.yaml`, checked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ..assets import categories
from ..errors import PerdureError, UnknownNameError
from ..scenes import scenes as all_scenes
from . import families as all_families
from .overlap import AXES, SAME_SCENE

MOST_TASKS = 1000
MOST_ATOMS = 4
MOST_CLUTTER = 6
MOST_STATES = 1000
TOLERANCES = (0.04, 0.30)
NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True)
class Spec:
    """A suite to generate; equal ones give equal files.

    Attributes:
        name: of the suite.
        scenes: to choose from.
        tasks: how many.
        seed: of everything.
        families: of tasks, to choose from.
        assets: categories to choose from.
        overlap: axis -> mean overlap of consecutive tasks, None for what chance brings; see `overlap`.
        goal_length: (fewest, most) atoms of a goal.
        clutter: (fewest, most) things that a goal has no need of.
        tolerance: side of the zone that 'to the left of' and the like mean [m], None for the relation's own 20 cm.
        held_out: share of words and looks that the suite does without.
        held_out_only: whether it uses these alone instead.
        layouts: on how many the expert must solve a task, on all of them.
        states: initial states of each split.
        horizon: control steps; None for twice what the expert needs at most, in fifties.
    """

    name: str
    scenes: tuple[str, ...]
    tasks: int
    seed: int
    families: tuple[str, ...]
    assets: tuple[str, ...]
    overlap: Mapping[str, float | None]
    goal_length: tuple[int, int]
    clutter: tuple[int, int]
    tolerance: float | None
    held_out: float
    held_out_only: bool
    layouts: int
    states: int
    horizon: int | None


def from_mapping(content: Mapping[str, Any]) -> Spec:
    """Return the specification that plain keys and values describe.

    Raises:
        UnknownNameError: a scene, family, category or axis that does not exist.
        PerdureError: a value that cannot be, or several that cannot be together.
    """
    difficulty, held, certify = content["difficulty"], content["held_out"], content["certify"]
    spec = Spec(
        name=_name(content["name"]),
        scenes=_scenes(content["scene"]),
        tasks=_whole("tasks", content["tasks"], 1, MOST_TASKS),
        seed=_whole("seed", content["seed"], 0, 2**63 - 1),
        families=_known("family", content["families"], all_families.families()),
        assets=_known("category", content["assets"], categories()),
        overlap=_overlap(content["overlap"]),
        goal_length=_range("difficulty.goal_length", difficulty["goal_length"], 1, MOST_ATOMS),
        clutter=_range("difficulty.clutter", difficulty["clutter"], 0, MOST_CLUTTER),
        tolerance=_optional("difficulty.tolerance", difficulty["tolerance"], *TOLERANCES),
        held_out=_optional("held_out.share", held["share"], 0.0, 0.9) or 0.0,
        held_out_only=bool(held["only"]),
        layouts=_whole("certify.layouts", certify["layouts"], 1, MOST_STATES),
        states=_whole("states", content["states"], 1, MOST_STATES),
        horizon=None if content["horizon"] is None else _whole("horizon", content["horizon"], 1, 10_000),
    )
    _check_together(spec)
    return spec


def read_spec(path: str) -> dict[str, Any]:
    """Return the keys and values of a user's YAML file, or those that a generated `suite.yaml` was made from.

    Raises:
        PerdureError: it cannot be read.
    """
    try:
        content = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PerdureError(f"Cannot read spec={path}: {error}.") from None
    if not isinstance(content, dict):
        raise PerdureError(f"spec={path} must hold keys and values as `perdure generate --cfg job` prints them.")
    found: dict[str, Any] = content.get("recipe", content)
    return found


def _check_together(spec: Spec) -> None:
    shortest = min(all_families.atoms(family) for family in spec.families)
    if shortest > spec.goal_length[1]:
        raise PerdureError(
            f"difficulty.goal_length={list(spec.goal_length)} is too short for families={list(spec.families)}: "
            f"their goals have at least {shortest} predicates."
        )
    wanted = spec.overlap["scenes"]
    if wanted is not None and wanted < SAME_SCENE and len(spec.scenes) == 1:
        raise PerdureError(
            f"overlap.scenes={wanted} needs at least two scenes, as in scene=any: two styles of one scene have "
            f"{SAME_SCENE:.2f} already."
        )
    if spec.layouts > spec.states:
        raise PerdureError(f"certify.layouts={spec.layouts} cannot be more than states={spec.states}.")
    if spec.held_out_only and not spec.held_out:
        raise PerdureError("held_out.only=true needs held_out.share to be more than 0.")


def _name(value: object) -> str:
    if not isinstance(value, str) or not NAME.fullmatch(value):
        raise PerdureError(f"name={value} must be made of a-z, 0-9 and _, at most 64, the first one a letter.")
    return value


def _scenes(value: object) -> tuple[str, ...]:
    return _known("scene", None if value == "any" else value, all_scenes())


def _known(kind: str, value: object, known: Sequence[str]) -> tuple[str, ...]:
    """Return the chosen of the known names, in their order; all without a choice."""
    chosen = [value] if isinstance(value, str) else value
    if chosen is None:
        return tuple(known)
    if not isinstance(chosen, Sequence) or not chosen:
        raise PerdureError(f"Name at least one {kind}; known: {', '.join(known)}.")
    for name in chosen:
        if name not in known:
            raise UnknownNameError(kind, str(name), known)
    return tuple(name for name in known if name in chosen)


def _overlap(value: Mapping[str, Any]) -> dict[str, float | None]:
    for axis in value:
        if axis not in AXES:
            raise UnknownNameError("axis of overlap", axis, AXES)
    return {axis: _optional(f"overlap.{axis}", value.get(axis), 0.0, 1.0) for axis in AXES}


def _optional(name: str, value: object, low: float, high: float) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise PerdureError(f"{name}={value} must be a number from {low} to {high}, or null.")
    return float(value)


def _range(name: str, value: object, low: int, high: int) -> tuple[int, int]:
    pair = [value, value] if isinstance(value, int) else value
    if isinstance(pair, Sequence) and len(pair) == 2 and all(type(end) is int for end in pair):
        first, last = pair
        if low <= first <= last <= high:
            return first, last
    raise PerdureError(f"{name}={value} must be a whole number from {low} to {high}, or [fewest, most].")


def _whole(name: str, value: object, low: int, high: int) -> int:
    if type(value) is not int or not low <= value <= high:
        raise PerdureError(f"{name}={value} must be a whole number from {low} to {high}.")
    return value
