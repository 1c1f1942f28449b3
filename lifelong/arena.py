"""The environments of one suite, kept open from one evaluation to the next."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from types import TracebackType
from typing import Any

from perdure.envs.perturbations import NONE, parse
from perdure.policies import Policy

from .actor import Actor, Seeing
from .backend import Backend, Vector, simulator
from .batches import observe
from .episodes import Start, by_lane, starts
from .lanes import Broken, Lanes, Outcome, acting
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
        return self.repeat(policy, cell, numbers=range(episodes), run=run)

    def repeat(self, policy: Policy, cell: Cell, *, numbers: Sequence[int], run: str) -> list[Line]:
        """Return the lines of some episodes of a cell, as they are when all are run; else as `evaluate`.

        Args:
            policy: what acts.
            cell: whose episodes.
            numbers: of the episodes.
            run: name of the run.

        Raises:
            PerdureError: a perturbation that can't be.
        """
        observe_now = partial(observe, instruction=self.instruction(cell), task=cell.task, policy=policy)
        every = self.starts(cell.task, cell.split, max(numbers) + 1)
        beginnings = [every[number] for number in numbers]
        with acting(policy):
            return self._lines(Seeing(policy, observe_now, self._seeds(beginnings)), cell, beginnings, run)

    def watch(self, actor: Actor, cell: Cell, *, episodes: int, run: str) -> list[Line]:
        """Return one line per episode of a cell, in order, for whatever acts.

        Raises:
            PerdureError: a perturbation that can't be.
        """
        return self._lines(actor, cell, self.starts(cell.task, cell.split, episodes), run)

    def instruction(self, cell: Cell) -> str:
        """Return the sentence that a cell's episodes are told, in the words of its perturbation.

        Raises:
            PerdureError: a perturbation that can't be.
        """
        return self._backend.instruction(self.suite, cell.task, str(parse(cell.perturbation)))

    def starts(self, task: int, split: str, episodes: int) -> list[Start]:
        """Return the beginnings of a cell's episodes."""
        states = self._backend.states(self.suite, task, split)
        return starts(episodes, states=states, seed=self.seed, suite=self.suite, task=task, split=split)

    @property
    def fingerprint(self) -> str:
        """The hash of physics and rendering that its lines have."""
        return self._fingerprint

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

    def _lines(self, actor: Actor, cell: Cell, beginnings: Sequence[Start], run: str) -> list[Line]:
        cell = replace(cell, perturbation=str(parse(cell.perturbation)))
        outcomes = self._outcomes(actor, cell, beginnings)
        return [self._line(run, cell, start, outcome) for start, outcome in zip(beginnings, outcomes, strict=True)]

    def _outcomes(self, actor: Actor, cell: Cell, beginnings: Sequence[Start]) -> list[Outcome]:
        """Run episodes; if an environment breaks, run the same ones in new environments, which comes to the same."""
        try:
            return Lanes(self._open(cell.task, cell.perturbation), actor).run(beginnings)
        except Broken as broken:
            warnings.warn(
                f"An environment of task {cell.task} broke ({broken}); its episodes begin again.", stacklevel=2
            )
        self._vector = None  # what is broken may not close either
        return Lanes(self._open(cell.task, cell.perturbation), actor).run(beginnings)

    def _seeds(self, beginnings: Sequence[Start]) -> list[list[int]] | None:
        """Return the seeds of each lane's episodes, if the protocol draws actions."""
        if self.protocol.action != "sample":
            return None
        return [[beginnings[place].seed for place in lane] for lane in by_lane(beginnings, self.protocol.lanes)]

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
