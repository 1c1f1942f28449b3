"""results.md: the machine, the table, and where the time goes."""

from __future__ import annotations

import datetime
import os
import platform
from importlib.metadata import version
from pathlib import Path

from .rows import Result
from .startup import Frames

Lines = list[str]


def text(
    results: list[Result],
    import_time: float,
    frames: dict[str, Frames],
    functions: list[tuple[str, float]],
) -> str:
    """Return the whole report.

    Args:
        results: of all rows.
        import_time: of perdure.envs [s].
        frames: renderer -> how long the first pictures take.
        functions: name and microseconds of a control step.
    """
    sections = (_head(), _table(results), _once(results, import_time, frames), _parts(results, functions))
    return "\n\n".join("\n".join(lines) for lines in sections) + "\n"


def _head() -> Lines:
    packages = ", ".join(f"{name} {version(name)}" for name in ("mujoco", "numpy", "numba", "torch"))
    return [
        "# How fast perdure is",
        "",
        f"{datetime.date.today()}, {processor()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f},",
        f"Python {platform.python_version()}, {packages}; robosuite 1.5.2 with its own MuJoCo, 3.9.0.",
        "",
        "Medians of alternating rounds. Each row has a process of its own and one core, with two workers two cores.",
        "Steps are control steps of 50 ms, of all lanes together, with small random actions; pictures are 128 x 128.",
        "`Lift` is robosuite's own environment, a cube on a table, in one process. The last two columns are per core:",
        "the share of bare `mj_step` of the same model, its arm held by the controller's last torques, and of the",
        "practical limit estimated on a slower machine: 900 steps per second with two cameras, 2,850 of physics alone.",
    ]


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def _table(results: list[Result]) -> Lines:
    peers = {result.row.kind: result.rate for result in results if result.row.peer}
    bare = _rate(results, "bare")
    lines = [
        "| what | per second | lowest to highest | x Lift | of `mj_step` | of the limit |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for result in results:
        row, low, high = result.row, min(result.rounds), max(result.rounds)
        each = result.rate / row.cores
        peer = f"{result.rate / peers[row.kind]:.1f}" if row.kind in peers else ""
        share = f"{each / bare:.0%}" if row.limit else ""
        limit = f"{each / row.limit:.0%}" if row.limit else ""
        span = f"{_number(low)} to {_number(high)}"
        lines.append(f"| {row.title} | {_number(result.rate)} | {span} | {peer} | {share} | {limit} |")
    return lines


def _once(results: list[Result], import_time: float, frames: dict[str, Frames]) -> Lines:
    lines = ["| once, on one core | |", "|---|--:|"]
    lines.append(f"| a reset to a stored state | {1000 / _rate(results, 'reset'):.2f} ms |")
    share = _rate(results, "evaluation") / _rate(results, "state-1")
    lines.append(f"| an evaluation's share of the rate of stepping its lanes | {share:.0%} |")
    lines.append(f"| `import perdure.envs` | {import_time:.2f} s |")
    for renderer, seconds in frames.items():
        lines.append(f"| from `make` to the first pictures, {renderer}: the very first time | {seconds.first:.1f} s |")
        lines.append(f"| of a task that is new, {renderer} | {seconds.cold:.2f} s |")
        lines.append(f"| of a task that was there before, {renderer} | {seconds.warm:.2f} s |")
    for result in results:
        if result.row.kind == "pixels":
            lines.append(f"| most memory: {result.row.title} | {result.memory:,.0f} MB |")
    return lines


def _parts(results: list[Result], functions: list[tuple[str, float]]) -> Lines:
    """Return what each layer adds to a control step, by differences of the rates above, then a profile."""
    layers = [
        ("physics alone (bare `mj_step`)", "bare"),
        ("controller, contacts of a moving arm", "core"),
        ("observation, success, the environment's own", "state"),
        ("two pictures", "raster"),
    ]
    lines = [
        "One control step of one environment with pictures:",
        "",
        "| part | microseconds | share |",
        "|---|--:|--:|",
    ]
    total, before = 1e6 / _rate(results, "raster"), 0.0
    for title, name in layers:
        now = 1e6 / _rate(results, name)
        lines.append(f"| {title} | {now - before:.0f} | {(now - before) / total:.0%} |")
        before = now
    lines += ["", "The dearest functions by their own time, compiled code they call included, under cProfile:", ""]
    lines += ["| function | microseconds of a control step |", "|---|--:|"]
    return lines + [f"| {name} | {microseconds:.0f} |" for name, microseconds in functions]


def _rate(results: list[Result], name: str) -> float:
    return next(result.rate for result in results if result.row.name == name and not result.row.peer)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"
