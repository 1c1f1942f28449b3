"""Where evaluation episodes are run: the simulator, or a stand-in for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gymnasium.vector import VectorEnv

Vector = VectorEnv[Any, Any, Any]


@dataclass(frozen=True)
class Backend:
    """What an evaluation needs of the world.

    Attributes:
        make_vector: (suite, task, num_envs, workers, *, observation, image_size, renderer, robot, horizon,
            perturbation) -> vector env.
        states: (suite, task, split) -> number of stored states.
        instruction: (suite, task, perturbation) -> sentence.
        fingerprint: (renderer or '', robot) -> hash of physics and of that renderer's pictures.
    """

    make_vector: Callable[..., Vector]
    states: Callable[[str, int, str], int]
    instruction: Callable[[str, int, str], str]
    fingerprint: Callable[[str, str], str]


def simulator() -> Backend:
    """Return perdure's own world."""
    from perdure.envs import load_suite, make_vector
    from perdure.envs.fingerprint import fingerprint
    from perdure.envs.perturbations import changes, parse

    def instruction(suite: str, task: int, perturbation: str) -> str:
        usual = load_suite(suite).tasks[task]
        return changes(parse(perturbation), suite, usual.name).task(usual).instruction

    return Backend(
        make_vector=make_vector,
        states=lambda suite, task, split: len(load_suite(suite).init_states(task, split)),
        instruction=instruction,
        fingerprint=lambda renderer, robot: str(fingerprint(renderer, robot)["hash"]),
    )
