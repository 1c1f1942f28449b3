"""What `make bench` measures, round by round."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

PIXELS_LIMIT, PHYSICS_LIMIT = 900.0, 2850.0  # per second and core, by the feasibility study


@dataclass(frozen=True)
class Row:
    """One thing to measure.

    Attributes:
        name: in `rates.MEASURES`, or a kind of robosuite's Lift.
        title: in the table.
        kind: what of robosuite's Lift it is compared to: 'state', 'pixels' or 'reset'.
        limit: practical limit on one core, where there is one.
        cores: that it may use.
        peer: it is robosuite's Lift itself.
    """

    name: str
    title: str
    kind: str
    limit: float | None = None
    cores: int = 1
    peer: bool = False


@dataclass(frozen=True)
class Result:
    """What came of a row: its rounds, per second, and the most memory that its process has had [MB]."""

    row: Row
    rounds: list[float]
    memory: float

    @property
    def rate(self) -> float:
        """The median round."""
        return statistics.median(self.rounds)


ROWS = (
    Row("state", "robosuite's Lift, state", "state", peer=True),
    Row("pixels", "robosuite's Lift, two cameras, OpenGL", "pixels", peer=True),
    Row("reset", "robosuite's Lift, resets", "reset", peer=True),
    Row("bare", "bare `mj_step`, 10 substeps, arm held", "state", PHYSICS_LIMIT),
    Row("core", "controller and physics", "state", PHYSICS_LIMIT),
    Row("state", "state, one environment", "state", PHYSICS_LIMIT),
    Row("state-1", "state, 20 lanes, 1 worker", "state", PHYSICS_LIMIT),
    Row("state-2", "state, 20 lanes, 2 workers", "state", PHYSICS_LIMIT, cores=2),
    Row("evaluation", "evaluation, 20 episodes in 20 lanes, `state_transformer`", "state", PHYSICS_LIMIT),
    Row("opengl", "two cameras, one environment, OpenGL", "pixels", PIXELS_LIMIT),
    Row("raster", "two cameras, one environment", "pixels", PIXELS_LIMIT),
    Row("raster-1", "two cameras, 20 lanes, 1 worker", "pixels", PIXELS_LIMIT),
    Row("raster-2", "two cameras, 20 lanes, 2 workers", "pixels", PIXELS_LIMIT, cores=2),
    Row("reset", "resets to a stored state", "reset"),
)
