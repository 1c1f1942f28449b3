"""The environments of one suite, kept open from one evaluation to the next."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from types import TracebackType
from typing import Any

from perdure.envs.perturbations import NONE, parse
from perdure.policies import Policy

from .backend import Backend, Vector, simulator
from .batches import observe
from .episodes import Start, starts
from .lanes import Lanes, Outcome, acting
from .ledger import Cell, Line
from .protocol import Protocol


class Arena:
    """Runs the cells of a run: which policy, on which task, at which moment of the stream.

    Args:
        suite: name of the suite.
        protocol: gives the number of lanes and the horizon.
        workers: threads that step the environments; the results do not depend on it.
        observation: `state` or `pixels`.
        image_size: height and width of the pictures.
        renderer: of the pictures.
        seed: of the run; decides the seeds of the episodes.
        robot: its name.
        backend: where the episodes are run.
    """

    def __init__(
        self,
        suite: str,
        protocol: Protocol,
        *,
        workers: int,
        observation: str,
        image_size: int,
        renderer: str,
        seed: int,
        robot: str = "panda",
        backend: Backend | None = None,
    ) -> None:
        self.suite, self.protocol, self.seed = suite, protocol, seed
        self._shape: dict[str, Any] = {"num_envs": protocol.lanes, "workers": workers}
        self._shape |= {"observation": observation, "image_size": image_size, "renderer": renderer, "robot": robot}
        if (horizon := protocol.horizon_for(suite)) is not None:
            self._shape["horizon"] = horizon
        self._backend = backend or simulator()
        self._fingerprint = self._backend.fingerprint(renderer if observation == "pixels" else "", robot)
        self._vector: Vector | None = None
        self._open_for = -1, NONE  # task and perturbation

    def evaluate(self, policy: Policy, cell: Cell, *, episodes: int, run: str) -> list[Line]:
        """Return one line per episode of a cell, in order; policy and torch's random state are left as they were.

        Raises:
            PerdureError: a perturbation that can't be.
        """
        cell = replace(cell, perturbation=str(parse(cell.perturbation)))
        beginnings = self.starts(cell.task, cell.split, episodes)
        instruction = self._backend.instruction(self.suite, cell.task, cell.perturbation)
        observe_now = partial(observe, instruction=instruction, task=cell.task, policy=policy)
        with acting(policy):
            outcomes = Lanes(self._open(cell.task, cell.perturbation), policy, observe_now).run(beginnings)
        return [self._line(run, cell, start, outcome) for start, outcome in zip(beginnings, outcomes, strict=True)]

    def starts(self, task: int, split: str, episodes: int) -> list[Start]:
        """Return the beginnings of a cell's episodes."""
        states = self._backend.states(self.suite, task, split)
        return starts(episodes, states=states, seed=self.seed, suite=self.suite, task=task, split=split)

    def close(self) -> None:
        """Close the environments; the arena can be used again."""
        if self._vector is not None:
            self._vector.close()
        self._vector = None

    def __enter__(self) -> Arena:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self, task: int, perturbation: str) -> Vector:
        """Return the task's environments: those of the last evaluation if it was about the same world."""
        if self._vector is None or self._open_for != (task, perturbation):
            self.close()
            self._vector = self._backend.make_vector(self.suite, task, perturbation=perturbation, **self._shape)
            self._open_for = task, perturbation
        return self._vector

    def _line(self, run: str, cell: Cell, start: Start, outcome: Outcome) -> Line:
        return Line(
            run=run,
            stage=cell.stage,
            epoch=cell.epoch,
            task=cell.task,
            episode=start.episode,
            split=start.split,
            init_state=start.init_state,
            seed=start.seed,
            perturbation=cell.perturbation,
            success=outcome.success,
            steps=outcome.steps,
            progress=outcome.progress,
            fingerprint=self._fingerprint,
            protocol=self.protocol.hash,
        )
