"""One evaluation: success of a policy on a task, one ledger line per episode."""

from __future__ import annotations

from perdure.policies import Policy

from .arena import Arena
from .backend import Backend
from .ledger import Cell, Line
from .protocol import Protocol


def evaluate(
    policy: Policy,
    suite: str,
    task: int,
    *,
    protocol: Protocol,
    split: str,
    episodes: int,
    stage: int,
    epoch: int,
    run: str,
    workers: int,
    observation: str,
    image_size: int,
    renderer: str,
    seed: int,
    robot: str = "panda",
    perturbation: str = "none",
    backend: Backend | None = None,
) -> list[Line]:
    """Return one line per episode, in the order of the episodes; whoever evaluates often keeps an `Arena` open instead.

    Args:
        policy: what acts; it and torch's random state are left as they were.
        suite: name of the suite.
        task: the suite's index of the task.
        protocol: gives the number of lanes and the horizon.
        split: stored states to start from.
        episodes: how many; more than there are stored states start from them again.
        stage: position in the stream.
        epoch: point of the learning curve, or -1 for after the stage.
        run: name of the run.
        workers: threads that step the environments; the lines do not depend on it.
        observation: `state` or `pixels`.
        image_size: height and width of the pictures.
        renderer: of the pictures.
        seed: of the run.
        robot: its name.
        perturbation: what is changed in the world, see `perdure.envs.perturbations.parse`.
        backend: where the episodes are run.

    Raises:
        PerdureError: a perturbation that can't be.
    """
    arena = Arena(
        suite,
        protocol,
        workers=workers,
        observation=observation,
        image_size=image_size,
        renderer=renderer,
        robot=robot,
        seed=seed,
        backend=backend,
    )
    with arena:
        return arena.evaluate(policy, Cell(stage, epoch, task, split, perturbation), episodes=episodes, run=run)
