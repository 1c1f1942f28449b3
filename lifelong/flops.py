"""What an update takes: floating-point operations of a forward and a backward pass."""

from __future__ import annotations

import copy
import warnings

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

from perdure.policies import Policy

from .batches import Windows

_COUNTED = 2  # windows; the operations grow with the number of windows


def flops_per_update(policy: Policy, windows: Windows, batch_size: int) -> int:
    """Return the operations of one update of plain fine-tuning on real windows, a multiplication and a sum being two.

    What an algorithm adds is its `Declaration.compute`. A copy of the policy is run, with a generator of its own, so
    that training goes on, bit for bit, as if nothing had been counted. The count is the same on every device: on the
    CPU, with the kernels off that would do several layers or a whole attention in one call, which escapes the counter.

    Args:
        policy: what learns.
        windows: of the task.
        batch_size: windows per update.
    """
    taken = min(len(windows), batch_size, _COUNTED)
    batch = windows.gather(torch.linspace(0, len(windows) - 1, taken).long()).to("cpu")
    copied, noise = copy.deepcopy(policy).cpu(), torch.Generator().manual_seed(0)
    trained = [weight for weight in copied.parameters() if weight.requires_grad]
    with warnings.catch_warnings(), sdpa_kernel(SDPBackend.MATH), FlopCounterMode(display=False) as counter:
        warnings.simplefilter("ignore")  # the next line warns about Intel's GPUs
        with torch.backends.mkldnn.flags(enabled=False):
            loss = copied.loss(batch, noise)["loss"]
            torch.autograd.grad(loss, trained, allow_unused=True)
    return int(counter.get_total_flops()) * batch_size // taken
