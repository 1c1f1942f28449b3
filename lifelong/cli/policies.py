"""List the policies and their knobs."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from .shell import screen
from .shell.plain import no_words, settings


def main(words: Sequence[str]) -> None:
    """Print every policy with what it is and the knobs that can be set."""
    if not no_words("policies", __doc__, words):
        return
    from perdure import policies

    rows = []
    for name in policies.policies():
        about = (import_module(f"perdure.policies.{name}").__doc__ or "").partition("\n")[0]
        rows.append([name, about.removeprefix(f"`{name}`: "), settings(policies.knobs(name))])
    screen.table(["policy", "what it is", "knobs, set with policy.<knob>=<value>"], rows)
    screen.say("Next: [bold]perdure train policy=state_transformer[/]")
