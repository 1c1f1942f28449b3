"""Which tasks the tests go through: quickstart's and a spread of the others, all with PERDURE_ALL_TASKS=1."""

import os

from perdure.envs import load_suite, suites


def tasks(others: int | None = None) -> list[tuple[str, int]]:
    """Return (suite, index): the five of quickstart, and about so many of the other suites', evenly spread, or all."""
    every = [(name, index) for name in suites() for index in range(len(load_suite(name).tasks)) if name != "hundred"]
    first = [item for item in every if item[0] == "quickstart"]
    rest = [item for item in every if item[0] != "quickstart"]
    if others is None or os.environ.get("PERDURE_ALL_TASKS"):
        return first + rest
    return first + rest[:: max(1, len(rest) // others)]


def name(item: tuple[str, int]) -> str:
    """Return how a test is called that is about a task."""
    return f"{item[0]}-{item[1]}"
