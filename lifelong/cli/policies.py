"""List the policies and their knobs."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from .shell import screen
from .shell.plain import about, no_words, settings


def main(words: Sequence[str]) -> None:
    """Print every policy with what it is, what it looks at, and its knobs."""
    if not no_words("policies", __doc__, words):
        return
    from perdure import policies

    rows = []
    for name in policies.policies():
        what = about(import_module(f"perdure.policies.{name}"))
        sees = next(kind for kind in ("state", "pixels") if name in policies.for_observation(kind))
        rows.append([name, sees, what, settings(policies.knobs(name))])
    screen.table(["policy", "observation", "what it is", "knobs, set with policy.<knob>=<value>"], rows)
    screen.say("Next: [bold]perdure train policy=state_transformer[/]")
