"""What can be done with a thing, from its asset alone: what families of tasks ask of the things that they need."""

from __future__ import annotations

from collections.abc import Iterator

from ..assets.asset import SWITCHES, Articulation, Asset, Cavity, Collision, Surface
from ..assets.measure import parts

GRASPABLE = 0.076  # what the fingers get around [m]
ROOMY = 0.028  # least half width of a surface that things are put on [m]
DEEP = 0.017  # half depth from which a thing has an inside; a tray or a plate has only a top [m]
LOWER = 0.01  # by which what is shut in must be lower than the room for it [m]
FLAT = 0.6  # least half width of a top that things are stacked on, as a share of the thing's own
BIG = 0.2  # what is longer stands at a side of the table [m]
UPWARDS = 0.7  # cosine of an opening's angle against up, above which things are put in from above


def movable(asset: Asset) -> bool:
    """Tell whether the gripper can take it."""
    return not asset.fixture and any(grasp.width <= GRASPABLE for grasp in asset.grasps)


def half(asset: Asset) -> tuple[float, float]:
    """Return the lesser and the greater half width [m]."""
    lesser, greater = sorted((high - low) / 2 for low, high in zip(asset.lower[:2], asset.upper[:2], strict=True))
    return lesser, greater


def is_big(asset: Asset) -> bool:
    """Tell whether it has a side of the table for itself."""
    return asset.fixture or 2 * half(asset)[1] > BIG


def platforms(asset: Asset) -> tuple[Surface, ...]:
    """Return the surfaces that things are put on; the bottom of a pot is none."""
    return tuple(
        surface for surface in asset.surfaces if min(surface.half) >= ROOMY and (asset.fixture or not _is_deep(asset))
    )


def places(asset: Asset) -> list[Surface | Cavity]:
    """Return where things are put on or into without opening anything."""
    return [*platforms(asset), *containers(asset)]


def containers(asset: Asset) -> tuple[Cavity, ...]:
    """Return the cavities that things are put into without opening anything."""
    return _telling(asset) if (asset.fixture or _is_deep(asset)) and not doors(asset) else ()


def opens_up(cavity: Cavity) -> bool:
    """Tell whether things are put in from above."""
    return cavity.opening[2] > UPWARDS


def closable(asset: Asset) -> Iterator[tuple[Cavity, Articulation]]:
    """Yield the cavities that have a drawer, a door or a lid of their own, with it."""
    for cavity in _telling(asset):
        yield from ((cavity, door) for door in doors(asset) if door.name in (cavity.name, ""))


def doors(asset: Asset) -> tuple[Articulation, ...]:
    """Return the drawers, doors and lids."""
    return tuple(part for part in asset.articulations if part.kind not in SWITCHES)


def switches(asset: Asset) -> tuple[Articulation, ...]:
    """Return the knobs and buttons."""
    return tuple(part for part in asset.articulations if part.kind in SWITCHES)


def heated(asset: Asset) -> Iterator[tuple[Articulation, Surface]]:
    """Yield a fixture's knobs, each with the surface that it is for: its only one, or that on the same side."""
    surfaces = platforms(asset) if asset.fixture else ()
    for knob in asset.articulations:
        fitting = [one for one in surfaces if len(surfaces) == 1 or one.name.split("_")[0] == knob.name.split("_")[0]]
        if knob.kind == "knob" and len(fitting) == 1:
            yield knob, fitting[0]


def fits_on(thing: Asset, surface: Surface) -> bool:
    """Tell whether most of a thing's underside finds room."""
    lesser, greater = half(thing)
    return lesser <= 1.1 * min(surface.half) and greater <= 1.4 * max(surface.half)


def fits_in(thing: Asset, cavity: Cavity, closed: bool = False) -> bool:
    """Tell whether a thing finds room; in what is closed or opens to the side, standing upright."""
    lesser, greater = half(thing)
    low = thing.upper[2] - thing.lower[2] <= 2 * cavity.half[2] - LOWER
    across = lesser <= min(cavity.half[:2]) and greater <= 1.05 * max(cavity.half[:2])
    return across and (low or (not closed and opens_up(cavity)))


def stackable(asset: Asset) -> bool:
    """Tell whether another of its category stays on it: its top is flat, or it is open and round and they nest."""
    if any(surface.round and surface.part == "" for surface in asset.surfaces):
        return movable(asset) and bool(asset.cavities)
    tops = (_top(shape) for part, _ in parts(asset.root) for shape in part.collisions)
    flat = max((width for width, top in tops if abs(top - asset.upper[2]) < 0.006), default=0.0)
    return movable(asset) and flat >= FLAT * half(asset)[0]


def _telling(asset: Asset) -> tuple[Cavity, ...]:
    """Return the cavities whose names fit no other: 'left' may mean the top left one too."""
    words = {cavity.name: set(cavity.name.split("_")) for cavity in asset.cavities}
    return tuple(one for one in asset.cavities if sum(words[one.name] <= other for other in words.values()) == 1)


def _is_deep(asset: Asset) -> bool:
    return any(cavity.half[2] > DEEP for cavity in asset.cavities)


def _top(shape: Collision) -> tuple[float, float]:
    """Return (half width, height) of the flat top of an upright box or cylinder; others have none."""
    if shape.kind == "box":
        return min(shape.size[:2]), shape.position[2] + shape.size[2]
    return (shape.size[0], shape.position[2] + shape.size[1]) if shape.kind == "cylinder" else (0.0, 0.0)
