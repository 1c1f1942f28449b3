"""The instruction says the same in other words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import SequenceMatcher

import numpy as np

from ..task import Task
from .perturbation import Perturbation
from .wording import rewordings


@dataclass(frozen=True)
class Change(Perturbation):
    """Words the instruction in another way, one for a task.

    Description: one of the task's `paraphrases`; where it has none, of the sentences that `rewordings` makes by rule.
    Magnitude: wordings are sorted by the share of words that differ from the instruction, in their order; 1 takes the
        farthest, 0.5 draws from the farther half, close to 0 draws from all.
    What it leaves alone: nouns and relations, everything but the instruction.
    """

    def task(self, task: Task, rng: np.random.Generator) -> Task:
        """Take another sentence; none that is the instruction itself."""
        known = set(task.paraphrases) - {task.instruction} or set(rewordings(task.instruction))
        others = sorted(known, key=lambda text: _far(task, text))
        first = int(self.magnitude * (len(others) - 1))
        return replace(task, instruction=others[first + int(rng.uniform() * (len(others) - first))])


def _far(task: Task, text: str) -> tuple[float, str]:
    """Return what to sort by: how many of the words differ, 0 to 1, then the text."""
    return 1.0 - SequenceMatcher(None, task.instruction.split(), text.split(), autojunk=False).ratio(), text
