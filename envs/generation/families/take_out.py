"""Take a thing out of the container that it starts in, and put it on or in something else."""

from __future__ import annotations

from collections.abc import Iterator

from ..affordances import containers, fits_in, fits_on, movable, opens_up, platforms
from ..cast import Cast
from ..wish import Need, Wish
from . import _places

ATOMS = 1
NEEDS: tuple[Need, ...] = (
    lambda asset, found: any(opens_up(cavity) for cavity in containers(asset)),
    lambda asset, found: movable(asset) and any(fits_in(asset, cavity) for cavity in containers(found[0])),
    lambda asset, found: any(fits_on(found[1], surface) for surface in platforms(asset)),
)
SAY = ("take {thing} out of {source} and put it {on} {place}", "move {thing} from {source} {onto} {place}")
ALSO = (
    "{thing} is in {source}, put it {on} {place}",
    "bring {thing} from {source} to where it is {on} {place}",
    "empty {source}: {thing} goes {on} {place}",
)


def wishes(cast: Cast) -> Iterator[Wish]:
    """Yield `On` for every thing that fits into an open container and onto a surface elsewhere."""
    for thing in cast.assets:
        for source, inside in _places.inside(cast, thing):
            container = source.args[1]
            for atom, fields in _places.on(cast, thing):
                if not container.startswith(f"{atom.args[1]}_") and atom.args[1] != container:
                    yield Wish(
                        "take_out", (atom,), SAY, ALSO, {**fields, "source": inside["place"]}, starts={thing: source}
                    )
