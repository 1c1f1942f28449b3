"""In which order a run met its tasks, as its ledger tells it."""

from __future__ import annotations

from collections.abc import Sequence

from perdure.envs.errors import PerdureError

from .ledger import AFTER_STAGE, Line


def order_met(lines: Sequence[Line]) -> tuple[int, ...]:
    """Return the suite's task indices in the order of the stream, as far as the ledger goes.

    A stage's task is the one of its learning curve; without a curve, the one whose row of the matrix has it first.

    Raises:
        PerdureError: a stage in which not exactly one task was met.
    """
    order: list[int] = []
    for stage in range(max((line.stage for line in lines), default=-1) + 1):
        here = [line for line in lines if line.stage == stage]
        learning = {line.task for line in here if line.epoch != AFTER_STAGE}.difference(order)
        new = learning or {line.task for line in here}.difference(order)
        if len(new) != 1:
            raise PerdureError(
                f"The ledger does not tell which task was met at stage {stage}: {sorted(new) or 'none'}."
            )
        order += new
    return tuple(order)
