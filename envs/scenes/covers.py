"""What tables, floors and walls are made of: styles that a scene draws from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from ..assets.asset import Material
from ..assets.texture import carpet, marble, planks, plaster, rug, terrazzo, tiles, wallpaper, wood
from ..errors import UnknownNameError

Rgb = tuple[float, float, float]
_SEEDS = 4  # pictures of each style


@dataclass(frozen=True, eq=False)
class Cover:
    """A material, and how much of a surface one repeat of its picture covers [m]."""

    material: Material
    tile: float


def _boards(kind: str, seed: int) -> Cover:
    return Cover(Material(texture=planks(kind, seed), specular=0.12), 0.8)


def _floorboards(kind: str, seed: int) -> Cover:
    return Cover(Material(texture=planks(kind, seed, 8), specular=0.08), 1.1)


def _plain(kind: str, seed: int) -> Cover:
    return Cover(Material(texture=wood(kind, seed), specular=0.12), 0.6)


def _marble(kind: str, seed: int) -> Cover:
    return Cover(Material(texture=marble(kind, seed), specular=0.15), 0.8)


def _terrazzo(kind: str, seed: int) -> Cover:
    return Cover(Material(texture=terrazzo(kind, seed), specular=0.12), 0.6)


def _tiles(rgb: Rgb, tile: float, seed: int) -> Cover:
    return Cover(Material(texture=tiles(rgb, seed), specular=0.12), tile)


def _laminate(rgb: Rgb, seed: int) -> Cover:
    return Cover(Material((*rgb, 1.0), plaster(seed), specular=0.10), 0.5)


def _carpet(rgb: Rgb, seed: int) -> Cover:
    return Cover(Material((*rgb, 1.0), carpet(seed), specular=0.0), 0.5)


def _rug(ground: Rgb, accent: Rgb, seed: int) -> Cover:
    return Cover(Material(texture=rug(ground, accent, seed), specular=0.0), 1.0)


def _paint(rgb: Rgb, seed: int) -> Cover:
    return Cover(Material((*rgb, 1.0), plaster(seed), specular=0.05), 1.2)


def _paper(rgb: Rgb, seed: int) -> Cover:
    return Cover(Material((*rgb, 1.0), wallpaper(seed), specular=0.05), 0.8)


TOPS: dict[str, Callable[[int], Cover]] = {
    **{f"{kind} boards": partial(_boards, kind) for kind in ("oak", "ash", "beech", "teak", "pine")},
    **{f"{kind} wood": partial(_plain, kind) for kind in ("oak", "beech", "teak", "cherry")},
    **{f"{kind} marble": partial(_marble, kind) for kind in ("grey", "sand", "sage", "rose", "slate")},
    **{f"{kind} terrazzo": partial(_terrazzo, kind) for kind in ("grey", "sage", "rose")},
    "cream tiles": partial(_tiles, (0.66, 0.61, 0.53), 0.48),
    "blue tiles": partial(_tiles, (0.44, 0.53, 0.58), 0.48),
    "grey laminate": partial(_laminate, (0.60, 0.61, 0.62)),
    "blue laminate": partial(_laminate, (0.45, 0.55, 0.63)),
    "mint laminate": partial(_laminate, (0.52, 0.62, 0.56)),
    "sand laminate": partial(_laminate, (0.66, 0.59, 0.50)),
}
FLOORS: dict[str, Callable[[int], Cover]] = {
    **{f"{kind} floor": partial(_floorboards, kind) for kind in ("oak", "ash", "walnut", "teak", "beech")},
    "grey tiles": partial(_tiles, (0.52, 0.51, 0.49), 1.6),
    "clay tiles": partial(_tiles, (0.56, 0.38, 0.29), 1.4),
    "slate tiles": partial(_tiles, (0.36, 0.39, 0.42), 1.6),
    "sand carpet": partial(_carpet, (0.72, 0.64, 0.53)),
    "blue carpet": partial(_carpet, (0.42, 0.50, 0.60)),
    "green carpet": partial(_carpet, (0.46, 0.55, 0.47)),
    "grey carpet": partial(_carpet, (0.58, 0.57, 0.56)),
    "grey concrete": partial(_laminate, (0.54, 0.54, 0.53)),
}
RUGS: dict[str, Callable[[int], Cover]] = {
    "red rug": partial(_rug, (0.60, 0.42, 0.36), (0.80, 0.71, 0.58)),
    "blue rug": partial(_rug, (0.36, 0.46, 0.58), (0.78, 0.76, 0.68)),
    "green rug": partial(_rug, (0.44, 0.53, 0.44), (0.74, 0.69, 0.54)),
    "cream rug": partial(_rug, (0.72, 0.65, 0.54), (0.44, 0.38, 0.36)),
    "grey rug": partial(_rug, (0.56, 0.57, 0.58), (0.32, 0.36, 0.42)),
}
WALLS: dict[str, Callable[[int], Cover]] = {
    "white paint": partial(_paint, (0.82, 0.80, 0.76)),
    "grey paint": partial(_paint, (0.66, 0.67, 0.68)),
    "blue paint": partial(_paint, (0.52, 0.62, 0.70)),
    "green paint": partial(_paint, (0.55, 0.64, 0.54)),
    "ochre paint": partial(_paint, (0.76, 0.63, 0.42)),
    "clay paint": partial(_paint, (0.68, 0.48, 0.40)),
    "sand paper": partial(_paper, (0.80, 0.74, 0.64)),
    "blue paper": partial(_paper, (0.56, 0.66, 0.72)),
    "green paper": partial(_paper, (0.60, 0.69, 0.58)),
}
_ALL = TOPS | FLOORS | RUGS | WALLS


def drawn(rng: np.random.Generator, styles: tuple[str, ...]) -> Cover:
    """Draw one of some styles of this file, and one of its pictures.

    Raises:
        UnknownNameError: there is no such style, whichever is drawn.
    """
    for style in styles:
        if style not in _ALL:
            raise UnknownNameError("style", style, _ALL)
    return _ALL[str(rng.choice(styles))](int(rng.integers(_SEEDS)))


def picked(rng: np.random.Generator, colours: tuple[Rgb, ...]) -> Rgb:
    """Draw one of some colours."""
    return colours[int(rng.integers(len(colours)))]
