"""One kind of trial of one candidate, as a process: `python -m tests.benchmarks.physical.trial <candidate> <kind>`.

It answers each line of its input with a line of JSON: a number of trials with what came of them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from .candidates import adopt


def main() -> None:
    """Answer lines."""
    candidate, kind = sys.argv[1:]
    adopt(candidate)
    run = _kind(kind)
    for line in sys.stdin:
        print(json.dumps(run(int(line))), flush=True)


def _kind(name: str) -> Callable[[int], Any]:
    from . import contacts, episodes, holding, stacking, timing

    if name == "timing":
        clock = timing.Timing()
        return lambda _: clock.round()
    return {
        "episodes": episodes.episodes,
        "stacking": stacking.stacking,
        "holding": holding.holding,
        "contacts": contacts.contacts,
    }[name]


if __name__ == "__main__":
    main()
