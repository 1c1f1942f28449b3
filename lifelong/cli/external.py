"""Evaluate a policy that was not trained here: behind a websocket, as openpi's, or LeRobot's in a folder.

perdure external name=pi05_libero suite=goal protocol=perdure-v1 via.images=mirrored
perdure external name=my_act suite=goal via=lerobot via.path=models/my_act
perdure external name=again suite=goal via=perdure observation=state
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .shell import screen
from .shell.app import app
from .shell.progress import Event, board

if TYPE_CHECKING:
    from ..external import External
    from ..matrix import Counts


@dataclass
class Knobs:
    """The types of the keys of `conf/external.yaml`."""

    via: dict[str, Any]
    observation: dict[str, Any]
    protocol: dict[str, Any]
    name: str
    suite: str
    tasks: list[int] | None
    robot: str
    seed: int
    perturbation: str
    runs: str
    run: str | None
    workers: int


def main(words: Sequence[str]) -> None:
    """Read the knobs and evaluate."""
    app(Knobs, run, words)


def run(knobs: Knobs) -> None:
    """Evaluate and print success with its intervals."""
    from ..external import build, evaluate

    external = configuration(knobs)
    given = {key: value for key, value in knobs.via.items() if key != "name"}
    with build(external.via, **given) as policy, board() as shown:
        folder, counts = evaluate(
            external,
            policy,
            place={"runs": knobs.runs, "command": _command(knobs)},
            perturbation=knobs.perturbation,
            progress=lambda done, total: shown.show(Event(knobs.name, done, total, f"{done} of {total} tasks")),
        )
    _show(external, counts)
    screen.done(str(folder), f"perdure leaderboard runs={knobs.runs}")


def configuration(knobs: Knobs) -> External:
    """Return what the knobs stand for.

    Raises:
        PerdureError: a name or a value that does not exist or fit.
    """
    from ..external import External
    from ..protocol import from_mapping

    return External(
        name=knobs.name,
        via=knobs.via["name"],
        suite=knobs.suite,
        tasks=knobs.tasks,
        observation=knobs.observation["name"],
        image_size=knobs.observation.get("image_size", External.image_size),
        renderer=knobs.observation.get("renderer", External.renderer),
        robot=knobs.robot,
        seed=knobs.seed,
        protocol=from_mapping(knobs.protocol["name"], knobs.protocol),
        out=Path(knobs.run) if knobs.run else None,
        runs=Path(knobs.runs),
        workers=knobs.workers,
    )


def _command(knobs: Knobs) -> str:
    """Return the command that does this again; what is set in files of the user's own is not in it."""
    words = [f"{key}={getattr(knobs, key)}" for key in ("name", "suite", "robot", "seed")]
    words += [f"{key}={getattr(knobs, key)['name']}" for key in ("observation", "protocol", "via")]
    words += [f"via.{key}={knobs.via[key]}" for key in ("url", "path", "images") if key in knobs.via]
    words += ["via.sends=null"] if knobs.via.get("sends") is None else []
    words += [f"observation.image_size={knobs.observation['image_size']}"] if "image_size" in knobs.observation else []
    tasks = [f"tasks=[{','.join(map(str, knobs.tasks))}]"] if knobs.tasks else []
    return shlex.join(["perdure", "external", *words, *tasks])


def _show(external: External, counts: Counts) -> None:
    from perdure.envs import load_suite

    from ..statistics import wilson

    tasks = load_suite(external.suite).tasks
    order = range(len(tasks)) if external.tasks is None else external.tasks
    rows = []
    for task, successes, episodes in zip(order, counts.successes[-1], counts.episodes[-1], strict=True):
        low, high = wilson(int(successes), int(episodes))
        cells = f"{successes / episodes:.2f}", f"{low:.2f} to {high:.2f}"
        rows.append([f"task {task}", tasks[task].instruction, *cells, f"{successes} of {episodes}"])
    screen.table(["task", "instruction", "success", "95 % interval", "episodes"], rows)
