"""Heads against known answers: two ways to go on, of which the mean is none."""

import math

import pytest
import torch

from perdure.policies import PolicyError, blocks
from perdure.policies.heads.denoiser import random_times, time_features
from perdure.policies.heads.diffusion import signal_left
from perdure.policies.heads.head import as_actions, masked_mean

WAY, MORE = -0.6, 2 / 3  # the hand goes to WAY in two of three demonstrations, to -WAY in the third
SMALL = {
    "deterministic": {"hidden": 32},
    "gmm": {"hidden": 32, "modes": 4},
    "diffusion": {"hidden": 48, "layers": 2, "steps": 30},
    "flow": {"hidden": 48, "layers": 2},
    "cvae": {"hidden": 16, "layers": 1, "heads": 2, "latent": 2},
}
heads = pytest.mark.parametrize("name", blocks.names("head"))


def build(name, width=2, actions=2, chunk=2, **more):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return blocks.head({"name": name, **SMALL[name], **more}, width, actions, chunk)


def two_ways(count, generator):
    """Return vectors that say nothing, and labels: one number of motion and the gripper, closed."""
    way = WAY * ((torch.rand(count, generator=generator) < MORE).float() * 2 - 1)
    labels = torch.stack([way, torch.ones(count)], -1)[:, None, None].expand(count, 1, 2, 2)
    return torch.randn(count, 1, 2, generator=generator), labels, torch.ones(count, 1, 2, dtype=torch.bool)


def learn(head, updates=160):
    generator, optimizer = torch.Generator().manual_seed(1), torch.optim.Adam(head.parameters(), 5e-3)
    for _ in range(updates):
        x, labels, mask = two_ways(96, generator)
        loss = head.loss(head(x), labels, mask, generator)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return head.eval()


@heads
def test_where_demonstrations_disagree_only_the_deterministic_head_goes_between(name):
    head = learn(build(name))
    with torch.no_grad():
        said = head.mode(head(torch.randn(20, 2, generator=torch.Generator().manual_seed(5))))
    assert said.shape == (20, 2, 2)
    assert (said[..., 1] == 1.0).all()
    mean = WAY * (2 * MORE - 1)
    if name == "deterministic":
        assert (said[..., 0] - mean).abs().max() < 0.15
    else:
        assert (said[..., 0].abs() - abs(WAY)).abs().max() < 0.15
        assert said.abs().min() > abs(mean) + 0.15


@pytest.mark.parametrize("name", ["diffusion", "flow"])
def test_other_noise_becomes_the_other_way_as_often_as_it_was_shown(name):
    head = learn(build(name), updates=260)
    said = []
    for start in torch.randn(100, 2, 2, generator=torch.Generator().manual_seed(2)):
        head.noise = start
        with torch.no_grad():
            said.append(head.mode(torch.zeros(2))[0, 0])
    said = torch.stack(said)
    near = (said.abs() - abs(WAY)).abs() < 0.2
    assert near.float().mean() > 0.75
    assert (said * WAY > 0).float().mean() == pytest.approx(MORE, abs=0.2)


@heads
def test_labels_that_do_not_count_change_nothing(name):
    head = build(name)
    x, labels, mask = two_ways(5, torch.Generator().manual_seed(0))
    mask = mask & torch.tensor([True, False])
    wild = labels.clone()
    wild[:, :, 1] = 0.3
    head_sees_noise_of_all = name in ("diffusion", "flow")  # the whole noisy chunk goes in
    if not head_sees_noise_of_all:
        assert head.loss(head(x), labels, mask) == head.loss(head(x), wild, mask)
    assert head.loss(head(x), labels, torch.zeros_like(mask)).isfinite()


@heads
def test_without_a_generator_a_loss_is_the_same_number_and_draws_nothing(name):
    head = build(name)
    x, labels, mask = two_ways(4, torch.Generator().manual_seed(0))
    random = torch.get_rng_state()
    assert head.loss(head(x), labels, mask) == head.loss(head(x), labels, mask)
    assert torch.equal(torch.get_rng_state(), random)
    first, second = (head.loss(head(x), labels, mask, torch.Generator().manual_seed(n)) for n in range(2))
    assert (first == second) == (name in ("deterministic", "gmm"))


def test_squared_error_of_a_known_answer():
    head = build("deterministic", chunk=2)
    said, labels = torch.tensor([[0.5, 1.0, 0.0, -1.0]]), torch.tensor([[[0.0, 1.0], [9.0, 9.0]]])
    assert head.loss(said, labels, torch.tensor([[True, False]])).item() == pytest.approx(0.25 / 2)
    assert head.mode(torch.tensor([1.7, -0.2, 0.1, 0.3])).tolist() == [[1.0, -1.0], [pytest.approx(0.1), 1.0]]


def test_noise_grows_until_nothing_is_left():
    left = signal_left(50)
    assert (left[1:] < left[:-1]).all()
    assert left[0] > 0.99
    assert left[-1] < 0.001
    half = math.cos((0.5 + 0.008) / 1.008 * math.pi / 2) ** 2 / math.cos(0.008 / 1.008 * math.pi / 2) ** 2
    assert left[24].item() == pytest.approx(half, rel=1e-4)  # Nichol and Dhariwal's eq. 17


def perfect(head, labels):
    """Replace the network by one that knows the labels."""

    def turn(x, time, condition):
        signal = head.signal[(time * head.steps).round().long()][..., None, None]
        noise = (x - signal.sqrt() * labels) / (1 - signal).sqrt()
        return signal.sqrt() * noise - (1 - signal).sqrt() * labels

    def velocity(x, time, condition):
        return (labels - x) / (1 - time[..., None, None])

    head.net.forward = turn if hasattr(head, "signal") else velocity
    return head


@pytest.mark.parametrize("name", ["diffusion", "flow"])
@pytest.mark.parametrize("samples", [1, 4])
def test_a_perfect_network_leads_to_the_label_in_any_number_of_steps(name, samples):
    labels = torch.tensor([[0.3, -1.0], [-0.7, 1.0]])
    head = perfect(build(name, samples=samples), labels)
    torch.testing.assert_close(head.mode(torch.zeros(3, 2)), labels.expand(3, 2, 2), atol=1e-3, rtol=0)


@pytest.mark.parametrize("name", ["diffusion", "flow"])
@pytest.mark.parametrize("draw", [None, 0])
def test_a_perfect_network_has_no_loss(name, draw):
    labels = torch.rand(4, 1, 2, 2, generator=torch.Generator().manual_seed(0)) * 2 - 1
    mask, generator = (
        torch.ones(4, 1, 2, dtype=torch.bool),
        draw if draw is None else torch.Generator().manual_seed(draw),
    )
    head = build(name)
    assert head.loss(torch.zeros(4, 1, 2), labels, mask, generator).item() > 0.1
    assert perfect(head, labels).loss(torch.zeros(4, 1, 2), labels, mask, generator).item() < 1e-6


def test_times_without_a_generator_speak_of_the_whole_way():
    times, noise = random_times(torch.zeros(3, 2, 4, 7), None)
    assert times[:, 0, 0].tolist() == [(n + 0.5) / 8 for n in range(8)]
    assert noise.shape == (8, 3, 2, 4, 7)
    drawn, noise = random_times(torch.zeros(3, 2, 4, 7), torch.Generator().manual_seed(0))
    assert drawn.shape == (1, 3, 2)
    assert 0 <= drawn.min() < drawn.max() < 1
    assert time_features(drawn).shape == (1, 3, 2, 32)


def test_style_is_read_off_valid_labels_and_costs_by_its_weight():
    head = build("cvae", kl=0.0)
    x, labels, mask = two_ways(3, torch.Generator().manual_seed(0))
    free = head.loss(head(x), labels, mask)
    mean, log_variance = head.encode(x.flatten(0, 1), labels.flatten(0, 1), mask.flatten(0, 1))
    head.kl = 2.0
    divergence = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(-1).mean()
    torch.testing.assert_close(head.loss(head(x), labels, mask), free + 2.0 * divergence)


def test_means_over_what_counts():
    values = torch.tensor([[[1.0, 3.0], [100.0, 100.0]]])
    mask = torch.tensor([[True, False]])
    assert masked_mean(values, mask) == 2.0
    assert masked_mean(torch.stack([values, 2 * values]), mask) == 3.0
    assert masked_mean(values, torch.zeros_like(mask)) == 0.0
    assert as_actions(torch.tensor([[-3.0, 0.2, -0.01]])).tolist() == [[-1.0, pytest.approx(0.2), -1.0]]


@heads
def test_sizes_that_cannot_be_get_a_sentence(name):
    for knob in {"hidden", "layers", "modes", "samples", "latent"} & set(blocks.knobs("head", name)):
        with pytest.raises(PolicyError, match=rf"{name}: {knob}=0, but it must be a whole number of at least 1"):
            build(name, **{knob: 0})
    with pytest.raises(PolicyError, match="cvae: hidden=30 cannot be shared equally among heads=4"):
        build("cvae", hidden=30, heads=4)
    with pytest.raises(PolicyError, match="samples=9, but there are only steps=3"):
        build("diffusion", samples=9, steps=3)
