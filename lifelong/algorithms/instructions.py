"""What tasks are told: which task other words mean, and how alike two tasks are."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor
from torch.nn import functional

from ..batches import Windows
from .tensors import Weights


class Instructions:
    """The embedding (E,) of the instruction of each task begun, in the order of the stream."""

    def __init__(self) -> None:
        self.kept: Weights = {}  # by the task's index as a word

    def keep(self, windows: Windows) -> Tensor:
        """Keep what a task is told, and return it."""
        said = windows.gather(torch.zeros(1, dtype=torch.long)).language[0].clone()
        self.kept[str(windows.task)] = said
        return said

    def nearest(self, language: Tensor) -> int:
        """Return the task whose instruction has the nearest embedding to (E,) by cosine, the first of equals."""
        known = torch.stack(list(self.kept.values())).double()
        cosines = functional.cosine_similarity(known, language.to(known.device).double()[None])
        return int(list(self.kept)[int(cosines.argmax())])

    def likeness(self) -> Tensor:
        """Return the cosine (K,) of each instruction with that of the task begun last; 0 where one says nothing."""
        known = torch.stack(list(self.kept.values()))
        return functional.cosine_similarity(known, known[-1:])

    def state_dict(self) -> Weights:
        """Return all embeddings."""
        return dict(self.kept)

    def load_state_dict(self, state: Mapping[str, Tensor]) -> None:
        """Take them back."""
        self.kept = dict(state)
