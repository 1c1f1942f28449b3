"""List the suites and their tasks."""

from __future__ import annotations

from collections.abc import Sequence

from .shell import screen
from .shell.plain import no_words


def main(words: Sequence[str]) -> None:
    """Print every suite with the instruction of each of its tasks."""
    if not no_words("suites", __doc__, words):
        return
    from perdure.envs import load_suite, suites

    for name in suites():
        suite = load_suite(name)
        rows = [[index, task.name, task.instruction] for index, task in enumerate(suite.tasks)]
        screen.table(
            ["task", "name", "instruction"], rows, f"{suite.name}, version {suite.version}, hash {suite.hash[:12]}"
        )
    screen.say("Next: [bold]perdure collect suite=quickstart[/]")
