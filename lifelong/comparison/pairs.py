"""Two methods on the same episodes of the same orders and seeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from ..leaderboard.entry import Entry
from ..leaderboard.method import Method
from ..ledger import AFTER_STAGE
from ..statistics import Interval, holm, mcnemar, over_runs, probability_of_improvement, sign_flip
from .orders import by_task

_Outcomes = Mapping[tuple[int, int, int, int], bool]


@dataclass(frozen=True)
class Pair:
    """A comparison of the success after the whole stream.

    Attributes:
        first, second: what the methods are called.
        runs: pairs of runs with the same order and seed.
        episodes: that both of a pair have: the same task, number, stored state and seed.
        difference: ACC of the first minus that of the second, mean over pairs, with its interval.
        only_first, only_second: episodes that only one of them solves.
        improvement: how likely a run of the first beats one of the second on a task, whichever they are.
        p_runs: of the sign-flip test over pairs of runs: is it the algorithms?
        p_episodes: of McNemar's test over episodes: are these trained policies different at all?
        p_runs_holm, p_episodes_holm: the same, adjusted for the number of pairs in the track.
    """

    first: str
    second: str
    runs: int
    episodes: int
    difference: Interval
    only_first: int
    only_second: int
    improvement: float
    p_runs: float
    p_episodes: float
    p_runs_holm: float = 1.0
    p_episodes_holm: float = 1.0


def pairs(methods: Mapping[str, Method], rng: np.random.Generator) -> list[Pair]:
    """Return every two methods that have runs with the same order and seed."""
    found = [pair for names in combinations(methods, 2) if (pair := _pair(names, methods, rng))]
    runs, episodes = holm([pair.p_runs for pair in found]), holm([pair.p_episodes for pair in found])
    return [
        replace(pair, p_runs_holm=by_run, p_episodes_holm=by_episode)
        for pair, by_run, by_episode in zip(found, runs, episodes, strict=True)
    ]


def _pair(names: tuple[str, str], methods: Mapping[str, Method], rng: np.random.Generator) -> Pair | None:
    one, other = methods[names[0]], methods[names[1]]
    rivals = {entry.replicate: entry for entry in other.entries}
    both = [(mine, rivals[mine.replicate]) for mine in one.entries if mine.replicate in rivals]
    shared = [(first, second) for first, second in map(_shared, both) if first]
    if len(shared) < len(both) or not both:
        return None
    differences = [_by_task(first) - _by_task(second) for first, second in shared]
    orders, seeds = zip(*(mine.replicate for mine, _ in both), strict=True)
    flat = [(first[key], second[key]) for first, second in shared for key in first]
    discordance = mcnemar(*zip(*flat, strict=True))
    return Pair(
        first=names[0],
        second=names[1],
        runs=len(both),
        episodes=len(flat),
        difference=over_runs(differences, orders, seeds).within(-1.0, 1.0),
        only_first=discordance.first,
        only_second=discordance.second,
        improvement=probability_of_improvement(*([by_task(each) for each in all_.entries] for all_ in (one, other))),
        p_runs=sign_flip(differences, rng),
        p_episodes=discordance.p,
    )


def _shared(both: tuple[Entry, Entry]) -> tuple[_Outcomes, _Outcomes]:
    """Return the outcomes of the episodes that two runs have in common."""
    first, second = map(_outcomes, both)
    common = first.keys() & second.keys()
    return {key: first[key] for key in sorted(common)}, {key: second[key] for key in sorted(common)}


def _outcomes(entry: Entry) -> dict[tuple[int, int, int, int], bool]:
    """Return success in the last row by task, number, stored state and seed of the episode."""
    last, split = len(entry.order) - 1, entry.split("test_split", "test")
    return {
        (line.task, line.episode, line.init_state, line.seed): line.success
        for line in entry.lines
        if (line.stage, line.epoch, line.split, line.perturbation) == (last, AFTER_STAGE, split, "none")
    }


def _by_task(outcomes: _Outcomes) -> float:
    """Return the mean over tasks of their success."""
    tasks = {key[0] for key in outcomes}
    return float(np.mean([np.mean([won for key, won in outcomes.items() if key[0] == task]) for task in tasks]))
