"""physics.md: what came of the trials, and what is chosen."""

from __future__ import annotations

import datetime
import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.metadata import version

from .candidates import CANDIDATES, REFERENCE
from .conclusion import conclusion
from .score import Answer, Results, Times, median, rate, score

Lines = list[str]
SECTIONS = {
    "episodes": ("The expert at the tasks of `quickstart`, pushed (DART), on fresh layouts; median control steps", 0),
    "stacking": ("Stacks, each thing let fall 1 cm, up to 8 mm beside the middle: stacked and at rest after 2 s", None),
    "holding": ("Held for 10 s after the expert's grasp and a lift: slip below 5 mm; median slip [mm]", 2),
}


def text(results: Results, contacts: Mapping[str, Sequence[float]], times: Times) -> str:
    """Return the whole report.

    Args:
        results: (kind of trial, candidate) -> what it was tried on -> outcomes.
        contacts: task -> mean contacts of a settled scene, awake and asleep.
        times: candidate -> milliseconds of a control step, working and standing.
    """
    details = [_detail(results, kind) for kind in SECTIONS]
    sections = [_head(), _summary(results, times), conclusion(results, times), *details, _failures(results)]
    return "\n\n".join("\n".join(lines) for lines in [*sections, _contacts(contacts)]) + "\n"


def _head() -> Lines:
    packages = ", ".join(f"{name} {version(name)}" for name in ("mujoco", "robosuite", "numpy", "numba"))
    return [
        "# Which physics",
        "",
        f"{datetime.date.today()}, Python {platform.python_version()}, {packages}.",
        "",
        "Made by `python tests/benchmarks/physics.py`. All candidates have dense Jacobians, impratio 20, the Newton",
        "solver and, where nothing else is said, an elliptic cone and robosuite's air. They get the same seeds; each",
        "has a process of its own. Intervals are Wilson's, 95 %. Where the expert finds no way before it moves, the",
        "attempt at holding does not count. No asset has a hinged door yet, so none was tried; the stove's knob is the",
        "only hinge. Stacks count as standing while nothing has tipped or slid off, at rest below 1 mm/s.",
    ]


def _summary(results: Results, times: Times) -> Lines:
    lines = [
        "| candidate | | episodes | stacks standing | standing, at rest | holds | ms a control step | standing still |",
        "|---|---|--:|--:|--:|--:|--:|--:|",
    ]
    for one in CANDIDATES:
        rates = [
            rate(*score(results["episodes", one.name])),
            rate(*score(results["stacking", one.name], moving=True)),
            rate(*score(results["stacking", one.name])),
            rate(*score(results["holding", one.name])),
        ]
        working, still = times[one.name]
        lines.append(f"| {one.name} | {one.title} | {' | '.join(rates)} | {working:.2f} | {still:.2f} |")
    return [
        *lines,
        "",
        "The time is of the expert's episodes, replayed; medians of alternating rounds.",
    ]


def _detail(results: Results, kind: str) -> Lines:
    title, digits = SECTIONS[kind]
    names = [one.name for one in CANDIDATES]
    lines = [f"{title}.", "", f"| | {' | '.join(names)} |", f"|---|{'--:|' * len(names)}"]
    for row in results[kind, REFERENCE]:
        cells = [_cell(results[kind, name][row], digits) for name in names]
        lines.append(f"| {row.replace('_', ' ')} | {' | '.join(cells)} |")
    return lines


def _cell(answers: Sequence[Answer], digits: int | None) -> str:
    shown = rate(*score({"": answers}))
    return shown if digits is None else f"{shown}; {median(answers):.{digits}f}"


def _failures(results: Results) -> Lines:
    lines = ["What went wrong:", "", "| candidate | trials | how often and what |", "|---|---|---|"]
    for kind in SECTIONS:
        for one in CANDIDATES:
            reasons = Counter(reason for answers in results[kind, one.name].values() for reason, _ in answers if reason)
            said = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common()) or "nothing"
            lines.append(f"| {one.name} | {kind} | {said} |")
    return lines


def _contacts(contacts: Mapping[str, Sequence[float]]) -> Lines:
    lines = ["Contacts of a settled scene, mean of the stored initial states:", ""]
    lines += ["| task | awake | asleep, after 2 s |", "|---|--:|--:|"]
    return lines + [f"| {task.replace('_', ' ')} | {a:.1f} | {b:.1f} |" for task, (a, b) in contacts.items()]
