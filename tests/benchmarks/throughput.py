"""How long 20 episodes of one task take on two cores: perdure's evaluation, and LIBERO's way of running one.

`python -m tests.benchmarks.throughput`, and a part of `make bench`. Both ways run the same simulation, the same network
and the same episodes: what the expert did, recorded before, for those that succeed, and standing still for the rest.

LIBERO's way: a fresh process for each episode, which imports, builds the world, and builds it anew at the reset; then
all step together, with one forward pass for all, until the last one has finished, and those that have finished before
step on. Its five steps of settling are left out: perdure's states are settled.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .fresh import Fresh
from .runner import pinned

if TYPE_CHECKING:  # each process of LIBERO's way imports this file
    from perdure.lifelong.episodes import Start

    from .played import Played

SUITE, TASK, EPISODES, HORIZON, CORES = "quickstart", 0, 20, 600, 2
FAILING = 4  # every fourth episode fails: a success of 0.75
ROUNDS = 3
Actions = NDArray[np.float32]


def record(starts: Sequence[Start]) -> list[Actions]:
    """Return what the expert does in each episode, and nothing for those that shall fail."""
    from perdure.demos.expert import solve
    from perdure.envs import make

    env, recordings = make(SUITE, TASK, horizon=HORIZON), []
    for start in starts:
        env.reset(seed=start.seed, options={"init_state": start.init_state, "split": start.split})
        actions: list[Any] = []
        if start.episode % FAILING:
            for action in solve(env.simulation, np.random.default_rng(start.seed)):
                actions.append(action)
                if env.step(np.asarray(action, np.float32))[2]:
                    break
        recordings.append(np.array(actions, np.float32).reshape(-1, 7))
    return recordings


def perdure(actor: Played) -> tuple[float, int, int]:
    """Evaluate with perdure; return the seconds, the successes and the control steps that were simulated."""
    from .played import CELL, arena

    began = time.perf_counter()
    with arena(CORES) as opened:
        lines = opened.watch(actor, CELL, episodes=EPISODES, run="throughput")
    return time.perf_counter() - began, sum(line.success for line in lines), sum(line.steps for line in lines)


def libero(actor: Played, starts: Sequence[Start]) -> tuple[float, int, int]:
    """Evaluate in LIBERO's way; return the same."""
    began = time.perf_counter()
    processes = [Fresh(SUITE, TASK, HORIZON) for _ in starts]
    actor.reset()
    observation = _stacked([process.answer() for process in _asked(processes, starts)])
    done, steps, busy = np.zeros(len(starts), bool), 0, np.ones(len(starts), bool)
    while not done.all() and steps < HORIZON:
        for process, action in zip(processes, actor.act(observation, busy), strict=True):
            process.ask("step", action)
        answers = [process.answer() for process in processes]
        observation = _stacked([seen for seen, _ in answers])
        done |= np.array([success for _, success in answers])
        steps += 1
    for process in processes:
        process.close()
    return time.perf_counter() - began, int(done.sum()), steps * len(starts)


def limit(recordings: Sequence[Actions], starts: Sequence[Start], steps: Sequence[int]) -> float:
    """Return the seconds that nothing but stepping the worlds takes: no network, no observation, no judging.

    Each of the cores steps its share of the episodes, one episode after the other, each for as long as it lasts.
    """
    from concurrent.futures import ThreadPoolExecutor

    from perdure.envs import make

    envs = [make(SUITE, TASK, horizon=HORIZON) for _ in range(CORES)]

    def share(core: int) -> float:
        spent = 0.0
        for start in starts[core::CORES]:
            envs[core].reset(seed=start.seed, options={"init_state": start.init_state, "split": start.split})
            actions = np.zeros((steps[start.episode], 7), np.float32)
            taken = recordings[start.episode][: len(actions)]
            actions[: len(taken)] = taken
            began = time.perf_counter()
            for action in actions:
                envs[core].simulation.step(action)
            spent += time.perf_counter() - began
        return spent

    with ThreadPoolExecutor(CORES) as pool:
        return max(pool.map(share, range(CORES)))


def lines() -> list[str]:
    """Measure, and return the section of the report."""
    from perdure.envs import load_suite
    from perdure.policies import PolicySpec, build

    from .played import CELL, Played, arena

    with pinned(CORES):
        starts = arena(1).starts(TASK, "test", EPISODES)
        recordings = record(starts)
        policy = build("state_transformer", PolicySpec(cameras=())).eval()
        actor = Played(policy, recordings, load_suite(SUITE).tasks[TASK].instruction)
        with arena(1) as opened:
            steps = [line.steps for line in opened.watch(actor, CELL, episodes=EPISODES, run="throughput")]
        rounds = [(perdure(actor), libero(actor, starts), limit(recordings, starts, steps)) for _ in range(ROUNDS)]
    return report(rounds)


def report(rounds: Sequence[tuple[tuple[float, int, int], tuple[float, int, int], float]]) -> list[str]:
    """Return the section, after making sure that both ways saw the same episodes succeed."""
    ours, theirs, bare = zip(*rounds, strict=True)
    wanted = EPISODES - -(-EPISODES // FAILING)
    assert {way[1] for way in (*ours, *theirs)} == {wanted}, f"not {wanted} successes: {ours}, {theirs}"
    mine, other, least = (statistics.median(seconds) for seconds in (_first(ours), _first(theirs), bare))
    return [
        f"Evaluating {EPISODES} episodes of one task with `state_transformer` on {CORES} cores; {wanted} succeed, the",
        f"rest last {HORIZON} control steps. Medians of {len(rounds)} alternating rounds:",
        "",
        "| way | seconds | control steps simulated |",
        "|---|--:|--:|",
        f"| LIBERO's: fresh processes, hard resets, finished environments step on | {other:.1f} | {theirs[0][2]:,} |",
        f"| perdure's, 2 workers, from nothing open to the ledger's lines | {mine:.2f} | {ours[0][2]:,} |",
        f"| nothing but stepping the {ours[0][2]:,} | {least:.2f} | {ours[0][2]:,} |",
        "",
        f"perdure is {other / mine:.1f} times as fast. Nothing but stepping would take {least / mine:.0%} of its time.",
    ]


def _first(rounds: Sequence[tuple[float, int, int]]) -> list[float]:
    return [seconds for seconds, *_ in rounds]


def _asked(processes: Sequence[Fresh], starts: Sequence[Start]) -> Sequence[Fresh]:
    """Ask all processes for their reset before the first one is waited for."""
    for process, start in zip(processes, starts, strict=True):
        process.ask("reset", start)
    return processes


def _stacked(seen: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {key: np.stack([one[key] for one in seen]) for key in seen[0] if key != "instruction"}


if __name__ == "__main__":
    print("\n".join(lines()))
