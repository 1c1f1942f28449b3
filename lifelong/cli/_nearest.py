"""`perdure data nearest`: what playing the nearest demonstration reaches on the test states."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from perdure.envs.errors import PerdureError

from .shell import screen
from .shell.progress import Event, board


def nearest(paths: Sequence[Path], episodes: int) -> None:
    """Print for each task how often it succeeds, and for all of them.

    Raises:
        PerdureError: no episodes, or a file that can't be replayed here.
    """
    from perdure.demos.nearest import nearest_replay
    from perdure.demos.reader import info
    from perdure.envs import load_suite

    if episodes < 1:
        raise PerdureError(f"episodes must be at least 1, got {episodes}.")
    counts: dict[str, tuple[int, int]] = {}
    with board() as shown:
        for number, path in enumerate(paths):
            about = info(path)
            shown.show(Event("nearest demonstration", number, len(paths), about.task))
            suite = load_suite(about.suite)
            index = [task.name for task in suite.tasks].index(about.task)
            played = nearest_replay(path, suite.init_states(index, "test")[:episodes])
            counts[f"{about.suite}: {about.task}"] = sum(played), len(played)
        shown.show(Event("nearest demonstration", len(paths), len(paths), "done"))
    _table(counts)
    screen.say(f"Next: [bold]perdure train suite={info(paths[0]).suite}[/]")


def _table(counts: dict[str, tuple[int, int]]) -> None:
    from ..statistics import wilson

    everything = sum(won for won, _ in counts.values()), sum(tried for _, tried in counts.values())
    rows = []
    for name, (won, tried) in {**counts, "all": everything}.items():
        low, high = wilson(won, tried)
        rows.append([name, f"{won} of {tried}", f"{won / tried:.0%}", f"{low:.0%} to {high:.0%}"])
    screen.table(["task", "succeeded", "rate", "95 % interval"], rows)
    screen.say("Each test state was met with the actions of the demonstration that began most like it, eyes shut.")
