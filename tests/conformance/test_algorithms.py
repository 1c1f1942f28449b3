"""What every algorithm must do, on three toy tasks; and with every policy."""

from pathlib import Path

import pytest
import torch

from perdure import policies
from perdure.envs.errors import PerdureError, UnknownNameError
from perdure.lifelong import algorithms
from perdure.lifelong.algorithms import Sizes
from perdure.lifelong.algorithms.references import bibtex, entries
from perdure.lifelong.algorithms.roles import Role
from perdure.lifelong.algorithms.tensors import wearing
from perdure.lifelong.batches import Windows, observe
from perdure.lifelong.checkpoint import load_state, save_state, tensor_bytes
from perdure.lifelong.generators import Generators
from perdure.lifelong.trainer import Schedule, Trainer
from tests.conformance.test_policies import build
from tests.learning_toys import INSTRUCTIONS, Hand, episodes

SCHEDULE = Schedule(updates=4, batch_size=8, warmup=1, weight_decay=0.1)
STATE = "state_transformer"
FEW = {"windows": 3, "capacity": 40}  # knobs that cost time
DOCS = Path(__file__).parents[2] / "docs" / "algorithms"

VARIANTS = [
    ("er", {"memory": "reservoir"}),
    ("er", {"capacity": 20000, "unit": "bytes"}),
    ("er", {"capacity": 25, "unit": "percent", "memory": "balanced"}),
    ("er", {"replay": "latents"}),
    ("ewc", {"online": False}),
    ("exssnet", {"exclusive": False}),
    ("lwf", {"match": "both", "instructions": "both", "teachers": 2}),
    ("lora", {"routing": "language"}),
    ("lora", {"transfer": "scaled"}),
    ("lora", {"transfer": "gated", "routing": "language"}),
    ("exssnet", {"neighbours": 0}),
    ("packnet", {"tasks": 3}),
    ("cuber", {"sufficient": 0.01, "correlated": -1.0}),
    ("trgp", {"sufficient": 0.01}),
    *(("merge", {"rule": rule}) for rule in ("arithmetic", "ties", "fisher", "regmean")),
]
everything = pytest.mark.parametrize(
    ("name", "knobs"), [*((name, {}) for name in algorithms.algorithms()), *VARIANTS], ids=str
)


def start(name, knobs=None, policy=STATE, seed=0):
    few = {key: value for key, value in FEW.items() if key in algorithms.knobs(name)}
    return Trainer(build(policy, seed=seed), algorithms.build(name, **few | (knobs or {})), SCHEDULE, Generators(seed))


def windows(policy, task):
    return Windows(episodes(task, 5), INSTRUCTIONS[task], task, policy)


def learn(trainer, task, disturb=lambda trainer, task: None):
    data = windows(trainer.policy, task)
    trainer.begin(data)
    for stop in (1, 2, SCHEDULE.updates):
        trainer.run_until(stop, data)
        disturb(trainer, task)
    trainer.finish(data)
    return data


def act(trainer, task, steps=3):
    """Act in a world, as an evaluation does."""
    with wearing(trainer.policy, trainer.algorithm.acting(trainer.policy, task, INSTRUCTIONS[task])):
        trainer.policy.reset()
        world, actions = Hand(task, 3), []
        for _ in range(steps):
            seen = {key: value[None] for key, value in world.observe().items()}
            actions.append(trainer.policy.act(observe(seen, INSTRUCTIONS[task], task, trainer.policy))[0])
            world.step(actions[-1].numpy())
        trainer.policy.reset()
    return torch.stack(actions)


@everything
def test_learns_three_tasks_and_evaluating_never_changes_training(name, knobs):
    ends = []
    for disturb in (lambda *_: None, act):
        one = start(name, knobs)
        for task in range(3):
            learn(one, task, disturb)
            disturb(one, 0)
        ends.append(torch.cat([weight.detach().flatten() for weight in one.policy.parameters()]))
    assert torch.isfinite(ends[0]).all()
    assert torch.equal(*ends)


@everything
def test_keeps_the_bytes_that_it_declares(name, knobs):
    one, lengths = start(name, knobs), []
    for task in range(3):
        data = learn(one, task)
        lengths.append(len(data))
        sizes = Sizes(one.policy, data.gather(torch.tensor([0])), tuple(lengths))
        assert tensor_bytes(one.algorithm.state_dict()) == one.algorithm.state_bytes(sizes)
    assert one.algorithm.state_bytes(Sizes(one.policy, sizes.window, ())) == 0 or name == "single_task"
    declared = one.algorithm.declaration
    if not (declared.keeps_old_data or declared.sees_all_tasks):
        longer = Sizes(one.policy, sizes.window, tuple(1000 * length for length in lengths))
        assert one.algorithm.state_bytes(longer) == one.algorithm.state_bytes(sizes)


@everything
def test_its_state_comes_back_from_disk_in_the_middle_of_a_task(name, knobs, tmp_path):
    one, other = start(name, knobs), start(name, knobs, seed=3)
    learn(one, 0)
    data = windows(one.policy, 1)
    one.begin(data)
    for stop in (1, 2, 3):
        one.run_until(stop, data)
        save_state(tmp_path / str(stop), one.state_dict())
    one.run_until(SCHEDULE.updates, data)
    one.finish(data)
    learn(one, 2)
    for stop in (1, 2, 3):
        other.load_state_dict(load_state(tmp_path / str(stop)))
        other.run_until(SCHEDULE.updates, data)
        other.finish(data)
        learn(other, 2)
        assert all(torch.equal(*pair) for pair in zip(one.policy.parameters(), other.policy.parameters(), strict=True))
        assert same(one.state_dict(), other.state_dict())


def same(a, b):
    if isinstance(a, torch.Tensor):
        return torch.equal(a, b)
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return len(a) == len(b) and all(map(same, a, b)) if isinstance(a, list) else a == b


@everything
def test_every_tensor_has_one_role_and_a_method_that_forgets_nothing_acts_as_before(name, knobs):
    one = start(name, knobs)
    roles = one.algorithm.roles(one.policy)
    assert roles.keys() == one.policy.state_dict().keys()
    if not one.algorithm.declaration.forgets_nothing:
        return
    assert Role.SHARED not in roles.values()
    before = {}
    for task in range(3):
        learn(one, task)
        before[task] = act(one, task)
        for old in range(task + 1):
            assert torch.equal(act(one, old), before[old])


@everything
def test_learning_changes_the_policy_that_acts(name, knobs):
    one = start(name, knobs)
    for task in range(2):
        first = act(one, task)
        learn(one, task)
        assert not torch.equal(act(one, task)[:, :3], first[:, :3]), task


@pytest.mark.parametrize("policy", policies.policies())
@pytest.mark.parametrize("name", algorithms.algorithms())
def test_works_with_every_policy(name, policy):
    one = start(name, policy=policy)
    for task in range(2):
        data = windows(one.policy, task)
        one.begin(data)
        one.run_until(2, data)
        one.finish(data)
        act(one, task, steps=1)
    assert all(torch.isfinite(weight).all() for weight in one.policy.parameters())


def test_a_tensor_that_is_forgotten_about_gets_a_sentence():
    one = start("sequential")
    one.algorithm.roles = lambda policy: {}
    with pytest.raises(PerdureError, match="gives no role to"):
        one.begin(windows(one.policy, 0))
    one = start("sequential")
    one.policy.norm = torch.nn.BatchNorm1d(3)
    with pytest.raises(PerdureError, match=r"'norm\.running_mean' is changed by looking at data"):
        one.begin(windows(one.policy, 0))


@pytest.mark.parametrize("name", algorithms.algorithms())
def test_it_is_documented_with_its_papers(name):
    papers = algorithms.declaration(name).papers
    assert papers
    cited = bibtex(papers)
    assert cited.count("@") == len(papers)
    text = (DOCS / f"{name}.md").read_text()
    for knob in algorithms.knobs(name):
        assert f"`{knob}`" in text, knob
    for heading in ("## Idea", "## Equation", "## Paper", "## Hyperparameters", "## Traps", "## Cost"):
        assert heading in text, heading


def test_every_reference_is_cited():
    cited = {paper for name in algorithms.algorithms() for paper in algorithms.declaration(name).papers}
    assert entries().keys() == cited


@pytest.mark.parametrize("name", algorithms.algorithms())
def test_wrong_knobs_get_a_sentence(name):
    with pytest.raises(UnknownNameError, match=f"knob of algorithm '{name}'"):
        algorithms.build(name, nonsense=1)


def test_unknown_algorithm():
    with pytest.raises(UnknownNameError, match=r"Unknown algorithm 'sequentail'. Did you mean 'sequential'\?"):
        algorithms.build("sequentail")
    assert set(algorithms.algorithms()) >= {"sequential", "er"}
    assert algorithms.declaration("er").keeps_old_data
    assert algorithms.knobs("er") == {
        "capacity": 1000, "unit": "windows", "memory": "reservoir", "replay": "windows",
    }  # fmt: skip
