"""Write down what the expert makes of stored states: `python -m tests.fidelity.outcomes`.

`test_outcomes.py` compares on every supported MuJoCo: a state must stay a state, and a task as hard as it was.
"""

import json
from pathlib import Path

from perdure.demos.certify import attempt
from perdure.envs import load_suite
from perdure.envs.simulation import Simulation
from tests.sample import tasks

FILE = Path(__file__).with_name("outcomes.json")
STATES = (1, 26)
TASKS = 12  # besides those of quickstart


def outcomes(suite: str, index: int) -> list[bool]:
    """Return whether the expert solves each of the test states."""
    loaded = load_suite(suite)
    simulation = Simulation(loaded.tasks[index])
    states = loaded.init_states(index, "test")
    return [not attempt(simulation, states[number], number).reason for number in STATES]


if __name__ == "__main__":
    found = {f"{suite} {index}": outcomes(suite, index) for suite, index in tasks(TASKS)}
    FILE.write_text(json.dumps(found, indent=1) + "\n")
    print(f"wrote {FILE}: {sum(map(sum, found.values()))} of {2 * len(found)} solved")
