"""List the suites and their tasks, all of them or those that are named, as in `perdure suites goal`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .shell import screen
from .shell.plain import helped

if TYPE_CHECKING:
    from perdure.envs import Suite


def main(words: Sequence[str]) -> None:
    """Print the tasks of each suite, then a line for every suite."""
    if helped("suites", __doc__, words):
        return
    from perdure.envs import load_suite, suites

    names = [word.removeprefix("suite=") for word in words]
    found = [load_suite(name) for name in names or suites()]
    for suite in found:
        if names or suite.folders[0].name == suite.name:  # one that strings others together repeats their tasks
            _print_tasks(suite)
    screen.table(
        ["suite", "version", "tasks", "hash", "solved", "least", "scenes", "what it is"],
        [_row(suite) for suite in found],
    )
    screen.say("'solved' is how many of its layouts the scripted expert solves, 'least' that of the hardest task.")
    first = found[0].name
    screen.say(f"Next: [bold]perdure render suite={first}[/], then [bold]perdure collect suite={first}[/]")


def _print_tasks(suite: Suite) -> None:
    proofs = [suite.certificate.get(task.name) for task in suite.tasks]
    solved = [f"{proof.solved}/{proof.of}" if proof else "?" for proof in proofs]
    rows = [[index, task.name, task.instruction, solved[index]] for index, task in enumerate(suite.tasks)]
    screen.table(["task", "name", "instruction", "solved"], rows, f"{suite.name}, version {suite.version}")


def _row(suite: Suite) -> list[object]:
    shares = [100 * proof.solved / proof.of for proof in suite.certificate.values() if proof.of]
    mean, least = (f"{sum(shares) / len(shares):.1f} %", f"{min(shares):.0f} %") if shares else ("?", "?")
    scenes = ", ".join(sorted({task.scene for task in suite.tasks}))
    return [suite.name, suite.version, len(suite.tasks), suite.hash[:12], mean, least, scenes, suite.description]
