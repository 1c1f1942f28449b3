"""Success of a policy from elsewhere on the tasks of a suite, in a run's directory that the leaderboard reads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from perdure.envs.errors import PerdureError
from perdure.envs.perturbations import NONE, parse

from .. import results
from ..arena import Arena
from ..ledger import AFTER_STAGE, Cell, Ledger, beside
from ..matrix import Counts, matrix, write
from ..metrics import transfer
from ..protocol import Protocol, load
from ..tools import Tools
from .outside import Outside

_TOOLS = Tools()
# What decides whether entries can be compared; where it learned what it knows is not ours to say.
_DECLARES = {"needs_pretraining": True, "external": True}


@dataclass(frozen=True)
class External:
    """One evaluation. Everything down to `protocol` decides the result.

    Attributes:
        name: what the policy is called.
        via: the way to it, a name of `kinds()`.
        suite: whose tasks.
        tasks: the suite's indices; None = all.
        observation: `state` or `pixels`.
        image_size: height and width of the pictures [pixel].
        renderer: of the pictures.
        robot: its name.
        seed: of the episodes.
        protocol: how success is measured: each task has as many episodes as a stream's last row.
        out: the run's directory; None = `<runs>/<suite>/<what it is>`.
        runs: folder of the runs.
        workers: threads that step environments.
    """

    name: str
    via: str
    suite: str = "quickstart"
    tasks: Sequence[int] | None = None
    observation: str = "pixels"
    image_size: int = 224
    renderer: str = "raster"
    robot: str = "panda"
    seed: int = 0
    protocol: Protocol = field(default_factory=lambda: load("fast"))
    out: Path | None = None
    runs: Path = Path("runs")
    workers: int = 1


def evaluate(
    external: External,
    policy: Outside,
    *,
    place: dict[str, Any] | None = None,
    perturbation: str = NONE,
    progress: Callable[[int, int], None] = lambda done, total: None,
    tools: Tools = _TOOLS,
) -> tuple[Path, Counts]:
    """Evaluate a policy on every task and return the run's directory and its counts; the last row is what there is.

    Tasks that the ledger has are not evaluated again; a half one is.

    Args:
        external: what to do.
        policy: what acts.
        place: what else `config.yaml` shall say, without being part of what decides the result.
        perturbation: what is changed in the world; then the ledger goes to `<run>/evaluations/`.
        progress: called with the number of finished tasks and of all.
        tools: the world.

    Raises:
        PerdureError: a task that is not there, a directory that holds another run, or whatever the policy does wrong.
    """
    suite = tools.suite(external.suite)
    order, perturbation = _order(external, len(suite.tasks)), str(parse(perturbation))
    content = _content(external, policy, order, suite.hash)
    folder = external.out or external.runs / external.suite / _name(external, content)
    results.check_content(folder, content)
    if not (folder / "config.yaml").exists():
        results.write_config(folder, {**content, "declares": _DECLARES, "name": folder.name, **(place or {})})
    file = Ledger(_ledger(folder, external, perturbation))
    with _arena(external, tools) as arena:
        for done, task in enumerate(order):
            progress(done, len(order))
            cell = Cell(len(order) - 1, AFTER_STAGE, task, external.protocol.test_split, perturbation)
            _fill(file, cell, external.protocol.final_episodes, arena, policy, folder.name)
        progress(len(order), len(order))
    counts = matrix(file.read(), order, external.protocol.test_split, perturbation)
    if perturbation == NONE:
        write(folder, file.read(), external.suite, order, external.protocol.test_split)
        results.write_metrics(folder, transfer(counts.success))
    return folder, counts


def _fill(file: Ledger, cell: Cell, episodes: int, arena: Arena, policy: Outside, run: str) -> None:
    if not file.resume(cell, episodes):
        policy.begin(arena.instruction(cell), cell.task)
        file.append(arena.watch(policy, cell, episodes=episodes, run=run))


def _order(external: External, count: int) -> list[int]:
    order = list(range(count)) if external.tasks is None else list(external.tasks)
    for task in order:
        if not 0 <= task < count:
            raise PerdureError(f"tasks={order}: the suite '{external.suite}' has the tasks 0 to {count - 1}.")
    return order


def _content(external: External, policy: Outside, order: list[int], suite_hash: str) -> dict[str, Any]:
    return {
        "suite": external.suite,
        "suite_hash": suite_hash,
        "observation": external.observation,
        "image_size": external.image_size,
        "renderer": external.renderer,
        "robot": external.robot,
        "algorithm": {"name": "external"},
        "policy": {"name": external.name, "via": external.via, **policy.facts},
        "order": order,
        "seed": external.seed,
        "protocol": {"name": external.protocol.name, **external.protocol.content()},
    }


def _name(external: External, content: dict[str, Any]) -> str:
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:8]
    return f"external-{external.name}-seed{external.seed}-{digest}"


def _ledger(folder: Path, external: External, perturbation: str) -> Path:
    if perturbation == NONE:
        return folder / "ledger.jsonl"
    return beside(folder, external.protocol.name, external.protocol.test_split, perturbation)


def _arena(external: External, tools: Tools) -> Arena:
    return Arena(
        external.suite,
        external.protocol,
        workers=external.workers,
        observation=external.observation,
        image_size=external.image_size,
        renderer=external.renderer,
        robot=external.robot,
        seed=external.seed,
        backend=tools.backend,
    )
