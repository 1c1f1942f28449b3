"""`lwf`: learning without forgetting: stay close to the policy that one was, on the new task's observations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor

from perdure.envs.errors import PerdureError, UnknownNameError
from perdure.policies import Batch, Policy

from .. import parallel
from ..batches import Windows
from .algorithm import Algorithm, Declaration, Sizes
from .outputs import divergence
from .tensors import Weights, copied, predict_with

MATCHES = ("logits", "features", "both")
INSTRUCTIONS = ("old", "new", "both")


class LearningWithoutForgetting(Algorithm):
    """Distillation from the policy's own past (Li and Hoiem 2016, arXiv 1606.09282), without any old data.

    The observations are the new task's. Under the new instruction a teacher can only say what it would have done
    wrongly; so by default it is asked, and imitated, under instructions of old tasks, which are all that is kept.

    Args:
        strength: weight of the distillation; 0 = none.
        match: the action distribution (`logits`), what goes into it (`features`), or `both`.
        instructions: under which the teacher is asked: `old`, `new`, or `both`, half of the windows each.
        teachers: 1 = the policy before this task; 2 = also the one after the first task, as in MulKI (arXiv
            2411.06764) with equal weights.
    """

    declaration: ClassVar[Declaration] = Declaration(compute=1.9, papers=("li2016learning", "zhang2024multi"))

    def __init__(
        self, strength: float = 3.0, match: str = "logits", instructions: str = "old", teachers: int = 1
    ) -> None:
        for word, value, known in (("match", match, MATCHES), ("instructions", instructions, INSTRUCTIONS)):
            if value not in known:
                raise UnknownNameError(f"{word} of lwf:", value, known)
        if strength < 0 or teachers not in (1, 2):
            raise PerdureError(f"strength={strength}, teachers={teachers}: need strength >= 0 and 1 or 2 teachers.")
        self.strength, self.match, self.instructions, self.count = strength, match, instructions, teachers
        self.teachers: list[Weights] = []  # the first one, if there are two, and the newest
        self.told: list[tuple[Tensor, int]] = []  # embedded instruction and task, of every old task

    def loss(
        self, policy: Policy, batch: Batch, draw: torch.Generator, augment: torch.Generator | None
    ) -> dict[str, Tensor]:
        """Return the policy's loss plus how far it is from its teachers."""
        losses = policy.loss(batch, augment)
        if not self.teachers or not self.strength:
            return losses
        asked = self.ask(batch, draw)
        parts = [self.distance(policy, teacher, asked) for teacher in self.teachers]
        distance = torch.stack(parts).mean()
        return losses | {"loss": losses["loss"] + self.strength * distance, "distillation": distance}

    def ask(self, batch: Batch, draw: torch.Generator) -> Batch:
        """Return the windows under the instructions that the teachers are asked about."""
        whole, mine = parallel.own(len(batch))
        picks = torch.randint(len(self.told), (whole,), generator=draw)[mine]
        keep = torch.zeros(len(batch), dtype=torch.bool)
        keep[: {"old": 0, "new": len(batch), "both": len(batch) // 2}[self.instructions]] = True
        device = batch.language.device
        language = torch.stack([words for words, _ in self.told]).to(device)[picks.to(device)]
        task = torch.tensor([task for _, task in self.told]).to(device)[picks.to(device)]
        kept = keep.to(device)
        changed = {
            "language": torch.where(kept[:, None], batch.language, language),
            "task": torch.where(kept, batch.task, task),
        }
        return Batch.from_tensors(batch.tensors() | changed)

    def distance(self, policy: Policy, teacher: Weights, batch: Batch) -> Tensor:
        """Return how far the policy is from one teacher on windows, without augmentation."""
        with torch.no_grad():
            target, wanted = predict_with(policy, teacher, batch)
        outputs, features = predict_with(policy, {}, batch)
        logits = divergence(policy, outputs, target, batch.mask)
        error = ((features - wanted).square().mean(-1) * batch.mask).sum() / batch.mask.sum()
        return {"logits": logits, "features": error, "both": logits + error}[self.match]

    def after_task(self, policy: Policy, windows: Windows, draw: torch.Generator) -> None:
        """The policy of now becomes a teacher."""
        self.teachers = [*self.teachers[: self.count - 1], copied(policy)]
        self.told.append((windows.gather(torch.tensor([0])).language[0].clone(), windows.task))

    def state_dict(self) -> dict[str, Any]:
        """Return teachers and instructions."""
        return {"teachers": self.teachers, "told": [list(pair) for pair in self.told]}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take them back."""
        self.teachers = [dict(teacher) for teacher in state["teachers"]]
        self.told = [(words, int(task)) for words, task in state["told"]]

    def state_bytes(self, sizes: Sizes) -> int:
        """Return the bytes of the teachers and of an embedded instruction per task."""
        language = sizes.window.language
        return min(self.count, sizes.tasks) * sizes.weights() + sizes.tasks * language.nbytes
