"""Generate a suite into the user's folder: all of it or nothing."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from ..errors import PerdureError
from ..manifest import MANIFEST, Manifest, Proof
from ..states import write_states
from ..suite import FOLDER, Suite, own_folder, read_suite
from .build import build_suite
from .judge import Attempt, judge
from .overlap import AXES, overlaps
from .spec import Spec, from_mapping
from .stream import Progress, Stream, stream

VERSION = 1
REPORT = "report.yaml"
FIFTY = 50  # horizons are multiples of it [control steps]
SHORTEST = 200  # of a horizon that follows from the expert [control steps]


@dataclass(frozen=True)
class Report:
    """What came of a generation.

    Attributes:
        folder: of the suite.
        families: family -> in how many tasks.
        rejections: reason -> how many attempts, the most frequent first.
        details: what exactly was wrong with the rejected ones -> how many.
        overlap: axis -> (asked for or None, mean of consecutive tasks or None where there is one only).
        horizon: of the suite [control steps].
        certified: (solved, tried) layouts of all tasks.
    """

    folder: Path
    families: Mapping[str, int]
    rejections: Mapping[str, int]
    details: Mapping[str, int]
    overlap: Mapping[str, tuple[float | None, float | None]]
    horizon: int
    certified: tuple[int, int]


def generate(recipe: Mapping[str, Any], attempt: Attempt, workers: int, overwrite: bool, progress: Progress) -> Report:
    """Generate a suite and return what came of it.

    Args:
        recipe: the specification as plain keys and values; goes into the manifest.
        attempt: how tasks are done, by which they are certified; it must go into other processes.
        workers: processes; the files do not depend on it.
        overwrite: whether a suite of this name may be replaced.
        progress: called after every attempt at a task.

    Raises:
        PerdureError: an impossible specification or a name that is taken; then nothing has been written.
    """
    spec = from_mapping(recipe)
    target = own_folder() / spec.name
    _check_name(spec.name, target, overwrite)
    nameless = Suite(spec.name, VERSION, 1, (), ())  # gives the states their seeds
    found = stream(spec, partial(judge, nameless, spec.layouts, spec.states, attempt), workers, progress)
    report = _report(spec, found, target)
    hidden = target.parent / f".{spec.name}.{os.getpid()}"  # one level deeper than where suites are looked for
    try:
        _write(hidden / spec.name, spec, recipe, found, report)
        _replace(hidden, target)
    except OSError as error:
        raise PerdureError(f"The suite cannot be written to '{target}': {error.strerror}.") from None
    finally:
        shutil.rmtree(hidden, ignore_errors=True)
    return report


def _check_name(name: str, target: Path, overwrite: bool) -> None:
    if (FOLDER / name / MANIFEST).exists():
        raise PerdureError(f"name={name} is a suite of perdure's own; choose another.")
    if target.exists() and not overwrite:
        raise PerdureError(f"'{target}' is there already; choose another name or say overwrite=true.")
    if target.exists() and not (target / REPORT).exists():
        raise PerdureError(f"'{target}' is no generated suite; it is not overwritten.")


def _write(folder: Path, spec: Spec, recipe: Mapping[str, Any], found: Stream, report: Report) -> None:
    """Write a suite's files into a folder and read them back."""
    tasks = tuple(proposal.task for proposal, _ in found.accepted)
    scenes = ", ".join(sorted({task.scene.replace("_", " ") for task in tasks}))
    manifest = Manifest(
        VERSION,
        report.horizon,
        tasks,
        description=f"{len(tasks)} generated tasks ({scenes}), seed {spec.seed}.",
        certificate={task.name: Proof(spec.layouts, spec.layouts) for task in tasks},
        recipe=recipe,
    )
    build_suite(folder, manifest)
    for proposal, verdict in found.accepted:
        write_states(folder, proposal.task.name, verdict.states)
    (folder / REPORT).write_text(_as_yaml(report), encoding="utf-8")
    if read_suite(folder).tasks != tasks:
        raise AssertionError("tasks are not read as they were written")


def _replace(hidden: Path, target: Path) -> None:
    """Move a finished suite to its place."""
    if target.exists():
        target.rename(hidden / "old")
    (hidden / target.name).rename(target)


def _report(spec: Spec, found: Stream, folder: Path) -> Report:
    tasks = [proposal.task for proposal, _ in found.accepted]
    have = overlaps(tasks)
    means = {axis: round(float(np.mean(have[axis])), 4) if have[axis] else None for axis in AXES}
    longest = max(verdict.steps for _, verdict in found.accepted)
    horizon = spec.horizon or max(SHORTEST, FIFTY * -(-2 * longest // FIFTY))
    if horizon < longest:
        raise PerdureError(f"horizon={horizon} is less than the {longest} steps that the expert needs.")
    families = Counter(family for proposal, _ in found.accepted for family in proposal.families)
    return Report(
        folder=folder,
        families=dict(sorted(families.items())),
        rejections=dict(found.rejections.most_common()),
        details=dict(found.details.most_common()),
        overlap={axis: (spec.overlap[axis], means[axis]) for axis in AXES},
        horizon=horizon,
        certified=(spec.layouts * len(tasks),) * 2,
    )


def _as_yaml(report: Report) -> str:
    content = {
        "overlap": {axis: {"asked": asked, "have": have} for axis, (asked, have) in report.overlap.items()},
        "families": dict(report.families),
        "rejections": dict(report.rejections),
    }
    text: str = yaml.safe_dump(content, sort_keys=False)
    return text
