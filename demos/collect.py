"""Collecting demonstrations: parallel, resumable, and the same whatever the number of workers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from perdure.envs.errors import PerdureError

from .lock import alone
from .noise import NOISE, Noise
from .report import Report, load_report
from .settings import TOOLS, Settings, Tools, settings_for
from .work import Work
from .workers import Pool, pool


@dataclass(frozen=True)
class Update:
    """Where a collection stands; given to the progress callback after every attempt.

    Attributes:
        task, task_index: at which the last attempt was made.
        kept, tried, wanted: of that task.
        reason: why the last attempt was rejected, '' when it was kept.
        total_kept, total_wanted: of all tasks.
    """

    task: str
    task_index: int
    kept: int
    tried: int
    wanted: int
    reason: str
    total_kept: int
    total_wanted: int


Progress = Callable[[Update], None]


def collect(
    suite: str,
    out: str | Path = "data",
    demos_per_task: int = 50,
    workers: int = 1,
    seed: int = 0,
    observation: str = "state",
    image_size: int = 128,
    progress: Progress | None = None,
    *,
    renderer: str = "raster",
    robot: str = "panda",
    tasks: Sequence[int] | None = None,
    noise: Noise = NOISE,
    max_steps: int = 600,
    tools: Tools = TOOLS,
) -> Report:
    """Make demonstrations of a suite's tasks and write `<out>/<suite>/<task>.hdf5` and `report.json` beside them.

    What is there already is used: finished files are left or extended, whole parts of an interrupted run are kept.
    Attempts are numbered, each with its own seed, and the first successes by number are kept; so the files don't
    depend on the number of workers or on interruptions.

    Args:
        suite: name of the suite.
        out: folder of the data sets.
        demos_per_task: successful demonstrations wanted of each task.
        workers: processes; 1 works in this one.
        seed: of the collection.
        observation: 'state', or 'pixels' or 'both' to store images too.
        image_size: side of the stored images [pixel].
        progress: called after every attempt.
        renderer: of the stored images.
        robot: name of the robot.
        tasks: indices, all when None.
        noise: disturbances of the executed actions.
        max_steps: longest episode.
        tools: the world and the expert.

    Raises:
        PerdureError: a value that can't be, files of another suite, seed or robot in the way, a full disk, another
            collection going on in the same folder.
    """
    for name, value in (("demos_per_task", demos_per_task), ("workers", workers)):
        if value < 1:
            raise PerdureError(f"{name} must be at least 1, not {value}.")
    loaded = tools.load_suite(suite)
    settings = settings_for(loaded, out, seed, observation, image_size, renderer, robot, noise, max_steps, tools)
    chosen = _chosen(len(loaded.tasks), tasks)
    with alone(settings.folder):
        works = [Work(settings, index, loaded.tasks[index], demos_per_task) for index in chosen]
        with pool(settings, workers) as members:
            _run(works, members, progress)
        report = _report(settings, works)
        with suppress(OSError):
            (settings.folder / ".parts").rmdir()
    return report


def _run(works: list[Work], members: Pool, progress: Progress | None) -> None:
    """Begin attempts task after task, as many as there is room for, and merge each task when it is done."""
    by_index = {work.index: work for work in works}
    for work in works:
        work.finish()
    while True:
        while members.free() and (job := next((job for work in works if (job := work.job())), None)):
            members.submit(job)
        if not any(work.plan.running for work in works):
            return
        outcome = members.result()
        work = by_index[outcome.job.task]
        work.note(outcome)
        work.finish()
        if progress:
            progress(_update(work, works, outcome.reason))


def _update(work: Work, works: list[Work], reason: str) -> Update:
    done = work.plan.done.values()
    kept = {other.index: min(other.plan.wanted, other.plan.successes()) for other in works}
    total = sum(other.plan.wanted for other in works)
    return Update(
        work.name, work.index, kept[work.index], len(done), work.plan.wanted, reason, sum(kept.values()), total
    )


def _report(settings: Settings, works: list[Work]) -> Report:
    """Sum up and save, where an earlier report's seconds and other tasks are carried over; return the tasks at hand."""
    try:
        before = load_report(settings.folder / "report.json")
    except PerdureError:
        before = None
    known = {}
    if before and (before.suite_hash, before.seed) == (settings.suite_hash, settings.seed):
        known = {task.task: task for task in before.tasks}
    fresh = {work.name: work.report(known.get(work.name)) for work in works}
    reports = {**known, **fresh}
    head = (settings.suite, settings.suite_hash, settings.seed)
    every = tuple(reports[name] for name in settings.tasks if name in reports)
    Report(*head, every).save(settings.folder / "report.json")
    return Report(*head, tuple(fresh.values()))


def _chosen(count: int, tasks: Sequence[int] | None) -> list[int]:
    chosen = list(range(count)) if tasks is None else sorted(set(tasks))
    for index in chosen:
        if not 0 <= index < count:
            raise PerdureError(f"There is no task {index}; the suite's tasks are 0 to {count - 1}.")
    return chosen
