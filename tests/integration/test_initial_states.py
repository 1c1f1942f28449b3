from dataclasses import replace

import numpy as np
import pytest

from perdure.envs.generation.build import build_state
from perdure.envs.generation.visible import Witness
from perdure.envs.settling import PremiseError, SettlingError, check_premises, fresh_layout, settle
from perdure.envs.simulation import Simulation
from perdure.envs.suite import load_suite
from perdure.envs.task import Atom

SUITE = load_suite("quickstart")


@pytest.fixture(scope="module")
def simulations() -> list[Simulation]:
    return [Simulation(task) for task in SUITE.tasks]


def test_stored_states_fulfil_their_premises_and_stay_at_rest(simulations: list[Simulation]) -> None:
    for index, simulation in enumerate(simulations):
        for split in ("val", "test"):
            for state in SUITE.init_states(index, split)[:10]:
                simulation.reset_to_layout(state)
                check_premises(simulation, simulation.task)
                assert np.abs(simulation.layout() - state).max() < 1e-5
                for _ in range(5):
                    simulation.hold()
                assert np.abs(simulation.layout() - state).max() < 1e-3
                check_premises(simulation, simulation.task)


def test_stored_states_are_what_their_seeds_give(simulations: list[Simulation]) -> None:
    for index, simulation in enumerate(simulations):
        for split in ("val", "test"):
            again = build_state(SUITE, simulation.task, Witness(simulation), split, 7)
            assert np.abs(again - SUITE.init_states(index, split)[7]).max() < 1e-4


def test_a_fresh_layout_comes_from_its_generator_alone(simulations: list[Simulation]) -> None:
    simulation = simulations[0]
    one, two = (fresh_layout(simulation, simulation.task, np.random.default_rng(5)) for _ in range(2))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, fresh_layout(simulation, simulation.task, np.random.default_rng(6)))


def test_a_thing_that_falls_is_refused(simulations: list[Simulation]) -> None:
    simulation = simulations[0]
    state = SUITE.init_states(0, "val")[0].copy()
    column = 7 * simulation.slots.instances.index("bowl_1") + 2
    state[column] += 0.1
    with pytest.raises(SettlingError, match=r"'bowl_1' (moved by \d+ mm|tipped over)"):
        settle(simulation, state)


def test_broken_premises_name_the_atom(simulations: list[Simulation]) -> None:
    simulation = simulations[0]
    slots = simulation.slots
    state = SUITE.init_states(0, "val")[0]
    layout = slots.unpack(state)
    layout.poses["bowl_1"] = ((-0.1, 0.2, 0.9), layout.poses["bowl_1"][1])
    simulation.reset_to_layout(slots.pack(layout))
    with pytest.raises(PremiseError, match="'On bowl_1 kitchen_table_bowl_region' does not hold"):
        check_premises(simulation, simulation.task)
    stove = simulations[4]
    stove.reset_to_layout(SUITE.init_states(4, "val")[0])
    with pytest.raises(PremiseError, match="the goal holds at the start"):
        check_premises(stove, replace(stove.task, goal=(Atom("TurnOff", ("stove_1",)),)))
