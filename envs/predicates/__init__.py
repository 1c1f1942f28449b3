"""What can be true of a world. One file per predicate: a `NAME` and a pure function `holds(world, *arguments)`.

Predicates look at poses and joints only: sleeping objects have no contacts, so contacts tell nothing.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache

from ..errors import PerdureError, UnknownNameError
from ..registry import find
from ..registry import names as modules
from ..task import Atom
from ..world import World


def names() -> list[str]:
    """Return the predicates as they are spelt in tasks: 'On', 'TurnOff' ..."""
    return sorted(_known())


def holds(world: World, atom: Atom) -> bool:
    """Tell whether an atom is true now.

    Raises:
        UnknownNameError: there is no such predicate, instance or region.
        PerdureError: the predicate takes another number of arguments, or cannot be asked of them.
    """
    known = _known()
    if atom.name not in known:
        raise UnknownNameError("predicate", atom.name, known)
    function, arity = known[atom.name]
    if len(atom.args) != arity:
        raise PerdureError(f"'{atom.name}' takes {arity} argument(s), got {len(atom.args)}: {', '.join(atom.args)}.")
    return function(world, *atom.args)


@cache
def _known() -> dict[str, tuple[Callable[..., bool], int]]:
    found = [find(__name__, module, "predicate", "holds") for module in modules(__name__, "holds")]
    return {module.NAME: (module.holds, len(inspect.signature(module.holds).parameters) - 1) for module in found}
