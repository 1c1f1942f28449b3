"""Blocks of the policies against answers that can be computed by hand."""

import math
import re

import numpy as np
import pytest
import torch

from perdure.policies import Batch, PolicyError, blocks
from perdure.policies.encoders.augment import copied, gathered, lights, shift
from perdure.policies.encoders.geometry import rotation_matrix
from perdure.policies.encoders.images import shrink
from perdure.policies.encoders.keypoints import SpatialSoftmax
from perdure.policies.encoders.objects import ObjectEncoder, object_features
from perdure.policies.encoders.pixels import floats
from perdure.policies.heads.gmm import GaussianMixtureHead
from perdure.policies.plans import Chunks, Ensemble
from perdure.policies.trunks.lstm import Lstm
from perdure.policies.trunks.transformer import CausalTransformer


def test_rotation_matrices():
    quarter = rotation_matrix(torch.tensor([0.0, 0.0, math.pi / 2]))
    torch.testing.assert_close(quarter, torch.tensor([[0.0, -1, 0], [1, 0, 0], [0, 0, 1]]), atol=1e-6, rtol=0)
    torch.testing.assert_close(rotation_matrix(torch.zeros(3)), torch.eye(3))
    almost = torch.tensor([[math.pi - 1e-4, 0.0, 0.0], [-math.pi + 1e-4, 0.0, 0.0]])
    down, same = rotation_matrix(almost)
    torch.testing.assert_close(down, same, atol=1e-3, rtol=0)  # the vector jumps there, the features do not
    turn = rotation_matrix(torch.randn(20, 3, generator=torch.Generator().manual_seed(0)))
    torch.testing.assert_close(turn @ turn.mT, torch.eye(3).expand(20, 3, 3), atol=1e-5, rtol=0)


def test_objects_seen_from_the_hand_do_not_depend_on_where_both_are():
    rng = np.random.default_rng(0)
    hand, turn = rng.normal(size=3), rotation_matrix(torch.tensor([0.3, -0.2, 0.9], dtype=torch.float64)).numpy()
    place = rng.normal(size=3)
    seen = [_seen(place, hand, np.eye(3)), _seen(turn @ place + 1.0, turn @ hand + 1.0, turn)]
    torch.testing.assert_close(seen[0][15:27], seen[1][15:27], atol=1e-5, rtol=0)
    torch.testing.assert_close(seen[0][15:18], torch.tensor((place - hand) / 0.3).float(), atol=1e-5, rtol=0)


def _seen(place, hand, turn):
    """Return the features of an object whose axes are the hand's."""
    vector = torch.zeros(3)
    if not np.allclose(turn, np.eye(3)):
        vector = torch.tensor([0.3, -0.2, 0.9])
    row = np.concatenate([place, turn[:, 0], turn[:, 1], np.zeros(14)])
    proprio = torch.cat([torch.zeros(9), torch.tensor(hand).float(), vector])
    return object_features(torch.tensor(row).float()[None], proprio)[0]


def test_empty_rows_change_nothing():
    torch.manual_seed(0)
    encoder = ObjectEncoder(23, 8, 16, 2, 2)
    proprio, objects, language = torch.randn(4, 15), torch.randn(4, 6, 23), torch.randn(4, 8)
    mask = torch.tensor([1, 0, 1, 1, 0, 0], dtype=torch.bool).expand(4, 6)
    before = encoder(proprio, objects, mask, language)
    objects[:, [1, 4, 5]] = 1e3
    torch.testing.assert_close(encoder(proprio, objects, mask, language), before)
    nothing = encoder(proprio, objects, torch.zeros_like(mask), language)
    assert torch.isfinite(nothing).all()


def test_mixture_of_one_component_is_a_gaussian():
    head = GaussianMixtureHead(width=4, actions=3, chunk=1, modes=1, hidden=8, min_std=0.5)
    spread = math.log(math.expm1(0.5))  # softplus of it is 0.5, so the deviation is 1
    parameters = torch.tensor([[0.0, 0.25, -0.5, spread, spread, 2.0]])
    label, mask = torch.tensor([[[0.25, 0.5, 1.0]]]), torch.ones(1, 1, dtype=torch.bool)
    gripper = math.log(1.0 + math.exp(-2.0))
    expected = 2 * 0.5 * math.log(2 * math.pi) + 0.5 + gripper
    assert head.loss(parameters, label, mask).item() == pytest.approx(expected, rel=1e-5)
    assert head.mode(parameters).tolist() == [[[0.25, -0.5, 1.0]]]


def test_mixture_prefers_the_heaviest_component_and_counts_valid_labels_only():
    head = GaussianMixtureHead(width=4, actions=2, chunk=2, modes=2, hidden=8, min_std=0.1)
    means = [3.0, -0.5, 0.2, 0.4]  # component, chunk; one motion dimension
    parameters = torch.tensor([[0.0, 1.0, *means, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, -1.0, -1.0]])
    assert head.mode(parameters)[0].flatten().tolist() == pytest.approx([0.2, -1.0, 0.4, -1.0])
    labels = torch.zeros(1, 2, 2)
    wild = labels.clone()
    wild[0, 1] = 0.7
    mask = torch.tensor([[True, False]])
    assert head.loss(parameters, labels, mask) == head.loss(parameters, wild, mask)
    none = head.loss(parameters, labels, torch.zeros_like(mask))
    assert none.item() == 0.0


def test_the_past_does_not_see_the_future_and_padding_is_not_seen():
    torch.manual_seed(0)
    trunk = CausalTransformer(width=16, tokens=1, history=5, depth=2, heads=2)
    for distance in trunk.distance:
        torch.nn.init.normal_(distance)
    x, mask = torch.randn(3, 5, 16), torch.ones(3, 5, dtype=torch.bool)
    before = trunk(x, mask)
    later = x.clone()
    later[:, 3:] += 1.0
    torch.testing.assert_close(trunk(later, mask)[:, :3], before[:, :3])
    mask[:, :2] = False
    padded = x.clone()
    padded[:, :2] = 9.0
    torch.testing.assert_close(trunk(padded, mask)[:, 2:], trunk(x, mask)[:, 2:])
    torch.testing.assert_close(trunk(x[:, 2:], mask[:, 2:]), trunk(x, mask)[:, 2:])
    torch.testing.assert_close(trunk(x[:, :3], torch.ones(3, 3).bool()), before[:, :3])


def test_a_step_further_back_can_count_less():
    trunk = CausalTransformer(width=8, tokens=1, history=4, depth=1, heads=1)
    x, mask = torch.randn(1, 4, 8, generator=torch.Generator().manual_seed(0)), torch.ones(1, 4, dtype=torch.bool)
    with torch.no_grad():
        trunk.distance[0].copy_(torch.tensor([[0.0, -50.0, -50.0, -50.0]]))
    alone = torch.cat([trunk(x[:, t : t + 1], mask[:, :1]) for t in range(4)], dim=1)
    torch.testing.assert_close(trunk(x, mask), alone)


def test_spatial_softmax_finds_the_peak():
    maps = torch.full((1, 2, 5, 9), -50.0)
    maps[0, 0, 0, 8] = maps[0, 1, 4, 2] = 50.0
    assert SpatialSoftmax()(maps)[0].tolist() == pytest.approx([1.0, -0.5, -1.0, 1.0])


def test_shift_moves_whole_windows_and_repeats_edges():
    image = torch.arange(36, dtype=torch.uint8).reshape(1, 1, 6, 6, 1).expand(40, 3, 6, 6, 3)
    moved = shift(image, 2, torch.Generator().manual_seed(0))
    assert moved.shape == image.shape
    assert torch.equal(moved[:, 0], moved[:, 2])
    assert len({tuple(window.flatten().tolist()) for window in moved[:, 0]}) > 15  # of 25 shifts
    rows = moved[:, 0, :, :, 0].long()
    assert (rows[:, 1:] - rows[:, :-1]).unique().tolist() == [0, 6]
    assert torch.equal(moved, shift(image, 2, torch.Generator().manual_seed(0)))


def test_other_light_is_mild_and_the_same_for_a_window():
    images = torch.full((50, 2, 4, 4, 3), 255, dtype=torch.uint8)
    changed = floats(images, lights(images, 0.1, torch.Generator().manual_seed(0)))
    assert changed.shape == (50, 2, 3, 4, 4)
    assert (changed - 1.0).abs().max() <= 0.15 + 1e-6
    assert torch.equal(changed[:, 0], changed[:, 1])
    assert changed[:, 0, 0, 0, 0].unique().numel() == 50


def test_images_become_floats_lane_by_lane_as_all_at_once():
    images = torch.randint(0, 256, (7, 10, 64, 96, 3), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    contrast, brightness = lights(images, 0.1, torch.Generator().manual_seed(0))
    whole = images.permute(0, 1, 4, 2, 3).float() / 127.5 - 1.0
    assert torch.equal(floats(images), whole)
    assert torch.equal(floats(images, (contrast, brightness)), whole * contrast + brightness)


def test_images_made_small_together_or_one_by_one_are_equal():
    images = torch.randint(0, 256, (2, 3, 8, 8, 3), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    small = shrink(images, 4)
    assert small.shape == (2, 3, 4, 4, 3)
    assert torch.equal(small[1, 2], shrink(images[1, 2], 4))
    assert small[0, 0, 1, 1, 0] == images[0, 0, 2:4, 2:4, 0].float().mean().round()
    assert shrink(images, 8) is images
    with pytest.raises(PolicyError, match="8x8"):
        shrink(images, 3)


def test_tokens_of_a_step_see_each_other_and_all_earlier_ones():
    torch.manual_seed(0)
    trunk = CausalTransformer(width=8, tokens=3, history=4, depth=2, heads=2, head_width=5)
    x, mask = torch.randn(2, 4, 24), torch.ones(2, 4, dtype=torch.bool)
    before = trunk(x, mask)
    assert before.shape == (2, 4, 8)
    changed = x.clone()
    changed[:, 2, 16:] *= -1.0  # the third token of the third step
    after = trunk(changed, mask)
    torch.testing.assert_close(after[:, :2], before[:, :2])
    assert ((after - before)[:, 2:].abs().amax(-1) > 1e-4).all()
    alone = CausalTransformer(width=8, tokens=3, history=1, depth=1, heads=2)
    assert len(alone.blocks) == 1  # tokens of one step have something to tell each other


def test_a_recurrent_trunk_remembers_longer_than_it_was_trained_on_and_lane_by_lane():
    torch.manual_seed(0)
    trunk = Lstm(width=3, tokens=2, history=4, hidden=5, depth=2)
    x = torch.randn(2, 11, 6)
    whole, past = trunk(x, torch.ones(2, 11, dtype=torch.bool)), {}
    for step in range(11):
        out, past = trunk.step(x[:, step : step + 1], past)
        torch.testing.assert_close(out, whole[:, step])
    x[:, 0] += 3.0
    assert (trunk(x, torch.ones(2, 11, dtype=torch.bool)) - whole)[:, -1].abs().max() > 1e-4  # ten steps later
    past = {name: state * torch.tensor([1.0, 0.0]).view(2, 1, 1) for name, state in past.items()}
    out, _ = trunk.step(x[:, :1], past)
    fresh, _ = trunk.step(x[1:, :1], {})
    torch.testing.assert_close(out[1:], fresh)


def test_a_recurrent_trunk_starts_empty_at_the_first_valid_step():
    torch.manual_seed(0)
    trunk = Lstm(width=3, tokens=1, history=5, hidden=4, depth=1)
    x, mask = torch.randn(3, 5, 3), torch.arange(5) >= torch.tensor([[0], [2], [4]])
    out = trunk(x, mask)
    for lane, padding in enumerate((0, 2, 4)):
        alone = trunk(x[lane : lane + 1, padding:], torch.ones(1, 5 - padding, dtype=torch.bool))
        torch.testing.assert_close(out[lane, padding:], alone[0])


def test_sizes_of_trunks():
    for wrong, sentence in (
        ({"name": "transformer", "heads": 3}, "width=8 cannot be shared equally among heads=3"),
        ({"name": "transformer", "depth": 0}, "depth=0, but it must be a whole number of at least 1"),
        ({"name": "lstm", "hidden": 0}, "hidden=0, but it must be"),
        ("none", "'none' sees one step, but history=4"),
        ("gru", "Unknown trunk 'gru'. Known: lstm, none, transformer"),
        ({"name": "lstm", "hiden": 3}, "Unknown knob of trunk 'lstm': 'hiden'. Did you mean 'hidden'"),
        ({"hidden": 3}, "names no block; known: lstm, none, transformer"),
    ):
        with pytest.raises(PolicyError, match=re.escape(sentence)):
            blocks.trunk(wrong, 8, 1, 4)


def follow(plan, chunk):
    plan.take(chunk)
    return plan.follow().flatten().tolist()


def test_chunks_are_followed_lane_by_lane():
    plan = Chunks(2, execute=2)
    chunks = [torch.full((2, 3, 1), float(n)) + torch.arange(3)[None, :, None] / 10 for n in range(4)]
    first = [follow(plan, chunks[n]) for n in range(2)]
    plan.forget(torch.tensor([False, True]))
    follow(plan, chunks[2])
    last = follow(plan, chunks[3])
    assert first == [[0.0, 0.0], pytest.approx([0.1, 0.1])]
    assert last == pytest.approx([2.1, 2.1])


def test_a_chunk_is_due_where_one_was_carried_out_or_forgotten():
    plan = Chunks(2, execute=2)
    assert plan.due()
    follow(plan, torch.zeros(2, 3, 1))
    assert not plan.due()
    plan.forget(torch.tensor([False, True]))
    assert plan.due()


def test_overlapping_chunks_are_averaged_and_the_oldest_counts_most():
    plan, decay = Ensemble(2, math.log(2.0)), 2.0
    chunks = [torch.tensor([[[n / 10 + k / 100, 1.0] for k in range(3)]] * 2) for n in range(4)]
    chunks[3][..., 1] = -1.0
    acted = []
    for n, chunk in enumerate(chunks):
        if n == 2:
            plan.forget(torch.tensor([False, True]))
        plan.take(chunk)
        acted.append(plan.follow())
    weights = [decay**2, decay, 1.0]  # exp(-0), exp(-log 2), ... times a constant; three chunks reach a step
    said = [chunks[1][0, 2, 0], chunks[2][0, 1, 0], chunks[3][0, 0, 0]]
    mean = sum(w * x for w, x in zip(weights, said, strict=True)) / sum(weights)
    assert acted[3][0].tolist() == pytest.approx([mean.item(), 1.0])  # the gripper: 6 to 1 for closing
    later = (2 * chunks[2][1, 1, 0] + chunks[3][1, 0, 0]) / 3
    assert acted[3][1, 0].item() == pytest.approx(later.item())
    assert acted[2][1].tolist() == pytest.approx(chunks[2][1, 0].tolist())
    assert plan.due()


def test_batches_are_cut_and_joined():
    batch = Batch(
        proprio=torch.randn(3, 1, 15), language=torch.randn(3, 4), task=torch.arange(3), mask=torch.ones(3, 1).bool(),
        images={"agentview": torch.zeros(3, 1, 2, 2, 3, dtype=torch.uint8)},
    )  # fmt: skip
    joined = Batch.concatenate([batch.select(torch.tensor([2])), batch])
    assert joined.task.tolist() == [2, 0, 1, 2]
    assert list(joined.images) == ["agentview"]
    assert batch.nbytes() == 3 * (15 * 4 + 4 * 4 + 8 + 1 + 12)


def test_both_ways_to_shift_images_agree():
    draw = torch.Generator().manual_seed(0)
    images = torch.randint(0, 256, (60, 2, 5, 7, 3), generator=draw, dtype=torch.uint8)
    moves = torch.randint(-9, 10, (2, 60), generator=draw)  # out of the picture, too
    assert torch.equal(copied(images, moves), gathered(images, moves))
