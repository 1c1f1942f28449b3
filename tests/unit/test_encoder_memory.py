"""Large tensors lie where earlier ones lay, and nobody notices."""

import resource
import threading

import pytest
import torch

from perdure.policies.encoders import memory
from perdure.policies.encoders.augment import lights, shift
from perdure.policies.encoders.memory import empty
from perdure.policies.encoders.pixels import floats

CPU = torch.device("cpu")
SHAPE = (3, 2**20)


@pytest.fixture(autouse=True)
def nothing_kept():
    memory._free.clear()


def large(value: float) -> torch.Tensor:
    return empty(SHAPE, torch.float32, CPU).fill_(value)


def test_memory_is_used_again_once_nothing_looks_at_it():
    first = large(1.0)
    place, view = first.data_ptr(), first[1:, ::7]
    del first
    second = large(2.0)
    assert second.data_ptr() != place
    assert (view == 1.0).all()
    del view
    third = large(3.0)
    assert third.data_ptr() == place
    assert (second == 2.0).all()


def test_what_autograd_keeps_is_left_alone():
    weight = torch.tensor(2.0, requires_grad=True)
    losses = [(weight * large(float(value))).sum() for value in range(1, 4)]  # needs each of them later
    sum(losses).backward()
    assert weight.grad.item() == 6 * 3 * 2**20
    del losses
    assert len(memory._free) == 3


def test_memory_of_another_size_or_kind_is_not_mixed_up():
    place = large(1.0).data_ptr()
    assert empty((3, 2**20 + 1), torch.float32, CPU).data_ptr() != place
    again = empty((3 * 2**22,), torch.uint8, CPU)  # as many bytes
    assert again.data_ptr() == place
    assert again.data_ptr() % 64 == 0
    small = empty((2, 3), torch.int64, CPU)
    assert (small.shape, small.dtype) == ((2, 3), torch.int64)


def test_only_a_few_are_kept():
    tensors = [empty((2**20 + number,), torch.uint8, CPU) for number in range(20)]
    del tensors
    assert len(memory._free) == memory._KEPT


def test_memory_of_inference_can_be_trained_with():
    with torch.inference_mode():
        place = large(1.0).data_ptr()
    images, weight = large(2.0), torch.tensor(1.0, requires_grad=True)
    assert images.data_ptr() == place
    (images * weight).mean().backward()
    assert weight.grad.item() == pytest.approx(2.0)


def test_threads_never_share_memory():
    mixed = []

    def work(number: int) -> None:
        for _ in range(200):
            mine = empty((2**20,), torch.uint8, CPU).fill_(number)
            mixed.extend([number] if (mine != number).any() else [])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not mixed


def test_augmented_images_ask_the_system_for_no_memory():
    images = torch.randint(0, 256, (16, 10, 64, 64, 3), dtype=torch.uint8)

    def prepared(seed: int) -> torch.Tensor:
        draw = torch.Generator().manual_seed(seed)
        return floats(shift(images, 4, draw), lights(images, 0.1, draw))

    first = prepared(0).clone()
    prepared(1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    again = prepared(0)
    faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
    assert torch.equal(first, again)
    assert faults * resource.getpagesize() < again.nbytes / 10
