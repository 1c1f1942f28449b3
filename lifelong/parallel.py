"""Several processes that train one policy together, as `torchrun` starts them; alone, nothing here does anything.

All processes hold the same weights and draw the same random numbers. Of every batch each computes its own part, and the
gradients are averaged, so that all of them take the same step. The first one alone evaluates and writes.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import torch
import torch.distributed as dist
from torch import Tensor, nn

from perdure.envs.errors import PerdureError

from .generators import Generators, derive

_PATIENCE = timedelta(days=30)  # the others wait while the first process evaluates
_GROUP = "cpu:gloo,cuda:nccl"


@dataclass(frozen=True)
class Launch:
    """How this process was started.

    Attributes:
        count: processes that work together.
        number: of this one among them.
        place: number of this one on its machine, which is also that of its GPU.
    """

    count: int = 1
    number: int = 0
    place: int = 0


def launched() -> Launch:
    """Return what torchrun says in the environment."""
    words = (os.environ.get(word) for word in ("WORLD_SIZE", "RANK", "LOCAL_RANK"))
    count, number, place = (int(word) if word else standard for word, standard in zip(words, (1, 0, 0), strict=True))
    return Launch(count, number, place) if count > 1 else Launch()


@contextmanager
def together(count: int, device: torch.device) -> Iterator[None]:
    """Let `count` processes find each other, and work together within the block.

    Raises:
        PerdureError: another number of them has been started.
    """
    started = launched().count
    if started != count:
        raise PerdureError(
            f"This run is computed by {count} processes, not {started}; start it by torchrun --nproc-per-node={count}, "
            "or choose another out=."
        )
    if count == 1:
        yield
        return
    if device.type == "cuda":
        torch.cuda.set_device(device)
    dist.init_process_group(_GROUP if device.type == "cuda" else "gloo", timeout=_PATIENCE)
    try:
        yield
    finally:
        dist.destroy_process_group()


def processes() -> int:
    """Return how many processes work together now."""
    return dist.get_world_size() if dist.is_initialized() else 1


def first() -> bool:
    """Tell whether this process is the one that evaluates and writes."""
    return not dist.is_initialized() or dist.get_rank() == 0


def wait() -> None:
    """Wait for all other processes to come here."""
    agreed(lambda: 0.0)


def agreed(find: Callable[[], float]) -> float:
    """Return what the first process finds; the others wait for it."""
    if processes() == 1:
        return find()
    found = torch.tensor(find() if first() else 0.0, dtype=torch.float64)
    dist.broadcast(found, 0)
    return found.item()


def own(size: int) -> tuple[int, slice]:
    """Return how many things all processes need if each needs `size`, and which of them are this one's.

    Whoever draws the numbers of all and takes its own does what one process alone would do.
    """
    number = dist.get_rank() if dist.is_initialized() else 0
    return size * processes(), slice(number * size, (number + 1) * size)


def own_noise(generators: Generators, stage: int, step: int) -> None:
    """Let this process draw its own augmentation in a step, which needs nothing to be kept to resume from."""
    if processes() > 1:
        generators.augment.manual_seed(derive(generators.seed, "augment", dist.get_rank(), stage, step))


def averaged(weights: Sequence[nn.Parameter], numbers: Mapping[str, float], labels: int) -> dict[str, float]:
    """Give every process the mean of all gradients and return the mean of named numbers.

    Args:
        weights: whose `.grad` becomes the mean.
        numbers: the losses of this process's part of the batch.
        labels: valid ones in that part, which it counts by: a loss is a mean over them.
    """
    total = labels * torch.tensor([1.0, *numbers.values()], dtype=torch.float64)
    dist.all_reduce(total)
    count = max(1.0, total[0].item())
    gradients = [weight.grad for weight in weights if weight.grad is not None]
    joined = torch.cat([gradient.flatten() for gradient in gradients]) * (labels / count)
    dist.all_reduce(joined)
    for gradient, part in zip(gradients, torch.split(joined, [each.numel() for each in gradients]), strict=True):
        gradient.copy_(part.view_as(gradient))
    return dict(zip(numbers, (total[1:] / count).tolist(), strict=True))


def check_equal(tensors: Mapping[str, Tensor]) -> None:
    """Make sure that all processes hold the same numbers, bit for bit.

    Raises:
        PerdureError: they do not.
    """
    if processes() == 1:
        return
    digest = hashlib.blake2b(digest_size=8)
    for tensor in tensors.values():
        digest.update(tensor.detach().cpu().contiguous().view(-1).view(torch.uint8).numpy().tobytes())
    mine = torch.frombuffer(bytearray(digest.digest()), dtype=torch.int64)
    least, most = mine.clone(), mine.clone()
    dist.all_reduce(least, dist.ReduceOp.MIN)
    dist.all_reduce(most, dist.ReduceOp.MAX)
    if not torch.equal(least, most):
        raise PerdureError("The processes no longer hold the same weights; train with one, or without compile=true.")
