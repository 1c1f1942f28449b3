"""How well features tell what to do, by their nearest neighbours: nothing is trained for it."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from perdure.policies import Policy

from ..batches import Windows
from .tensors import predict_with

_AT_ONCE = 64  # windows
_HELD_OUT = 3  # one episode in so many is predicted from the others


class Probe:
    """Windows of a task, of which those of some episodes are predicted from those of the others.

    Args:
        windows: of the task.
        count: of them, at most.
        neighbours: of a window, whose mean action is the prediction.
        draw: chooses windows and episodes.
    """

    def __init__(self, windows: Windows, count: int, neighbours: int, draw: torch.Generator) -> None:
        index = torch.randperm(len(windows), generator=draw)[:count]
        episodes = torch.randperm(int(windows.episode.max()) + 1, generator=draw)
        self.held_out = episodes[windows.episode[index]] % _HELD_OUT == 0
        self.batches = [windows.gather(part) for part in torch.split(index, _AT_ONCE)]
        labels = [batch.actions[:, -1, 0] for batch in self.batches if batch.actions is not None]
        self.actions, self.neighbours = torch.cat(labels).cpu(), neighbours

    @torch.no_grad()
    def error(self, policy: Policy, weights: Mapping[str, Tensor]) -> float:
        """Return how far off the actions are that the features under some weights tell, see `held_out_error`."""
        device = next(policy.parameters()).device
        given = [predict_with(policy, weights, batch.to(device))[1][:, -1] for batch in self.batches]
        return held_out_error(torch.cat(given).cpu(), self.actions, self.held_out, self.neighbours)


def held_out_error(features: Tensor, actions: Tensor, held_out: Tensor, neighbours: int) -> float:
    """Return the squared error of predictions by nearest neighbours over that of the mean action; 1 tells nothing.

    Args:
        features: (N, D); each is brought to the same spread first.
        actions: (N, A).
        held_out: (N,) bool, what is predicted from the rest.
        neighbours: whose mean is the prediction.

    Returns:
        The ratio; infinity where nothing is held out or nothing known.
    """
    known = ~held_out
    if not held_out.any() or not known.any():
        return torch.inf
    features = (features - features[known].mean(0)) / features[known].std(0, correction=0).clamp(min=1e-6)
    nearest = torch.cdist(features[held_out], features[known]).topk(min(neighbours, int(known.sum())), largest=False)
    off = actions[known][nearest.indices].mean(1) - actions[held_out]
    spread = actions[known].mean(0) - actions[held_out]
    return float(off.square().sum() / spread.square().sum().clamp(min=1e-12))
