"""Which stored state and seed an evaluation episode has: fixed by its number, before anything is run."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Start:
    """Where an episode begins.

    Attributes:
        episode: its number in the cell.
        split: the stored states it draws from.
        init_state: index of the stored state.
        seed: of the environment's reset.
    """

    episode: int
    split: str
    init_state: int
    seed: int


def starts(episodes: int, *, states: int, seed: int, suite: str, task: int, split: str) -> list[Start]:
    """Return the beginnings of episodes 0, 1, ...: the stored states in turn, and a seed of its own for each.

    They depend neither on the policy nor on the stage nor on the number of workers, so that every stage and every
    algorithm meets the same episodes and differences between them can be paired.

    Args:
        episodes: how many.
        states: number of stored states in the split.
        seed: the run's seed.
        suite: name of the suite.
        task: the suite's index of the task.
        split: name of the split.
    """
    return [Start(n, split, n % states, _seed(seed, suite, task, split, n)) for n in range(episodes)]


def by_lane(starts: Sequence[Start], lanes: int) -> list[list[int]]:
    """Return for each lane the places in `starts` of its episodes: episode n is always on lane n modulo `lanes`."""
    return [[place for place, start in enumerate(starts) if start.episode % lanes == lane] for lane in range(lanes)]


def _seed(*words: object) -> int:
    digest = hashlib.blake2b("/".join(map(str, words)).encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") >> 1  # 31 bits: every generator takes it
