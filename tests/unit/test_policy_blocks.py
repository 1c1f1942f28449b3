"""Blocks of the policies against answers that can be computed by hand."""

import math

import numpy as np
import pytest
import torch

from perdure.policies import Batch, PolicyError, embed
from perdure.policies.encoders.augment import jitter, shift
from perdure.policies.encoders.cnn import SpatialSoftmax
from perdure.policies.encoders.geometry import rotation_matrix
from perdure.policies.encoders.images import shrink
from perdure.policies.encoders.objects import ObjectEncoder, object_features
from perdure.policies.heads.gmm import GaussianMixtureHead
from perdure.policies.memory import LaneMemory
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
    trunk = CausalTransformer(width=16, depth=2, heads=2, length=5)
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
    trunk = CausalTransformer(width=8, depth=1, heads=1, length=4)
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


def test_jitter_is_mild_and_the_same_for_a_window():
    images = torch.ones(50, 2, 3, 4, 4)
    changed = jitter(images, 0.1, torch.Generator().manual_seed(0))
    assert (changed - images).abs().max() <= 0.15 + 1e-6
    assert torch.equal(changed[:, 0], changed[:, 1])
    assert changed[:, 0, 0, 0, 0].unique().numel() == 50


def test_images_made_small_together_or_one_by_one_are_equal():
    images = torch.randint(0, 256, (2, 3, 8, 8, 3), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    small = shrink(images, 4)
    assert small.shape == (2, 3, 4, 4, 3)
    assert torch.equal(small[1, 2], shrink(images[1, 2], 4))
    assert small[0, 0, 1, 1, 0] == images[0, 0, 2:4, 2:4, 0].float().mean().round()
    assert shrink(images, 8) is images
    with pytest.raises(PolicyError, match="8x8"):
        shrink(images, 3)


def test_language_is_deterministic_and_tells_word_order():
    plate, bowl = embed("Put the bowl on the plate!"), embed("put the plate on the bowl")
    assert torch.equal(plate, embed("put the bowl on the plate"))
    assert plate.norm().item() == pytest.approx(1.0)
    assert 0.5 < float(plate @ bowl) < 0.99
    assert abs(float(plate @ embed("turn off everything"))) < 0.5
    assert embed("").norm() == 0
    assert [round(x, 4) for x in embed("open")[:4].tolist()] == [0.125, -0.125, -0.125, 0.125]  # on every machine
    assert embed("open the drawer", 1000).shape == (1000,)


def test_memory_follows_plans_lane_by_lane():
    memory = LaneMemory(2, history=2)
    plans = [torch.full((2, 3, 1), float(n)) + torch.arange(3)[None, :, None] / 10 for n in range(4)]

    def follow(plan, execute):
        memory.plan(plan)
        return memory.follow(execute).flatten().tolist()

    first = [follow(plans[n], 2) for n in range(2)]
    memory.forget(torch.tensor([False, True]))
    follow(plans[2], 2)
    last = follow(plans[3], 2)
    assert first == [[0.0, 0.0], pytest.approx([0.1, 0.1])]
    assert last == pytest.approx([2.1, 2.1])
    memory.forget(torch.tensor([True, False]))
    assert follow(plans[1] + 5, 3) == pytest.approx([6.0, 6.0])


def test_a_plan_is_due_where_one_was_carried_out_or_forgotten():
    memory = LaneMemory(2, history=1)
    assert memory.due(2)
    memory.plan(torch.zeros(2, 3, 1))
    memory.follow(2)
    assert not memory.due(2)
    memory.forget(torch.tensor([False, True]))
    assert memory.due(2)
    with pytest.raises(PolicyError, match="3 lanes"):
        memory.due(3)


def test_batches_are_cut_and_joined():
    batch = Batch(
        proprio=torch.randn(3, 1, 15), language=torch.randn(3, 4), task=torch.arange(3), mask=torch.ones(3, 1).bool(),
        images={"agentview": torch.zeros(3, 1, 2, 2, 3, dtype=torch.uint8)},
    )  # fmt: skip
    joined = Batch.concatenate([batch.select(torch.tensor([2])), batch])
    assert joined.task.tolist() == [2, 0, 1, 2]
    assert list(joined.images) == ["agentview"]
    assert batch.nbytes() == 3 * (15 * 4 + 4 * 4 + 8 + 1 + 12)
