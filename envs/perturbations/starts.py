"""Where things start in a perturbed world, at rest."""

from __future__ import annotations

from ..errors import PerdureError
from ..layout import Layout
from ..placement import sample
from ..pose import Array
from ..settling import PremiseError, SettlingError, check_premises, settle
from ..simulation import Simulation
from ..task import Task

TRIES = 50


def start(simulation: Simulation, usual: Task, layout: Layout, episode: int, outside: bool) -> Array:
    """Return a layout vector of the perturbed world, at rest and with its premises fulfilled.

    Args:
        simulation: of the perturbed world, whose `changes` count; it is left somewhere.
        usual: the task before it was changed.
        layout: where its things would start; drawn anew when that does not come to rest as the task says.
        episode: seeds everything that is drawn.
        outside: see `perdure.envs.settling.check_premises`.

    Raises:
        PlacementError: there is no room.
        SettlingError, PremiseError: no draw came to rest as the task says; this is what was wrong with the last one.
    """
    assets, scene, changes = simulation.assets, simulation.scene, simulation.changes
    rng = changes.generator("start", episode)
    failure: PerdureError | None = None
    for number in range(TRIES):
        changed = changes.layout(layout, usual, assets, scene, episode, number)
        try:
            settled = settle(simulation, simulation.slots.pack(changed))
            simulation.reset_to_layout(settled)
            check_premises(simulation, simulation.task, outside)
        except (SettlingError, PremiseError) as error:
            failure = error
            layout = sample(usual, assets, scene, rng)
        else:
            return settled
    raise failure or AssertionError("no try was made")
