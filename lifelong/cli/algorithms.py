"""List the algorithms of lifelong learning, what they need and their knobs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module

from .shell import screen
from .shell.plain import about, no_words, settings


def main(words: Sequence[str]) -> None:
    """Print every algorithm with what it is, what it declares to need, and its knobs."""
    if not no_words("algorithms", __doc__, words):
        return
    from .. import algorithms

    rows = []
    for name in algorithms.algorithms():
        what = about(import_module(f"perdure.lifelong.algorithms.{name}"))
        declared = [key.replace("_", " ") for key, value in asdict(algorithms.declaration(name)).items() if value]
        rows.append([name, what, ", ".join(declared) or "nothing", settings(algorithms.knobs(name)) or "none"])
    screen.table(["algorithm", "what it is", "declares", "knobs, set with algorithm.<knob>=<value>"], rows)
    screen.say("Next: [bold]perdure train algorithm=er[/]")
