"""What the one who waits for a run is told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Moment:
    """Where a run stands; given to the progress callback after every update and every evaluation.

    Attributes:
        stage: position in the stream.
        stages: length of the stream.
        task: instruction of the stage's task.
        doing: 'training', 'evaluating', or what is rendered.
        step: updates done in the stage.
        steps: updates of a stage.
        loss: of the last update; NaN before the first.
        success: of the last evaluation; NaN before the first.
    """

    stage: int
    stages: int
    task: str
    doing: str = "training"
    step: int = 0
    steps: int = 1
    loss: float = float("nan")
    success: float = float("nan")
