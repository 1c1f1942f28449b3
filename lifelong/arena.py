"""The environments of one suite, kept open between the evaluations of a run."""

from __future__ import annotations

from functools import partial
from types import TracebackType
from typing import Any

from perdure.envs.errors import UnknownNameError
from perdure.policies import Policy

from .backend import Backend, Vector, simulator
from .episodes import Start, starts
from .lanes import Lanes, Outcome, acting
from .ledger import Cell, Line
from .observe import observation_batch
from .protocol import Protocol

PERTURBATIONS = ("none",)


class Arena:
    """Runs the cells of a run: which policy, on which task, at which moment of the stream.

    Args:
        suite: name of the suite.
        protocol: gives the number of lanes and the horizon.
        workers: processes that step the environments; the results do not depend on it.
        observation: `state` or `pixels`.
        image_size: height and width of the pictures.
        seed: of the run; decides the seeds of the episodes.
        keep: vector environments that stay open; the one that was idle longest is closed for another.
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
        seed: int,
        keep: int = 2,
        backend: Backend | None = None,
    ) -> None:
        self.suite, self.protocol, self.seed = suite, protocol, seed
        self._shape: dict[str, Any] = {"num_envs": protocol.lanes, "workers": workers}
        self._shape |= {"observation": observation, "image_size": image_size}
        if (horizon := protocol.horizon_for(suite)) is not None:
            self._shape["horizon"] = horizon
        self._keep, self._backend = keep, backend or simulator()
        self._open: dict[int, Vector] = {}

    def evaluate(self, policy: Policy, cell: Cell, *, episodes: int, run: str) -> list[Line]:
        """Return one line per episode of a cell, in order; policy and torch's random state are left as they were.

        Raises:
            UnknownNameError: an unknown perturbation.
        """
        if cell.perturbation not in PERTURBATIONS:
            raise UnknownNameError("perturbation", cell.perturbation, PERTURBATIONS)
        beginnings = self.starts(cell.task, cell.split, episodes)
        instruction = self._backend.instruction(self.suite, cell.task)
        device = next(policy.parameters()).device
        observe = partial(observation_batch, instruction=instruction, task=cell.task, device=device)
        with acting(policy):
            outcomes = Lanes(self._vector(cell.task), policy, observe).run(beginnings)
        return [self._line(run, cell, start, outcome) for start, outcome in zip(beginnings, outcomes, strict=True)]

    def starts(self, task: int, split: str, episodes: int) -> list[Start]:
        """Return the beginnings of a cell's episodes."""
        states = self._backend.states(self.suite, task, split)
        return starts(episodes, states=states, seed=self.seed, suite=self.suite, task=task, split=split)

    def close(self) -> None:
        """Close all environments; the arena can be used again."""
        while self._open:
            self._open.popitem()[1].close()

    def __enter__(self) -> Arena:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _vector(self, task: int) -> Vector:
        """Return the task's vector environment; the last one in `_open` is the one used last."""
        vector = self._open.pop(task, None)
        if vector is None:
            while len(self._open) >= self._keep:
                self._open.pop(next(iter(self._open))).close()
            vector = self._backend.make_vector(self.suite, task, **self._shape)
        self._open[task] = vector
        return vector

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
            fingerprint=self._backend.fingerprint(),
            protocol=self.protocol.hash,
        )
