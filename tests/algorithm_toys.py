"""Things so small that what an algorithm does to them can be computed by hand."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import nn

from perdure.lifelong.generators import Generators
from perdure.lifelong.trainer import Schedule, Trainer
from perdure.policies import Batch, Policy


class Rows:
    """Windows of one step: inputs x (N, D), labels y (N, A); the instruction is the task's number."""

    def __init__(self, x, y, task=0):
        self.x, self.y, self.task = x.float(), y.float(), task
        self.episode = torch.arange(len(x)) // 10

    def __len__(self):
        return len(self.x)

    def sample(self, size, generator):
        return self.gather(torch.randint(len(self), (size,), generator=generator))

    def gather(self, index):
        ones = torch.ones(len(index), 1)
        return Batch(
            proprio=self.x[index][:, None], language=self.task * ones, task=torch.full((len(index),), self.task),
            mask=ones.bool(), actions=self.y[index][:, None, None], actions_mask=ones.bool()[..., None],
        )  # fmt: skip


class Net(Policy):
    """Layers one after another, half the squared error; `bias` for all of them."""

    observation, history, chunk = "state", 1, 1

    def __init__(self, *widths, bias=False, seed=0):
        super().__init__()
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            layers = [nn.Linear(a, b, bias=bias) for a, b in pairwise(widths)]
        self.body = nn.Sequential(*(part for layer in layers[:-1] for part in (layer, nn.Tanh())))
        self.head = layers[-1]
        self.seen = []

    def forward(self, batch):
        return self.head(self.body(batch.proprio))

    def loss(self, batch, generator=None):
        self.seen.append(batch)
        return {"loss": 0.5 * (self(batch) - batch.actions[:, :, 0]).square().sum(-1).mean()}

    def act(self, batch, dice=None):
        return self(batch)[:, 0]

    def reset(self, mask=None):
        pass


def line(*weights):
    """Return y = w x with the given weights, one output."""
    policy = Net(len(weights), 1)
    with torch.no_grad():
        policy.head.weight.copy_(torch.tensor([weights]))
    return policy


def normal(count, inputs, task=0, outputs=1, seed=None):
    """Return random rows whose labels are a random linear function of the task."""
    draw = torch.Generator().manual_seed(task if seed is None else seed)
    x = torch.randn(count, inputs, generator=draw)
    return Rows(x, x @ torch.randn(inputs, outputs, generator=draw), task)


def draw(seed=0):
    return torch.Generator().manual_seed(seed)


def trainer(algorithm, policy, **schedule):
    short = {"updates": 20, "batch_size": 8, "warmup": 2, "learning_rate": 1e-2, "weight_decay": 0.1}
    return Trainer(policy, algorithm, Schedule(**short | schedule), Generators(0))


def learn(one, data):
    """Learn a task to its end; return the weights after it."""
    one.begin(data)
    one.run_until(one.schedule.updates, data)
    one.finish(data)
    return flat(one.policy)


def flat(policy):
    return torch.cat([weight.detach().flatten() for weight in policy.parameters()])


def stream(algorithm, tasks=3, **schedule):
    """Learn three tasks with a small network; return the weights after each."""
    one = trainer(algorithm, Net(4, 6, 2, bias=True), **schedule)
    return [learn(one, normal(40, 4, task, outputs=2)) for task in range(tasks)]
