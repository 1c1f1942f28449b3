"""Which device networks run on."""

from __future__ import annotations

import torch

from perdure.envs.errors import PerdureError


def choose(name: str) -> torch.device:
    """Return the device of a name; 'auto' is the first CUDA device, else the CPU.

    Raises:
        PerdureError: it cannot be used here.
    """
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError) as error:
        raise PerdureError(f"device={name} cannot be used here: {str(error).splitlines()[0]}") from error
    return device
