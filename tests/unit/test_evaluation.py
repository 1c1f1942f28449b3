"""Evaluation on a small stand-in for the simulator, whose episodes can be computed one by one as well."""

import dataclasses
from typing import Any

import gymnasium
import numpy as np
import pytest
import torch

from perdure.envs.errors import UnknownNameError
from perdure.lifelong.arena import Arena
from perdure.lifelong.backend import Backend
from perdure.lifelong.episodes import Start, starts
from perdure.lifelong.evaluation import evaluate
from perdure.lifelong.lanes import Broken
from perdure.lifelong.ledger import Cell
from perdure.lifelong.protocol import from_mapping
from perdure.lifelong.rollout import rollout
from perdure.policies import Policy

STATES, LANES, HORIZON = 7, 4, 30
PROTOCOL = from_mapping(
    "toy", {"episodes": 5, "final_episodes": 5, "curve_episodes": 3, "curve_segments": 2, "lanes": LANES}
)


class Episode:
    """A point that the first action moves; how far it must go depends on the stored state, on seed and on task."""

    def __init__(self, task, horizon):
        self.task, self.horizon = task, horizon

    def reset(self, seed, init_state, split):
        self.x, self.n = 0.0, 0
        self.goal = 3.0 + init_state + (seed % 5) / 5 + self.task + 40.0 * (init_state == 3)  # state 3 is out of reach
        return self.observe()

    def observe(self):
        proprio = np.zeros(15, np.float32)
        proprio[:3] = self.x, self.goal, self.n
        return {"proprio": proprio, "objects": np.ones((2, 23), np.float32), "objects_mask": np.array([1, 0], np.int8)}

    def step(self, action):
        assert action.shape == (7,)
        assert action.dtype == np.float32
        self.x, self.n = self.x + float(action[0]), self.n + 1
        success = self.x >= self.goal
        info = {"success": success, "progress": min(1.0, max(0.0, self.x / self.goal))}
        return self.observe(), float(success), success, self.n >= self.horizon, info


class OneEnv(gymnasium.Env):
    def __init__(self, task):
        self.episode = Episode(task, HORIZON)

    def reset(self, *, seed=None, options=None):
        return self.episode.reset(seed, **options) | {"instruction": "go"}, {}

    def step(self, action):
        return self.episode.step(action)


class FakeVector(gymnasium.vector.VectorEnv):
    def __init__(
        self, suite, task, num_envs, workers, *, observation, image_size, renderer, robot, horizon=None, perturbation
    ):
        self.num_envs = num_envs
        self.arguments = (suite, task, workers, observation, image_size, horizon)
        self.lanes = [Episode(task, HORIZON) for _ in range(num_envs)]
        self.over = np.ones(num_envs, bool)
        empty = {"proprio": np.zeros(15, np.float32), "objects": np.zeros((2, 23), np.float32)}
        self.last = [empty | {"objects_mask": np.zeros(2, np.int8)} for _ in range(num_envs)]
        self.progress, self.calls, self.closed = np.zeros(num_envs), 0, False
        self.resting, self.breaks_at = set(), None

    def reset(self, *, seed=None, options=None):
        for n in np.flatnonzero(options["reset_mask"]):
            assert self.over[n]
            self.last[n] = self.lanes[n].reset(seed[n], options["init_state"][n], options["split"][n])
            self.over[n] = options["rest_mask"][n]
            self.resting |= {int(n)} if self.over[n] else set()
        return self.stacked(), {}

    def step(self, actions):
        self.calls += 1
        if self.calls == self.breaks_at:
            raise OSError("the lights went out")
        success, truncated = np.zeros(self.num_envs, bool), np.zeros(self.num_envs, bool)
        for n in np.flatnonzero(~self.over):
            self.last[n], _, success[n], truncated[n], info = self.lanes[n].step(actions[n])
            self.progress[n] = info["progress"]
        self.over |= success | truncated
        info = {"success": success, "progress": self.progress}
        return (
            self.stacked(),
            success.astype(float),
            success,
            truncated,
            info,
        )

    def stacked(self):
        return {key: np.stack([one[key] for one in self.last]) for key in self.last[0]} | {"instruction": "go"}

    def close(self, **_):
        self.closed = True


class Walker(Policy):
    """Goes slowly at first: what it does depends on how often it acted, on the observation, on mode and on noise."""

    observation = "state"

    def __init__(self, noise=0.0):
        super().__init__()
        self.layer = torch.nn.Linear(3, 1)
        self.frozen = torch.nn.Linear(1, 1).eval()
        self.noise, self.count, self.lanes_seen, self.masks = noise, None, set(), []
        with torch.no_grad():
            self.layer.weight.copy_(torch.tensor([[0.01, 0.02, 0.0]]))
            self.layer.bias.zero_()

    def loss(self, batch, generator=None):
        raise NotImplementedError

    def act(self, batch, dice=None):
        assert not self.training
        assert not torch.is_grad_enabled()
        assert batch.actions is None
        assert batch.objects_mask.dtype == torch.bool
        lanes = len(batch)
        self.lanes_seen.add(lanes)
        if self.count is None:
            self.count = torch.zeros(lanes)
        self.count = self.count + 1
        speed = 0.2 + 0.1 * self.count + torch.tanh(self.layer(batch.proprio[:, 0, :3])[:, 0])
        speed = speed + self.noise * torch.rand(lanes)
        return torch.nn.functional.pad(speed.clamp(-1, 1)[:, None], (0, 6))

    def reset(self, mask=None):
        self.masks.append(mask)
        if mask is None:
            self.count = None
        elif self.count is not None:
            self.count = torch.where(mask, 0, self.count)


@pytest.fixture
def world():
    made = []

    def make_vector(*positional, **named):
        made.append(FakeVector(*positional, **named))
        return made[-1]

    backend = Backend(
        make_vector,
        lambda *_: STATES,
        lambda suite, task, perturbation: f"do {task}",
        lambda renderer, robot: f"p{renderer}",
    )
    return backend, made


def run(backend, policy, *, episodes=10, workers=1, task=1, protocol=PROTOCOL, seed=5, **changes):
    places: dict[str, Any] = {"split": "test", "stage": 2, "epoch": -1, "run": "r"}
    places |= {"observation": "state", "image_size": 64, "renderer": "raster", "robot": "panda"}
    return evaluate(
        policy,
        "toys",
        task,
        protocol=protocol,
        episodes=episodes,
        workers=workers,
        seed=seed,
        backend=backend,
        **(places | changes),
    )


@pytest.mark.parametrize("episodes", [1, 3, 4, 10])
def test_lanes_give_what_the_episodes_give_one_by_one(world, episodes):
    policy = Walker()
    lines = run(world[0], policy, episodes=episodes)
    for line, start in zip(
        lines, starts(episodes, states=STATES, seed=5, suite="toys", task=1, split="test"), strict=True
    ):
        alone = rollout(policy, OneEnv(1), start, instruction="do 1", task=1)
        assert (line.success, line.steps, line.progress) == (alone.success, alone.steps, alone.progress)
    assert {line.success for line in lines} == ({True, False} if episodes > 3 else {True})
    assert len({line.steps for line in lines}) > 1 or episodes == 1


def test_the_lines_say_everything(world):
    lines = run(world[0], Walker(), episodes=9)
    assert [line.episode for line in lines] == list(range(9))
    assert [line.init_state for line in lines] == [n % STATES for n in range(9)]
    assert len({line.seed for line in lines}) == 9
    first = dataclasses.asdict(lines[0])
    assert {key: first[key] for key in ("run", "stage", "epoch", "task", "split", "perturbation", "fingerprint")} == {
        "run": "r", "stage": 2, "epoch": -1, "task": 1, "split": "test", "perturbation": "none", "fingerprint": "p",
    }  # fmt: skip
    assert first["protocol"] == PROTOCOL.hash
    failed = [line for line in lines if not line.success]
    assert failed
    assert all(line.steps == HORIZON and 0 < line.progress < 1 for line in failed)
    assert all(line.progress == 1 for line in lines if line.success)


def test_beginnings_depend_on_nothing_but_their_number():
    common: dict[str, Any] = {"states": STATES, "seed": 5, "suite": "toys", "task": 1, "split": "test"}
    ten = starts(10, **common)
    assert starts(4, **common) == ten[:4]
    for key, other in (("seed", 6), ("suite", "b"), ("task", 2), ("split", "val")):
        assert {start.seed for start in starts(10, **(common | {key: other}))}.isdisjoint(start.seed for start in ten)
    assert ten[0] == Start(0, "test", 0, 905988216)  # fixed for ever: ledgers of different versions are paired


def test_workers_change_nothing_and_are_handed_on(world):
    backend, made = world
    assert run(backend, Walker(), workers=1) == run(backend, Walker(), workers=2)
    assert [vector.arguments[2] for vector in made] == [1, 2]
    assert all(vector.closed for vector in made)


def test_the_policy_always_sees_all_lanes_and_starts_afresh_with_each_episode(world):
    policy = Walker()
    run(world[0], policy, episodes=10)
    assert policy.lanes_seen == {LANES}
    fresh = [mask for mask in policy.masks if mask is not None]
    assert sum(int(mask.sum()) for mask in fresh) == 10 - LANES


def test_finished_lanes_do_not_hold_up_the_others(world):
    backend, made = world
    lines = run(backend, Walker(), episodes=8)
    busiest = max(sum(line.steps for line in lines[lane::LANES]) for lane in range(LANES))
    assert made[0].calls == busiest


def test_no_trace_is_left(world):
    policy = Walker(noise=0.5)
    before, random = {k: v.clone() for k, v in policy.state_dict().items()}, torch.get_rng_state()
    policy.layer.train()
    run(world[0], policy)
    assert torch.equal(torch.get_rng_state(), random)
    assert (policy.training, policy.layer.training, policy.frozen.training) == (True, True, False)
    assert all(torch.equal(value, before[key]) for key, value in policy.state_dict().items())
    assert policy.count is None
    assert torch.is_grad_enabled()


def test_an_error_in_between_restores_the_policy_too(world):
    policy = Walker()
    policy.layer = torch.nn.Linear(5, 1)
    with pytest.raises(RuntimeError):
        run(world[0], policy)
    assert policy.training
    assert world[1][0].closed


def test_the_horizon_of_the_protocol_reaches_the_environment(world):
    backend, made = world
    run(backend, Walker(), protocol=dataclasses.replace(PROTOCOL, horizons={"toys": 77}), observation="pixels")
    run(backend, Walker())
    assert [vector.arguments for vector in made] == [
        ("toys", 1, 1, "pixels", 64, 77),
        ("toys", 1, 1, "state", 64, None),
    ]


def test_an_unknown_perturbation_is_refused(world):
    with pytest.raises(UnknownNameError, match="perturbation 'storm'"):
        run(world[0], Walker(), perturbation="storm")


def test_an_arena_opens_environments_only_for_another_task(world):
    backend, made = world
    other = dataclasses.replace(backend, make_vector=FakeVector)
    with Arena(
        "toys", PROTOCOL, workers=1, observation="state", image_size=64, renderer="raster", seed=5, backend=backend
    ) as arena:
        for task in (0, 0, 1, 1, 0):
            lines = arena.evaluate(Walker(), Cell(0, -1, task, "test"), episodes=3, run="r")
            assert lines == run(other, Walker(), episodes=3, stage=0, task=task)
        assert [vector.arguments[1] for vector in made] == [0, 1, 0]
        assert [vector.closed for vector in made] == [True, True, False]
    assert all(vector.closed for vector in made)


def test_a_rollout_is_watched_from_reset_to_end_and_repeats_a_lane(world):
    policy = Walker()
    seen: list[int] = []
    start = starts(10, states=STATES, seed=5, suite="toys", task=1, split="test")[9]
    outcome = rollout(policy, OneEnv(1), start, instruction="do 1", task=1, lanes=LANES, watch=seen.append)
    assert seen == list(range(outcome.steps + 1))
    assert policy.lanes_seen == {LANES}
    line = run(world[0], policy)[9]
    assert (line.success, line.steps) == (outcome.success, outcome.steps)


class Gambler(Walker):
    """Goes as far as the dice say."""

    def act(self, batch, dice=None):
        likely = super().act(batch)
        return likely if dice is None else likely * dice.uniform((), likely)[:, None]


SAMPLED = dataclasses.replace(PROTOCOL, name="sampled", action="sample")


def test_drawn_actions_follow_from_the_episode_alone(world):
    backend, policy = world[0], Gambler()
    lines = run(backend, policy, episodes=10, protocol=SAMPLED)
    assert [line.steps for line in lines] != [line.steps for line in run(backend, policy, episodes=10)]
    assert lines == run(backend, policy, episodes=10, protocol=SAMPLED, workers=2)
    assert lines[:3] == run(backend, policy, episodes=3, protocol=SAMPLED)
    alone = starts(10, states=STATES, seed=5, suite="toys", task=1, split="test")[9]
    again = rollout(policy, OneEnv(1), alone, instruction="do 1", task=1, lanes=LANES, action="sample")
    assert (again.success, again.steps) == (lines[9].success, lines[9].steps)


@pytest.mark.parametrize("protocol", [PROTOCOL, SAMPLED])
def test_some_episodes_are_as_they_are_among_all(world, protocol):
    policy = Gambler()
    lines = run(world[0], policy, episodes=10, protocol=protocol)
    with arena(world[0], protocol) as opened:
        numbers = [9, 0, 5, 2]
        again = opened.repeat(policy, Cell(2, -1, 1, "test"), numbers=numbers, run="r")
        assert again == [lines[number] for number in numbers]
        assert world[1][-1].resting == {3}


def arena(backend, protocol=PROTOCOL):
    fixed: dict[str, Any] = {"workers": 1, "observation": "state", "image_size": 64, "renderer": "raster", "seed": 5}
    return Arena("toys", protocol, **fixed, backend=backend)


def test_episodes_of_an_environment_that_breaks_are_run_again(world):
    backend, made = world
    lines = run(backend, Gambler(), protocol=SAMPLED)

    def breaking(*positional, **named):
        vector = backend.make_vector(*positional, **named)
        vector.breaks_at = 7 if len(made) == 2 else None
        return vector

    with pytest.warns(UserWarning, match="task 1 broke .OSError: the lights went out.; its episodes begin again"):
        again = run(dataclasses.replace(backend, make_vector=breaking), Gambler(), protocol=SAMPLED)
    assert again == lines
    assert (len(made), made[1].calls) == (3, 7)


def test_what_breaks_twice_is_an_error(world):
    backend, made = world

    def broken(*positional, **named):
        vector = backend.make_vector(*positional, **named)
        vector.breaks_at = 2
        return vector

    with pytest.warns(UserWarning, match="broke"), pytest.raises(Broken, match="the lights went out"):
        run(dataclasses.replace(backend, make_vector=broken), Walker())
    assert len(made) == 2
