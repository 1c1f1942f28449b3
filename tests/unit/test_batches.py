"""From demonstrations to windows."""

import time

import numpy as np
import pytest
import torch

from perdure.envs.errors import PerdureError
from perdure.lifelong.batches import Windows, keys, observe
from perdure.policies import embed
from tests.learning_toys import IMAGE, Hand, episodes


class Shape:
    """As much of a policy as windows are cut for."""

    def __init__(self, history=1, chunk=1, observation="state", cameras=(), image_size=IMAGE):
        self.history, self.chunk, self.observation = history, chunk, observation
        self.cameras, self.image_size = cameras, image_size

    def parameters(self):
        return iter([torch.zeros(1)])

    def embed(self, instruction, task):
        return embed(instruction)


PIXELS = {"observation": "pixels", "cameras": ("agentview", "eye_in_hand")}


def numbered(lengths):
    """Return demonstrations whose numbers say where they are from: 100 * demonstration + step."""
    made = []
    for demo, length in enumerate(lengths):
        count = 100.0 * demo + np.arange(length)
        made.append(
            {
                "expert_actions": np.repeat(count[:, None], 7, 1), "actions": np.full((length, 7), -1.0),
                "proprio": np.repeat(count[:, None], 15, 1), "objects": np.repeat(count, 16 * 23).reshape(-1, 16, 23),
                "objects_mask": np.ones((length, 16), np.int8),
            }
        )  # fmt: skip
    return made


def test_windows_end_at_every_step_and_never_cross_a_demonstration():
    windows = Windows(numbered([4, 2]), "do it", 3, Shape(history=3, chunk=2))
    batch = windows.gather(torch.arange(6))
    assert len(windows) == 6
    assert batch.proprio[:, :, 0].tolist() == [
        [0, 0, 0], [0, 0, 1], [0, 1, 2], [1, 2, 3], [100, 100, 100], [100, 100, 101],
    ]  # fmt: skip
    assert batch.mask.int().tolist() == [[0, 0, 1], [0, 1, 1], [1, 1, 1], [1, 1, 1], [0, 0, 1], [0, 1, 1]]
    assert batch.actions[:, :, :, 0][3].tolist() == [[1, 2], [2, 3], [3, 3]]
    assert batch.actions_mask[3].int().tolist() == [[1, 1], [1, 1], [1, 0]]
    assert batch.actions_mask[0].int().tolist() == [[0, 0], [0, 0], [1, 1]]
    assert batch.objects[:, :, 5, 7].tolist() == batch.proprio[:, :, 0].tolist()
    assert batch.task.tolist() == [3] * 6
    assert all(torch.equal(row, embed("do it")) for row in batch.language)
    assert windows.episode.tolist() == [0, 0, 0, 0, 1, 1]


def test_every_window_can_be_drawn_equally_often():
    windows = Windows(numbered([30, 10, 60]), "do it", 0, Shape())
    drawn = windows.sample(20_000, torch.Generator().manual_seed(0)).proprio[:, 0, 0]
    counts = drawn.unique(return_counts=True)[1]
    assert len(counts) == 100
    assert counts.min() > 130
    assert counts.max() < 280


def test_sampling_depends_on_the_generator_alone():
    windows = Windows(episodes(0), "do it", 0, Shape())
    torch.manual_seed(1)
    first = windows.sample(8, torch.Generator().manual_seed(5))
    torch.manual_seed(2)
    second = windows.sample(8, torch.Generator().manual_seed(5))
    assert torch.equal(first.proprio, second.proprio)


def test_labels_are_the_clean_actions_or_else_the_executed_ones():
    demos = episodes(1)
    clean = Windows(demos, "do it", 0, Shape()).gather(torch.arange(3)).actions[:, 0, 0]
    assert torch.equal(clean, torch.from_numpy(demos[0]["expert_actions"][:3]))
    for demo in demos:
        del demo["expert_actions"]
    executed = Windows(demos, "do it", 0, Shape()).gather(torch.arange(3)).actions[:, 0, 0]
    assert torch.equal(executed, torch.from_numpy(demos[0]["actions"][:3]).float())


def test_images_are_bytes_of_the_size_that_the_policy_works_at():
    small = Shape(**PIXELS, image_size=IMAGE // 2)
    batch = Windows(episodes(0), "do it", 0, small).gather(torch.arange(4))
    assert batch.images["agentview"].shape == (4, 1, IMAGE // 2, IMAGE // 2, 3)
    assert batch.images["agentview"].dtype == torch.uint8
    assert batch.objects is None


@pytest.mark.parametrize("shape", [Shape(), Shape(**PIXELS)])
def test_an_observation_becomes_the_batch_that_was_trained_on(shape):
    world = Hand(2, seed=2)
    seen = {key: value[None] for key, value in world.observe().items()}
    now = observe(seen, "do it", 2, shape)
    then = Windows(episodes(2, count=1), "do it", 2, shape).gather(torch.tensor([0]))
    assert now.actions is None
    for name, tensor in now.tensors().items():
        assert torch.equal(tensor, then.tensors()[name]), name


def test_keys_to_read():
    assert "objects" in keys("state")
    assert "agentview_rgb" in keys("pixels")
    assert "objects" not in keys("pixels")


def test_no_demonstrations():
    with pytest.raises(PerdureError, match=r"Task 4 \('go there'\) has no demonstrations"):
        Windows([], "go there", 4, Shape())


def test_gathering_is_fast():
    windows = Windows(numbered([100] * 30), "do it", 0, Shape())
    generator = torch.Generator().manual_seed(0)
    windows.sample(64, generator)
    start = time.perf_counter()
    for _ in range(50):
        windows.sample(64, generator)
    assert 50 * 64 / (time.perf_counter() - start) > 10_000  # windows per second; an idle core makes 200 000
