"""Memory for large tensors that are made again and again: it is used again, not asked of the system every time.

The system hands out large memory page by page, each of them cleared, which takes longer than to fill it with images.
"""

from __future__ import annotations

import math
import weakref
from collections import deque
from collections.abc import Sequence
from contextlib import suppress

import torch
from torch import Tensor

_LARGE = 2**20  # bytes; less than that is quick to get
_KEPT = 8
_free: deque[Tensor] = deque(maxlen=_KEPT)  # (bytes,) uint8, nobody's now; a further one pushes out the oldest


def empty(shape: Sequence[int], dtype: torch.dtype, device: torch.device) -> Tensor:
    """Return a tensor that holds anything, as `torch.empty` does; on a CPU a large one lies where an earlier one lay.

    Of the earlier one there is nothing left then: no view of it, and nothing that autograd has kept of it.
    """
    size = math.prod(shape) * dtype.itemsize
    if device.type != "cpu" or size < _LARGE:
        return torch.empty(*shape, dtype=dtype, device=device)
    memory = _taken(size)
    lent = memory.numpy()  # lives for as long as any tensor looks at the memory through it
    weakref.finalize(lent, _free.append, memory).atexit = False
    return torch.from_numpy(lent).view(dtype).view(*shape)


def _taken(size: int) -> Tensor:
    """Return memory of exactly this size; one thing at a time, as others may come back meanwhile."""
    with suppress(IndexError):  # another thread has taken the last one
        for _ in range(len(_free)):
            memory = _free.popleft()
            if len(memory) == size:
                return memory
            _free.append(memory)
    return torch.empty(size, dtype=torch.uint8)
