"""A memory of windows of old tasks, for all methods that replay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from perdure.envs.errors import PerdureError, UnknownNameError
from perdure.policies import Batch

from .. import parallel
from ..batches import Windows
from .algorithm import Sizes

Rows = dict[str, Tensor]

UNITS = ("windows", "bytes", "percent")
KINDS = ("balanced", "reservoir")


class Memory:
    """Windows of old tasks with their instruction and task, and whatever else belongs to them, on the CPU.

    `balanced` gives every task the same share and fills it with windows drawn uniformly over all its demonstrations;
    replay draws a task, then one of its windows. `reservoir` (Vitter 1985) keeps each window ever seen with the same
    probability, and replay draws uniformly, so long tasks are met more often.

    Args:
        capacity: in units of `unit`; 0 = nothing is kept.
        unit: `windows` or `bytes`, all tasks together; or `percent` of the windows of each task, which grows with the
            stream.
        kind: `balanced` or `reservoir`.
    """

    def __init__(self, capacity: float, unit: str = "windows", kind: str = "balanced") -> None:
        for word, value, known in (("unit", unit, UNITS), ("memory", kind, KINDS)):
            if value not in known:
                raise UnknownNameError(f"{word} of a memory:", value, known)
        if capacity < 0 or (unit == "percent" and capacity > 100):
            raise PerdureError(f"capacity={capacity}: a memory holds 0 {unit} or more, at most 100 percent.")
        if kind == "reservoir" and unit == "percent":
            raise PerdureError("A reservoir has a fixed size; give its capacity in windows or bytes.")
        self.capacity, self.unit, self.kind = capacity, unit, kind
        self.tasks: list[Rows] = []  # balanced: in random order, so that any first part of it is again a random draw
        self.seen: list[int] = []  # windows that each task had

    def __bool__(self) -> bool:
        """Tell whether there is anything to replay."""
        return any(map(_length, self.tasks))

    def keep(self, windows: Windows, draw: torch.Generator) -> Tensor:
        """Make room for a task and return the windows to keep of it (M,); give them to `add`."""
        self.seen.append(len(windows))
        if not self.capacity:
            return torch.zeros(0, dtype=torch.long)
        size = windows.gather(torch.zeros(1, dtype=torch.long)).nbytes()
        if self.kind == "reservoir":
            return self._reservoir(size, draw)
        *old, new = self.shares(size, self.seen)
        self.tasks = [_select(rows, torch.arange(share)) for rows, share in zip(self.tasks, old, strict=True)]
        return torch.randperm(len(windows), generator=draw)[:new]

    def add(self, rows: Mapping[str, Tensor]) -> None:
        """Keep a copy of a task's windows, a row each."""
        self.tasks.append({name: tensor.cpu().clone() for name, tensor in rows.items()})

    def replay(self, size: int, draw: torch.Generator, device: torch.device | str) -> Rows:
        """Return `size` kept rows on a device; those of one task stand together. Processes draw together."""
        whole, mine = parallel.own(size)
        held = torch.tensor([_length(rows) for rows in self.tasks])
        if self.kind == "balanced":
            filled = held.nonzero()[:, 0]
            tasks = filled[torch.randint(len(filled), (whole,), generator=draw)]
        else:
            tasks = torch.multinomial(held.double(), whole, replacement=True, generator=draw)
        places = (torch.rand(whole, generator=draw, dtype=torch.float64) * held[tasks]).long()
        tasks, places = tasks[mine], places[mine]
        chosen = [_select(rows, places[tasks == n]) for n, rows in enumerate(self.tasks)]
        parts = [rows for rows in chosen if _length(rows)]
        return {name: torch.cat([part[name] for part in parts]).to(device) for name in parts[0]}

    def shares(self, window: int, windows: list[int] | tuple[int, ...]) -> list[int]:
        """Return how many windows are kept of each task.

        Args:
            window: bytes of one.
            windows: how many each task has.
        """
        if self.unit == "percent":
            return [round(count * self.capacity / 100) for count in windows]
        whole = int(self.capacity // window if self.unit == "bytes" else self.capacity)
        even = [whole // len(windows) + (task < whole % len(windows)) for task in range(len(windows))]
        return [min(share, count) for share, count in zip(even, windows, strict=True)]

    def state_dict(self) -> dict[str, Any]:
        """Return all rows, task by task."""
        return {"tasks": self.tasks, "seen": self.seen}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take them back."""
        self.tasks, self.seen = [], [int(count) for count in state["seen"]]
        for rows in state["tasks"]:
            self.add(rows)

    def bytes(self, sizes: Sizes, extra: int = 0) -> int:
        """Return the bytes held after the tasks in `sizes`, with `extra` beside every window."""
        window = sizes.window.nbytes()
        if self.kind == "reservoir":
            return min(int(self.shares(window, [2**60])[0]), sum(sizes.windows)) * (window + extra)
        return sum(self.shares(window, sizes.windows)) * (window + extra)

    def _reservoir(self, window: int, draw: torch.Generator) -> Tensor:
        """Run Vitter's algorithm over the new task's windows; throw out what they replace."""
        size, past, new = self.shares(window, [2**60])[0], sum(self.seen[:-1]), self.seen[-1]
        held = [(task, row) for task, rows in enumerate(self.tasks) for row in range(_length(rows))]
        order = torch.randperm(len(held), generator=draw).tolist()  # which slot holds what does not matter
        slots = [held[n] for n in order]
        numbers = past + 1 + torch.arange(new)
        places = (torch.rand(new, generator=draw, dtype=torch.float64) * numbers).long().tolist()
        for row, place in enumerate(places):
            if len(slots) < size:
                slots.append((len(self.tasks), row))
            elif place < size:
                slots[place] = (len(self.tasks), row)
        kept = [torch.tensor([r for t, r in slots if t == task], dtype=torch.long) for task in range(len(self.seen))]
        self.tasks = [_select(rows, index) for rows, index in zip(self.tasks, kept, strict=False)]
        return kept[-1]


def rows_of(windows: Windows, index: Tensor) -> Rows:
    """Return windows as rows to `add`."""
    return windows.gather(index).tensors()


def batch_of(rows: Rows) -> Batch:
    """Return rows as a batch, whatever else they hold left out."""
    return Batch.from_tensors({name: tensor for name, tensor in rows.items() if name != OUTPUTS})


OUTPUTS = "outputs"  # the name of a window's stored outputs


def _length(rows: Rows) -> int:
    return len(next(iter(rows.values())))


def _select(rows: Rows, index: Tensor) -> Rows:
    return {name: tensor[index] for name, tensor in rows.items()}
