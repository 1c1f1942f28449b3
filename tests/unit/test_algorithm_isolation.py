"""PackNet, supermasks, adapters: who owns which weight, and that nobody else touches it."""

import pytest
import torch

from perdure.envs.errors import PerdureError
from perdure.lifelong.algorithms.exssnet import ExclusiveSupermasks as Exssnet
from perdure.lifelong.algorithms.lora import LowRankAdapters as Lora
from perdure.lifelong.algorithms.packnet import PackNet
from perdure.lifelong.algorithms.sequential import Sequential
from perdure.lifelong.algorithms.single_task import SingleTask
from perdure.lifelong.algorithms.supermasks import chosen, packed, unpacked
from perdure.lifelong.algorithms.tensors import copied, matrices, wearing
from tests.algorithm_toys import Net, draw, flat, learn, normal, stream, trainer


def deep(seed=0):
    """Return a policy with all kinds of weights: layers, a norm, a recurrence, tokens, a convolution's kernel."""
    policy = Net(4, 6, 2, bias=True, seed=seed)
    policy.body = torch.nn.Sequential(policy.body, torch.nn.LayerNorm(6), Recurrence(6))
    return policy


class Recurrence(torch.nn.Module):
    def __init__(self, width):
        super().__init__()
        self.lstm = torch.nn.LSTM(width, width, batch_first=True)
        self.tokens = torch.nn.Parameter(torch.full((1, 1, width), 0.3))
        self.kernel = torch.nn.Parameter(torch.full((width, width, 1, 1), 0.2))

    def forward(self, x):
        mixed = torch.einsum("btd,ed->bte", self.lstm(x + self.tokens)[0], self.kernel[..., 0, 0])
        return x + mixed


def data(task):
    return normal(40, 4, task, outputs=2)


def outputs(one, task):
    with wearing(one.policy, one.algorithm.weights(one.policy, task)), torch.no_grad():
        return one.policy(data(task).gather(torch.arange(40)))


METHODS = [PackNet(), PackNet(tasks=4), Exssnet(0.3), Exssnet(0.3, False), Lora(2), SingleTask()]


@pytest.mark.parametrize("algorithm", METHODS)
def test_old_tasks_answer_bit_for_bit_as_they_did_with_adamw_and_weight_decay(algorithm):
    one, said = trainer(algorithm, deep()), {}
    for task in range(4):
        learn(one, data(task))
        said[task] = outputs(one, task)
        live = flat(one.policy)
        for old in said:
            assert torch.equal(outputs(one, old), said[old])
        assert torch.equal(flat(one.policy), live)  # looking at an old task leaves the policy alone
    assert not torch.equal(said[0], said[1])


def test_a_method_that_protects_nothing_would_fail_that_test():
    one = trainer(Sequential(), deep())
    learn(one, data(0))
    said = outputs(one, 0)
    learn(one, data(1))
    assert not torch.equal(outputs(one, 0), said)


def test_packnets_owners_divide_all_weights_and_the_free_share_shrinks():
    one = trainer(PackNet(0.25), deep())
    for task in range(3):
        learn(one, data(task))
        for name, weight in matrices(one.policy).items():
            owner = one.algorithm.owner[name]
            assert owner.max() <= task + 1
            left = weight.numel()
            for n in range(task + 1):
                kept = round(0.25 * left)
                assert (owner == n + 1).sum() == kept
                left -= kept
            assert not weight[owner == 0].any()  # free weights are zero
    assert {"body.2.lstm.weight_hh_l0", "body.2.tokens", "body.2.kernel"} <= one.algorithm.owner.keys()


def test_packnet_with_a_known_number_of_tasks_gives_equal_shares_and_then_is_full():
    one = trainer(PackNet(tasks=4), Net(4, 8, 2))
    for task in range(4):
        learn(one, data(task))
    for owner in one.algorithm.owner.values():
        shares = owner.flatten().bincount(minlength=5)
        assert shares[0] == 0
        assert shares[1:].max() - shares[1:].min() <= 1
    with pytest.raises(PerdureError, match="no weights left for a task more than 4"):
        one.begin(data(4))


def test_packnet_keeps_the_largest_of_this_tasks_weights_and_an_old_small_one_survives():
    policy = Net(4, 1)
    with torch.no_grad():
        policy.head.weight.copy_(torch.tensor([[0.01, 3.0, -2.0, 1.0]]))
    pack = PackNet(0.34)
    pack.owner = {"head.weight": torch.tensor([[1, 0, 0, 0]], dtype=torch.uint8)}
    pack.order = [0]
    pack.before_phase(policy, 1)
    assert pack.owner["head.weight"].tolist() == [[1, 2, 0, 0]]
    assert policy.head.weight.tolist() == [[pytest.approx(0.01), 3.0, 0.0, 0.0]]


def test_packnet_retrains_in_the_second_half_what_it_kept():
    one = trainer(PackNet(), Net(4, 8, 2, bias=True))
    one.begin(data(0))
    one.run_until(10, data(0))
    assert not one.algorithm.pruned
    one.run_until(11, data(0))
    assert one.algorithm.pruned
    kept = {name: weight.clone() for name, weight in matrices(one.policy).items()}
    one.run_until(20, data(0))
    for name, weight in matrices(one.policy).items():
        mine = one.algorithm.owner[name] == 1
        assert not torch.equal(weight[mine], kept[name][mine])
        assert torch.equal(weight[~mine], kept[name][~mine])


def test_masks_have_the_density_asked_for_even_with_ties_and_fit_into_bits():
    assert chosen(torch.ones(7, 9), 0.3).sum() == round(0.3 * 63)
    mask = torch.rand(5, 7, generator=draw()) < 0.5
    assert torch.equal(unpacked(packed(mask), mask.shape), mask)
    assert packed(mask).nbytes == 5


def test_the_gradient_goes_straight_through_to_the_scores():
    scores = torch.randn(3, 4, generator=draw()).requires_grad_()
    weight, above = torch.randn(2, 3, 4, generator=draw(1))
    (above * weight * chosen(scores, 0.4)).sum().backward()
    assert torch.allclose(scores.grad, above * weight)


def test_supermasks_leave_the_random_weights_and_exclusive_training_only_what_is_new():
    for exclusive in (False, True):
        one = trainer(Exssnet(0.3, exclusive), deep())
        one.begin(data(0))
        one.run_until(10, data(0))
        random = {name: weight.clone() for name, weight in matrices(one.policy).items()}
        taken = {name: torch.zeros_like(weight, dtype=torch.bool) for name, weight in random.items()}
        for task in range(3):
            if task:
                one.begin(data(task))
            before = {name: weight.clone() for name, weight in matrices(one.policy).items()}
            one.run_until(20, data(task))
            one.finish(data(task))
            moved = 0
            for name, weight in matrices(one.policy).items():
                mask = unpacked(one.algorithm.masks[task][name], weight.shape)
                assert mask.sum() == max(1, round(0.3 * weight.numel()))
                mine = mask & ~taken[name]
                assert torch.equal(weight[~mine], before[name][~mine])
                moved += int((weight != before[name])[mine].sum())
                taken[name] |= mask
            assert bool(moved) == exclusive


def test_an_adapter_starts_as_nothing_stays_thin_and_leaves_everything_else_alone():
    one = trainer(Lora(2, alpha=4.0), deep())
    learn(one, data(0))
    base = {name: weight.clone() for name, weight in matrices(one.policy).items()}
    one.begin(data(1))
    weights = one.algorithm.weights(one.policy, 1)
    assert all(torch.equal(weights[name], base[name]) for name in base)
    one.run_until(20, data(1))
    one.finish(data(1))
    assert all(torch.equal(weight, base[name]) for name, weight in matrices(one.policy).items())
    adapted = one.algorithm.weights(one.policy, 1)
    for name, weight in base.items():
        change = (adapted[name] - weight).flatten(1)
        assert torch.linalg.matrix_rank(change, atol=1e-5) <= 2
        a, b = one.algorithm.bank.pairs[1][name]
        assert torch.allclose(change, 2.0 * (b @ a), atol=1e-6)
    assert any(change.any() for change in (adapted[name] - base[name] for name in base))
    newest = one.algorithm.weights(one.policy, 7)
    assert all(torch.equal(newest[name], adapted[name]) for name in adapted)


def test_the_first_task_of_lora_is_plain_fine_tuning():
    assert torch.equal(stream(Sequential(), 1)[0], stream(Lora(), 1)[0])


def test_every_single_task_starts_from_the_same_weights():
    one = trainer(SingleTask(), Net(4, 6, 2, bias=True))
    first = flat(one.policy)
    for task in range(2):
        one.begin(data(task))
        assert torch.equal(flat(one.policy), first)
        one.run_until(20, data(task))
        one.finish(data(task))
        expert = one.algorithm.weights(one.policy, task)
        assert all(torch.equal(expert[name], weight) for name, weight in copied(one.policy).items())


def test_wrong_knobs_are_refused():
    for kind, value, words in ((PackNet, 0.0, "keep=0"), (Exssnet, 2.0, "density=2"), (Lora, 0, "rank=0")):
        with pytest.raises(PerdureError, match=words):
            kind(value)
