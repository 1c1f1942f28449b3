"""Train a policy on a stream of tasks and measure every stage of it; a killed run goes on when typed again.

perdure train suite=quickstart algorithm=er observation=state order=3 seed=1
perdure train -m algorithm=sequential,er order=0,1 seed=range(3)
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .shell import screen
from .shell.app import app
from .shell.progress import Board, Event, board

if TYPE_CHECKING:
    from ..config import RunConfig
    from ..run import Moment

_NEARLY = 0.95


@dataclass
class Train:
    """The types of the keys of `conf/train.yaml`."""

    observation: dict[str, Any]
    policy: dict[str, Any]
    language: dict[str, Any]
    algorithm: dict[str, Any]
    protocol: dict[str, Any]
    launcher: dict[str, Any]
    suite: str
    robot: str
    order: Any
    seed: int
    demos_per_task: int
    updates: int
    batch_size: int
    learning_rate: float
    precision: str
    accumulate: int
    compile: bool
    init: str | None
    backbone: str | None
    finetune: str
    demos: str
    runs: str
    run: str | None
    workers: int
    device: str
    threads: int
    save_every: int


def main(words: Sequence[str]) -> None:
    """Read the knobs and train."""
    app(Train, run, words)


def run(knobs: Train) -> None:
    """Train, and print what came out."""
    config = configuration(knobs)
    learn(config, f"perdure render run={config.folder}[/], or [bold]perdure leaderboard runs={knobs.runs}")


def learn(config: RunConfig, then: str) -> None:
    """Train, print what came out, and what to type then."""
    from ..parallel import launched
    from ..results import finished
    from ..run import train
    from .shell.outcome import show

    if launched().number:
        train(config)  # the first process tells
        return
    start = time.monotonic()
    known = finished(config.folder)
    with board() as shown:
        folder = train(config, _Watch(shown, config))
        shown.show(Event(_label(config), 1, 1, "finished"))
    show(folder)
    took = "it was finished already" if known else f"it took {screen.duration(time.monotonic() - start)}"
    screen.say(f"[bold]{folder}[/]: {took}.")
    screen.done(str(folder), then)


def configuration(knobs: Train) -> RunConfig:
    """Return what the knobs stand for.

    Raises:
        PerdureError: a name or a value that does not exist or fit.
    """
    from dataclasses import replace

    from .. import backbone, initial
    from ..config import RunConfig
    from ..execution import Execution
    from ..parallel import launched
    from ..protocol import from_mapping
    from ..trainer import Schedule

    config = RunConfig(
        suite=knobs.suite,
        algorithm=knobs.algorithm["name"],
        algorithm_knobs=_without_name(knobs.algorithm),
        policy=knobs.policy["name"],
        policy_knobs=_without_name(knobs.policy),
        language=knobs.language["name"],
        language_knobs=_without_name(knobs.language),
        observation=knobs.observation["name"],
        image_size=knobs.observation.get("image_size", RunConfig.image_size),
        renderer=knobs.observation.get("renderer", RunConfig.renderer),
        robot=knobs.robot,
        order=knobs.order,
        seed=knobs.seed,
        demos_per_task=knobs.demos_per_task,
        schedule=Schedule(knobs.updates, knobs.batch_size, knobs.learning_rate),
        execution=Execution(knobs.precision, knobs.accumulate, knobs.compile, launched().count),
        protocol=from_mapping(knobs.protocol["name"], knobs.protocol),
        init=initial.find(Path(knobs.init)) if knobs.init else None,
        backbone=backbone.find(Path(knobs.backbone)) if knobs.backbone else None,
        finetune=knobs.finetune,
        demos=Path(knobs.demos),
        workers=knobs.workers,
        device=knobs.device,
        threads=knobs.threads,
        save_every=knobs.save_every,
    )
    return replace(config, out=Path(knobs.run) if knobs.run else Path(knobs.runs, knobs.suite, folder_name(config)))


def folder_name(config: RunConfig) -> str:
    """Return a readable name with the hash of all that decides the result, so that equal runs are found again."""
    order = config.order if isinstance(config.order, int | str) else ".".join(map(str, config.order))
    digest = config.name.rsplit("-", 1)[-1]
    return f"{config.algorithm}-{config.policy_name}-order{order}-seed{config.seed}-{digest}"


def _without_name(choice: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in choice.items() if key != "name"}


class _Watch:
    """Says once what an update takes, and shows how far the run is."""

    def __init__(self, shown: Board, config: RunConfig) -> None:
        self._shown, self._config, self._said = shown, config, False

    def __call__(self, moment: Moment) -> None:
        if not self._said and not math.isnan(moment.flops):
            self._said = True
            screen.say(_size(moment, self._config.schedule.batch_size))
        done = moment.stage + min(_NEARLY, moment.step / moment.steps)  # after the last step comes the test
        note = _note(moment, self._config.schedule.batch_size)
        self._shown.show(Event(_label(self._config), done, moment.stages, note))


def _size(moment: Moment, batch: int) -> str:
    return (
        f"{moment.parameters / 1e6:.2f} M parameters, {moment.flops / 1e9:,.2f} GFLOP per update of {batch} windows, "
        f"{moment.steps} updates per task."
    )


def _note(moment: Moment, batch: int) -> str:
    parts = [f"{moment.stage + 1} of {moment.stages}", moment.doing]
    if not math.isnan(moment.success):
        parts.append(f"success {moment.success:.2f}")
    if not math.isnan(moment.loss):
        parts.append(f"loss {moment.loss:.2f}")
    if not math.isnan(moment.rate):
        left = (moment.stages - moment.stage) * moment.steps - moment.step
        parts += [f"{moment.rate:.0f} windows/s", f"{screen.duration(left * batch / moment.rate)} to train"]
    return ", ".join([*parts, moment.task])


def _label(config: RunConfig) -> str:
    return f"{config.algorithm} {config.observation} order {config.order} seed {config.seed}"
