"""DER and LwF: outputs of old, kept or asked for; nothing happens at the start or with weight zero."""

import pytest
import torch

from perdure.envs.errors import PerdureError, UnknownNameError
from perdure.lifelong.algorithms.der import DarkExperienceReplay as Der
from perdure.lifelong.algorithms.derpp import DarkExperienceReplayPlus as Derpp
from perdure.lifelong.algorithms.lwf import LearningWithoutForgetting as Lwf
from perdure.lifelong.algorithms.memory import OUTPUTS, batch_of
from perdure.lifelong.algorithms.outputs import divergence
from perdure.lifelong.algorithms.sequential import Sequential
from perdure.policies.heads.gmm import GaussianMixtureHead
from tests.algorithm_toys import Net, draw, flat, learn, normal, stream, trainer
from tests.conformance.test_policies import build
from tests.conformance.test_policies import windows as toys


def gradient(policy, value):
    policy.zero_grad()
    value.backward()
    found = [weight.grad for weight in policy.parameters() if weight.grad is not None]
    return max((float(part.abs().max()) for part in found), default=0.0)


@pytest.mark.parametrize(
    "algorithm",
    [Derpp(0.0, 0.0), Derpp(capacity=0), Der(0.0), Lwf(0.0)],
    ids=["derpp", "derpp-empty", "der", "lwf"],
)
def test_without_weight_it_is_sequential_bit_for_bit(algorithm):
    assert all(map(torch.equal, stream(Sequential()), stream(algorithm)))


def test_der_is_derpp_without_labels():
    assert all(map(torch.equal, stream(Der(0.7, 30)), stream(Derpp(0.7, 0.0, 30))))
    assert not torch.equal(stream(Der(0.7, 30))[1], stream(Derpp(0.7, 0.5, 30))[1])


def test_outputs_are_those_at_the_tasks_end_and_never_change():
    one = trainer(Derpp(capacity=20), Net(4, 6, 2, bias=True))
    learn(one, normal(40, 4, 0, outputs=2))
    rows = one.algorithm.memory.tasks[0]
    with torch.no_grad():
        assert torch.allclose(rows[OUTPUTS], one.policy(batch_of(rows)), atol=1e-7)
    assert gradient(one.policy, one.algorithm.drift(one.policy, 16, draw())) < 1e-6
    kept = rows[OUTPUTS].clone()
    one.begin(normal(40, 4, 1, outputs=2))
    one.run_until(20, normal(40, 4, 1, outputs=2))
    assert torch.equal(one.algorithm.memory.tasks[0][OUTPUTS], kept)
    assert one.algorithm.drift(one.policy, 16, draw()).item() > 1e-4


@pytest.mark.parametrize("name", ["state_transformer", "diffusion:state", "resnet_rnn"])
def test_the_divergence_is_zero_with_zero_gradient_where_nothing_changed(name):
    policy = build(name, "memory")
    batch = toys(policy).gather(torch.arange(10))
    outputs = policy(batch)
    same = divergence(policy, outputs, outputs, batch.mask)
    assert abs(same.item()) < 1e-5
    assert gradient(policy, same) < 1e-5
    other = divergence(policy, outputs.detach() + 0.1, outputs, batch.mask)
    assert other.item() > 1e-3


def test_the_divergence_of_one_gaussian_is_the_textbooks_and_bounds_that_of_mixtures():
    head = GaussianMixtureHead(4, 3, 1, modes=1, hidden=8)
    policy, mask = torch.nn.Module(), torch.ones(1, 1, dtype=torch.bool)
    policy.head = head
    ours, target = torch.randn(2, 1, 1, sum(head.sizes), generator=draw())
    (_, m1, s1, g1), (_, m2, s2, g2) = head.unpack(target), head.unpack(ours)
    motion = (s2 / s1).log() + (s1.square() + (m1 - m2).square()) / (2 * s2.square()) - 0.5
    p, q = torch.sigmoid(g1), torch.sigmoid(g2)
    grip = p * (p / q).log() + (1 - p) * ((1 - p) / (1 - q)).log()
    assert divergence(policy, ours, target, mask).item() == pytest.approx((motion.sum() + grip.sum()).item(), rel=1e-4)
    policy.head = head = GaussianMixtureHead(4, 3, 1, modes=3, hidden=8)
    ours, target = torch.randn(2, 1, 1, sum(head.sizes), generator=draw(1))
    bound = divergence(policy, ours, target, mask).item()
    assert sampled(head, ours[0, 0], target[0, 0]) < bound + 0.02


def sampled(head, ours, target, count=20_000):
    """Estimate the divergence of two mixtures by drawing from the target."""
    log_weight, mean, std, grip = head.unpack(target)
    random = draw(2)
    parts = torch.multinomial(log_weight.exp(), count, replacement=True, generator=random)
    motion = mean[parts] + std[parts] * torch.randn(std[parts].shape, generator=random)
    close = (torch.rand(count, 1, generator=random) < torch.sigmoid(grip)[parts]).float() * 2 - 1
    actions, mask = torch.cat([motion, close[..., None]], -1), torch.ones(1, 1, dtype=torch.bool)
    each = [-torch.stack([head.loss(p[None], action[None], mask) for action in actions[:1500]]) for p in (target, ours)]
    return float((each[0] - each[1]).mean())


def test_a_teacher_never_changes_and_at_the_start_says_what_the_policy_says():
    one = trainer(Lwf(match="both"), Net(4, 6, 2, bias=True))
    learn(one, normal(40, 4, 0, outputs=2))
    teacher = {name: tensor.clone() for name, tensor in one.algorithm.teachers[0].items()}
    data = normal(40, 4, 1, outputs=2)
    batch = data.gather(torch.arange(40))
    distance = one.algorithm.distance(one.policy, teacher, one.algorithm.ask(batch, draw()))
    assert gradient(one.policy, distance) < 1e-7
    one.begin(data)
    one.run_until(20, data)
    assert all(torch.equal(tensor, one.algorithm.teachers[0][name]) for name, tensor in teacher.items())


def test_one_step_after_a_task_distillation_changes_nothing_yet():
    ends = [stream(algorithm, 1) for algorithm in (Sequential(), Lwf(100.0))]
    assert torch.equal(*[end[0] for end in ends])
    first = []
    for algorithm in (Sequential(), Lwf(1.0)):
        one = trainer(algorithm, Net(4, 6, 2, bias=True))
        learn(one, normal(40, 4, 0, outputs=2))
        one.begin(normal(40, 4, 1, outputs=2))
        one.run_until(1, normal(40, 4, 1, outputs=2))
        first.append(flat(one.policy))
    assert torch.allclose(*first, atol=1e-6)


def test_more_distillation_means_less_drift():
    drifts = []
    for strength in (0.0, 1.0, 100.0):
        one = trainer(Lwf(strength), Net(4, 8, 2, bias=True), updates=60)
        start = normal(40, 4, 1, outputs=2)
        learn(one, normal(40, 4, 0, outputs=2))
        said = one.policy(start.gather(torch.arange(40))).detach()
        learn(one, start)
        drifts.append((one.policy(start.gather(torch.arange(40))).detach() - said).norm().item())
    assert drifts[0] > drifts[1] > drifts[2]


def test_the_teacher_is_asked_under_old_instructions():
    data = normal(8, 4, 5, outputs=2)
    batch = data.gather(torch.arange(8))
    for instructions, old in (("old", 8), ("new", 0), ("both", 4)):
        lwf = Lwf(instructions=instructions, teachers=2)
        for task in (2, 3):
            lwf.after_task(Net(4, 2), normal(8, 4, task, outputs=2), draw())
        asked = lwf.ask(batch, draw())
        assert torch.equal(asked.language[:, 0], asked.task.float())
        assert (asked.task != 5).sum() == old
        assert set(asked.task.tolist()) <= {2, 3, 5}
        assert torch.equal(asked.proprio, batch.proprio)


def test_two_teachers_are_the_first_and_the_newest():
    one, teachers = trainer(Lwf(teachers=2), Net(3, 1)), []
    for task in range(3):
        teachers.append(learn(one, normal(20, 3, task)))
    held = [torch.cat([tensor.flatten() for tensor in teacher.values()]) for teacher in one.algorithm.teachers]
    assert all(map(torch.equal, held, [teachers[0], teachers[2]]))


def test_wrong_knobs_are_refused():
    with pytest.raises(PerdureError, match="alpha=-1"):
        Derpp(-1.0)
    with pytest.raises(UnknownNameError, match="match of lwf: 'logit'"):
        Lwf(match="logit")
    with pytest.raises(PerdureError, match="teachers=3"):
        Lwf(teachers=3)
