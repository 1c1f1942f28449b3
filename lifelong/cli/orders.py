"""See how much the order of the tasks matters: train in many orders, and report mean, spread, worst order, ranking.

perdure orders suite=goal algorithm=er orders=latin seeds=2
perdure orders suite=quickstart algorithm=[er,sequential] orders=random n=5 observation=state

It also takes every key of `perdure train`, but for order and seed, and does only what is missing.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perdure.envs.errors import PerdureError

from .shell import screen, study
from .shell.app import app
from .shell.flags import SWEEP, split

if TYPE_CHECKING:
    from ..config import RunConfig
    from ..orders.designs import Order
    from .shell.launchers import Job
    from .train import Train

_ITS_OWN = {"order": "orders=", "seed": "seeds=", "run": "runs="}


@dataclass
class Orders:
    """The types of the keys of `conf/orders.yaml`."""

    algorithms: list[str]
    orders: Any
    n: int | None
    draw: int
    seeds: Any
    out: str


@dataclass(frozen=True)
class Planned:
    """One run of the design.

    Attributes:
        algorithm: its name.
        order, seed: numbers of the order and of the seed in the design.
        config: of the run.
        job: that makes it.
    """

    algorithm: str
    order: int
    seed: int
    config: RunConfig
    job: Job


def main(words: Sequence[str]) -> None:
    """Read the knobs and do everything."""
    overrides, flags = split([study.listed(word) for word in words])
    own = [word for word in overrides if word.partition("=")[0] in Orders.__dataclass_fields__]
    rest = [word for word in overrides if word not in own]
    if SWEEP & set(flags):
        raise PerdureError("`perdure orders` is a sweep already: say algorithm=er,sequential, seeds=3, orders=random.")
    study.refuse(rest, "orders", _ITS_OWN)

    def start(knobs: Orders) -> None:
        run(knobs, [*rest, *flags], shlex.join(["perdure", "orders", *words]))

    app(Orders, start, [*own, *flags])


def run(knobs: Orders, words: Sequence[str], command: str) -> None:
    """Train what is missing, write the report and print its tables.

    Args:
        knobs: what is special to this command.
        words: what every `perdure train` gets.
        command: what the user typed.

    Raises:
        PerdureError: a choice that does not exist or fit; nothing has been done then. Or runs that failed.
    """
    from perdure.envs import load_suite

    from ..orders import Study, design, write
    from ..orders.overlap import along, pairs

    algorithms, seeds = study.chosen(knobs.algorithms), study.numbered(knobs.seeds)
    trainings = {name: study.training([f"algorithm={name}", *words], "orders") for name in algorithms}
    first = trainings[algorithms[0]]
    tasks = load_suite(first.suite).tasks
    orders = design(knobs.orders, tasks, knobs.n, knobs.draw)
    planned = _plan(trainings, words, orders, seeds, len(tasks))
    _check(planned, orders)
    study.train_missing([(each.job, each.config.folder) for each in planned], first.launcher)
    shared = pairs(tasks)
    entries = _entries(planned, len(orders), len(seeds))
    which = knobs.orders if isinstance(knobs.orders, str) else "given"
    made = Study(command, which, orders, seeds, [along(order, shared) for order in orders], entries)
    found = write(made, Path(knobs.out))
    _show(found)
    screen.done(f"{knobs.out}/orders.html[/] and [bold]{knobs.out}/orders.json", f"xdg-open {knobs.out}/orders.html")


def _plan(
    trainings: dict[str, Train], words: Sequence[str], orders: Sequence[Order], seeds: Sequence[int], tasks: int
) -> list[Planned]:
    """Return all runs; those of one seed and order stand together, so that an interrupted study can be looked at."""
    from ..orders import spelt
    from .shell.launchers import Job
    from .train import configuration

    planned = []
    for number, seed in enumerate(seeds):
        for place, order in enumerate(orders):
            for name, training in trainings.items():
                told = spelt(order, tasks)
                config = configuration(replace(training, order=told, seed=seed))
                own = [f"algorithm={name}", f"order={told}".replace(" ", ""), f"seed={seed}"]
                job = Job(f"{name} order {place + 1} seed {seed}", (*own, *words))
                planned.append(Planned(name, place, number, config, job))
    return planned


def _check(planned: Sequence[Planned], orders: Sequence[Order]) -> None:
    """Look at the demonstrations before anything is trained."""
    from ..tools import Tools

    tools, config = Tools(), planned[0].config
    suite = tools.suite(config.suite)
    for task in orders[0]:
        tools.check(config, suite, task)


def _entries(planned: Sequence[Planned], orders: int, seeds: int) -> dict[str, list[list[Any]]]:
    from ..leaderboard.reading import read

    runs = {(each.algorithm, each.order, each.seed): each.config.folder for each in planned}
    names = dict.fromkeys(each.algorithm for each in planned)
    return {name: [[read(runs[name, o, s]) for s in range(seeds)] for o in range(orders)] for name in names}


def _show(found: dict[str, Any]) -> None:
    """Print the tables and what they say."""
    from ..orders.findings import findings, span

    algorithms = found["algorithms"]
    keys = ("std", "worst", "cvar", "aopd", "aopd_noise", "mopd", "mopd_noise")
    heads = ["algorithm", "ACC", "SD of orders", "worst", "CVaR 20 %", "AOPD", "by noise", "MOPD", "by noise"]
    rows = [
        [name, span(a["acc"]), *(span(a[key]) if isinstance(a[key], dict) else a[key] for key in keys)]
        for name, a in algorithms.items()
    ]
    screen.table(heads, rows, "Robustness, 95 % intervals")
    by_order = [
        [o + 1, " ".join(map(str, order["order"])), *(span(a["by_order"][o]["acc"]) for a in algorithms.values())]
        for o, order in enumerate(found["orders"])
    ]
    screen.table(["order", "tasks", *algorithms], by_order, "ACC by order")
    for sentence in findings(found):
        screen.plain(sentence)
