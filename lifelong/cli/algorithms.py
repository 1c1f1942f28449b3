"""List the algorithms of lifelong learning, what they need and their knobs; or print the papers of one as BibTeX.

perdure algorithms
perdure algorithms cite=ewc
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from perdure.envs.errors import PerdureError

from .shell import screen
from .shell.plain import about, helped, settings

if TYPE_CHECKING:
    from ..algorithms import Declaration


def main(words: Sequence[str]) -> None:
    """Print every algorithm with what it is, what it declares to need, and its knobs; or cite one.

    Raises:
        PerdureError: a word other than `cite=<algorithm>`, or an algorithm that does not exist.
    """
    if helped("algorithms", __doc__, words):
        return
    if not words:
        _list()
    elif len(words) == 1 and words[0].startswith("cite="):
        _cite(words[0].removeprefix("cite="))
    else:
        raise PerdureError(f"`perdure algorithms` takes only cite=<algorithm>, but got '{' '.join(words)}'.")


def _list() -> None:
    from .. import algorithms

    rows = []
    for name in algorithms.algorithms():
        what = about(import_module(f"perdure.lifelong.algorithms.{name}"))
        declared = algorithms.declaration(name)
        knobs = settings(algorithms.knobs(name)) or "none"
        rows.append([name, what, declares(declared), f"{declared.compute:g}x", knobs])
    screen.table(["algorithm", "what it is", "declares", "compute", "knobs, set with algorithm.<knob>=<value>"], rows)
    screen.say("Next: [bold]perdure train algorithm=er[/], or [bold]perdure algorithms cite=er[/]")


def declares(declared: Declaration) -> str:
    """Return what an algorithm declares, in words."""
    return ", ".join(key.replace("_", " ") for key, value in declared.needs.items() if value) or "nothing"


def _cite(name: str) -> None:
    from .. import algorithms
    from ..algorithms.references import bibtex

    for line in bibtex(algorithms.declaration(name).papers).splitlines():
        screen.plain(line)
