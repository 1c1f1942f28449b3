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
        doing: 'starting', 'training', 'evaluating', or what is rendered.
        step: updates done in the stage.
        steps: updates of a stage.
        loss: of the last update; NaN before the first.
        rate: windows of new tasks per second of training; NaN before the first update.
        success: of the last evaluation; NaN before the first.
        parameters: of the policy.
        flops: operations of an update of plain fine-tuning; NaN before they are counted.
    """

    stage: int
    stages: int
    task: str
    doing: str = "training"
    step: int = 0
    steps: int = 1
    loss: float = float("nan")
    rate: float = float("nan")
    success: float = float("nan")
    parameters: int = 0
    flops: float = float("nan")
