"""What the numbers say, in one paragraph."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from perdure.lifelong.statistics import wilson

from .candidates import CANDIDATES, PRESENT, REFERENCE
from .score import Results, Times, median, score

KINDS = (  # of trials, in words, and whether stacks that stand but move count
    ("episodes", "episodes", False),
    ("stacking", "stacks that stand", True),
    ("stacking", "that stand at rest", False),
    ("holding", "holds", False),
)
MARGIN = 1.15  # what is less than this much faster than the present does not replace it


def conclusion(results: Results, times: Times) -> list[str]:
    """Return the choice: the fastest of those that are nowhere worse than 2 ms without sleep; the present, if near.

    A candidate is worse at something when its whole interval lies below the reference's.
    """
    worse = {one.name: list(_worse(results, one.name, REFERENCE)) for one in CANDIDATES}
    sound = [name for name, rows in worse.items() if not rows]
    fastest = min(sound, key=lambda name: times[name][0])
    near = PRESENT.name in sound and times[PRESENT.name][0] < MARGIN * times[fastest][0]
    chosen = PRESENT.name if near else fastest
    parts = [f"**Chosen: {_title(chosen)}.** {_compared(results, times, chosen)}", _slips(results)]
    parts += [
        f"{_title(name)} is worse than 2 ms without sleep at {_listed(rows)}." for name, rows in worse.items() if rows
    ]
    if near and fastest != chosen:
        gain = times[chosen][0] / times[fastest][0]
        parts.append(f"{_title(fastest)} is {gain:.2f} times as fast, less than it would take to change ({MARGIN}).")
    if rows := list(_worse(results, chosen, "fine")):
        parts.append(f"Beside 2 ms with sleep it does worse at {_listed(rows)}.")
    return textwrap.wrap(" ".join(parts), 118)


def _compared(results: Results, times: Times, chosen: str) -> str:
    parts = []
    for kind, title, moving in KINDS:
        ours, theirs = (score(results[kind, name], moving=moving) for name in (chosen, REFERENCE))
        parts.append(f"{ours[0]} of {ours[1]} {title} ({theirs[0]} of {theirs[1]})")
    gain = times[REFERENCE][0] / times[chosen][0]
    return f"Beside 2 ms without sleep (in brackets): {_listed(parts)}; a control step is {gain:.1f} times as fast."


def _slips(results: Results) -> str:
    """Tell how far things slip between the fingers, which the counts hide."""
    slips = []
    for one in CANDIDATES:
        held = [answer for answers in results["holding", one.name].values() for answer in answers]
        slips.append(f"{one.name} {median(held):.2f}")
    return f"The median slip in ten seconds, in mm: {_listed(slips)}."


def _worse(results: Results, name: str, reference: str) -> Iterator[str]:
    """Yield what a candidate is worse at."""
    for kind in ("episodes", "stacking", "holding"):
        for row, answers in results[kind, reference].items():
            ours, theirs = score({"": results[kind, name][row]}), score({"": answers})
            if wilson(*ours)[1] < wilson(*theirs)[0]:
                yield f"{row.replace('_', ' ')} ({ours[0]} of {ours[1]} against {theirs[0]} of {theirs[1]})"


def _title(name: str) -> str:
    return next(one.title for one in CANDIDATES if one.name == name)


def _listed(parts: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
