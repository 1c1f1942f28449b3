"""What a task takes over from the adapters before it, against known answers."""

import pytest
import torch

from perdure.envs.errors import UnknownNameError
from perdure.lifelong.algorithms.adapter_bank import AdapterBank
from perdure.lifelong.algorithms.adapter_shares import likeness, shares
from perdure.lifelong.algorithms.lora import LowRankAdapters as Lora
from perdure.lifelong.algorithms.tensors import matrices
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
    told = [torch.tensor([1.0, 0.0]), torch.tensor([1.0, 1.0]), torch.tensor([0.0, 2.0])]
    alike = likeness(told)
    assert torch.allclose(alike, torch.tensor([0.0, 0.5**0.5, 1.0]))
    gate = shares("gated", {"w": torch.zeros(3)}, alike)["w"]
    assert gate.sum() == pytest.approx(1)
    assert gate[0] < gate[1] < gate[2]
    assert not likeness([torch.zeros(2), torch.zeros(2)]).any()  # who says nothing is like nobody


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
    one.finish(data(2))
    kept = one.algorithm.bank.shares[2]
    assert all(share.shape == (2,) for share in kept.values())
    if transfer == "gated":
        assert all(share.sum() == pytest.approx(1) for share in kept.values())
    else:
        assert any((share[0] - start[name][0]).abs() > 1e-4 for name, share in kept.items())
        assert all(share[1] == 1 for share in kept.values())
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


def test_a_wrong_transfer_is_refused():
    with pytest.raises(UnknownNameError, match="gate"):
        Lora(transfer="gate")
