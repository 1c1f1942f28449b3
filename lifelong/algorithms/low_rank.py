"""Low-rank changes of a weight (Hu et al. 2022, arXiv 2106.09685); further axes than two count as inputs."""

from __future__ import annotations

import math

import torch
from torch import Tensor


def fresh_pair(weight: Tensor, rank: int, draw: torch.Generator) -> tuple[Tensor, Tensor]:
    """Return A (rank, inputs) and B (outputs, rank) that change nothing yet: A random, B zero."""
    rows, columns = weight.flatten(1).shape
    bound = 1 / math.sqrt(columns)
    a = (torch.rand(rank, columns, generator=draw) * 2 - 1) * bound
    return a.to(weight.device), torch.zeros(rows, rank).to(weight.device)


def low_rank(a: Tensor, b: Tensor, scale: float, weight: Tensor) -> Tensor:
    """Return the change of a weight, scale B A in its shape."""
    return scale * (b @ a).view_as(weight)
