"""What came of one trial."""

from __future__ import annotations

from typing import NamedTuple

GOOD, NO_PLAN = "", "no plan"


class Outcome(NamedTuple):
    """One trial.

    Attributes:
        reason: why it failed, '' if it did not, `NO_PLAN` where there was nothing that could be tried.
        measure: what the kind of trial measures: steps, speed or slip.
    """

    reason: str
    measure: float = 0.0
