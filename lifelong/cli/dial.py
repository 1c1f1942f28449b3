"""Turn similarity up and down: generate streams whose tasks overlap more and more, train, plot transfer and forgetting.

perdure dial axis=objects points=5
perdure dial axis=skills points=[0,0.5,1] algorithms=[er,single_task] generate.families=[put_on,stack] updates=500

It also takes every key of `perdure train`, but for suite, order and seed, and every key of `perdure generate` with
`generate.` before it. What an earlier, interrupted call has done is not done again.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perdure.envs.errors import PerdureError

from ._dial import Setting, settings
from .shell import screen, study
from .shell.app import app
from .shell.flags import SWEEP, split

if TYPE_CHECKING:
    from ..dial import Point

_ITS_OWN = {"order": "draw=", "seed": "seeds=", "run": "runs=", "suite": "axis="}
_GENERATE = "generate."


@dataclass
class Dial:
    """The types of the keys of `conf/dial.yaml`."""

    axis: str
    points: Any
    algorithms: list[str]
    seeds: Any
    tasks: int
    draw: int
    out: str


def main(words: Sequence[str]) -> None:
    """Read the knobs and do everything."""
    overrides, flags = split([study.listed(word) for word in words])
    own = [word for word in overrides if word.partition("=")[0] in Dial.__dataclass_fields__]
    making = [word.removeprefix(_GENERATE) for word in overrides if word.startswith(_GENERATE)]
    rest = [word for word in overrides if word not in own and not word.startswith(_GENERATE)]
    study.refuse(rest, "dial", _ITS_OWN)
    if SWEEP & set(flags):
        raise PerdureError("`perdure dial` is a sweep already: say algorithms=[er,ewc], seeds=3, points=5.")

    def start(knobs: Dial) -> None:
        run(knobs, making, [*rest, *flags], shlex.join(["perdure", "dial", *words]))

    app(Dial, start, [*own, *flags])


def run(knobs: Dial, making: Sequence[str], words: Sequence[str], command: str) -> None:
    """Generate suites, collect demonstrations, train what is missing, write the report and print its table.

    Args:
        knobs: what is special to this command.
        making: what every `perdure generate` gets.
        words: what every `perdure train` gets.
        command: what the user typed.

    Raises:
        PerdureError: a choice that does not exist or fit; nothing has been done then. Or runs that failed.
    """
    from ..dial import write

    every = settings(knobs, making, words)
    launcher = study.training([f"algorithm={study.chosen(knobs.algorithms)[0]}", *words], "dial").launcher
    for number, setting in enumerate(every, start=1):
        screen.say(f"\n[bold]{setting.suite.name}[/], {number} of {len(every)}: overlap {setting.asked:g} asked for")
        _prepare(setting)
    screen.say("\n[bold]Training[/]")
    study.train_missing([(job, config.folder) for each in every for _, config, job in each.runs], launcher)
    found = write(knobs.axis, [_point(setting) for setting in every], command, Path(knobs.out))
    _show(found, knobs)
    screen.done(f"{knobs.out}/dial.html[/] and [bold]{knobs.out}/dial.json", f"xdg-open {knobs.out}/dial.html")


def _prepare(setting: Setting) -> None:
    """Make the suite of a point and its demonstrations, unless they are there."""
    from perdure.envs.suite import suites

    from .generate import run as generate

    if setting.suite.name in suites():
        screen.say("The suite is there.")
    else:
        generate(setting.suite)
    study.demonstrations(setting.runs[0][1], setting.suite.workers or os.cpu_count() or 1)


def _point(setting: Setting) -> Point:
    """Return what came of a point."""
    import numpy as np

    from perdure.envs import load_suite
    from perdure.envs.generation.overlap import overlaps

    from ..dial import Point
    from ..leaderboard.reading import read

    runs: dict[str, list[Any]] = {}
    for algorithm, config, _ in setting.runs:
        runs.setdefault(algorithm, []).append(read(config.folder))
    shared = overlaps(load_suite(setting.suite.name).tasks)
    have = {axis: float(np.mean(values)) for axis, values in shared.items()}
    return Point(setting.asked, have, setting.suite.name, runs)


def _show(found: dict[str, Any], knobs: Dial) -> None:
    """Print the table."""
    rows = []
    for point in found["points"]:
        for name, one in point["algorithms"].items():
            rows.append([f"{point['overlap']:.2f}", name, *(one[measure]["mean"] for measure in found["measures"])])
    heads = [f"overlap of {knobs.axis}", "algorithm", *(measure.replace("_", " ") for measure in found["measures"])]
    screen.table(heads, rows, "What overlap does")
