"""What a task takes over from the adapters before it, against known answers."""

from dataclasses import replace
from itertools import pairwise

import pytest
import torch

from perdure.envs.errors import UnknownNameError
from perdure.lifelong.algorithms import Sizes
from perdure.lifelong.algorithms.adapter_bank import AdapterBank
from perdure.lifelong.algorithms.adapter_shares import fresh_shares, gated, scaled
from perdure.lifelong.algorithms.instructions import Instructions
from perdure.lifelong.algorithms.lora import LowRankAdapters as Lora
from perdure.lifelong.algorithms.tensors import matrices
from perdure.lifelong.checkpoint import tensor_bytes
from tests.algorithm_toys import Net, Rows, draw, flat, learn, normal, trainer


def data(task):
    return normal(60, 4, task, outputs=2)


def pair(seed):
    return torch.randn(2, 5, generator=draw(seed)), torch.randn(3, 2, generator=draw(seed + 50))


def test_a_share_of_one_is_that_adapter_and_shares_are_what_they_say():
    bank, frozen = AdapterBank(2.0), {"w": torch.randn(3, 5, generator=draw())}
    bank.keep(4, {}, {})
    for task in range(3):
        bank.keep(task, {"w": pair(task)}, {})
    own, nothing = {"w": pair(7)}, {"w": (pair(7)[0], torch.zeros(3, 2))}
    for task in range(3):
        one = torch.nn.functional.one_hot(torch.tensor(task), 4).float()
        assert torch.allclose(
            bank.adapted(frozen, nothing, {"w": one}, bank.sources())["w"], bank.weights(task, frozen)["w"], atol=1e-6
        )
    change = {task: 2.0 * pair(task)[1] @ pair(task)[0] for task in (0, 1, 2, 7)}
    wanted = frozen["w"] + 0.5 * change[0] - 2.0 * change[1] + change[7]
    mixed = bank.adapted(frozen, own, {"w": torch.tensor([0.5, -2.0, 0.0, 1.0])}, bank.sources())
    assert torch.allclose(mixed["w"], wanted, atol=1e-5)
    assert len(bank.sources(2)) == 2  # and not the first task, which has no adapter


def test_gates_sum_to_one_and_begin_by_how_alike_the_instructions_are():
    told = Instructions()
    told.kept = {"3": torch.tensor([1.0, 0.0]), "1": torch.tensor([1.0, 1.0]), "2": torch.tensor([0.0, 2.0])}
    assert torch.allclose(told.likeness(), torch.tensor([0.0, 0.5**0.5, 1.0]))
    start = fresh_shares("gated", {"w": torch.zeros(1)}, 2)
    gate = gated(start, told.likeness())["w"]
    assert gate.sum().item() == pytest.approx(1)
    assert gate[0] < gate[1] < gate[2]
    assert (gate[1] / gate[0]).log().item() == pytest.approx(0.5**0.5 / 0.2, rel=1e-5)
    told.kept = dict.fromkeys("312", torch.zeros(2))  # who says nothing is like nobody
    assert torch.allclose(gated(start, told.likeness())["w"], torch.full((3,), 1 / 3))


def test_factors_begin_at_the_mean_of_the_old_adapters():
    start = fresh_shares("scaled", {"w": torch.zeros(1)}, 4)
    assert scaled(start)["w"].tolist() == [0.25, 0.25, 0.25, 0.25, 1.0]
    assert not fresh_shares("scaled", {"w": torch.zeros(1)}, 0)
    assert not fresh_shares("none", {"w": torch.zeros(1)}, 4)


@pytest.mark.parametrize("transfer", ["scaled", "gated"])
def test_the_gradient_reaches_every_share_and_no_old_adapter(transfer):
    one = trainer(Lora(2, transfer=transfer), Net(4, 6, 2, bias=True))
    for task in range(3):
        learn(one, data(task))
    one.begin(data(3))
    one.run_until(2, data(3))  # the task's own B is no longer zero
    trained = one.algorithm.trained()
    assert {id(share) for share in one.algorithm.sharing.values()} <= {id(each) for each in trained}
    batch = data(3).gather(torch.arange(60))
    loss = one.algorithm.loss(one.policy, batch, draw(), None)["loss"]
    assert all(slope.all() for slope in torch.autograd.grad(loss, list(one.algorithm.sharing.values())))
    old = [part for pairs in one.algorithm.bank.sources() for pair in pairs.values() for part in pair]
    assert old
    assert not any(part.requires_grad for part in old)


@pytest.mark.parametrize("transfer", ["scaled", "gated"])
def test_the_second_adapter_learns_its_shares_and_old_ones_stay(transfer):
    one = trainer(Lora(2, transfer=transfer), Net(4, 6, 2, bias=True))
    for task in range(2):
        learn(one, data(task))
        assert not one.algorithm.bank.shares[task]
    old = {task: one.algorithm.weights(one.policy, task) for task in range(2)}
    one.begin(data(2))
    start = {name: share.detach().clone() for name, share in one.algorithm.sharing.items()}
    assert start.keys() == matrices(one.policy).keys()
    one.run_until(20, data(2))
    learned = dict(one.algorithm.sharing)
    assert all((learned[name] - share).abs().max() > 1e-3 for name, share in start.items())
    one.finish(data(2))
    kept = one.algorithm.bank.shares[2]
    assert all(share.shape == (2,) for share in kept.values())
    if transfer == "gated":
        assert all(share.sum().item() == pytest.approx(1) for share in kept.values())
    else:
        assert all(share[0] == learned[name][0] and share[1] == 1 for name, share in kept.items())
    for task, weights in old.items():
        now = one.algorithm.weights(one.policy, task)
        assert all(torch.equal(now[name], weight) for name, weight in weights.items())


def test_a_task_that_was_learned_before_is_learned_faster_from_its_adapter():
    losses = {}
    for transfer in ("none", "scaled", "gated"):
        one = trainer(Lora(4, transfer=transfer), Net(4, 16, 2, bias=True), updates=300)
        for task in range(2):
            learn(one, data(task))
        again = Rows(data(1).x, data(1).y, 1)
        again.task = 5
        one.begin(again)
        seen = []
        one.run_until(10, again, lambda step, seen=seen: seen.append(step.losses["loss"]))
        losses[transfer] = sum(seen)
    assert losses["scaled"] < 0.5 * losses["none"]
    assert losses["gated"] < losses["none"]


@pytest.mark.parametrize("transfer", ["scaled", "gated"])
def test_a_killed_task_goes_on_to_the_same_shares(transfer):
    ends = []
    for stop in (20, 7):
        one = trainer(Lora(2, transfer=transfer), Net(4, 6, 2, bias=True))
        for task in range(2):
            learn(one, data(task))
        one.begin(data(2))
        one.run_until(stop, data(2))
        other = trainer(Lora(2, transfer=transfer), Net(4, 6, 2, bias=True, seed=9))
        other.load_state_dict(one.state_dict())
        other.run_until(20, data(2))
        other.finish(data(2))
        ends.append([flat(other.policy), *other.algorithm.weights(other.policy, 2).values()])
    assert all(torch.equal(a, b) for a, b in zip(*ends, strict=True))


@pytest.mark.parametrize("transfer", ["scaled", "gated"])
def test_the_bytes_grow_by_an_adapter_and_one_more_share_a_weight_with_each_task(transfer):
    one, kept = trainer(Lora(2, transfer=transfer), Net(4, 6, 2, bias=True)), []
    sizes = Sizes(one.policy, data(0).gather(torch.tensor([0])), ())
    for task in range(5):
        learn(one, data(task))
        kept.append(tensor_bytes(one.algorithm.state_dict()))
        assert kept[-1] == one.algorithm.state_bytes(replace(sizes, windows=(60,) * (task + 1)))
    more = [after - before for before, after in pairwise(kept)]
    layers = len(matrices(one.policy))
    assert [after - before for before, after in pairwise(more)] == [4 * 2 * layers, 4 * layers, 4 * layers]


def test_a_wrong_transfer_is_refused():
    with pytest.raises(UnknownNameError, match="gate"):
        Lora(transfer="gate")
