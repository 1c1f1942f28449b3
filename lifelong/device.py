"""Which device networks run on, and how data comes there."""

from __future__ import annotations

import torch

from perdure.envs.errors import PerdureError
from perdure.policies import Batch

from .parallel import launched

_SHARE = 0.5  # of a GPU's free memory that the data of a task may fill


def choose(name: str) -> torch.device:
    """Return the device of a name; 'auto' is the first CUDA device, else the CPU.

    Of several processes on a machine each has its own CUDA device, where the name gives no number.

    Raises:
        PerdureError: it cannot be used here.
    """
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name == "cuda" and launched().count > 1:
        name = f"cuda:{launched().place}"
    try:
        device = torch.device(name)
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError) as error:
        raise PerdureError(f"device={name} cannot be used here: {str(error).splitlines()[0]}") from error
    return device


def home(device: torch.device, size: int) -> torch.device:
    """Return where data of `size` bytes lies for a network on a device: there, or on the CPU if it would fill a GPU."""
    if device.type != "cuda":
        return device
    free, _ = torch.cuda.mem_get_info(device)
    return device if size <= _SHARE * free else torch.device("cpu")


def sent(batch: Batch, device: torch.device) -> Batch:
    """Return a batch on a device; to a GPU it goes while the GPU is still busy, which needs pinned memory."""
    if device.type == "cuda" and batch.mask.device.type == "cpu":
        batch = batch.map(torch.Tensor.pin_memory)
    return batch.to(device)
