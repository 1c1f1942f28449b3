"""The room is made of other materials."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..assets.asset import Material, Part
from ..scenes.covers import FLOORS, TOPS, WALLS
from ..scenes.scene import Scene
from .perturbation import Perturbation

STYLES = tuple(TOPS.values()) + tuple(FLOORS.values()) + tuple(WALLS.values())
_SEEDS = 4
Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Change(Perturbation):
    """Gives table, floor, walls and furniture other pictures and colours.

    Description: every material of the room is mixed with one of the materials that rooms are made of, drawn among all
        of them, whatever it was meant for.
    Magnitude: the share of the new material: 1 replaces the old one.
    What it leaves alone: things, fixtures and the robot, light, everything but pictures.
    """

    def scene(self, scene: Scene, rng: np.random.Generator) -> Scene:
        """Mix the materials; what shared one shares the new one."""
        made: dict[int, Material] = {}
        return replace(scene, parts=tuple(self._mixed(part, made, rng) for part in scene.parts))

    def _mixed(self, part: Part, made: dict[int, Material], rng: np.random.Generator) -> Part:
        for visual in part.visuals:
            if id(visual.material) not in made:
                style = STYLES[int(rng.integers(len(STYLES)))]
                made[id(visual.material)] = self._mix(visual.material, style(int(rng.integers(_SEEDS))).material)
        visuals = tuple(replace(visual, material=made[id(visual.material)]) for visual in part.visuals)
        return replace(part, visuals=visuals, children=tuple(self._mixed(child, made, rng) for child in part.children))

    def _mix(self, old: Material, new: Material) -> Material:
        """Return a material between two; one without a picture stays so, its mesh may not be laid out for one."""
        if old.texture is None:
            return replace(old, rgba=(*self._between(_average(old), _average(new)), old.rgba[3]))
        size = max(*old.texture.shape[:2], *(new.texture.shape[:2] if new.texture is not None else ()))
        picture = self._between(_painted(old, size), _painted(new, size))
        return replace(old, rgba=(1.0, 1.0, 1.0, old.rgba[3]), texture=np.round(picture).astype(np.uint8))

    def _between(self, old: NDArray[np.float64], new: NDArray[np.float64]) -> NDArray[np.float64]:
        return (1 - self.magnitude) * old + self.magnitude * new


def _painted(material: Material, size: int) -> NDArray[np.float64]:
    """Return a material's picture (size, size, 3), its colour multiplied in; sizes are powers of two."""
    picture = np.full((1, 1, 3), 255) if material.texture is None else material.texture
    down, across = size // picture.shape[0], size // picture.shape[1]
    spread = np.repeat(np.repeat(picture, down, axis=0), across, axis=1)
    return np.asarray(spread * np.array(material.rgba[:3]))


def _average(material: Material) -> NDArray[np.float64]:
    """Return a material's mean colour (3,), 0 to 1."""
    picture = np.full((1, 1, 3), 255) if material.texture is None else material.texture
    return np.asarray(picture.mean(axis=(0, 1)) / 255 * np.array(material.rgba[:3]))
